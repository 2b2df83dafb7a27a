const PATHS = {
  ai: "M8 2.2 9.5 6.5 13.8 8 9.5 9.5 8 13.8 6.5 9.5 2.2 8 6.5 6.5Z",
  alert:
    "M8 5.2v3.6M8 11.2v.1M7 2.6 1.9 11.6a1.2 1.2 0 0 0 1 1.8h10.2a1.2 1.2 0 0 0 1-1.8L9 2.6a1.2 1.2 0 0 0-2 0Z",
  back: "M9.8 3.5 5.3 8l4.5 4.5",
  bell: "M4.2 7a3.8 3.8 0 0 1 7.6 0c0 3 1.2 4 1.2 4H3s1.2-1 1.2-4ZM6.8 13.3a1.3 1.3 0 0 0 2.4 0",
  check: "m3.4 8.4 3 3 6.2-6.6",
  clock: "M8 4.8V8l2.2 1.4M13.6 8A5.6 5.6 0 1 1 2.4 8a5.6 5.6 0 0 1 11.2 0Z",
  close: "m4 4 8 8M12 4l-8 8",
  down: "m4 6.2 4 4 4-4",
  hand: "M5 8.4V4.3a.9.9 0 0 1 1.8 0V7m0-.4V3.2a.9.9 0 0 1 1.8 0V7m0-3a.9.9 0 0 1 1.8 0v3.4m0-2a.9.9 0 0 1 1.8 0v4c0 2.6-1.6 4.2-4 4.2-2 0-3-.9-4-2.6L3 8.8c-.6-1 .8-1.8 1.5-.9l.5.5",
  help: "M6.2 6.2A1.9 1.9 0 1 1 8.6 8c-.5.2-.6.5-.6 1.2M8 11.4v.1M13.6 8A5.6 5.6 0 1 1 2.4 8a5.6 5.6 0 0 1 11.2 0Z",
  info: "M8 7.4v3.4M8 5.1V5M13.6 8A5.6 5.6 0 1 1 2.4 8a5.6 5.6 0 0 1 11.2 0Z",
  keyboard: "M2 4.5h12v7H2ZM4.4 7h.1M7 7h.1M9.6 7h.1M12 7h-.1M5 9.4h6",
  note: "M3 3h10v7l-3 3H3ZM10 13v-3h3",
  open: "M9.5 3H13v3.5M13 3 7.6 8.4M11.5 9.4V13H3V4.5h3.6",
  pause: "M5.5 3.5v9M10.5 3.5v9",
  person:
    "M8 8.2a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2ZM3 13.4c.5-2.4 2.4-3.6 5-3.6s4.5 1.2 5 3.6",
  plus: "M8 3.4v9.2M3.4 8h9.2",
  reopen: "M3.2 8a4.8 4.8 0 1 0 1.4-3.4L3 6.2M3 3v3.2h3.2",
  retry: "M12.8 8a4.8 4.8 0 1 1-1.4-3.4L13 6.2M13 3v3.2H9.8",
  search: "m13 13-3-3M11.2 7A4.2 4.2 0 1 1 2.8 7a4.2 4.2 0 0 1 8.4 0Z",
  send: "M13.6 2.4 7 9M13.6 2.4 9.4 13.6 7 9 2.4 6.6Z",
  sound: "M2.6 6.2v3.6h2.2L8 12.6V3.4L4.8 6.2ZM10.4 6a2.8 2.8 0 0 1 0 4M12 4.2a5.4 5.4 0 0 1 0 7.6",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
