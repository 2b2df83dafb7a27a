"""The one fetcher: every page that Baton reads from the web comes through here.

It has no client around it: so there are no cookies, no proxies and no redirects but the checked
ones. Each request looks its host up once, checks the addresses, and connects to the very one that
it checked, with the site's own name for TLS and `Host`.
"""

import asyncio
import zlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Self
from urllib.parse import urljoin

import httpx

from knowledge.fetch.address import Resolve, address_of, place_of, resolve
from knowledge.fetch.normal import normalised
from knowledge.fetch.spec import Validators
from knowledge.refusals import Refusal, UnreadableFile, megabytes

AGENT = "Baton"
USER_AGENT = f"{AGENT}/0.1 (reads help pages for a support chat)"
MAX_REDIRECTS = 3
LONGEST_PAUSE_S = 30.0
_HEADERS = {
    "User-Agent": USER_AGENT,
    "Accept": "text/html,application/xhtml+xml,text/*;q=0.9,application/pdf;q=0.9,*/*;q=0.5",
    "Accept-Encoding": "gzip, deflate",
}
_TIMEOUTS = {"connect": 10.0, "read": 15.0, "write": 10.0, "pool": 10.0}
_ANY_DEFLATE = 47
_NOT_DECOMPRESSED = "The page cannot be decompressed: it is damaged or cut off."

Useful = Callable[[str, str], int]
"""Address and media type of a response to how many bytes of it are read; 0 for none."""
Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Page:
    """A response that was read to its end; `data` is None when the server says "unchanged"."""

    url: str
    media: str
    data: bytes | None
    validators: Validators


class Fetcher:
    """Fetches pages; close it when done.

    `allow_private` lets it into private networks and to any port, but never to link-local and
    metadata addresses.
    """

    def __init__(
        self,
        *,
        allow_private: bool = False,
        lookup: Resolve = resolve,
        sleep: Sleep = asyncio.sleep,
        total_s: float = 45,
    ) -> None:
        self.sleep = sleep
        self._allow_private = allow_private
        self._lookup = lookup
        self._total_s = total_s
        self._transports: dict[str, httpx.AsyncHTTPTransport] = {}
        self._trust = httpx.create_ssl_context()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        for transport in self._transports.values():
            await transport.aclose()
        self._transports.clear()

    async def get(
        self,
        url: str,
        *,
        limit_bytes: int | Useful,
        known: Mapping[str, Validators] | None = None,
    ) -> Page:
        """Fetch one page, over at most three redirects.

        `known` has validators by normalised address. Errors: `file_unreadable`.
        """
        useful = limit_bytes if callable(limit_bytes) else (lambda *_: limit_bytes)
        try:
            async with asyncio.timeout(self._total_s):
                return await self._follow(url, useful, known or {})
        except (TimeoutError, httpx.TimeoutException) as error:
            reason = "The site did not answer in time."
            raise UnreadableFile(reason, Refusal.SITE_TOO_SLOW) from error
        except (httpx.TransportError, httpx.InvalidURL, OSError) as error:
            reason = "The site cannot be reached, or its answer is broken."
            raise UnreadableFile(reason, Refusal.SITE_FAILED) from error

    async def _follow(self, url: str, useful: Useful, known: Mapping[str, Validators]) -> Page:
        for _ in range(MAX_REDIRECTS + 1):
            address = normalised(url) or url
            before = known.get(address, Validators())
            response = await self._send(url, before)
            try:
                if response.has_redirect_location:
                    url = _joined(url, response.headers["location"])
                    continue
                _check_status(response.status_code, before)
                media = response.headers.get("content-type", "").partition(";")[0].strip().lower()
                if response.status_code == httpx.codes.NOT_MODIFIED:
                    return Page(address, media, None, before)
                limit_bytes = useful(address, media)
                if not limit_bytes:
                    reason = f"Pages of the type {media or 'unknown'} are not read."
                    raise UnreadableFile(reason, Refusal.FILE_KIND_UNKNOWN)
                data = await _body(response, limit_bytes)
                return Page(address, media, data, _validators(response))
            finally:
                await response.aclose()
        reason = f"The address redirects more than {MAX_REDIRECTS} times."
        raise UnreadableFile(reason, Refusal.REDIRECTED_TOO_OFTEN)

    async def _send(self, url: str, before: Validators) -> httpx.Response:
        """Send one request; a site that is busy is asked once more after the pause it names."""
        response = await self._request(url, before)
        if response.status_code in {429, 503}:
            pause = response.headers.get("retry-after", "")
            await response.aclose()
            await self.sleep(min(float(pause), LONGEST_PAUSE_S) if pause.isdecimal() else 2.0)
            response = await self._request(url, before)
        return response

    async def _request(self, url: str, before: Validators) -> httpx.Response:
        place = place_of(url, allow_private=self._allow_private)
        address = await address_of(place, self._lookup, allow_private=self._allow_private)
        headers = dict(_HEADERS)
        if before.etag:
            headers["If-None-Match"] = before.etag
        if before.last_modified:
            headers["If-Modified-Since"] = before.last_modified
        asked = httpx.URL(url)
        headers["Host"] = asked.netloc.decode("ascii")
        request = httpx.Request(
            "GET",
            asked.copy_with(host=address, fragment=None),
            headers=headers,
            extensions={"timeout": _TIMEOUTS, "sni_hostname": place.host},
        )
        return await self._transport(place.host).handle_async_request(request)

    def _transport(self, host: str) -> httpx.AsyncHTTPTransport:
        """One pool a host, since connections are told apart by address otherwise."""
        if host not in self._transports:
            self._transports[host] = httpx.AsyncHTTPTransport(
                verify=self._trust,
                trust_env=False,
                limits=httpx.Limits(max_connections=4, keepalive_expiry=20),
            )
        return self._transports[host]


