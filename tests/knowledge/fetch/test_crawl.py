import pytest

from core.vocabulary import SourceKind
from knowledge.fetch import (
    Fetched,
    Item,
    Limits,
    Refusal,
    Refused,
    Unchanged,
    UnreadableFile,
    Validators,
)
from tests.knowledge.fetch.conftest import Walker
from tests.knowledge.fetch.site import Asked, Reply, WebSite

CRAWL = SourceKind.CRAWL


def paths(items: list[Item], site: WebSite) -> list[str]:
    return [item.path.removeprefix(site.url) for item in items]


async def test_a_site_is_walked_by_its_links_breadth_first_and_each_page_once(
    walk: Walker, site: WebSite
) -> None:
    site.page("/", "Home", "/a", "/b#part", "/b?utm_source=x", "./c/../b")
    site.page("/a", "A", "/c", "/")
    site.page("/b", "B", "/a")
    site.page("/c", "C")
    items = await walk(CRAWL, site.url)
    assert paths(items, site) == ["/", "/a", "/b", "/c"]
    assert all(isinstance(item, Fetched) and item.url == item.path for item in items)
    assert sorted(site.paths) == ["/", "/a", "/b", "/c", "/robots.txt"]


async def test_only_pages_of_the_same_site_are_visited(walk: Walker, site: WebSite) -> None:
    with WebSite() as other:
        site.page("/", "Home", f"{other.url}/x", "mailto:a@b.c", "/moved", "/logo.png")
        site.pages["/moved"] = Reply(status=302, headers={"Location": f"{other.url}/x"})
        other.page("/x", "X", f"{site.url}/hidden")
        site.page("/hidden", "Hidden")
        assert paths(await walk(CRAWL, site.url), site) == ["/"]
        assert "/logo.png" not in site.paths


async def test_robots_rules_and_crawl_delay_are_kept(walk: Walker, site: WebSite) -> None:
    rules = "User-agent: *\nCrawl-delay: 7\nDisallow: /private\n\nUser-agent: Other\nDisallow: /\n"
    site.pages["/robots.txt"] = Reply(rules, media="text/plain")
    site.page("/", "Home", "/private/a", "/open")
    site.page("/open", "Open", "/last")
    site.page("/last", "Last")
    assert paths(await walk(CRAWL, site.url), site) == ["/", "/open", "/last"]
    assert "/private/a" not in site.paths
    assert [round(pause) for pause in walk.pauses] == [7, 7]


async def test_a_site_that_forbids_the_first_page_is_refused_as_a_whole(
    walk: Walker, site: WebSite
) -> None:
    site.pages["/robots.txt"] = Reply("User-agent: Baton\nDisallow: /\n", media="text/plain")
    site.page("/", "Home")
    with pytest.raises(UnreadableFile, match=r"robots\.txt") as caught:
        await walk(CRAWL, site.url)
    assert caught.value.refusal is Refusal.ROBOTS_FORBIDDEN
    assert site.paths == ["/robots.txt"]


async def test_rules_that_cannot_be_read_forbid_the_walk(walk: Walker, site: WebSite) -> None:
    site.pages["/robots.txt"] = Reply(status=500)
    site.page("/", "Home")
    with pytest.raises(UnreadableFile, match="500"):
        await walk(CRAWL, site.url)
    assert "/" not in site.paths


async def test_depth_and_pages_have_limits(walk: Walker, site: WebSite) -> None:
    for depth in range(5):
        site.page(f"/{depth}" if depth else "/", f"Page {depth}", f"/{depth + 1}")
    assert paths(await walk(CRAWL, site.url, max_depth=2), site) == ["/", "/1", "/2"]
    *first, last = await walk(CRAWL, site.url, max_pages=3)
    assert paths(first, site) == ["/", "/1", "/2"]
    assert isinstance(last, Refused)
    assert (last.refusal, last.is_gone) == (Refusal.LIMIT_REACHED, True)


async def test_a_source_may_ask_for_more_than_the_default_but_not_without_limit(
    walk: Walker, site: WebSite
) -> None:
    for depth in range(8):
        site.page(f"/{depth}" if depth else "/", f"Page {depth}", f"/{depth + 1}")
    limits = Limits(delay_s=0, max_pages=1, most_pages=6, max_depth=1, most_depth=4)
    assert len(await walk(CRAWL, site.url, limits=limits)) == 2
    assert len(await walk(CRAWL, site.url, limits=limits, max_pages=3, max_depth=9)) == 4
    assert len(await walk(CRAWL, site.url, limits=limits, max_pages=9, max_depth=9)) == 5
    limits = Limits(delay_s=0, max_pages=1, most_pages=3)
    assert len(await walk(CRAWL, site.url, limits=limits, max_pages=9)) == 4


async def test_include_and_exclude_choose_documents_but_not_the_way(
    walk: Walker, site: WebSite
) -> None:
    site.page("/", "Home", "/help/a", "/blog/b", "/help/old/c")
    for path in ("/help/a", "/blog/b", "/help/old/c"):
        site.page(path, path)
    items = await walk(CRAWL, site.url, include=["/help"], exclude=["/help/old/*"])
    assert paths(items, site) == ["/help/a"]


