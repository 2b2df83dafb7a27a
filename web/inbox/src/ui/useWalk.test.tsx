import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { useWalk } from "./useWalk";

function List({ ids, current }: { ids: string[]; current: string | null }) {
  const walk = useWalk(ids, current);
  return ids.map((id) => (
    <a key={id} ref={(link) => walk.register(id, link)} href={id} aria-label={id} />
  ));
}

test("the open row comes into sight once it is listed, and not with each change of the list", () => {
  const scroll = vi.spyOn(Element.prototype, "scrollIntoView");
  const list = render(<List ids={[]} current="b" />);
  expect(scroll).not.toHaveBeenCalled();
  list.rerender(<List ids={["a", "b"]} current="b" />);
  list.rerender(<List ids={["b", "a", "c"]} current="b" />);
  expect(scroll).toHaveBeenCalledOnce();
  list.rerender(<List ids={["b", "a", "c"]} current="c" />);
  expect(scroll).toHaveBeenCalledTimes(2);
});

test("from a row that has left the list one goes on to what took its place", async () => {
  const list = render(<List ids={["a", "b", "c", "d"]} current="c" />);
  list.rerender(<List ids={["a", "b", "d"]} current="c" />);
  await userEvent.keyboard("j");
  expect(document.activeElement).toBe(screen.getByRole("link", { name: "d" }));
  list.rerender(<List ids={["a", "b"]} current="c" />);
  await userEvent.keyboard("k");
  expect(document.activeElement).toBe(screen.getByRole("link", { name: "b" }));
});

test("who closes what was open goes on from its row, unless they are elsewhere already", () => {
  const list = render(<List ids={["a", "b"]} current="b" />);
  list.rerender(<List ids={["a", "b"]} current={null} />);
  expect(document.activeElement).toBe(screen.getByRole("link", { name: "b" }));
  list.rerender(<List ids={["a", "b"]} current="a" />);
  list.rerender(<List ids={["a", "b"]} current={null} />);
  expect(document.activeElement).toBe(screen.getByRole("link", { name: "b" }));
});
