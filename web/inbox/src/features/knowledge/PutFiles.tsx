import { useEffect, useRef, useState } from "react";
import { explain } from "../../api/http";
import type { Source } from "../../api/knowledge-types";
import { usePutFiles } from "../../api/sources";
import { Bar } from "../../ui/Bar";
import { Dialog } from "../../ui/Dialog";
import { FormError } from "../../ui/Field";
import forms from "../../ui/form.module.css";
import { FileDrop } from "./FileDrop";
import { problemOf } from "./files";
import { nameOf } from "./kinds";

/** New files for an upload: they are sent as soon as they are chosen. */
export function PutFiles({ source, onClose }: { source: Source; onClose: () => void }) {
  const putting = usePutFiles(source.id);
  const [sent, setSent] = useState(0);
  const stop = useRef<AbortController>(null);
  useEffect(() => () => stop.current?.abort(), []);
  const put = (chosen: readonly File[]) => {
    const files = chosen.filter((file) => !problemOf(file));
    if (files.length === 0) return;
    stop.current = new AbortController();
    setSent(0);
    const { signal } = stop.current;
    putting.mutate({ files, onProgress: setSent, signal }, { onSuccess: onClose });
  };
  return (
    <Dialog title={`New files for ${nameOf(source)}`} open onClose={onClose}>
      <div className={forms["form"]} data-testid="put-files">
        <p>
          {source.kind === "zip"
            ? "Choose the new archive. It takes the place of the one that is there."
            : "A file takes the place of the one with its name; others are added."}
        </p>
        <FileDrop disabled={putting.isPending} onFiles={put} />
        {putting.isPending && <Bar share={sent} label="Upload" />}
        {putting.error && <FormError>{explain(putting.error)}</FormError>}
      </div>
    </Dialog>
  );
}
