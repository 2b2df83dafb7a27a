import type { TryChunk, TryMessage, TryOut } from "@baton/shared/api/index";
import { useMutation } from "@tanstack/react-query";
import { request } from "./http";

/** A model may take its time, also when it has to be asked twice. */
const TIMEOUT_MS = 90_000;
const SHOWN = 10;

export type FoundChunk = TryChunk;
export type Trial = TryOut;
export type TrialMessage = TryMessage;

/** Run one turn on a thread that is stored nowhere. */
export function useTrial(assistant: string) {
  return useMutation({
    mutationFn: (messages: readonly TrialMessage[]) =>
      request<Trial>(`/assistants/${assistant}/try`, {
        method: "POST",
        body: { messages, top: SHOWN },
        timeoutMs: TIMEOUT_MS,
      }),
  });
}
