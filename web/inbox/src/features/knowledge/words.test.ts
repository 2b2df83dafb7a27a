import { expect, test } from "vitest";
import { source } from "../../testing/knowledge";
import { addFiles, fileSize, problemOf } from "./files";
import { intervalText, nameOf, placeOf } from "./kinds";
import { addressOf, limitsOf, settingsOf } from "./limits";
import { barShares } from "./scores";
import { describeSignals } from "../decision/signal-words";
import { failureText, heldBy, progressShare, progressText, untilText } from "./words";

test("progress says what is done, of how much, and what came of it", () => {
  const at = (phase: "fetching" | "reading" | "publishing", total: number | null) =>
    source({ kind: "crawl", state: "running", progress: { phase, done: 12, total, chunks: 210 } });
  expect(progressText(at("fetching", null))).toBe("Fetching 12 pages · 210 passages");
  expect(progressText(at("reading", 40))).toBe("Reading 12 of 40 pages · 210 passages");
  expect(progressText(at("publishing", 40))).toBe("Publishing · 210 passages");
  expect(progressText(source({ state: "queued" }))).toBe("Waiting to start");
  expect(progressShare({ phase: "reading", done: 10, total: 40, chunks: 0 })).toBe(0.25);
  expect(progressShare({ phase: "fetching", done: 10, total: null, chunks: 0 })).toBeNull();
});

test("failures are told in words, also those that come as codes", () => {
  expect(failureText("file_encrypted")).toBe("The file is protected by a password.");
  expect(failureText("The PDF is broken.")).toBe("The PDF is broken.");
  expect(failureText(null)).toBe("It could not be read.");
});

test.each([
  [{ name: "Handbook", location: "a.md", kind: "files" }, "Handbook", "a.md"],
  [{ name: "", location: "/srv/help-centre/", kind: "folder" }, "help-centre", "/srv/help-centre/"],
  [
    { name: "https://a.example/b/", location: "https://a.example/b/", kind: "url" },
    "a.example/b",
    "",
  ],
] as const)("%o is called %j", (named, name, place) => {
  expect(nameOf(named)).toBe(name);
  expect(placeOf(named)).toBe(place);
});

test("addresses are completed, and what is none is refused", () => {
  expect(addressOf("example.com/help")).toBe("https://example.com/help");
  expect(addressOf(" http://example.com ")).toBe("http://example.com/");
  for (const bad of ["", "javascript:alert(1)", "file:///etc/passwd", "http://"])
    expect(addressOf(bad)).toBeNull();
});

test("limits survive the form, and empty ones are left to the server", () => {
  const settings = { max_pages: 50, max_depth: 0, include: ["/help/*"], exclude: ["/blog/*"] };
  expect(settingsOf(limitsOf(settings))).toEqual(settings);
  expect(settingsOf(limitsOf({}))).toEqual({});
});

test("a file of the same name replaces the one before", () => {
  const file = (name: string, text: string) => new File([text], name);
  const files = addFiles([file("a.md", "1"), file("b.md", "1")], [file("a.md", "22")]);
  expect(files.map(({ name, size }) => [name, size])).toEqual([
    ["b.md", 1],
    ["a.md", 2],
  ]);
  expect([fileSize(840), fileSize(12_400), fileSize(3_400_000)]).toEqual([
    "840 B",
    "12 kB",
    "3.4 MB",
  ]);
});

test("bars of scores without a top of their own are drawn against the best", () => {
  expect(barShares([0.5, undefined, 0.25])).toEqual([0.5, 0, 0.25]);
  expect(barShares([8, 4, 0])).toEqual([1, 0.5, 0]);
  expect(barShares([])).toEqual([]);
});

test("signals become sentences, and every figure stays to be compared", () => {
  const [sentences, figures] = describeSignals({
    standing: 0.41,
    own_account: true,
    rewrites: 0,
  });
  expect(sentences).toEqual([
    "A passage stands out clearly from all that is published.",
    "It is about the visitor's own account, which documents do not know.",
  ]);
  expect(figures).toEqual([
    ["Lead of the best passage over the library", "0.410"],
    ["About the visitor's own account", "yes"],
    ["Times asked in other words", "0"],
  ]);
});

test("a follow-up, and what was asked besides, are told in words", () => {
  const [sentences] = describeSignals({ follow_up: "said", beside: true, left_open: 1 });
  expect(sentences).toEqual([
    "What was quoted just now tells what the follow-up adds; only that part is said again.",
    "The documents were asked what stands beside a form or the wish for a person.",
    "A part of what was asked has no answer, and the answer says so.",
  ]);
  expect(describeSignals({ follow_up: "any" })[0]).toEqual([]);
});

test("intervals and times to come are said as people say them", () => {
  expect([null, 86_400, 7_200, 300].map(intervalText)).toEqual([
    "Only by hand",
    "Every day",
    "Every 2 h",
    "Every 5 min",
  ]);
  expect(untilText("2026-05-04T12:00:00Z", Date.parse("2026-05-04T09:00:00Z"))).toBe("in 3 h");
});

test("a file that cannot become a document says why before it is sent", () => {
  expect(problemOf(new File(["1"], "Guide.PDF"))).toBeNull();
  expect(problemOf(new File(["1"], "logo.png"))).toBe("Not a format that is read");
  expect(problemOf(new File(["1"], "README"))).toBe("Not a format that is read");
  expect(problemOf(new File([], "empty.md"))).toBe("Empty");
});

test("a shared source shows what the assistant has of it, not what another one has", () => {
  const holdings = [
    { assistant_id: "ast_1", documents: 12, chunks: 90 },
    { assistant_id: "ast_2", documents: 0, chunks: 0 },
  ];
  const shared = source({ documents: 12, chunks: 90, holdings });
  expect(heldBy(shared, "ast_1")).toEqual(shared);
  expect(heldBy(shared, "ast_2")).toMatchObject({ documents: 0, chunks: 0 });
});
