/** What a rep has sent and the server has not acknowledged, and who was quicker than them. */
import { Outbox, type Delivery, type OutboxEntry } from "@baton/shared/chat/outbox";
import { ApiError, explain, isTemporary } from "../../api/http";
import type { Outgoing } from "../../api/messages";
import type { Conversation, Message, MessageKind } from "../../api/types";

interface RepMessage extends Omit<Outgoing, "client_id"> {
  conversation_id: string;
}

export type OutboxItem = OutboxEntry<RepMessage>;

/** Another rep owns the conversation; the text went back into the composer. */
export interface Conflict {
  owner: string;
  newest: Message | null;
}

interface Reply {
  message: Message;
  conversation: Conversation;
}

export interface OutboxPort {
  post: (conversationId: string, message: Outgoing) => Promise<Reply>;
  stored: (conversationId: string, reply: Reply) => void;
  giveBack: (conversationId: string, kind: MessageKind, text: string) => void;
}

interface Box {
  items: readonly OutboxItem[];
  conflicts: Readonly<Record<string, Conflict>>;
}

export class RepOutbox {
  private box: Box = { items: [], conflicts: {} };
  private readonly outbox: Outbox<RepMessage>;
  private readonly watchers = new Set<() => void>();

  constructor(
    rep: string,
    private readonly port: OutboxPort,
  ) {
    this.outbox = new Outbox<RepMessage>({
      prefix: `baton.outbox.${rep}.`,
      deliver: (item) => this.deliver(item),
      onChange: (items) => this.update({ items }),
    });
  }

  /** Send what an earlier page left behind, and from now on what is given; until the returned is called. */
  readonly start = (): (() => void) => {
    this.outbox.start();
    return () => this.outbox.stop();
  };

  readonly read = (): Box => this.box;

  readonly subscribe = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  send(conversationId: string, message: Omit<Outgoing, "client_id">): void {
    if (message.kind === "reply") this.dismissConflict(conversationId);
    this.outbox.add({ ...message, conversation_id: conversationId });
  }

  retry(clientId: string): void {
    this.outbox.retry(clientId);
  }

  discard(clientId: string): void {
    this.outbox.discard(clientId);
  }

  /** Take a refused message back into the composer. */
  edit(clientId: string): void {
    const item = this.box.items.find((one) => one.client_id === clientId);
    if (!item) return;
    this.port.giveBack(item.conversation_id, item.kind, item.text);
    this.discard(clientId);
  }

  dismissConflict(conversationId: string): void {
    if (!(conversationId in this.box.conflicts)) return;
    const others = Object.entries(this.box.conflicts).filter(([id]) => id !== conversationId);
    this.update({ conflicts: Object.fromEntries(others) });
  }

  private async deliver(item: OutboxItem): Promise<Delivery> {
    const { client_id, text, kind, confirm, conversation_id } = item;
    const message = { client_id, text, kind, ...(confirm ? { confirm } : {}) };
    try {
      this.port.stored(conversation_id, await this.port.post(conversation_id, message));
      return { kind: "sent", conversation_id };
    } catch (error) {
      if (error instanceof ApiError && error.code === "held_by_other")
        return this.conflict(item, error);
      // Who was signed out sends it when they are back.
      if (isTemporary(error) || (error instanceof ApiError && error.status === 401))
        return { kind: "unknown" };
      return { kind: "refused", error: `Not sent: ${explain(error)}` };
    }
  }

  /** What was sent after it would meet the same owner, so it goes back with it. */
  private conflict(item: OutboxItem, error: ApiError): Delivery {
    const { conversation_id, kind } = item;
    const queued = this.outbox
      .entries()
      .filter((one) => one.conversation_id === conversation_id && one.kind === kind)
      .filter((one) => one.state === "pending");
    if (queued.length > 0)
      this.port.giveBack(conversation_id, kind, queued.map(({ text }) => text).join("\n"));
    for (const { client_id } of queued) this.discard(client_id);
    this.update({ conflicts: { ...this.box.conflicts, [conversation_id]: conflictOf(error) } });
    return { kind: "returned" };
  }

  private update(change: Partial<Box>): void {
    this.box = { ...this.box, ...change };
    for (const watcher of this.watchers) watcher();
  }
}

function conflictOf(error: ApiError): Conflict {
  const owner = error.body["owner"] as { name?: string } | undefined;
  const newest = (error.body["message"] ?? null) as Message | null;
  return { owner: owner?.name ?? newest?.author.name ?? "Another rep", newest };
}
