/** The answer as it is being written. Not part of the log: it is announced once it is finished. */
import { parseDraft } from "@baton/shared/chat/draft";
import type { Author } from "@baton/shared/chat/types";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { Byline } from "./message";
import { Rich } from "./rich";

interface DraftProps {
  author: Author;
  text: string;
}

export function Draft({ author, text }: DraftProps): JSX.Element {
  const nodes = useMemo(() => parseDraft(text), [text]);
  if (nodes.length === 0) return <Thinking author={author} label={`${author.name} is writing`} />;
  return (
    <div class={`message from-${author.kind} draft`} data-testid="draft" aria-hidden="true">
      <Byline author={author} />
      <div class="bubble rich">
        <Rich nodes={nodes} />
      </div>
    </div>
  );
}

export function Thinking({ author, label }: { author: Author; label: string }): JSX.Element {
  return (
    <div class={`message from-${author.kind} thinking`} data-testid="thinking">
      <Byline author={author} />
      <div class="bubble" role="status" aria-label={label}>
        <span class="dots" aria-hidden="true">
          <i />
          <i />
          <i />
        </span>
      </div>
    </div>
  );
}
