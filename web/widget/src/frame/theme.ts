/** The assistant's accent colour, made readable whatever it is. */

/** The one that tokens.css is made for, in both themes. */
const DEFAULT_ACCENT = "#4f46e5";

/** White or near-black, whichever stands out more on the colour (WCAG 2.2 contrast). */
export function inkOn(accent: string): string {
  return contrast(accent, "#ffffff") >= contrast(accent, "#17171f") ? "#ffffff" : "#17171f";
}

export function applyTheme(root: HTMLElement, accent: string | undefined): void {
  if (!accent || accent === DEFAULT_ACCENT || !/^#[\da-f]{6}$/i.test(accent)) return;
  const mix = (percent: number, other: string) =>
    `color-mix(in oklab, ${accent} ${percent}%, ${other})`;
  const values = {
    "--accent": accent,
    "--accent-hover": mix(88, "black"),
    "--accent-soft": mix(14, "var(--surface)"),
    "--accent-text": mix(40, "var(--text)"),
    "--focus": mix(60, "var(--text)"),
    "--on-accent": inkOn(accent),
  };
  for (const [name, value] of Object.entries(values)) root.style.setProperty(name, value);
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
