import { inReadingOrder } from "@baton/shared/chat/citations";
import { parseMarkdown } from "@baton/shared/chat/markdown";
import { useMemo, useState } from "react";
import type { Settings } from "../../api/assistants";
import type { Trial as TrialResult } from "../../api/trying";
import { RichText } from "../../ui/RichText";
import { Section } from "../../ui/Section";
import { withSources } from "./answer";
import { Citations, Source } from "../thread/Citations";
import { Found } from "./Found";
import { Signals } from "../decision/Signals";
import styles from "./try.module.css";
import { Verdict } from "../decision/Verdict";

interface TrialProps {
  trial: TrialResult;
  settings: Settings;
  name: string;
}

/** What one turn would do, and why. */
export function Trial({ trial, settings, name }: TrialProps) {
  return (
    <>
      <Verdict decided={trial} threshold={settings.answer_threshold ?? 0.5} name={name} />
      <Answer trial={trial} name={name} />
      <Found chunks={trial.chunks} cited={trial.citations.map(({ url }) => url)} />
      <Signals signals={trial.signals} />
    </>
  );
}

function Answer({ trial, name }: { trial: TrialResult; name: string }) {
  const [open, setOpen] = useState<number | null>(null);
  const { answer } = trial;
  const { nodes, citations } = useMemo(() => {
    const sources = trial.citations.map(({ n }) => n);
    return inReadingOrder(withSources(parseMarkdown(answer), sources), trial.citations);
  }, [answer, trial.citations]);
  if (!answer) return null;
  const toggle = (n: number) => setOpen(n === open ? null : n);
  const shown = citations.find(({ n }) => n === open);
  return (
    <Section title={`${name} would say`} label="Answer">
      <div className={styles["bubble"]} data-testid="try-answer">
        <RichText nodes={nodes} onCite={toggle} />
      </div>
      <Citations citations={citations} open={open} onOpen={toggle} />
      {shown && <Source citation={shown} />}
    </Section>
  );
}
