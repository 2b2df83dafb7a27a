import { expect, test } from "vitest";
import type { Conversation } from "../../api/types";
import { conversation, MAYA, message, TOM } from "../../testing/factories";
import { preview } from "./preview";

type Last = NonNullable<Conversation["last_message"]>;
const fern = { kind: "assistant" as const, id: "ast_1", name: "Fern" };
const rep = ({ id, name }: { id: string; name: string }) => ({ kind: "rep" as const, id, name });

function row(last: Partial<Last>): Conversation {
  return conversation({ last_message: { ...message(), ...last } });
}

test("a row says what the visitor asked, not the stock line of the assistant", () => {
  const last = { author: fern, text: "Of course. I have asked a person.", asked: "Where is it?" };
  expect(preview(row(last), MAYA.id)).toBe("Where is it?");
});

test("a row says what a person answered", () => {
  const last = { author: rep(TOM), text: "It is on its way.", asked: "Where is it?" };
  expect(preview(row(last), MAYA.id)).toBe("Tom Okafor: It is on its way.");
  expect(preview(row({ ...last, author: rep(MAYA) }), MAYA.id)).toBe("You: It is on its way.");
});

test("a row shows the words of a reply, not its Markdown", () => {
  const text = "Hi **Ana**, see [the guide](https://a.test/b):\n\n1. Open `Contacts`\n2. Import";
  expect(preview(row({ author: rep(TOM), text }), MAYA.id)).toBe(
    "Tom Okafor: Hi Ana, see the guide: Open Contacts Import",
  );
});

test("a message without words is a file", () => {
  expect(preview(row({ text: "" }), MAYA.id)).toBe("Sent a file");
  expect(preview(row({ author: fern, text: "I see.", asked: "" }), MAYA.id)).toBe("Sent a file");
});
