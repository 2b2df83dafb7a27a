/** What the rep has sent and the server has not acknowledged: kept over a reload, sent in order, stored once. */
import { newClientId } from "../../api/client-id";
import { ApiError, explain, isTemporary } from "../../api/http";
import type { Outgoing } from "../../api/messages";
import type { Conversation, Message, MessageKind } from "../../api/types";
import { readStored, writeStored } from "../../ui/stored";

export interface OutboxItem extends Outgoing {
  conversation_id: string;
  created_at: string;
  state: "sending" | "failed";
  error?: string;
}

/** Another rep owns the conversation; the text went back into the composer. */
export interface Conflict {
  owner: string;
  newest: Message | null;
  client_id: string;
}

export interface OutboxPort {
  post: (
    conversationId: string,
    message: Outgoing,
  ) => Promise<{ message: Message; conversation: Conversation }>;
  stored: (conversationId: string, reply: { message: Message; conversation: Conversation }) => void;
  giveBack: (conversationId: string, kind: MessageKind, text: string) => void;
}

interface Box {
  items: readonly OutboxItem[];
  conflicts: Readonly<Record<string, Conflict>>;
}

const NOT_SENT = "This was not confirmed before the page was left.";

export class Outbox {
  private box: Box;
  private readonly store: string;
  private readonly busy = new Set<string>();
  private readonly watchers = new Set<() => void>();

  constructor(
    rep: string,
    private readonly port: OutboxPort,
  ) {
    this.store = `baton.outbox.${rep}`;
    const items = readStored<OutboxItem[]>(this.store, []);
    this.box = {
      items: items.map((item) => ({ ...item, state: "failed", error: item.error ?? NOT_SENT })),
      conflicts: {},
    };
  }

  readonly read = (): Box => this.box;

  readonly subscribe = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  send(
    conversationId: string,
    message: { text: string; kind: MessageKind; confirm?: boolean },
  ): void {
    const known = this.box.conflicts[conversationId];
    const item: OutboxItem = {
      ...message,
      client_id: message.confirm && known ? known.client_id : newClientId(),
      conversation_id: conversationId,
      created_at: new Date().toISOString(),
      state: "sending",
    };
    if (message.kind === "reply") this.dismissConflict(conversationId);
    this.update([...this.box.items, item]);
    void this.drain(conversationId);
  }

  retry(clientId: string): void {
    const item = this.box.items.find((one) => one.client_id === clientId);
    if (!item) return;
    this.change(clientId, { state: "sending" });
    void this.drain(item.conversation_id);
  }

  discard(clientId: string): void {
    this.update(this.box.items.filter((item) => item.client_id !== clientId));
  }

  /** Take an unsent message back into the composer. */
  edit(clientId: string): void {
    const item = this.box.items.find((one) => one.client_id === clientId);
    if (!item) return;
    this.port.giveBack(item.conversation_id, item.kind, item.text);
    this.discard(clientId);
  }

  dismissConflict(conversationId: string): void {
    if (!(conversationId in this.box.conflicts)) return;
    const others = Object.entries(this.box.conflicts).filter(([id]) => id !== conversationId);
    this.update(this.box.items, Object.fromEntries(others));
  }

  /** One at a time for each conversation, so that replies keep the order in which they were sent. */
  private async drain(conversationId: string): Promise<void> {
    if (this.busy.has(conversationId)) return;
    this.busy.add(conversationId);
    try {
      for (let item = this.next(conversationId); item; item = this.next(conversationId))
        await this.post(item);
    } finally {
      this.busy.delete(conversationId);
    }
  }

  private next(conversationId: string): OutboxItem | undefined {
    return this.box.items.find(
      (item) => item.conversation_id === conversationId && item.state === "sending",
    );
  }

  private async post(item: OutboxItem): Promise<void> {
    const { client_id, text, kind, confirm, conversation_id } = item;
    try {
      const reply = await this.port.post(conversation_id, {
        client_id,
        text,
        kind,
        ...(confirm ? { confirm } : {}),
      });
      this.port.stored(conversation_id, reply);
      this.discard(client_id);
    } catch (error) {
      if (error instanceof ApiError && error.code === "held_by_other") this.conflict(item, error);
      else this.fail(item, error);
    }
  }

  private fail(item: OutboxItem, error: unknown): void {
    const text = isTemporary(error)
      ? "Not sent: the server could not be reached."
      : `Not sent: ${explain(error)}`;
    for (const one of this.queued(item))
      this.change(one.client_id, { state: "failed", error: text });
  }

  private conflict(item: OutboxItem, error: ApiError): void {
    const queued = this.queued(item).filter((one) => one.kind === item.kind);
    const gone = new Set(queued.map((one) => one.client_id));
    this.port.giveBack(item.conversation_id, item.kind, queued.map((one) => one.text).join("\n"));
    this.update(
      this.box.items.filter((one) => !gone.has(one.client_id)),
      { ...this.box.conflicts, [item.conversation_id]: conflictOf(error, item.client_id) },
    );
  }

  private queued(item: OutboxItem): OutboxItem[] {
    return this.box.items.filter(
      (one) => one.conversation_id === item.conversation_id && one.state === "sending",
    );
  }

  private change(clientId: string, change: Partial<OutboxItem>): void {
    this.update(
      this.box.items.map((item) => (item.client_id === clientId ? { ...item, ...change } : item)),
    );
  }

  private update(
    items: readonly OutboxItem[],
    conflicts: Box["conflicts"] = this.box.conflicts,
  ): void {
    this.box = { items, conflicts };
    writeStored(this.store, items.length ? items : undefined);
    for (const watcher of this.watchers) watcher();
  }
}

function conflictOf(error: ApiError, clientId: string): Conflict {
  const owner = error.body["owner"] as { name?: string } | undefined;
  const newest = (error.body["newest_message"] ?? error.body["message"] ?? null) as Message | null;
  return {
    owner: owner?.name ?? newest?.author.name ?? "Another rep",
    newest,
    client_id: clientId,
  };
}
