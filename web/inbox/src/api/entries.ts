import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { gapKeys } from "./gaps";
import { query, request } from "./http";
import type { Entry, Preview } from "./knowledge-types";
import { sourceKeys } from "./sources";
import type { Page } from "./types";

/** Every past question is asked twice, which takes its time. */
const PREVIEW_TIMEOUT_MS = 120_000;

export const entryKeys = {
  all: ["entries"] as const,
  list: (assistant: string) => ["entries", assistant] as const,
};

export function useEntries(assistant: string) {
  return useQuery({
    queryKey: entryKeys.list(assistant),
    queryFn: async ({ signal }) =>
      (await request<Page<Entry>>(`/entries${query({ assistant })}`, { signal })).items,
  });
}

export interface EntryText {
  question: string;
  answer: string;
}

interface PreviewOf {
  assistant: string;
  gap?: string | undefined;
  entry?: string | undefined;
}

/** What would change if this were published. */
export function usePreview({ assistant, gap, entry }: PreviewOf) {
  return useMutation({
    mutationFn: (text: EntryText) =>
      request<Preview>("/entries/preview", {
        method: "POST",
        body: {
          ...text,
          assistant_id: assistant,
          ...(gap && { gap_id: gap }),
          ...(entry && { entry_id: entry }),
        },
        timeoutMs: PREVIEW_TIMEOUT_MS,
      }),
  });
}

export type EntryTask =
  | { task: "create"; text: EntryText; assistant: string; gap: string | null; clientId: string }
  | { task: "change"; id: string; text: EntryText; publish: boolean }
  | { task: "publish"; id: string }
  | { task: "delete"; id: string };

/** Entries open and close gaps and are a source, so all three are read again. */
export function useEntryTask() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: perform,
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: entryKeys.all }),
        client.invalidateQueries({ queryKey: gapKeys.all }),
        client.invalidateQueries({ queryKey: sourceKeys.all }),
      ]),
  });
}

async function perform(task: EntryTask): Promise<Entry | undefined> {
  switch (task.task) {
    case "create": {
      const { assistant, gap, clientId, text } = task;
      const body = {
        ...text,
        assistant_id: assistant,
        client_id: clientId,
        ...(gap && { gap_id: gap }),
      };
      return request<Entry>("/entries", { method: "POST", body });
    }
    case "change": {
      const changed = await request<Entry>(`/entries/${task.id}`, {
        method: "PATCH",
        body: task.text,
      });
      return task.publish ? publish(task.id) : changed;
    }
    case "publish":
      return publish(task.id);
    case "delete":
      return request<undefined>(`/entries/${task.id}`, { method: "DELETE" });
  }
}

function publish(id: string): Promise<Entry> {
  return request<Entry>(`/entries/${id}/publish`, { method: "POST", body: {} });
}
