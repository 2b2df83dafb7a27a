import { dayName } from "@baton/shared/time";
import { memo, useState } from "react";
import type { Turn } from "../../api/types";
import { Icon } from "../../ui/Icon";
import { Time } from "../../ui/Time";
import { formatTime } from "../conversations/clock";
import type { Tone } from "./changes";
import type { EventItem } from "./timeline";
import { decisionText, reasonText } from "./reasons";
import styles from "./thread.module.css";
import { WhyButton } from "./WhyButton";
import { WhyPanel } from "./WhyPanel";

export const EventLine = memo(function EventLine({
  text,
  tone,
  at,
}: {
  text: string;
  tone: Tone;
  at: string;
}) {
  return (
    <p className={styles["event"]} data-tone={tone} data-testid="event-line">
      <span>{text}</span>
      <Time at={at}>{formatTime(at)}</Time>
    </p>
  );
});

/** Changes between the first and the last of many. */
export function EventFold({ events }: { events: readonly EventItem[] }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        className={styles["fold"]}
        data-testid="event-fold"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {events.length} more changes
        <Icon name="down" size={12} />
      </button>
      {open &&
        events.map(({ key, text, tone, at }) => (
          <EventLine key={key} text={text} tone={tone} at={at} />
        ))}
    </>
  );
}

/** A turn that decided without words. */
export const TurnLine = memo(function TurnLine({ turn, at }: { turn: Turn; at: string }) {
  const [why, setWhy] = useState(false);
  return (
    <div className={styles["turn"]}>
      <p className={styles["event"]} data-tone="ai">
        <span>{summary(turn)}</span>
        <WhyButton open={why} onToggle={() => setWhy(!why)} />
        <Time at={at}>{formatTime(at)}</Time>
      </p>
      {why && <WhyPanel turn={turn} />}
    </div>
  );
});

function summary({ state, decision, reason }: Turn): string {
  if (state === "discarded") return "AI answer discarded: a person had the conversation";
  return `AI: ${decisionText(decision ?? state)}${reason ? ` · ${reasonText(reason)}` : ""}`;
}

export function DayLine({ date }: { date: string }) {
  return (
    <h3 className={styles["day"]}>
      <span>{dayName(date)}</span>
    </h3>
  );
}
