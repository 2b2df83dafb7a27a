import { afterEach, expect, test, vi } from "vitest";
import { upload } from "./upload";

class FakeRequest {
  static last: FakeRequest;
  upload: { onprogress?: (event: object) => void } = {};
  onload = () => undefined;
  onerror = () => undefined;
  onabort = () => undefined;
  status = 0;
  responseText = "";
  constructor() {
    FakeRequest.last = this;
  }
  open = vi.fn();
  send = vi.fn();
  abort = () => this.onabort();
  answer(status: number, body: object) {
    this.status = status;
    this.responseText = JSON.stringify(body);
    this.onload();
  }
}

function begin(signal?: AbortSignal) {
  vi.stubGlobal("XMLHttpRequest", FakeRequest);
  const onProgress = vi.fn();
  const options = signal ? { onProgress, signal } : { onProgress };
  return { onProgress, sending: upload("/sources/files", new FormData(), options) };
}
afterEach(() => vi.unstubAllGlobals());

test("progress is told as a share, and the answer is given back", async () => {
  const { onProgress, sending } = begin();
  FakeRequest.last.upload.onprogress?.({ loaded: 30, total: 40, lengthComputable: true });
  FakeRequest.last.answer(201, { id: "src_1" });
  expect(onProgress).toHaveBeenCalledWith(0.75);
  await expect(sending).resolves.toEqual({ id: "src_1" });
  expect(FakeRequest.last.open).toHaveBeenCalledWith("POST", "/api/v1/sources/files");
});

test("a refusal keeps its code, a lost line can be repeated", async () => {
  const refused = begin().sending;
  FakeRequest.last.answer(413, { code: "too_large", detail: "Too large." });
  await expect(refused).rejects.toMatchObject({ code: "too_large", status: 413 });
  const lost = begin().sending;
  FakeRequest.last.onerror();
  await expect(lost).rejects.toMatchObject({ code: "unreachable", status: 0 });
});

test("stopping it ends the request", async () => {
  const stop = new AbortController();
  const { sending } = begin(stop.signal);
  stop.abort();
  await expect(sending).rejects.toMatchObject({ name: "AbortError" });
});
