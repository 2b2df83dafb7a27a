import { fullTime } from "@baton/shared/time";
import type { ReactNode } from "react";

interface TimeProps {
  at: string;
  className?: string | undefined;
  children: ReactNode;
}

/** A moment in short words; hovering tells it with its day and seconds. */
export function Time({ at, className, children }: TimeProps) {
  return (
    <time className={className} dateTime={at} title={fullTime(at)}>
      {children}
    </time>
  );
}
