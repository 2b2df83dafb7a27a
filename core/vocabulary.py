"""The closed lists of words that cross a border: stored, sent, or shown in Temporal."""

from enum import StrEnum


class Mode(StrEnum):
    """Who may speak in a conversation."""

    AI = "ai"
    WAITING = "waiting"
    HUMAN = "human"
    CLOSED = "closed"


class InboxView(StrEnum):
    """The lists of the inbox; `mine` are the conversations that the asking rep owns."""

    WAITING = "waiting"
    AI = "ai"
    HUMAN = "human"
    MINE = "mine"
    CLOSED = "closed"
    ALL = "all"


class AuthorKind(StrEnum):
    VISITOR = "visitor"
    ASSISTANT = "assistant"
    REP = "rep"
    SYSTEM = "system"


class MessageKind(StrEnum):
    """A note is seen by reps only."""

    REPLY = "reply"
    NOTE = "note"


class TagKind(StrEnum):
    AUTO = "auto"
    MANUAL = "manual"


class Role(StrEnum):
    OWNER = "owner"
    ADMIN = "admin"
    REP = "rep"
    VIEWER = "viewer"


class SourceKind(StrEnum):
    """Where documents come from; `answers` are entries that the team has written."""

    FOLDER = "folder"
    FILES = "files"
    ZIP = "zip"
    URL = "url"
    SITEMAP = "sitemap"
    CRAWL = "crawl"
    TEXT = "text"
    ANSWERS = "answers"


class SourceState(StrEnum):
    """How a source's ingestion stands; one that failed, or that somebody has stopped, still shows
    what was published before."""

    IDLE = "idle"
    QUEUED = "queued"
    RUNNING = "running"
    FAILED = "failed"
    STOPPED = "stopped"


class IngestPhase(StrEnum):
    """What a running ingestion is at."""

    FETCHING = "fetching"
    READING = "reading"
    PUBLISHING = "publishing"


class RunState(StrEnum):
    """How one run of an ingestion stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


class PageState(StrEnum):
    """What became of one page or file when it was last looked at."""

    PUBLISHED = "published"
    FAILED = "failed"


class Decision(StrEnum):
    """What one AI turn came to."""

    ANSWER = "answer"
    ASK = "ask"
    OFFER = "offer"
    HANDOFF = "handoff"
    SMALLTALK = "smalltalk"
    ACTION = "action"


class TurnState(StrEnum):
    """How one AI turn stands; a discarded one said nothing, since somebody else took the word."""

    RUNNING = "running"
    COMMITTED = "committed"
    DISCARDED = "discarded"


class ActionState(StrEnum):
    """Where a custom action stands that is not at its end."""

    COLLECTING = "collecting"
    CONFIRMING = "confirming"


class Reason(StrEnum):
    """Why a conversation was given to people."""

    HUMAN_REQUESTED = "human_requested"
    NO_ANSWER = "no_answer"
    LOW_CONFIDENCE = "low_confidence"
    FRUSTRATION = "frustration"
    REPEATED_QUESTION = "repeated_question"
    UNRESOLVED_TURNS = "unresolved_turns"
    TOPIC_RULE = "topic_rule"
    KEYWORD_RULE = "keyword_rule"
    CUSTOM_ACTION = "custom_action"
    AI_FAILURE = "ai_failure"
    BUDGET_EXHAUSTED = "budget_exhausted"
    VISITOR_BUTTON = "visitor_button"
    REP_PULLED = "rep_pulled"
    REP_SILENT = "rep_silent"


class GapState(StrEnum):
    """Whether the team still has to look at a knowledge gap."""

    OPEN = "open"
    ANSWERED = "answered"
    DISMISSED = "dismissed"


class EntryState(StrEnum):
    """How an answer of the team stands; only a published one is found and cited.

    `failed` is seen, never stored: one that was to be published, and whose ingestion failed.
    """

    PROPOSED = "proposed"
    PUBLISHING = "publishing"
    PUBLISHED = "published"
    REMOVING = "removing"
    FAILED = "failed"


class EventName(StrEnum):
    """Durable events; each has a dense `seq` in its conversation."""

    MESSAGE_CREATED = "message.created"
    CONVERSATION_UPDATED = "conversation.updated"
    TURN_STARTED = "turn.started"
    TURN_FINISHED = "turn.finished"
    ACTION_UPDATED = "action.updated"


class SignalName(StrEnum):
    """Signals of the conversation workflow."""

    VISITOR_MESSAGE = "visitor_message"
    HUMAN_TAKEOVER = "human_takeover"
    HAND_BACK = "hand_back"
    HOLD = "hold"
    CLOSE = "close"
    REOPEN = "reopen"
    HANDOFF_REQUESTED = "handoff_requested"
