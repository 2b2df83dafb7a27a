import { defineConfig } from "@hey-api/openapi-ts";

/** Types only: `npm run api` after `openapi.json` changed, and commit what it writes. */
export default defineConfig({
  input: "../openapi.json",
  output: { path: "shared/src/api" },
  plugins: ["@hey-api/typescript"],
});
