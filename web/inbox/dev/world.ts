/** The state behind the stand-in: conversations and the streams that are open. */
import type { ServerResponse } from "node:http";
import type { Conversation, ConversationDetail } from "../src/api/types";
import { invent } from "./data";

const HEARTBEAT_MS = 10_000;

export type Scenario = "normal" | "empty" | "failing" | "slow" | "signed-out" | "held";

interface World {
  scenario: Scenario;
  details: Map<string, ConversationDetail>;
}

const ROWS = 40;
const streams = new Map<ServerResponse, string>();
export const world: World = { scenario: "normal", details: conversations(ROWS) };

export function begin(scenario: Scenario, rows = ROWS): void {
  world.scenario = scenario;
  world.details = conversations(scenario === "empty" ? null : rows);
}

export function cutStreams(): void {
  for (const [open] of streams) open.destroy();
}

function conversations(rows: number | null): World["details"] {
  return new Map((rows === null ? [] : invent(rows)).map((one) => [one.conversation.id, one]));
}

export function change(detail: ConversationDetail, part: Partial<Conversation>): void {
  detail.seq += 1;
  const epoch =
    detail.conversation.epoch + (part.mode && part.mode !== detail.conversation.mode ? 1 : 0);
  detail.conversation = {
    ...detail.conversation,
    ...part,
    epoch,
    seq: detail.seq,
    updated_at: new Date().toISOString(),
  };
  detail.events.push({
    seq: detail.seq,
    name: "conversation.updated",
    data: { ...detail.conversation },
    created_at: new Date().toISOString(),
  });
  tell(detail, "conversation.updated", detail.conversation);
  tellAll("conversation.changed", { conversation: detail.conversation });
}

export function stream(path: string, response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
  response.write(": hello\n\n");
  const timer = setInterval(() => response.write(": beat\n\n"), HEARTBEAT_MS);
  streams.set(response, path);
  response.on("close", () => {
    clearInterval(timer);
    streams.delete(response);
  });
}

export function tell(
  detail: ConversationDetail,
  name: string,
  data: unknown,
  durable = true,
): void {
  for (const [open, path] of streams) {
    if (path.includes(detail.conversation.id))
      open.write(
        `${durable ? `id: ${detail.seq}\n` : ""}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`,
      );
  }
}

function tellAll(name: string, data: unknown): void {
  for (const [open, path] of streams)
    if (path === "/inbox/events") open.write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
}
