/** The one place that talks HTTP; every failure becomes an `ApiError` with a stable code. */
export const BASE = "/api/v1";
const TIMEOUT_MS = 20_000;

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly body: Record<string, unknown> = {},
  ) {
    super(detail);
    this.name = "ApiError";
  }
}

/** True when the request may never have reached the server, so a repeat is useful. */
export function isTemporary(error: unknown): boolean {
  return (
    error instanceof ApiError && (error.status === 0 || error.status === 429 || error.status >= 500)
  );
}

/** True when there is no such thing: a repeat cannot help. */
export function isMissing(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404;
}

export function explain(error: unknown): string {
  return error instanceof ApiError ? error.detail : "Something went wrong on this page. Reload it.";
}

interface RequestOptions {
  method?: "GET" | "POST" | "PATCH" | "DELETE";
  body?: unknown;
  signal?: AbortSignal;
  keepalive?: boolean;
  timeoutMs?: number;
}

export async function request<T>(path: string, options: RequestOptions = {}): Promise<T> {
  const { method = "GET", body, signal, keepalive, timeoutMs = TIMEOUT_MS } = options;
  const init: RequestInit = {
    method,
    credentials: "same-origin",
    headers: body === undefined ? {} : { "content-type": "application/json" },
    signal: signal
      ? AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
      : AbortSignal.timeout(timeoutMs),
  };
  if (body !== undefined) init.body = JSON.stringify(body);
  if (keepalive) init.keepalive = true;
  const response = await reach(BASE + path, init);
  return readAnswer(response.status, await response.text()) as T;
}

/** The value that the server sent, or the failure that it told of. */
export function readAnswer(status: number, text: string): unknown {
  const json = parse(text);
  if (status < 200 || status > 299) throw failure(status, json);
  return json;
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw unreachable();
  }
}

export function unreachable(): ApiError {
  return new ApiError(
    0,
    "unreachable",
    "The server did not answer. Check the connection and try again.",
  );
}

function parse(text: string): unknown {
  if (!text) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function failure(status: number, json: unknown): ApiError {
  const body = typeof json === "object" && json !== null ? (json as Record<string, unknown>) : {};
  const code = typeof body["code"] === "string" ? body["code"] : "error";
  const detail =
    typeof body["detail"] === "string"
      ? body["detail"]
      : `The server answered with error ${status}.`;
  return new ApiError(status, code, detail, body);
}

/** A query string without the empty parts. */
export function query(parameters: Record<string, string | number | null | undefined>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null && value !== undefined && value !== "") search.set(name, String(value));
  }
  const text = search.toString();
  return text ? `?${text}` : "";
}
