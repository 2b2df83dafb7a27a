import { defineConfig } from "vite";

/** The loader: one classic script without imports that any page can include. */
export default defineConfig({
  root: import.meta.dirname,
  build: {
    outDir: "dist",
    emptyOutDir: false,
    target: "es2022",
    copyPublicDir: false,
    lib: {
      entry: "src/loader.ts",
      name: "BatonLoader",
      formats: ["iife"],
      fileName: () => "widget.js",
    },
  },
});
