/** The answer as it is being written. Not part of the log: it is announced once it is finished. */
import { withoutMarks } from "@baton/shared/chat/citations";
import type { Author } from "@baton/shared/chat/types";
import type { JSX } from "preact";
import { Byline } from "./message";

interface DraftProps {
  author: Author;
  text: string;
}

export function Draft({ author, text }: DraftProps): JSX.Element {
  return (
    <div class={`message from-${author.kind} draft`} data-testid="draft" aria-hidden="true">
      <Byline author={author} />
      <div class="bubble plain">
        {calm(text)}
        <span class="caret" />
      </div>
    </div>
  );
}

/** Half-written Markdown without its marks, so that nothing flickers when the answer replaces it. */
export function calm(text: string): string {
  return withoutMarks(text)
    .replace(/^#{1,6} +/gm, "")
    .replace(/^(\s*)[-*] +/gm, "$1• ")
    .replace(/\*\*|__|`+/g, "")
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1");
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
