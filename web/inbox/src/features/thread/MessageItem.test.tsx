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

test("an address in what a visitor writes opens in another tab, which learns nothing of the inbox", () => {
  render(<MessageItem message={message({ text: "It is https://shop.example/a." })} {...rest} />);
  const link = screen.getByRole("link", { name: "https://shop.example/a" });
  expect(link.getAttribute("target")).toBe("_blank");
  expect(link.getAttribute("rel")).toBe("noopener noreferrer nofollow");
});
