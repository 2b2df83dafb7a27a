import { Section } from "../../ui/Section";
import { describeSignals } from "./signal-words";
import styles from "./decision.module.css";

/** What was measured, in words; the raw figures below for who needs them. */
export function Signals({ signals }: { signals: Record<string, unknown> }) {
  const [sentences, figures] = describeSignals(signals);
  return (
    <>
      {sentences.length > 0 && (
        <Section title="What decided" label="Signals">
          <ul className={styles["signals"]}>
            {sentences.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </Section>
      )}
      {figures.length > 0 && (
        <details className={styles["raw"]}>
          <summary>Signals</summary>
          <dl>
            {figures.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </>
  );
}
