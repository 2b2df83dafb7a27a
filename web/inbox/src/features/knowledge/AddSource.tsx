import { useState } from "react";
import { Dialog } from "../../ui/Dialog";
import { Icon, type IconName } from "../../ui/Icon";
import { AddFiles } from "./AddFiles";
import { AddText } from "./AddText";
import { AddWeb } from "./AddWeb";
import type { AddFormProps } from "./add-form";
import styles from "./add.module.css";

type Choice = "files" | "url" | "crawl" | "sitemap" | "text";

const CHOICES: readonly (readonly [Choice, string, IconName, string])[] = [
  ["files", "Files", "upload", "PDF, Word, Markdown, HTML, text, CSV, ZIP"],
  ["url", "Web page", "link", "One page by its address"],
  ["crawl", "Website", "crawl", "Every page that its links lead to"],
  ["sitemap", "Sitemap", "sitemap", "Every page that a sitemap lists"],
  ["text", "Text", "text", "Paste or write it here"],
];

interface AddSourceProps extends AddFormProps {
  onClose: () => void;
}

/** A new source: first what kind it is, then what that kind needs. */
export function AddSource({ onClose, ...form }: AddSourceProps) {
  const [choice, setChoice] = useState<Choice>("files");
  return (
    <Dialog title="Add a source" open onClose={onClose}>
      <div className={styles["choices"]} role="radiogroup" aria-label="Kind of source">
        {CHOICES.map(([kind, name, icon, hint]) => (
          <label key={kind} className={styles["choice"]} title={hint} data-testid={`add-${kind}`}>
            <input
              type="radio"
              name="kind"
              value={kind}
              checked={kind === choice}
              onChange={() => setChoice(kind)}
            />
            <Icon name={icon} size={18} />
            {name}
          </label>
        ))}
      </div>
      <p className={styles["about"]}>{CHOICES.find(([kind]) => kind === choice)?.[3]}.</p>
      {choice === "files" ? (
        <AddFiles {...form} />
      ) : choice === "text" ? (
        <AddText {...form} />
      ) : (
        <AddWeb key={choice} kind={choice} {...form} />
      )}
    </Dialog>
  );
}
