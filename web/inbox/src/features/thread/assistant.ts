import { createContext, useContext } from "react";
import { useAssistants, type Assistant } from "../../api/assistants";

/** Whose turns a thread shows: the id of the conversation's assistant. */
export const AssistantId = createContext("");

/** The assistant with its settings of now, once they are known. */
export function useAssistant(): Assistant | undefined {
  const id = useContext(AssistantId);
  return useAssistants().data?.find((assistant) => assistant.id === id);
}
