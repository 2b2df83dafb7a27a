import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const backend = process.env["BATON_DEV_API"] ?? "http://127.0.0.1:8000";

/** The rep's inbox, served under `/inbox/` with a policy that allows no inline script or style. */
export default defineConfig({
  root: import.meta.dirname,
  base: "/inbox/",
  plugins: [react()],
  build: { outDir: "dist", target: "es2022", assetsInlineLimit: 0, modulePreload: false },
  server: { proxy: { "/api": backend, "/docs": backend } },
  test: {
    name: "inbox",
    environment: "jsdom",
    setupFiles: ["src/testing/setup.ts"],
    css: { modules: { classNameStrategy: "non-scoped" } },
  },
});
