import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { keyName, switchShortcuts, useShortcut } from "./shortcuts";

const press = {
  key: "t",
  code: "KeyT",
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  isComposing: false,
};

function Page({ run, enabled = true }: { run: () => void; enabled?: boolean }) {
  useShortcut("t", run, enabled);
  return <input aria-label="box" />;
}

test("a letter acts on the page but never where people type", async () => {
  const run = vi.fn();
  render(<Page run={run} />);
  await userEvent.keyboard("t");
  expect(run).toHaveBeenCalledTimes(1);
  await userEvent.type(screen.getByLabelText("box"), "ttt");
  expect(run).toHaveBeenCalledTimes(1);
});

test("a disabled or unmounted component gives its key back", async () => {
  const run = vi.fn();
  const page = render(<Page run={run} enabled={false} />);
  await userEvent.keyboard("t");
  page.unmount();
  await userEvent.keyboard("t");
  expect(run).not.toHaveBeenCalled();
});

test("single letters can be switched off", async () => {
  const run = vi.fn();
  switchShortcuts(false);
  render(<Page run={run} />);
  await userEvent.keyboard("t");
  expect(run).not.toHaveBeenCalled();
});

test("keys are named by letter, by place on other alphabets, and never during composition", () => {
  expect(keyName(press)).toBe("t");
  expect(keyName({ ...press, key: "е" })).toBe("t");
  expect(keyName({ ...press, key: "K", code: "KeyK", metaKey: true })).toBe("mod+k");
  expect(keyName({ ...press, key: "?", code: "Slash" })).toBe("?");
  expect(keyName({ ...press, altKey: true })).toBeNull();
  expect(keyName({ ...press, isComposing: true })).toBeNull();
});
