import type { ReactNode } from "react";

/** What a row of a list is given that leads to what it names. */
export interface RowProps {
  current: boolean;
  href: string;
  onOpen: (id: string) => void;
  register: (id: string, link: HTMLElement | null) => void;
}

interface RowLinkProps extends RowProps {
  id: string;
  className: string | undefined;
  title?: string;
  children: ReactNode;
  [data: `data-${string}`]: string | boolean;
}

/** A real link, so that it can be opened in another tab; a plain click opens it here. */
export function RowLink({ id, current, onOpen, register, children, ...link }: RowLinkProps) {
  return (
    <a
      {...link}
      ref={(element) => {
        register(id, element);
        return () => register(id, null);
      }}
      data-id={id}
      aria-current={current ? "true" : undefined}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        onOpen(id);
      }}
    >
      {children}
    </a>
  );
}
