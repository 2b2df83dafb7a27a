import { useState, type DragEvent } from "react";
import { Icon } from "../../ui/Icon";
import styles from "./add.module.css";
import { ACCEPTED } from "./files";

interface FileDropProps {
  disabled: boolean;
  onFiles: (files: File[]) => void;
}

/** Files by drop or by the browser's own picker. */
export function FileDrop({ disabled, onFiles }: FileDropProps) {
  const [over, setOver] = useState(false);
  const drag = (event: DragEvent, inside: boolean) => {
    event.preventDefault();
    setOver(inside && !disabled);
  };
  return (
    <label
      className={styles["drop"]}
      data-over={over}
      onDragOver={(event) => drag(event, true)}
      onDragLeave={(event) => drag(event, false)}
      onDrop={(event) => {
        drag(event, false);
        if (!disabled) onFiles([...event.dataTransfer.files]);
      }}
    >
      <Icon name="upload" size={20} />
      <span>
        Drop files here or <strong>choose files</strong>
      </span>
      <input
        type="file"
        multiple
        accept={ACCEPTED}
        disabled={disabled}
        aria-label="Files"
        data-testid="add-files-input"
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
    </label>
  );
}
