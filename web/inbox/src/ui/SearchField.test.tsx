import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { SearchField } from "./SearchField";

test("Escape clears what is searched for, and once more leaves the field", async () => {
  const onChange = vi.fn();
  render(<SearchField label="Search" placeholder="" value="refund" onChange={onChange} />);
  await userEvent.keyboard("/");
  const field = screen.getByLabelText<HTMLInputElement>("Search");
  expect(document.activeElement).toBe(field);
  await userEvent.keyboard("{Escape}");
  expect(field.value).toBe("");
  expect(document.activeElement).toBe(field);
  await userEvent.keyboard("{Escape}");
  expect(document.activeElement).toBe(document.body);
  await vi.waitFor(() => expect(onChange).toHaveBeenCalledWith(""));
});

test("what is searched for is shown as it is changed elsewhere", async () => {
  const field = (value: string) => (
    <SearchField label="Search" placeholder="" value={value} onChange={vi.fn()} />
  );
  const { rerender } = render(field("refund"));
  rerender(field(""));
  expect(screen.getByLabelText<HTMLInputElement>("Search").value).toBe("");
  await userEvent.type(screen.getByLabelText("Search"), "two words ");
  rerender(field("two words"));
  expect(screen.getByLabelText<HTMLInputElement>("Search").value).toBe("two words ");
});
