import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { fixtures } from "./fixtures";

/** The inbox on invented conversations: `vite --config dev/vite.config.ts`, or `vite preview` with it. */
export default defineConfig({
  root: `${import.meta.dirname}/..`,
  base: "/inbox/",
  plugins: [react(), fixtures()],
});
