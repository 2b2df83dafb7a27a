import { useSyncExternalStore } from "react";

/** One timer for every clock on the page: it runs only while something is watching. */
function ticker(interval: number) {
  let now = Date.now();
  let timer: ReturnType<typeof setInterval> | undefined;
  const watchers = new Set<() => void>();
  const tick = () => {
    now = Date.now();
    for (const watcher of watchers) watcher();
  };
  return {
    subscribe: (watcher: () => void) => {
      if (watchers.size === 0) {
        now = Date.now();
        timer = setInterval(tick, interval);
      }
      watchers.add(watcher);
      return () => {
        watchers.delete(watcher);
        if (watchers.size === 0) clearInterval(timer);
      };
    },
    read: () => now,
  };
}

const seconds = ticker(1_000);
const minutes = ticker(30_000);

/** The present time in milliseconds, renewed each second. */
export function useNow(): number {
  return useSyncExternalStore(seconds.subscribe, seconds.read);
}

/** The present time in milliseconds, renewed twice a minute. */
export function useSlowNow(): number {
  return useSyncExternalStore(minutes.subscribe, minutes.read);
}
