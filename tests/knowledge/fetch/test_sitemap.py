import gzip

import pytest

from core.vocabulary import SourceKind
from knowledge.fetch import (
    Fetched,
    Limits,
    Refusal,
    Refused,
    Unchanged,
    UnreadableFile,
    Validators,
)
from tests.knowledge.fetch.conftest import Walker
from tests.knowledge.fetch.site import Asked, Reply, WebSite

SITEMAP, URL = SourceKind.SITEMAP, SourceKind.URL
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def sitemap(*urls: str, of: str = "url") -> str:
    entries = "".join(f"<{of}><loc>{url}</loc></{of}>" for url in urls)
    root = "urlset" if of == "url" else "sitemapindex"
    return f'<?xml version="1.0" encoding="UTF-8"?><{root} xmlns="{NAMESPACE}">{entries}</{root}>'


def xml(text: str | bytes) -> Reply:
    return Reply(text, media="application/xml")


async def test_the_pages_of_a_sitemap_are_read_in_its_order(walk: Walker, site: WebSite) -> None:
    site.page("/b", "B")
    site.page("/a", "A")
    listed = [f"{site.url}/b", f" {site.url}/a#x\n", f"{site.url}/b"]
    site.pages["/sitemap.xml"] = xml(sitemap(*listed))
    items = await walk(SITEMAP, f"{site.url}/sitemap.xml")
    assert [item.path for item in items] == [f"{site.url}/b", f"{site.url}/a"]
    assert [item.of for item in items] == [2, 2]


async def test_a_sitemap_without_pages_fails_the_source_and_says_so(
    walk: Walker, site: WebSite
) -> None:
    for listed in ([], ["https://elsewhere.example/a"]):
        site.pages["/sitemap.xml"] = xml(sitemap(*listed))
        with pytest.raises(UnreadableFile, match="lists no page") as caught:
            await walk(SITEMAP, f"{site.url}/sitemap.xml")
        assert caught.value.refusal is Refusal.FILE_EMPTY


async def test_an_index_leads_to_packed_and_plain_sitemaps(walk: Walker, site: WebSite) -> None:
    names = [f"{site.url}/one.xml.gz", f"{site.url}/two.txt"]
    site.pages["/index.xml"] = xml(sitemap(*names, of="sitemap"))
    site.pages["/one.xml.gz"] = Reply(
        gzip.compress(sitemap(f"{site.url}/a").encode()), media="application/gzip"
    )
    site.pages["/two.txt"] = Reply(f"{site.url}/b\n", media="text/plain")
    site.page("/a", "A")
    site.page("/b", "B")
    items = await walk(SITEMAP, f"{site.url}/index.xml")
    assert [item.path for item in items] == [f"{site.url}/a", f"{site.url}/b"]


async def test_the_front_page_stands_for_the_sitemap_that_robots_txt_names(
    walk: Walker, site: WebSite
) -> None:
    site.pages["/robots.txt"] = Reply(f"Sitemap: {site.url}/maps/help.xml\n", media="text/plain")
    site.pages["/maps/help.xml"] = xml(sitemap(f"{site.url}/a"))
    site.page("/a", "A")
    assert len(await walk(SITEMAP, site.url)) == 1


async def test_pages_of_other_sites_forbidden_pages_and_too_many_pages_are_not_read(
    walk: Walker, site: WebSite
) -> None:
    site.pages["/robots.txt"] = Reply("User-agent: *\nDisallow: /no\n", media="text/plain")
    listed = ["http://other.test/x", *(f"{site.url}/{name}" for name in ("no", "a", "b", "c"))]
    site.pages["/sitemap.xml"] = xml(sitemap(*listed))
    for name in ("no", "a", "b", "c"):
        site.page(f"/{name}", name)
    items = await walk(SITEMAP, f"{site.url}/sitemap.xml", max_pages=2)
    found = [(type(item).__name__, item.path.removeprefix(site.url)) for item in items]
    assert found == [("Refused", "/no"), ("Fetched", "/a"), ("Refused", "/b")]
    refusals = [item.refusal for item in items if isinstance(item, Refused)]
    assert refusals == [Refusal.ROBOTS_FORBIDDEN, Refusal.LIMIT_REACHED]
    assert [item.of for item in items] == [2, 2, 2]


