/** A scripted server for component tests: routes by method and path, every request remembered. */
import { vi } from "vitest";

export interface Call {
  method: string;
  path: string;
  body: unknown;
}
type Answer = { status?: number; body?: unknown } | (() => { status?: number; body?: unknown });

export function serve(routes: Record<string, Answer>): Call[] {
  const calls: Call[] = [];
  vi.stubGlobal("fetch", (url: string, init: RequestInit = {}) => {
    const method = init.method ?? "GET";
    const path = url.replace("/api/v1", "");
    calls.push({
      method,
      path,
      body: typeof init.body === "string" ? JSON.parse(init.body) : undefined,
    });
    if (path.endsWith("/events")) return new Promise(() => undefined);
    const route = routes[`${method} ${path.split("?")[0] ?? ""}`] ?? {
      status: 404,
      body: { code: "not_found", detail: "Not here." },
    };
    const { status = 200, body } = typeof route === "function" ? route() : route;
    return Promise.resolve(
      new Response(body === undefined ? null : JSON.stringify(body), { status }),
    );
  });
  return calls;
}
