/**
 * One inbox stream for all tabs of a browser: it allows only six connections to one origin, so a stream
 * in each tab would freeze the seventh. The tab that holds the lock reads; the others listen to it.
 */
import { openStream, type LineState } from "@baton/shared/chat/events";

export interface SharedStreamOptions {
  url: string;
  /** Own name per rep, so that two signed-in people never share. */
  name: string;
  onEvent: (name: string, data: unknown, own: boolean) => void;
  onState: (state: LineState) => void;
  /** Under which name an event stands until the next of that name: a tab that opens later is told of it. */
  standing: (name: string, data: unknown) => string | null;
}

type Note =
  | { type: "event"; name: string; data: unknown }
  | { type: "state"; state: LineState }
  | { type: "hello" };

export function openSharedStream(options: SharedStreamOptions): () => void {
  if (!("locks" in navigator) || typeof BroadcastChannel === "undefined") return readAlone(options);
  const channel = new BroadcastChannel(options.name);
  const end = new AbortController();
  let reading = false;
  let state: LineState = "connecting";
  const stands = new Map<string, Note>();
  const tell = (note: Note) => {
    if (!end.signal.aborted) channel.postMessage(note);
  };
  channel.onmessage = ({ data: note }: MessageEvent<Note>) => {
    if (note.type === "hello") {
      if (!reading) return;
      tell({ type: "state", state });
      for (const standing of stands.values()) tell(standing);
    } else if (!reading) {
      if (note.type === "event") options.onEvent(note.name, note.data, false);
      else options.onState(note.state);
    }
  };
  const read = () =>
    new Promise<void>((resolve) => {
      reading = true;
      const stop = readAlone({
        ...options,
        onEvent: (name, data) => {
          options.onEvent(name, data, true);
          const told: Note = { type: "event", name, data };
          const key = options.standing(name, data);
          if (key !== null) stands.set(key, told);
          tell(told);
        },
        onState: (next) => {
          state = next;
          if (next === "open") stands.clear();
          options.onState(next);
          tell({ type: "state", state });
        },
      });
      end.signal.addEventListener("abort", () => {
        stop();
        resolve();
      });
    });
  tell({ type: "hello" });
  navigator.locks.request(options.name, { signal: end.signal }, read).catch(() => undefined);
  return () => {
    end.abort();
    channel.close();
  };
}

function readAlone({ url, onEvent, onState }: SharedStreamOptions): () => void {
  const stream = openStream({
    url,
    after: 0,
    credentials: "same-origin",
    onEvent: ({ name, data }) => onEvent(name, data, true),
    onState,
  });
  return () => stream.close();
}
