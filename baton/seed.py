"""What a first start puts in: the demo assistant, its tags, the first owner."""

from typing import Final

from sqlalchemy.orm import Session

from core.assistants import AssistantSettings
from core.clock import Clock
from core.document_urls import DEMO_KEY
from core.settings import Settings
from core.vocabulary import Role
from store import assistants, reps, tags
from store.assistants import Assistant
from store.database import Database

OWNER_EMAIL: Final = "owner@example.com"
DEMO_SETTINGS: Final = AssistantSettings(
    greeting="Hi! I know Pennilark's help centre. Ask me anything, or ask for a person.",
    starters=[
        "How do I import my contacts?",
        "What plans are there?",
        "How do I cancel my subscription?",
    ],
)
TAGS: Final = {
    "billing": "Invoices, payments, charges, billing cycle, refunds, taxes and receipts",
    "cancellation": "Cancelling a subscription or closing an account",
    "import": "Importing contacts from files or other tools",
    "sign-in": "Passwords, signing in, two-factor codes, locked accounts",
    "deliverability": "Emails that bounce, land in spam or do not arrive",
    "api": "API keys, webhooks, rate limits and integrations for developers",
}


async def first_start(db: Database, clock: Clock) -> Assistant:
    """Make what is missing of assistant, tags and owner; existing ones stay as they are."""

    def make(s: Session) -> Assistant:
        known = assistants.by_key(s, DEMO_KEY)
        if known:
            return known
        now = clock.now()
        for name, description in TAGS.items():
            tags.define(s, name, description)
        if not reps.listed(s):
            reps.create(s, now, email=OWNER_EMAIL, name="Owner", role=Role.OWNER)
        return assistants.create(
            s, now, name="Pennilark guide", key=DEMO_KEY, settings=DEMO_SETTINGS
        )

    return await db.write(make)


async def owner_link(settings: Settings, db: Database, clock: Clock) -> str:
    """A fresh single-use link for the first owner."""

    def create(s: Session) -> str:
        return reps.create_sign_in_link(s, clock.now(), reps.first_owner(s).id)

    token = await db.write(create)
    return f"{settings.url}/sign-in/{token}"
