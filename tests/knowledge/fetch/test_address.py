import pytest

from knowledge.fetch import Refusal, UnreadableFile
from knowledge.fetch.address import is_allowed, place_of
from knowledge.fetch.http import Fetcher
from knowledge.fetch.normal import normalised
from tests.knowledge.fetch.site import Asked, Reply, WebSite

INSIDE = [
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "240.0.0.1",
    "198.18.0.1",
    "192.0.2.1",
    "::1",
    "::",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::127.0.0.1",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::a00:1",
    "2002:7f00:1::",
    "2001:0:7f00:1::",
    "2001:db8::1",
]


@pytest.mark.parametrize("address", INSIDE)
def test_addresses_that_lead_inside_are_refused(address: str) -> None:
    assert not is_allowed(address, allow_private=False)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_public_addresses_are_allowed(address: str) -> None:
    assert is_allowed(address, allow_private=False)


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("127.0.0.1", True),
        ("10.0.0.1", True),
        ("fd12::1", True),
        ("169.254.169.254", False),
        ("168.63.129.16", False),
        ("fd00:ec2::254", False),
        ("::ffff:192.0.0.192", False),
        ("fe80::1", False),
        ("224.0.0.1", False),
        ("0.0.0.0", False),
    ],
)
def test_the_setting_opens_private_networks_but_never_metadata(address: str, allowed: bool) -> None:
    assert is_allowed(address, allow_private=True) is allowed


async def no_such_lookup(host: str, port: int) -> list[str]:
    raise AssertionError(f"{host}:{port} was looked up")


@pytest.mark.parametrize(
    ("url", "refusal"),
    [
        ("http://127.1/", Refusal.ADDRESS_INVALID),
        ("http://0x7f000001/", Refusal.ADDRESS_INVALID),
        ("http://0x7f.0.0.1/", Refusal.ADDRESS_INVALID),
        ("http://2130706433/", Refusal.ADDRESS_INVALID),
        ("http://0177.0.0.1/", Refusal.ADDRESS_INVALID),
        ("http://127.0.0.1/", Refusal.ADDRESS_PRIVATE),
        ("http://127.0.0.1./", Refusal.ADDRESS_PRIVATE),
        ("http://[::1]/", Refusal.ADDRESS_PRIVATE),
        ("http://[::ffff:127.0.0.1]/", Refusal.ADDRESS_PRIVATE),
        ("http://[::ffff:7f00:1]/", Refusal.ADDRESS_PRIVATE),
        ("http://169.254.169.254/latest/meta-data/", Refusal.ADDRESS_PRIVATE),
        ("http://localhost/", Refusal.ADDRESS_PRIVATE),
        ("http://localhost./", Refusal.ADDRESS_PRIVATE),
        ("http://a.localhost/", Refusal.ADDRESS_PRIVATE),
        ("http://metadata.google.internal/", Refusal.ADDRESS_PRIVATE),
        ("http://printer.local/", Refusal.ADDRESS_PRIVATE),
        ("http://\u2460\u2461\u2466.0.0.1/", Refusal.ADDRESS_PRIVATE),
        ("http://example.com:22/", Refusal.ADDRESS_INVALID),
        ("http://user:pass@example.com/", Refusal.ADDRESS_INVALID),
        ("http://example.com@127.0.0.1/", Refusal.ADDRESS_INVALID),
        ("http://exa mple.com/", Refusal.ADDRESS_INVALID),
        ("http://example.com\\@127.0.0.1/", Refusal.ADDRESS_INVALID),
        ("http://[::1/", Refusal.ADDRESS_INVALID),
        ("http:///x", Refusal.ADDRESS_INVALID),
        ("file:///etc/passwd", Refusal.ADDRESS_INVALID),
        ("ftp://example.com/", Refusal.ADDRESS_INVALID),
        ("gopher://example.com/", Refusal.ADDRESS_INVALID),
        ("//example.com/", Refusal.ADDRESS_INVALID),
        ("http://example.com:99999/", Refusal.ADDRESS_INVALID),
        ("http://" + "a" * 3000, Refusal.ADDRESS_INVALID),
        ("", Refusal.ADDRESS_INVALID),
    ],
)
async def test_addresses_in_disguise_are_refused_before_anything_is_looked_up(
    url: str, refusal: Refusal
) -> None:
    async with Fetcher(lookup=no_such_lookup) as fetcher:
        with pytest.raises(UnreadableFile) as caught:
            await fetcher.get(url, limit_bytes=1000)
    assert caught.value.refusal is refusal


@pytest.mark.parametrize("allow_private", [False, True])
@pytest.mark.parametrize("host", ["169.254.169.254", "168.63.129.16", "[fe80::1]"])
async def test_no_setting_is_named_where_none_would_help(host: str, allow_private: bool) -> None:
    async with Fetcher(lookup=no_such_lookup, allow_private=allow_private) as fetcher:
        with pytest.raises(UnreadableFile) as caught:
            await fetcher.get(f"http://{host}/", limit_bytes=1000)
    assert caught.value.refusal is Refusal.ADDRESS_PRIVATE
    assert "never read" in caught.value.detail
    assert "BATON_" not in caught.value.detail


async def test_the_setting_is_named_that_opens_a_private_network() -> None:
    async with Fetcher(lookup=no_such_lookup) as fetcher:
        with pytest.raises(UnreadableFile) as caught:
            await fetcher.get("http://10.0.0.1/", limit_bytes=1000)
    assert "BATON_ALLOW_PRIVATE_SOURCES" in caught.value.detail


