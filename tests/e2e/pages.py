"""The two apps as people use them: by what they see and press."""

import re
from typing import Any

from playwright.async_api import BrowserContext, FrameLocator, Locator, Page, Request, expect

START = re.compile(r"/chat/conversations$")
SOON_MS = 15_000

WATCHER = """
document.addEventListener('securitypolicyviolation', (event) => {
  console.error(`CSP ${event.effectiveDirective} refused ${event.blockedURI}`);
});
"""
EXPECTED = re.compile(
    r"net::ERR_(INTERNET_DISCONNECTED|FAILED|ABORTED|CONNECTION_\w+|EMPTY_RESPONSE|INCOMPLETE\w*)"
    r"|status of 409"
)
"""What a browser says when a test takes its line away, or lets two reps meet."""
FOLLOWED = re.compile(r"/chat/conversations/(cnv_\w+)/events")


async def watch(context: BrowserContext, troubles: list[str]) -> None:
    """Note everything that a page complains of: scripts that fail, refused loads."""
    context.set_default_timeout(SOON_MS)
    await context.add_init_script(WATCHER)
    context.on("weberror", lambda error: troubles.append(f"script error: {error.error}"))

    def note(message: Any) -> None:
        if message.type == "error" and not EXPECTED.search(message.text):
            troubles.append(f"{message.page and message.page.url}: {message.text}")

    context.on("console", note)


class Widget:
    """The chat on the demo page."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url
        self.conversation_id = ""
        page.on("request", self._note)

    def _note(self, request: Request) -> None:
        """Know which conversation the page follows."""
        if found := FOLLOWED.search(request.url):
            self.conversation_id = found[1]

    @property
    def frame(self) -> FrameLocator:
        return self.page.frame_locator("iframe[title=Chat]")

    @property
    def launcher(self) -> Locator:
        return self.page.get_by_test_id("baton-launcher")

    @property
    def composer(self) -> Locator:
        return self.frame.get_by_test_id("composer")

    @property
    def speaker(self) -> Locator:
        return self.frame.get_by_test_id("speaker")

    async def open(self) -> None:
        """Load the page and open the chat."""
        await self.page.goto(self.url + "/")
        await self.launcher.click()
        await expect(self.composer).to_be_visible(timeout=SOON_MS)

    async def start(self, text: str) -> str:
        """Say the first thing; returns the id of the conversation."""
        async with self.page.expect_response(
            lambda reply: bool(START.search(reply.url)) and reply.request.method == "POST"
        ) as arriving:
            await self.say(text)
        started = await (await arriving.value).json()
        self.conversation_id = started["conversation"]["id"]
        return self.conversation_id

    async def say(self, text: str) -> None:
        """Type and press Enter."""
        await self.composer.fill(text)
        await self.composer.press("Enter")

    def messages(self, author: str) -> Locator:
        return self.frame.locator(f"[data-testid=message][data-author={author}]")

    def sent(self, text: str) -> Locator:
        own = self.frame.locator("[data-testid=message][data-author=visitor][data-state=sent]")
        return own.filter(has_text=text)

    async def answered(self, times: int) -> Locator:
        """Wait for that many answers of the AI and return the last."""
        answers = self.messages("assistant")
        await expect(answers).to_have_count(times, timeout=SOON_MS)
        return answers.nth(times - 1)

    async def expect_mode(self, mode: str) -> None:
        await expect(self.speaker).to_have_attribute("data-mode", mode, timeout=SOON_MS)


class Inbox:
    """The page of a rep."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def row(self, conversation: str) -> Locator:
        return self.page.locator(f"[data-testid=row][data-id={conversation}]")

    @property
    def messages(self) -> Locator:
        return self.page.get_by_test_id("thread-message")

    async def show(self, view: str) -> None:
        await self.page.get_by_test_id(f"view-{view}").click()

    async def open(self, conversation: str) -> None:
        """Open it from the list that is shown."""
        await self.row(conversation).click()
        await expect(self.page.get_by_test_id("composer")).to_be_visible()

    async def write(self, text: str) -> None:
        """Type and press Enter."""
        composer = self.page.get_by_test_id("composer")
        await composer.fill(text)
        await composer.press("Enter")

    async def reply(self, text: str) -> None:
        """Write, and see it in the conversation."""
        await self.write(text)
        await expect(self.messages.filter(has_text=text)).to_be_visible()

    async def press(self, button: str) -> None:
        await self.page.get_by_test_id(button).click()

    async def authors(self) -> list[str | None]:
        """Who wrote what is on the screen, in order."""
        return [await item.get_attribute("data-author") for item in await self.messages.all()]
