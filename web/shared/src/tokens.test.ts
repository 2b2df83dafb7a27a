// @vitest-environment node
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const css = readFileSync(new URL("tokens.css", import.meta.url), "utf8");

const themes: Record<"light" | "dark", Record<string, string>> = { light: {}, dark: {} };
for (const [, name = "", light = "", dark = light] of css.matchAll(
  /--([\w-]+): (?:light-dark\()?(#[0-9a-f]{6})(?:, (#[0-9a-f]{6})\))?;/g,
)) {
  themes.light[name] = light;
  themes.dark[name] = dark;
}

/** Relative luminance, WCAG 2.2. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

const plain = ["surface", "surface-raised", "surface-sunken", "surface-hover"];
const pairs = [
  ...["text", "text-soft", "text-faint", "accent-text"].flatMap((ink) =>
    plain.map((paper) => [ink, paper] as const),
  ),
  ["on-accent", "accent"] as const,
  ["on-accent", "accent-hover"] as const,
  ["accent-text", "accent-soft"] as const,
  ["text-soft", "surface-pressed"] as const,
  ["text-faint", "accent-soft"] as const,
  ["text-faint", "waiting-soft"] as const,
  ...Array.from({ length: 8 }, (_, hue) => [`person-${hue}`, `person-${hue}-soft`] as const),
  ...["ai", "human", "waiting", "danger", "note", "success"].flatMap((ink) => [
    [ink, `${ink}-soft`] as const,
    [ink, "surface"] as const,
    ["text", `${ink}-soft`] as const,
    ["text-soft", `${ink}-soft`] as const,
  ]),
];

test.each(Object.keys(themes) as (keyof typeof themes)[])("text is readable in %s", (theme) => {
  const palette = themes[theme];
  const weak = pairs
    .map(
      ([ink, paper]) => [`${ink} on ${paper}`, contrast(palette[ink]!, palette[paper]!)] as const,
    )
    .filter(([, ratio]) => ratio < 4.5);
  expect(weak).toEqual([]);
});
