import { useState, type KeyboardEvent } from "react";
import { VIEWS, type View } from "../api/order";
import { Dialog } from "../ui/Dialog";
import { VIEW_NAMES } from "../features/conversations/ViewNav";
import { answersTo, runShortcut } from "../ui/shortcuts";
import { PAGE_NAMES } from "./PageNav";
import { goToPage, PAGES } from "./route";
import styles from "./shell.module.css";

interface Command {
  name: string;
  hint: string;
  run: () => void;
}

interface PaletteProps {
  open: boolean;
  onClose: () => void;
  onView: (view: View) => void;
  onHelp: () => void;
}

const ACTIONS: readonly [string, string][] = [
  ["Reply", "r"],
  ["Write a note", "n"],
  ["Take over", "t"],
  ["Hold: keep the AI off for a while", "h"],
  ["Hand back to the AI", "b"],
  ["Close conversation", "e"],
  ["Reopen conversation", "o"],
  ["Add a tag", "l"],
  ["Search the list", "/"],
  ["Add a source", "a"],
];

export function Palette({ open, onClose, onView, onHelp }: PaletteProps) {
  return (
    <Dialog title="Commands" open={open} onClose={onClose}>
      <Commands
        commands={[
          ...ACTIONS.filter(([, key]) => answersTo(key)).map(([name, key]) => ({
            name,
            hint: key.toUpperCase(),
            run: () => void setTimeout(() => runShortcut(key)),
          })),
          ...VIEWS.map((view) => ({
            name: `View: ${VIEW_NAMES[view][0]}`,
            hint: "",
            run: () => onView(view),
          })),
          ...PAGES.map((page) => ({
            name: `Page: ${PAGE_NAMES[page][0]}`,
            hint: "",
            run: () => goToPage(page),
          })),
          { name: "Keyboard shortcuts", hint: "?", run: onHelp },
        ]}
        onClose={onClose}
      />
    </Dialog>
  );
}

function Commands({ commands, onClose }: { commands: readonly Command[]; onClose: () => void }) {
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState(0);
  const found = commands.filter(({ name }) =>
    name.toLowerCase().includes(text.trim().toLowerCase()),
  );
  const choice = Math.min(chosen, found.length - 1);
  const run = (command: Command | undefined) => {
    if (!command) return;
    onClose();
    command.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter") run(found[choice]);
    else if (event.key === "ArrowDown") setChosen((choice + 1) % Math.max(found.length, 1));
    else if (event.key === "ArrowUp")
      setChosen((choice + found.length - 1) % Math.max(found.length, 1));
    else return;
    event.preventDefault();
  };
  return (
    <>
      <input
        className={styles["paletteInput"]}
        data-testid="palette"
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={found.length ? `palette-${choice}` : undefined}
        aria-label="Command"
        placeholder="Type a view or an action"
        autoFocus
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setChosen(0);
        }}
        onKeyDown={onKeyDown}
      />
      <ul id="palette-list" role="listbox" aria-label="Commands" className={styles["paletteList"]}>
        {found.map((command, index) => (
          <li
            key={command.name}
            id={`palette-${index}`}
            role="option"
            aria-selected={index === choice}
            className={styles["paletteItem"]}
            onClick={() => run(command)}
          >
            {command.name}
            {command.hint && <span className={styles["paletteHint"]}>{command.hint}</span>}
          </li>
        ))}
      </ul>
    </>
  );
}
