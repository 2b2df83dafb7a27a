import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { source } from "../../testing/knowledge";
import { SourceState } from "./SourceState";

test("a source that read nothing is shown as failed, with the reason", () => {
  const nothing = source({ state: "idle", documents: 0, failed: 2, error: null });
  const { container, rerender } = render(<SourceState source={nothing} />);
  expect(container.querySelector("[data-state=failed]")).not.toBeNull();
  expect(screen.getByText("Nothing was read: all 2 documents failed.")).toBeDefined();
  rerender(<SourceState source={{ ...nothing, error: "page_missing" }} />);
  expect(screen.getByText("The page does not exist any more.")).toBeDefined();
});

test("a source that was read in part stands as read", () => {
  const { container } = render(<SourceState source={source({ documents: 3, failed: 2 })} />);
  expect(container.querySelector("[data-state=idle]")).not.toBeNull();
});

test("a source that somebody stopped says so, and when it was read before", () => {
  const stopped = source({ state: "stopped", refreshed_at: null, documents: 0 });
  const { container, rerender } = render(<SourceState source={stopped} />);
  expect(screen.getByText("Stopped before the end")).toBeDefined();
  rerender(<SourceState source={{ ...stopped, refreshed_at: new Date().toISOString() }} />);
  expect(screen.getByText("Stopped; read just now")).toBeDefined();
  expect(container.querySelector("[data-state=failed]")).toBeNull();
});
