"""The tables as SQLAlchemy Core knows them; the models say what their columns are."""

from sqlalchemy import Table
from sqlmodel import SQLModel

from store.tables import answering as _answering
from store.tables import conversations as _conversations
from store.tables import knowledge as _knowledge
from store.tables import learning as _learning
from store.tables import people as _people
from store.tables import sources as _sources

metadata = SQLModel.metadata


def _table(model: type[SQLModel]) -> Table:
    return metadata.tables[str(model.__tablename__)]


ASSISTANTS = _table(_people.Assistant)
VISITORS = _table(_people.Visitor)
REPS = _table(_people.Rep)
REP_SESSIONS = _table(_people.RepSession)
SIGN_IN_LINKS = _table(_people.SignInLink)

CONVERSATIONS = _table(_conversations.Conversation)
MESSAGES = _table(_conversations.Message)
EVENTS = _table(_conversations.Event)
OUTBOX = _table(_conversations.Outbox)
TURNS = _table(_conversations.Turn)
ACTION_RUNS = _table(_conversations.ActionRun)
TAGS = _table(_conversations.Tag)
CONVERSATION_TAGS = _table(_conversations.ConversationTag)
FEEDBACK = _table(_conversations.Feedback)
UPLOADS = _table(_conversations.Upload)

SOURCES = _table(_sources.Source)
SOURCE_ASSISTANTS = _table(_sources.SourceAssistant)
SOURCE_FILES = _table(_sources.SourceFile)
SOURCE_PAGES = _table(_sources.SourcePage)
INGEST_RUNS = _table(_sources.IngestRun)

DOCUMENTS = _table(_knowledge.Document)
CHUNKS = _table(_knowledge.Chunk)
CHUNK_VECTORS = _table(_knowledge.ChunkVector)

GAPS = _table(_learning.Gap)
GAP_QUESTIONS = _table(_learning.GapQuestion)
GAP_CURSORS = _table(_learning.GapCursor)
ENTRIES = _table(_learning.Entry)
REP_FEEDBACK = _table(_learning.RepFeedback)

SPENDING = _table(_answering.Spending)
REMEMBERED_ANSWERS = _table(_answering.RememberedAnswer)
