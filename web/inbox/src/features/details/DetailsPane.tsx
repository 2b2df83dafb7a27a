import type { ReactNode } from "react";
import { useConversation } from "../../api/conversations";
import type { Conversation, Rep, Visitor } from "../../api/types";
import { Avatar } from "../../ui/Avatar";
import { IconButton } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { ModeBadge } from "../../ui/ModeBadge";
import { PlainText } from "../../ui/RichText";
import { Skeleton } from "../../ui/States";
import { formatMoment, waitOf } from "../conversations/clock";
import { WaitClock } from "../conversations/WaitClock";
import { reasonText } from "../thread/reasons";
import { ActionRuns } from "./ActionRuns";
import styles from "./details.module.css";
import { pageOf, profileRows } from "./profile";
import { TagsEditor } from "./TagsEditor";

interface DetailsPaneProps {
  id: string;
  rep: Rep;
  onShow: () => void;
  onClose: () => void;
}

export function DetailsPane({ id, rep, onShow, onClose }: DetailsPaneProps) {
  const { data: thread, isPending } = useConversation(id);
  if (!thread) return isPending ? <Skeleton rows={6} kind="message" /> : null;
  const { conversation, visitor, actionRuns } = thread;
  return (
    <div className={styles["details"]}>
      <header className={styles["head"]}>
        <span className={styles["close"]}>
          <IconButton label="Back to the conversation" testId="details-back" onClick={onClose}>
            <Icon name="back" />
          </IconButton>
        </span>
        <Avatar name={visitor.name} />
        <div className={styles["identity"]}>
          <h2 className={styles["name"]}>{visitor.name}</h2>
          {visitor.email && <a href={`mailto:${visitor.email}`}>{visitor.email}</a>}
        </div>
      </header>
      <Status conversation={conversation} me={rep.id} />
      <Section title="Tags">
        <TagsEditor
          conversation={conversation}
          me={rep.id}
          editable={rep.role !== "viewer"}
          onShow={onShow}
        />
      </Section>
      {actionRuns.length > 0 && (
        <Section title="Custom actions">
          <ActionRuns runs={actionRuns} />
        </Section>
      )}
      <Visitors visitor={visitor} />
      <Section title="Conversation">
        <Rows
          rows={[
            ["Started", formatMoment(conversation.created_at)],
            ["Last change", formatMoment(conversation.updated_at)],
            ["ID", <Id key="id" text={conversation.id} />],
          ]}
        />
      </Section>
    </div>
  );
}

function Status({ conversation, me }: { conversation: Conversation; me: string }) {
  const { mode, escalation } = conversation;
  const wait = waitOf(conversation);
  return (
    <section className={styles["status"]} data-mode={mode} aria-label="Status">
      <div className={styles["statusTop"]}>
        <ModeBadge conversation={conversation} me={me} />
        {wait && <WaitClock since={wait.since} due={wait.due} />}
      </div>
      {escalation && (
        <>
          <p
            className={styles["reason"]}
            data-testid="escalation-reason"
            data-reason={escalation.reason}
          >
            {reasonText(escalation.reason)}
          </p>
          {escalation.summary && (
            <p className={styles["summary"]} data-testid="escalation-summary">
              <PlainText text={escalation.summary} />
            </p>
          )}
        </>
      )}
    </section>
  );
}

function Visitors({ visitor }: { visitor: Visitor }) {
  const rows = profileRows(visitor);
  const page = pageOf(visitor);
  return (
    <Section title="Visitor">
      {rows.length === 0 && !page && (
        <p className={styles["none"]}>
          {visitor.email ? "Nothing else is known." : "Nothing is known yet."}
        </p>
      )}
      <Rows rows={rows} />
      {page && (
        <p className={styles["page"]}>
          <span>On page</span>
          {page.url ? (
            <a href={page.url} target="_blank" rel="noopener noreferrer">
              {page.title}
            </a>
          ) : (
            page.title
          )}
        </p>
      )}
    </Section>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles["section"]}>
      <h3 className={styles["title"]}>{title}</h3>
      {children}
    </section>
  );
}

/** Too long to be read; one click marks the whole of it to be copied. */
function Id({ text }: { text: string }) {
  return (
    <span className={styles["id"]} title={text}>
      {text}
    </span>
  );
}

function Rows({ rows }: { rows: readonly (readonly [string, ReactNode])[] }) {
  if (rows.length === 0) return null;
  return (
    <dl className={styles["rows"]}>
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
