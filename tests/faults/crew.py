"""Visitors and reps of one product, made by the dozen."""

import asyncio
from dataclasses import dataclass

import httpx

from harness.product import Prepared, Product
from tests.clients import RepClient, VisitorClient

QUESTION = "How do I import my contacts?"
OTHER_QUESTIONS = (
    "How can I import contacts from a file?",
    "Where do I import my contacts?",
    "How do I import contacts from a CSV file?",
)
"""For tests that need the model's own answer: a verified one is given again without it."""


@dataclass
class Crew:
    """Everybody shares one HTTP client."""

    product: Product
    http: httpx.AsyncClient
    prepared: Prepared

    def rep(self, name: str) -> RepClient:
        return RepClient(self.product.url, self.http).with_session(self.prepared.sessions[name])

    async def visitors(self, count: int) -> list[VisitorClient]:
        """Open sessions, each of another visitor."""
        opening = (VisitorClient(self.product.url, self.http).open() for _ in range(count))
        return list(await asyncio.gather(*opening))

    async def visitor(self) -> VisitorClient:
        return (await self.visitors(1))[0]
