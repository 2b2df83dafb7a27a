import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { MAYA, message } from "../../testing/factories";
import { MessageItem } from "./MessageItem";

const maya = { kind: "rep" as const, id: MAYA.id, name: MAYA.name };
const rest = { turn: undefined, first: false, me: MAYA.id, conversation: "cnv_1", mayAct: true };

test("a message without a heading still names its author to those who cannot see the burst", () => {
  render(
    <>
      <MessageItem message={message({ text: "Hi" })} {...rest} />
      <MessageItem message={message({ author: maya, kind: "note" })} {...rest} />
    </>,
  );
  expect(screen.getByRole("article", { name: "Ana" }).textContent).toBe("Hi");
  expect(screen.getByRole("article", { name: "Note of Maya Lindqvist" })).toBeDefined();
});

test("what a visitor writes reads in the direction of its language", () => {
  render(<MessageItem message={message({ text: "مرحبا (error 429)." })} {...rest} />);
  expect(screen.getByText("مرحبا (error 429).").getAttribute("dir")).toBe("auto");
});
