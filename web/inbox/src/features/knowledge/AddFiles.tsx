import { newClientId } from "@baton/shared/client-id";
import { useEffect, useRef, useState, type SyntheticEvent } from "react";
import { explain } from "../../api/http";
import { useUploadFiles } from "../../api/sources";
import { Bar } from "../../ui/Bar";
import { Button, IconButton } from "../../ui/Button";
import { FormButtons, FormError } from "../../ui/Field";
import forms from "../../ui/form.module.css";
import { Icon } from "../../ui/Icon";
import styles from "./add.module.css";
import type { AddFormProps } from "./add-form";
import { ForAssistants, NameField } from "./fields";
import { FileDrop } from "./FileDrop";
import { addFiles, fileSize, problemOf } from "./files";

const ROWS_SHOWN = 100;

export function AddFiles({ assistant, assistants, onAdded }: AddFormProps) {
  const [files, setFiles] = useState<readonly File[]>([]);
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState([assistant]);
  const [clientId, setClientId] = useState(newClientId);
  const [sent, setSent] = useState(0);
  const uploading = useUploadFiles();
  const stop = useRef<AbortController>(null);
  useEffect(() => () => stop.current?.abort(), []);

  const readable = files.filter((file) => !problemOf(file));
  const choose = (next: readonly File[]) => {
    setFiles(next);
    setClientId(newClientId());
  };
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (readable.length === 0 || chosen.length === 0 || uploading.isPending) return;
    stop.current = new AbortController();
    setSent(0);
    const { signal } = stop.current;
    uploading.mutate(
      {
        files: readable,
        assistantIds: chosen,
        name: name.trim(),
        clientId,
        onProgress: setSent,
        signal,
      },
      { onSuccess: onAdded },
    );
  };
  const failed = uploading.error !== null && uploading.error.name !== "AbortError";
  return (
    <form className={forms["form"]} onSubmit={submit} data-testid="add-form">
      <FileDrop disabled={uploading.isPending} onFiles={(more) => choose(addFiles(files, more))} />
      {files.length > 0 && (
        <ul className={styles["files"]} aria-label="Chosen files">
          {files.slice(0, ROWS_SHOWN).map((file) => (
            <li key={file.name} className={styles["file"]}>
              <Icon name="file" size={14} />
              <span className={styles["fileName"]} title={file.name}>
                {file.name}
              </span>
              <FileNote file={file} />
              <IconButton
                label={`Leave out ${file.name}`}
                size="small"
                disabled={uploading.isPending}
                onClick={() => choose(files.filter((one) => one !== file))}
              >
                <Icon name="close" size={12} />
              </IconButton>
            </li>
          ))}
          {files.length > ROWS_SHOWN && <li>and {files.length - ROWS_SHOWN} more</li>}
        </ul>
      )}
      <NameField value={name} onChange={setName} />
      <ForAssistants assistants={assistants} chosen={chosen} onChange={setChosen} />
      {failed && <FormError>{explain(uploading.error)}</FormError>}
      {uploading.isPending && <Sending share={sent} />}
      <FormButtons>
        {uploading.isPending && <Button onClick={() => stop.current?.abort()}>Stop</Button>}
        <Button
          type="submit"
          tone="primary"
          testId="add-submit"
          disabled={readable.length === 0 || chosen.length === 0 || uploading.isPending}
        >
          {files.length > 1 ? `Add ${counted(readable.length)}` : "Add"}
        </Button>
      </FormButtons>
    </form>
  );
}

function FileNote({ file }: { file: File }) {
  const problem = problemOf(file);
  return (
    <span className={styles["fileSize"]} data-problem={problem !== null}>
      {problem ? `${problem}, left out` : fileSize(file.size)}
    </span>
  );
}

function counted(files: number): string {
  return files === 1 ? "1 file" : `${files} files`;
}

function Sending({ share }: { share: number }) {
  const text = share < 1 ? `Sending… ${Math.round(share * 100)}%` : "Storing…";
  return (
    <div className={styles["sending"]} role="status" data-testid="upload-progress">
      <span>{text}</span>
      <Bar share={share} label="Upload" />
    </div>
  );
}
