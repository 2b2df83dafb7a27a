import { Menu as Base } from "@base-ui/react/menu";
import { useRef, useState, type ReactNode } from "react";
import { useShortcut } from "./shortcuts";
import styles from "./ui.module.css";

export interface MenuItem {
  key: string;
  label: ReactNode;
  onSelect: () => void;
  testId?: string;
  tone?: "danger";
}

interface MenuProps {
  label: string;
  trigger: ReactNode;
  items: MenuItem[];
  testId?: string;
  tone?: "plain" | "quiet";
  shape?: "normal" | "round";
  disabled?: boolean;
  /** The key that opens it. */
  shortcut?: string;
}

export function Menu({
  label,
  trigger,
  items,
  testId,
  tone = "plain",
  shape = "normal",
  disabled = false,
  shortcut,
}: MenuProps) {
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const [landmark, setLandmark] = useState<HTMLElement | null>(null);
  const turn = (next: boolean) => {
    if (next) setLandmark(landmarkOf(button.current));
    setOpen(next);
  };
  useShortcut(shortcut ?? "", () => turn(true), shortcut !== undefined && !disabled);
  return (
    <Base.Root open={open} onOpenChange={turn}>
      <Base.Trigger
        ref={button}
        className={styles["button"]}
        data-tone={tone}
        data-size="normal"
        data-shape={shape}
        data-testid={testId}
        aria-label={label}
        title={label}
        disabled={disabled}
      >
        {trigger}
      </Base.Trigger>
      <Base.Portal container={landmark ?? undefined}>
        <Base.Positioner sideOffset={6} align="end" className={styles["positioner"]}>
          <Base.Popup className={styles["menu"]}>
            {items.map((item) => (
              <Base.Item
                key={item.key}
                className={styles["menuItem"]}
                data-testid={item.testId}
                data-tone={item.tone}
                onClick={item.onSelect}
              >
                {item.label}
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

/** Who walks from landmark to landmark finds the open menu in that of its button. */
function landmarkOf(button: Element | null): HTMLElement | null {
  return button?.closest("main") ?? button?.closest("header") ?? null;
}
