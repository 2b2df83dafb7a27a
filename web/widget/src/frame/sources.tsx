/** Where an answer comes from: numbered, and each opens the very passage. */
import { safeUrl } from "@baton/shared/chat/richtext";
import type { Citation } from "@baton/shared/chat/types";
import type { JSX } from "preact";
import { useId, useRef, useState } from "preact/hooks";

interface Place {
  top?: string;
  bottom?: string;
}

interface SourceLinkProps {
  citation: Citation;
  /** In the text: only the number shows. */
  inline?: boolean;
}

const ROOM_PX = 190;

export function SourceLink({ citation, inline = false }: SourceLinkProps): JSX.Element {
  const [place, setPlace] = useState<Place | null>(null);
  const link = useRef<HTMLAnchorElement>(null);
  const id = useId();
  const show = () => {
    const box = link.current?.getBoundingClientRect();
    if (!box) return;
    const above = box.top > ROOM_PX;
    setPlace(above ? { bottom: `${innerHeight - box.top + 6}px` } : { top: `${box.bottom + 6}px` });
  };
  const hide = () => setPlace(null);
  const section = citation.section !== citation.title && citation.section;
  return (
    <>
      <a
        ref={link}
        class={inline ? "cite" : "source"}
        data-testid={inline ? undefined : "citation"}
        href={safeUrl(citation.url) ?? undefined}
        target="_blank"
        rel="noopener noreferrer"
        aria-label={`Source ${citation.n}: ${citation.title}, ${citation.section}`}
        aria-describedby={place ? id : undefined}
        onMouseEnter={show}
        onMouseLeave={hide}
        onFocus={show}
        onBlur={hide}
        onKeyDown={(event) => {
          if (event.key !== "Escape" || !place) return;
          event.stopPropagation();
          hide();
        }}
      >
        <span class="source-number">{citation.n}</span>
        {!inline && <span class="source-title">{citation.title}</span>}
        {!inline && section && <span class="source-section">{section}</span>}
      </a>
      {place && <Passage id={id} citation={citation} place={place} />}
    </>
  );
}

interface PassageProps {
  id: string;
  citation: Citation;
  place: Place;
}

function Passage({ id, citation, place }: PassageProps): JSX.Element {
  return (
    <span class="passage" id={id} role="tooltip" style={{ ...place }}>
      <strong>{citation.title}</strong>
      {citation.section && citation.section !== citation.title && (
        <span class="passage-section">{citation.section}</span>
      )}
      {citation.quote && <q>{citation.quote}</q>}
    </span>
  );
}

export function Sources({ citations }: { citations: Citation[] }): JSX.Element | null {
  if (citations.length === 0) return null;
  return (
    <ul class="sources" aria-label="Sources">
      {citations.map((citation) => (
        <li key={citation.n}>
          <SourceLink citation={citation} />
        </li>
      ))}
    </ul>
  );
}
