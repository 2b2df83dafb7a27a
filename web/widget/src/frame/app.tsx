import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Chat } from "./chat";
import { Composer } from "./composer";
import { ChatContext, useChat, useFrame, useOnline } from "./context";
import { Header, IconButton } from "./header";
import { Home } from "./home";
import { Icon } from "./icons";
import { ThreadView } from "./thread-view";

export function App({ chat }: { chat: Chat }): JSX.Element {
  return (
    <ChatContext.Provider value={chat}>
      <Frame />
    </ChatContext.Provider>
  );
}

function Frame(): JSX.Element {
  const chat = useChat();
  const { phase, view, announcement } = useFrame();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.isComposing) chat.close();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [chat]);
  return (
    <main class="frame">
      <Header />
      {phase === "ready" && (
        <>
          <Line />
          {view === "home" ? <Home /> : <ThreadView />}
          <Notice />
          <Composer />
        </>
      )}
      {phase === "loading" && <Loading />}
      {phase === "failed" && <Failed />}
      {phase === "absent" && <Absent assistantKey={chat.assistantKey} />}
      <p class="unseen" role="status" aria-live="polite">
        {announcement}
      </p>
    </main>
  );
}

function Loading(): JSX.Element {
  return (
    <div class="home scroller" role="status" aria-label="Loading the chat">
      <div class="skeleton hero">
        <span />
        <span />
        <span />
      </div>
    </div>
  );
}

function Failed(): JSX.Element {
  const chat = useChat();
  return (
    <div class="failed" role="alert">
      <Icon name="alert" size={28} />
      <h1>The chat cannot be reached</h1>
      <p>Please check your connection. Nothing you have written is lost.</p>
      <button type="button" class="primary" onClick={() => void chat.begin()}>
        Try again
      </button>
    </div>
  );
}

/** Read by whoever sets the chat up: their page names the assistant. */
function Absent({ assistantKey }: { assistantKey: string }): JSX.Element {
  return (
    <div class="failed" role="alert">
      <Icon name="alert" size={28} />
      <h1>This chat is not available</h1>
      <p>No assistant has the key “{assistantKey}”.</p>
    </div>
  );
}

/** Said only when the line has been down long enough to matter. */
function Line(): JSX.Element | null {
  const { troubled, view } = useFrame();
  const online = useOnline();
  if ((!troubled && online) || view === "home") return null;
  return (
    <p class="line" role="status">
      <span class="spinner" aria-hidden="true" />{" "}
      {online ? "Reconnecting…" : "You are offline. We go on as soon as you are back."}
    </p>
  );
}

function Notice(): JSX.Element | null {
  const chat = useChat();
  const { notice } = useFrame();
  if (!notice) return null;
  return (
    <div class="notice" role="alert">
      {notice}
      <IconButton icon="close" label="Dismiss" onClick={() => chat.dismissNotice()} />
    </div>
  );
}
