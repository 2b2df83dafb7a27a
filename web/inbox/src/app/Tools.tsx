import { useSignOut } from "../api/auth";
import type { Rep } from "../api/types";
import { Avatar } from "../ui/Avatar";
import { IconButton } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { Logo } from "../ui/Logo";
import { Menu } from "../ui/Menu";
import styles from "./shell.module.css";
import type { Alerts } from "./useAlerts";

interface ToolsProps {
  rep: Rep;
  alerts: Alerts;
  onHelp: () => void;
}

export function Tools({ rep, alerts, onHelp }: ToolsProps) {
  const signOut = useSignOut();
  return (
    <div className={styles["tools"]}>
      <div className={styles["brand"]}>
        <Logo />
      </div>
      {alerts.permission === "default" && (
        <IconButton label="Notify me when somebody waits" testId="notify" onClick={alerts.ask}>
          <Icon name="bell" />
        </IconButton>
      )}
      <Menu
        label={`${rep.name}: settings`}
        testId="user-menu"
        tone="quiet"
        shape="round"
        trigger={<Avatar name={rep.name} size="small" />}
        items={[
          {
            key: "sound",
            label: alerts.sound ? "Turn sound off" : "Turn sound on",
            onSelect: alerts.toggleSound,
          },
          { key: "keys", label: "Keyboard shortcuts", onSelect: onHelp },
          {
            key: "out",
            label: `Sign out ${rep.name}`,
            testId: "sign-out",
            onSelect: () => signOut.mutate(),
          },
        ]}
      />
    </div>
  );
}
