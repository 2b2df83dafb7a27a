import { safeUrl } from "@baton/shared/chat/richtext";
import type { FoundChunk } from "../../api/trying";
import { Nothing, Section } from "../../ui/Section";
import { Tooltip } from "../../ui/Tooltip";
import { barShares } from "./scores";
import styles from "./try.module.css";

type Score = "score" | "cosine" | "lexical" | "late";

const SCORES: readonly (readonly [Score, string, string])[] = [
  ["score", "Score", "What the passages are ordered by; it weighs the other three and more."],
  ["cosine", "Cosine", "How near the passage is to the question in meaning as a whole, up to 1."],
  ["lexical", "Words", "How many of the question's rarer words stand in it, and how often."],
  ["late", "Late", "How well each single word of the question is met by some word of the passage."],
];

interface FoundProps {
  chunks: readonly FoundChunk[];
  cited: readonly string[];
}

/** The passages that were found, best first, each with what speaks for it. */
export function Found({ chunks, cited }: FoundProps) {
  const shown = SCORES.filter(([name]) => chunks.some((chunk) => typeof chunk[name] === "number"));
  const shares = Object.fromEntries(
    shown.map(([name]) => [name, barShares(chunks.map((chunk) => chunk[name]))]),
  );
  if (chunks.length === 0)
    return (
      <Section title="Found">
        <Nothing>Nothing is published that could be found.</Nothing>
      </Section>
    );
  return (
    <Section title="Found" label="Found">
      <table className={styles["found"]}>
        <thead>
          <tr>
            <th scope="col">#</th>
            <th scope="col">Passage</th>
            {shown.map(([name, label, meaning]) => (
              <th key={name} scope="col">
                <Tooltip text={meaning}>
                  <button type="button" className={styles["explained"]}>
                    {label}
                  </button>
                </Tooltip>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {chunks.map((chunk, index) => (
            <tr
              key={index}
              data-cited={cited.includes(chunk.url)}
              data-testid="found"
              data-document={chunk.document}
            >
              <td>{index + 1}</td>
              <td className={styles["passage"]}>
                <Place chunk={chunk} cited={cited.includes(chunk.url)} />
              </td>
              {shown.map(([name, label]) => (
                <td key={name} className={styles["score"]} data-label={label}>
                  <Value value={chunk[name]} share={shares[name]?.[index] ?? 0} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

function Place({ chunk, cited }: { chunk: FoundChunk; cited: boolean }) {
  return (
    <>
      <a href={safeUrl(chunk.url) ?? undefined} target="_blank" rel="noopener noreferrer">
        {chunk.title}
      </a>
      {cited && <span className={styles["cited"]}>Cited</span>}
      {chunk.section && <span className={styles["sectionName"]}>{chunk.section}</span>}
    </>
  );
}

function Value({ value, share }: { value: number | null | undefined; share: number }) {
  if (typeof value !== "number") return <>–</>;
  return (
    <>
      <span>{value.toFixed(2)}</span>
      <svg className={styles["small"]} aria-hidden="true">
        <rect width={`${Math.round(share * 100)}%`} height="100%" />
      </svg>
    </>
  );
}