def _joined(url: str, target: str) -> str:
    try:
        return urljoin(url, target)
    except ValueError as error:
        reason = "The site redirects to what is no proper web address."
        raise UnreadableFile(reason, Refusal.ADDRESS_INVALID) from error


def _check_status(status: int, before: Validators) -> None:
    if status == httpx.codes.OK or (status == httpx.codes.NOT_MODIFIED and before.can_ask):
        return
    if status in {404, 410}:
        raise UnreadableFile("The page does not exist (any more).", Refusal.PAGE_MISSING)
    if status in {401, 403, 407, 451}:
        reason = f"The site does not let us read this page (status {status})."
        raise UnreadableFile(reason, Refusal.PAGE_FORBIDDEN)
    raise UnreadableFile(f"The site answered with status {status}.", Refusal.SITE_FAILED)


async def _body(response: httpx.Response, limit_bytes: int) -> bytes:
    """Read and unpack, counting what comes out while it comes."""
    packed = response.headers.get("content-encoding", "identity").strip().lower()
    if packed not in {"identity", "", "gzip", "x-gzip", "deflate"}:
        reason = "The site packs its pages in a way we did not ask for."
        raise UnreadableFile(reason, Refusal.SITE_FAILED)
    unpack = None if packed in {"identity", ""} else zlib.decompressobj(_ANY_DEFLATE)
    parts: list[bytes] = []
    left = limit_bytes
    async for piece in response.aiter_raw(65_536):
        try:
            part = piece if unpack is None else unpack.decompress(piece, left + 1)
        except zlib.error as error:
            raise UnreadableFile(_NOT_DECOMPRESSED, Refusal.SITE_FAILED) from error
        left -= len(part)
        if left < 0:
            reason = f"The page is larger than {megabytes(limit_bytes)}."
            raise UnreadableFile(reason, Refusal.FILE_TOO_LARGE)
        parts.append(part)
    if unpack is not None and not unpack.eof:
        raise UnreadableFile(_NOT_DECOMPRESSED, Refusal.SITE_FAILED)
    return b"".join(parts)


def _validators(response: httpx.Response) -> Validators:
    headers = response.headers
    return Validators(headers.get("etag", "")[:500], headers.get("last-modified", "")[:100])
