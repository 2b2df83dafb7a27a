/** Fails the build when the widget outgrows what a host page should have to load. */
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const dist = new URL("dist/", import.meta.url);
const weight = (names) =>
  names.reduce((sum, name) => sum + gzipSync(readFileSync(new URL(name, dist))).length, 0);

const assets = readdirSync(new URL("assets/", dist)).map((name) => `assets/${name}`);
const parts = [
  { name: "loader", bytes: weight(["widget.js"]), limit: 3_000 },
  { name: "frame", bytes: weight(["frame.html", ...assets]), limit: 40_000 },
];
for (const { name, bytes, limit } of parts) {
  process.stdout.write(`${name}: ${bytes} of ${limit} bytes gzip\n`);
  if (bytes > limit) process.exitCode = 1;
}
