import { parseMarkdown } from "@baton/shared/chat/markdown";
import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { RichText } from "./RichText";

test("each block reads in the direction of its own language", () => {
  render(<RichText nodes={parseMarkdown("Hello\n\nمرحبا\n\n- שלום")} />);
  for (const block of [...screen.getAllByRole("paragraph"), screen.getByRole("list")])
    expect(block.getAttribute("dir")).toBe("auto");
});

test("what scrolls sideways can be reached by keyboard", () => {
  render(<RichText nodes={parseMarkdown("```\nlong line\n```\n\n| a |\n|---|\n| b |")} />);
  expect(screen.getByText("long line").closest("pre")?.tabIndex).toBe(0);
  expect(screen.getByRole("table").parentElement?.tabIndex).toBe(0);
});

test("a mark of a source is not parted from the words before it", () => {
  const { container } = render(<RichText nodes={["So it is", { cite: 1 }]} />);
  expect(container.textContent).toBe("So it is\u20601");
});
