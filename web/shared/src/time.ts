/** Times as people say them. */

/** `09:41` on the same day, `Mon 09:41` within a week, `3 Mar` before; in the reader's language. */
export function shortTime(iso: string, now = Date.now(), locale?: string): string {
  const date = new Date(iso);
  const days = (startOfDay(now) - startOfDay(date.getTime())) / 86_400_000;
  const clock = date.toLocaleTimeString(locale, { timeStyle: "short" });
  if (days <= 0) return clock;
  if (days < 7) return `${date.toLocaleDateString(locale, { weekday: "short" })} ${clock}`;
  return date.toLocaleDateString(locale, { day: "numeric", month: "short" });
}

/** The day and the second, for those who hover over a short time. */
export function fullTime(iso: string): string {
  return new Date(iso).toLocaleString();
}

/** `Today`, `Yesterday`, or the date: the heading over one day's messages. */
export function dayName(iso: string, now = Date.now(), locale?: string): string {
  const date = new Date(iso);
  const days = Math.round((startOfDay(now) - startOfDay(date.getTime())) / 86_400_000);
  if (days <= 0) return "Today";
  if (days === 1) return "Yesterday";
  return date.toLocaleDateString(locale, { weekday: "long", day: "numeric", month: "long" });
}

/** A length of time in its largest whole unit: `45 s`, `12 min`, `3 h`, `2 days`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3_600) return `${Math.round(whole / 60)} min`;
  if (whole < 86_400) return `${Math.round(whole / 3_600)} h`;
  const days = Math.round(whole / 86_400);
  return days === 1 ? "1 day" : `${days} days`;
}

function startOfDay(time: number): number {
  return new Date(time).setHours(0, 0, 0, 0);
}
