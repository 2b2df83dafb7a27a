/** Files by XMLHttpRequest: `fetch` does not tell how much of a body has been sent. */
import { BASE, readAnswer, unreachable } from "./http";

interface UploadOptions {
  /** The share that has been sent, 0..1. */
  onProgress: (share: number) => void;
  signal?: AbortSignal;
}

export function upload<T>(
  path: string,
  form: FormData,
  { onProgress, signal }: UploadOptions,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", BASE + path);
    request.upload.onprogress = ({ loaded, total, lengthComputable }) => {
      if (lengthComputable && total > 0) onProgress(loaded / total);
    };
    request.onload = () => {
      resolve(Promise.resolve().then(() => readAnswer(request.status, request.responseText) as T));
    };
    request.onerror = () => reject(unreachable());
    request.onabort = () => reject(new DOMException("The upload was stopped.", "AbortError"));
    signal?.addEventListener("abort", () => request.abort());
    request.send(form);
  });
}
