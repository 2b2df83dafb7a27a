import { defineConfig } from "vitest/config";

/** The chat frame: `frame.html` and its hashed assets, served under `/widget/`. */
export default defineConfig({
  root: import.meta.dirname,
  base: "/widget/",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "dist",
    target: "es2022",
    modulePreload: false,
    cssTarget: ["chrome123", "firefox121", "safari17.5"],
    rolldownOptions: { input: "frame.html" },
  },
  test: { name: "widget", environment: "jsdom" },
});
