import { render } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { useWalk } from "./useWalk";

function List({ ids, current }: { ids: string[]; current: string | null }) {
  const walk = useWalk(ids, current);
  return ids.map((id) => <a key={id} ref={(link) => walk.register(id, link)} href={id} />);
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
