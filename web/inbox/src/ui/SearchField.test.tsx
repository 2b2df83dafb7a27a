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
