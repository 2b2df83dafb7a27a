import type { ReactNode } from "react";
import styles from "./section.module.css";

interface SectionProps {
  title: ReactNode;
  /** What it is called where its title says too little. */
  label?: string;
  level?: 3 | 4;
  children: ReactNode;
}

/** A part of a page below its own small heading. */
export function Section({ title, label, level = 3, children }: SectionProps) {
  const Heading = `h${level}` as const;
  return (
    <section className={styles["section"]} aria-label={label}>
      <Heading className={styles["heading"]}>{title}</Heading>
      {children}
    </section>
  );
}

/** Said in place of what is not there. */
export function Nothing({ children }: { children: ReactNode }) {
  return <p className={styles["nothing"]}>{children}</p>;
}
