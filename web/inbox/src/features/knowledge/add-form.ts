import type { Assistant } from "../../api/assistants";
import type { Source } from "../../api/knowledge-types";

/** What every form of the dialog that adds a source is given. */
export interface AddFormProps {
  assistant: string;
  assistants: readonly Assistant[];
  onAdded: (source: Source) => void;
}