async def test_unchanged_pages_are_not_sent_again_and_lead_on(walk: Walker, site: WebSite) -> None:
    def unless_known(asked: Asked) -> Reply:
        if asked.headers.get("if-none-match") == '"v1"':
            return Reply(status=304)
        return Reply('<p>Home <a href="/a">a</a></p>', headers={"ETag": '"v1"'})

    site.pages["/"] = unless_known
    site.page("/a", "A", Last_Modified="Sat, 21 Nov 2026 10:00:00 GMT")
    first = await walk(CRAWL, site.url)
    known = {item.path: item.validators for item in first if isinstance(item, Fetched)}
    assert known[f"{site.url}/"] == Validators('"v1"', "", (f"{site.url}/a",))
    second = await walk(CRAWL, site.url, known)
    assert [type(item) for item in second] == [Unchanged, Fetched]
    assert paths(second, site) == ["/", "/a"]
    assert site.asked[-1].headers["if-modified-since"] == "Sat, 21 Nov 2026 10:00:00 GMT"


async def test_a_page_that_fails_for_a_while_does_not_hide_what_it_led_to(
    walk: Walker, site: WebSite
) -> None:
    site.page("/", "Home", "/a")
    site.page("/a", "A", "/b")
    site.page("/b", "B")
    first = await walk(CRAWL, site.url)
    known = {item.path: item.validators for item in first if isinstance(item, Fetched)}
    site.pages["/a"] = Reply(status=500)
    second = await walk(CRAWL, site.url, known)
    assert paths(second, site) == ["/", "/a", "/b"]
    assert isinstance(second[1], Refused)
    assert not second[1].is_gone


async def test_a_first_page_that_fails_says_nothing_about_the_others(
    walk: Walker, site: WebSite
) -> None:
    with pytest.raises(UnreadableFile, match="does not exist"):
        await walk(CRAWL, site.url)


async def test_a_missing_page_is_gone(walk: Walker, site: WebSite) -> None:
    site.page("/", "Home", "/gone")
    _, gone = await walk(CRAWL, site.url)
    assert isinstance(gone, Refused)
    assert gone.is_gone


async def test_pages_are_known_by_their_canonical_address(walk: Walker, site: WebSite) -> None:
    own = f'<link rel="canonical" href="{site.url}/shoes">'
    home = '<link rel="canonical" href="/">'
    site.page("/", "Home", "/shoes?colour=red", "/shoes?colour=blue", "/wrong")
    for query in ("?colour=red", "?colour=blue", ""):
        site.page(f"/shoes{query}", "Shoes", head=own)
    site.page("/wrong", "Wrong", head=home)
    assert paths(await walk(CRAWL, site.url), site) == ["/", "/wrong", "/shoes"]


async def test_addresses_without_end_end(walk: Walker, site: WebSite) -> None:
    def day(asked: Asked) -> Reply:
        number = int(asked.path.rpartition("=")[2])
        return Reply(f'<p>Day</p><a href="/calendar?day={number + 1}">next</a>')

    site.page("/", "Home", "/calendar?day=0", "/x?a=1&b=2&c=3&d=4", "/loop/")
    site.pages |= {f"/calendar?day={number}": day for number in range(100)}
    for times in range(1, 9):
        site.page("/loop/" * times, "Loop", "loop/")
        site.page("/loop" * times + "/", "Loop", "loop/")
    found = paths(await walk(CRAWL, site.url, limits=Limits(delay_s=0, max_depth=90)), site)
    assert sum(path.startswith("/calendar") for path in found) == 20
    assert sum(path.startswith("/loop") for path in found) == 2
    assert not any(path.startswith("/x") for path in found)


async def test_pages_that_ask_not_to_be_indexed_or_followed_are_left_alone(
    walk: Walker, site: WebSite
) -> None:
    site.page("/", "Home", "/list", "/end")
    site.page("/list", "List", "/a", head='<meta name="robots" content="noindex">')
    site.page("/end", "End", "/b", head='<meta name="ROBOTS" content="nofollow">')
    site.page("/a", "A")
    site.page("/b", "B")
    assert paths(await walk(CRAWL, site.url), site) == ["/", "/end", "/a"]


async def test_a_busy_site_is_asked_again_after_the_pause_it_names(
    walk: Walker, site: WebSite
) -> None:
    def busy(_: Asked) -> Reply:
        tries = site.paths.count("/")
        return Reply(status=429, headers={"Retry-After": "9"}) if tries < 2 else Reply("<p>Hi</p>")

    site.pages["/"] = busy
    assert paths(await walk(CRAWL, site.url), site) == ["/"]
    assert walk.pauses == [9]


async def test_other_documents_of_the_site_are_read_too(walk: Walker, site: WebSite) -> None:
    site.page("/", "Home", "/manual.pdf", "/notes.md", "/api/data", "/film")
    site.pages["/manual.pdf"] = Reply(b"%PDF-1.4", media="application/pdf")
    site.pages["/notes.md"] = Reply("# Notes", media="text/plain")
    site.pages["/api/data"] = Reply("{}", media="application/json")
    site.pages["/film"] = Reply("x", media="video/mp4")
    assert paths(await walk(CRAWL, site.url), site) == ["/", "/manual.pdf", "/notes.md"]


async def test_a_crawl_ends_where_a_site_has_endless_pages_that_are_not_to_be_read(
    walk: Walker, site: WebSite
) -> None:
    head = '<meta name="robots" content="noindex">'
    site.page("/", "Home", "/x0")
    for number in range(60):
        site.page(f"/x{number}", "X", f"/x{2 * number + 1}", f"/x{2 * number + 2}", head=head)
    limits = Limits(delay_s=0, max_pages=4, max_depth=100)
    items = await walk(CRAWL, site.url, limits=limits)
    assert paths(items[:1], site) == ["/"]
    assert isinstance(items[1], Refused)
    assert items[1].refusal is Refusal.LIMIT_REACHED
    assert len(items) == 2
    assert len(site.paths) == 1 + 5 * 4
