/** The assistant's accent colour, made readable whatever it is. */

/** White or near-black, whichever stands out more on the colour (WCAG 2.2 contrast). */
export function inkOn(accent: string): string {
  return contrast(accent, "#ffffff") >= contrast(accent, "#17171f") ? "#ffffff" : "#17171f";
}

export function applyTheme(root: HTMLElement, accent: string | undefined): void {
  if (!accent || !/^#[\da-f]{6}$/i.test(accent)) return;
  root.style.setProperty("--accent", accent);
  root.style.setProperty("--accent-hover", `color-mix(in oklab, ${accent} 88%, black)`);
  root.style.setProperty("--on-accent", inkOn(accent));
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
