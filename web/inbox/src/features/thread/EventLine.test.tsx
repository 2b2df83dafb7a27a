import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { at } from "../../testing/factories";
import { EventFold } from "./EventLine";

const events = ["+a", "+b"].map((text, index) => ({
  type: "event" as const,
  key: text,
  text: `Tags ${text}`,
  tone: "plain" as const,
  at: at(index),
}));

test("folded changes unfold by keyboard, in order, and fold again", async () => {
  const user = userEvent.setup();
  render(<EventFold events={events} />);
  expect(screen.queryAllByTestId("event-line")).toEqual([]);
  await user.tab();
  const fold = screen.getByRole("button", { name: "2 more changes" });
  expect(document.activeElement).toBe(fold);
  await user.keyboard("{Enter}");
  const lines = screen.getAllByTestId("event-line").map((line) => line.firstChild?.textContent);
  expect(lines).toEqual(["Tags +a", "Tags +b"]);
  expect(fold.getAttribute("aria-expanded")).toBe("true");
  await user.keyboard(" ");
  expect(screen.queryAllByTestId("event-line")).toEqual([]);
});
