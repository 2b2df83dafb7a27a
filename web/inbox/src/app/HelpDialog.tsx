import { useState } from "react";
import { Dialog } from "../ui/Dialog";
import { shortcutsOn, switchShortcuts } from "../ui/shortcuts";
import styles from "./shell.module.css";

const KEYS: readonly [string[], string][] = [
  [["J", "K"], "Next and previous in the list"],
  [["Enter"], "Open the conversation; in the composer: send"],
  [["R"], "Reply"],
  [["N"], "Write a note"],
  [["T"], "Take over"],
  [["H"], "Hold: keep the AI off for a while"],
  [["B"], "Hand back to the AI"],
  [["E"], "Close"],
  [["O"], "Reopen"],
  [["L"], "Add a tag"],
  [["/"], "Search the list"],
  [["A"], "Add a source, on the page Knowledge"],
  [["Shift", "Enter"], "New line in the composer"],
  [["Ctrl/⌘", "K"], "Go to a view or an action"],
  [["?"], "This help"],
];

export function HelpDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const [on, setOn] = useState(shortcutsOn);
  return (
    <Dialog title="Keyboard" open={open} onClose={onClose}>
      <dl className={styles["keys"]} data-testid="help">
        {KEYS.map(([keys, meaning]) => (
          <div key={meaning}>
            <dt>{meaning}</dt>
            <dd>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <label className={styles["switch"]}>
        <input
          type="checkbox"
          checked={on}
          onChange={(event) => {
            setOn(event.target.checked);
            switchShortcuts(event.target.checked);
          }}
        />
        Use single-letter keys
      </label>
    </Dialog>
  );
}