async def test_a_sitemap_that_cannot_be_read_fails_the_source(walk: Walker, site: WebSite) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><urlset>&b;</urlset>'
    for answer in (xml("<urlset><url>"), xml(bomb), Reply(status=503)):
        site.pages["/sitemap.xml"] = answer
        with pytest.raises(UnreadableFile):
            await walk(SITEMAP, f"{site.url}/sitemap.xml")


async def test_a_packed_sitemap_that_swells_is_refused(walk: Walker, site: WebSite) -> None:
    bomb = gzip.compress(b"<urlset>" + b" " * 61_000_000)
    site.pages["/sitemap.xml.gz"] = Reply(bomb, media="application/gzip")
    with pytest.raises(UnreadableFile, match="expands") as caught:
        await walk(SITEMAP, f"{site.url}/sitemap.xml.gz")
    assert caught.value.refusal is Refusal.FILE_EXPANDS


async def test_one_address_is_one_page(walk: Walker, site: WebSite) -> None:
    def page(asked: Asked) -> Reply:
        known = asked.headers.get("if-none-match") == '"1"'
        return Reply(status=304) if known else Reply("<p>Hi</p>", headers={"ETag": '"1"'})

    site.pages["/a"] = page
    [item] = await walk(URL, f"{site.url}/a#part")
    assert isinstance(item, Fetched)
    assert (item.path, item.url, item.media) == (f"{site.url}/a", f"{site.url}/a", "text/html")
    assert item.validators == Validators('"1"')
    assert await walk(URL, f"{site.url}/a", {item.path: item.validators}) == [
        Unchanged(item.path, 1)
    ]


async def test_an_address_keeps_its_name_when_it_redirects(walk: Walker, site: WebSite) -> None:
    site.pages["/old"] = Reply(status=301, headers={"Location": "/new"})
    site.page("/new", "New", ETag='"1"')
    [item] = await walk(URL, f"{site.url}/old")
    assert isinstance(item, Fetched)
    assert (item.path, item.url) == (f"{site.url}/old", f"{site.url}/new")


@pytest.mark.parametrize(
    ("answer", "refusal"),
    [
        (Reply(status=404), Refusal.PAGE_MISSING),
        (Reply(status=403), Refusal.PAGE_FORBIDDEN),
        (Reply(status=500), Refusal.SITE_FAILED),
        (Reply(status=304), Refusal.SITE_FAILED),
        (Reply("x", media="image/png"), Refusal.FILE_KIND_UNKNOWN),
        (Reply("x" * 2000), Refusal.FILE_TOO_LARGE),
        (Reply("x", headers={"Content-Encoding": "br"}), Refusal.SITE_FAILED),
        (Reply("x", headers={"Content-Encoding": "gzip"}), Refusal.SITE_FAILED),
        (
            Reply(gzip.compress(b"x" * 10**6), headers={"Content-Encoding": "gzip"}),
            Refusal.FILE_TOO_LARGE,
        ),
        (Reply(status=302, headers={"Location": "/a"}), Refusal.REDIRECTED_TOO_OFTEN),
        (Reply(status=302, headers={"Location": "file:///etc/passwd"}), Refusal.ADDRESS_INVALID),
        (Reply(status=302, headers={"Location": "http://169.254.1.1/"}), Refusal.ADDRESS_PRIVATE),
        (Reply(status=302), Refusal.SITE_FAILED),
    ],
)
async def test_a_page_that_is_not_given_has_its_reason(
    walk: Walker, site: WebSite, answer: Reply, refusal: Refusal
) -> None:
    site.pages["/a"] = answer
    [item] = await walk(URL, f"{site.url}/a", limits=Limits(page_bytes=1000))
    assert isinstance(item, Refused)
    assert item.refusal is refusal
    assert item.reason.endswith(".")


async def test_packed_pages_are_unpacked(walk: Walker, site: WebSite) -> None:
    body = gzip.compress(b"<p>Hello</p>")
    site.pages["/a"] = Reply(body, headers={"Content-Encoding": "gzip"})
    [item] = await walk(URL, f"{site.url}/a")
    assert isinstance(item, Fetched)
    assert item.data == b"<p>Hello</p>"
