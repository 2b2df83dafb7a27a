import { useEffect, useState } from "react";

const GRACE_MS = 60_000;

/** False once the page has been in the background for a minute; true at once when it is back. */
export function usePageVisible(): boolean {
  const [visible, setVisible] = useState(true);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const change = () => {
      clearTimeout(timer);
      if (document.hidden) timer = setTimeout(() => setVisible(false), GRACE_MS);
      else setVisible(true);
    };
    change();
    document.addEventListener("visibilitychange", change);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", change);
    };
  }, []);
  return visible;
}