async def test_a_name_with_one_private_address_is_refused() -> None:
    async def lookup(_: str, __: int) -> list[str]:
        return ["93.184.216.34", "10.0.0.1"]

    async with Fetcher(lookup=lookup) as fetcher:
        with pytest.raises(UnreadableFile) as caught:
            await fetcher.get("http://example.com/", limit_bytes=1000)
    assert caught.value.refusal is Refusal.ADDRESS_PRIVATE


async def test_a_name_that_changes_its_address_is_looked_up_once_a_request_and_pinned(
    site: WebSite,
) -> None:
    """DNS rebinding: what was checked is what is connected to; the next request is checked anew."""
    answers = [["127.0.0.1"], ["169.254.169.254"]]
    looked_up: list[str] = []

    async def lookup(host: str, _: int) -> list[str]:
        looked_up.append(host)
        return answers.pop(0)

    site.pages["/"] = Reply("<p>Hi</p>")
    url = f"http://rebinding.test:{site.port}/"
    async with Fetcher(allow_private=True, lookup=lookup) as fetcher:
        page = await fetcher.get(url, limit_bytes=1000)
        assert page.data == b"<p>Hi</p>"
        assert looked_up == ["rebinding.test"]
        assert site.asked[0].headers["host"] == f"rebinding.test:{site.port}"
        with pytest.raises(UnreadableFile) as caught:
            await fetcher.get(url, limit_bytes=1000)
    assert caught.value.refusal is Refusal.ADDRESS_PRIVATE
    assert len(site.asked) == 1


async def test_a_redirect_into_a_private_network_is_refused(site: WebSite) -> None:
    """The first host passes as public; the one it redirects to does not."""
    allowed = {"public.test": ["127.0.0.1"], "inside.test": ["169.254.169.254"]}

    async def lookup(host: str, _: int) -> list[str]:
        return allowed[host]

    site.pages["/"] = Reply(status=307, headers={"Location": "http://inside.test/secret"})
    async with Fetcher(allow_private=True, lookup=lookup) as fetcher:
        with pytest.raises(UnreadableFile) as caught:
            await fetcher.get(f"http://public.test:{site.port}/", limit_bytes=1000)
    assert caught.value.refusal is Refusal.ADDRESS_PRIVATE


@pytest.mark.parametrize("target", ["http://[::1", "http://a.test:99999/", "http://\u2100/"])
async def test_a_redirect_to_what_is_no_address_is_refused(site: WebSite, target: str) -> None:
    site.pages["/"] = Reply(status=302, headers={"Location": target.encode().decode("latin-1")})
    async with Fetcher(allow_private=True) as fetcher:
        with pytest.raises(UnreadableFile) as caught:
            await fetcher.get(f"{site.url}/", limit_bytes=1000)
    assert caught.value.refusal is Refusal.ADDRESS_INVALID


async def test_a_pause_that_is_no_number_is_not_taken_for_one(site: WebSite) -> None:
    site.pages["/"] = Reply(status=503, headers={"Retry-After": "\u00b2"})
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    async with Fetcher(allow_private=True, sleep=sleep) as fetcher:
        with pytest.raises(UnreadableFile) as caught:
            await fetcher.get(f"{site.url}/", limit_bytes=1000)
    assert caught.value.refusal is Refusal.SITE_FAILED
    assert pauses == [2.0]


async def test_the_own_machine_is_refused_unless_it_is_allowed(site: WebSite) -> None:
    site.pages["/"] = Reply("<p>Hi</p>")
    async with Fetcher() as fetcher:
        with pytest.raises(UnreadableFile):
            await fetcher.get(f"{site.url}/", limit_bytes=1000)
    assert site.asked == []


async def test_cookies_and_proxies_are_not_used(
    site: WebSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    site.pages["/"] = Reply("<p>Hi</p>", headers={"Set-Cookie": "a=b"})
    async with Fetcher(allow_private=True) as fetcher:
        for _ in range(2):
            await fetcher.get(f"{site.url}/", limit_bytes=1000)
    assert ["cookie" in asked.headers for asked in site.asked] == [False, False]


async def test_a_site_that_does_not_answer_in_time_is_left(site: WebSite) -> None:
    def slow(_: Asked) -> Reply:
        site.stop.wait(10)
        return Reply()

    site.pages["/"] = slow
    async with Fetcher(allow_private=True, total_s=0.2) as fetcher:
        with pytest.raises(UnreadableFile) as caught:
            await fetcher.get(f"{site.url}/", limit_bytes=1000)
    site.stop.set()
    assert caught.value.refusal is Refusal.SITE_TOO_SLOW


def test_names_beyond_ascii_are_read_as_the_network_knows_them() -> None:
    assert place_of("https://b\u00fccher.example/x", allow_private=False).host == (
        "xn--bcher-kva.example"
    )


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("HTTP://Example.com:80", "http://example.com/"),
        ("http://example.com/a/./b/../c/#x", "http://example.com/a/c/"),
        ("http://example.com//a//b", "http://example.com/a/b"),
        ("http://example.com/%7Ea/b c/%2f", "http://example.com/~a/b%20c/%2F"),
        ("http://example.com/?b=2&utm_source=x&a=1&gclid=9", "http://example.com/?a=1&b=2"),
        ("http://example.com./x", "http://example.com/x"),
        ("http://[2606:4700::1111]:443/", "http://[2606:4700::1111]:443/"),
        ("http://example.com/caf\u00e9", "http://example.com/caf%C3%A9"),
        ("javascript:alert(1)", None),
        ("mailto:a@b.c", None),
        ("http://[broken", None),
        ("http://u:p@example.com/", None),
    ],
)
def test_each_address_is_written_one_way(url: str, same: str | None) -> None:
    assert normalised(url) == same
    if same is not None:
        assert normalised(same) == same
