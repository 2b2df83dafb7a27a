import type { JSX } from "preact";

const PATHS = {
  back: "m15 5-7 7 7 7",
  close: "m6 6 12 12M18 6 6 18",
  wide: "M14 4h6v6M10 20H4v-6M20 4l-7 7M4 20l7-7",
  narrow: "M20 10h-6V4M4 14h6v6M14 10l6-6M10 14l-6 6",
  send: "M12 19V5m-6 6 6-6 6 6",
  spark:
    "M12 3.5 13.9 9a2 2 0 0 0 1.2 1.2l5.4 1.8-5.4 1.9a2 2 0 0 0-1.2 1.2L12 20.5l-1.9-5.4a2 2 0 0 0-1.2-1.2L3.5 12l5.4-1.8A2 2 0 0 0 10.100 9Z",
  person:
    "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7.500 8.500c.6-3.500 3.700-5.500 7.500-5.500s6.900 2 7.500 5.500",
  up: "M7 10v10H4V10h3Zm0 9h9.500c.9 0 1.700-.6 1.900-1.500l1.500-6c.3-1.300-.6-2.500-1.900-2.500H14V5.500C14 4.100 12.900 3 11.500 3L7 10",
  down: "M17 14V4h3v10h-3Zm0-9H7.500c-.9 0-1.700.6-1.900 1.500l-1.500 6c-.3 1.300.6 2.500 1.900 2.500H10v3.500c0 1.400 1.100 2.500 2.500 2.500L17 14",
  arrow: "m9 5 7 7-7 7",
  down_arrow: "M12 5v14m-6-6 6 6 6-6",
  clock: "M12 7v5l3 2m6-2a9 9 0 1 1-18 0 9 9 0 0 1 18 0Z",
  alert: "M12 8v5m0 3v.01M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0Z",
  plus: "M12 5v14M5 12h14",
  open: "M14 4h6v6m0-6-9 9M10 5H5v14h14v-5",
} as const;

export type IconName = keyof typeof PATHS;

/** Decoration only: the button around it carries the name. */
export function Icon({ name, size = 20 }: { name: IconName; size?: number }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 24 24" width={size} height={size} aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
