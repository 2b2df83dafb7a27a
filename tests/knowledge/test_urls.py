from knowledge.urls import page_urls, passage_url


def test_pages_have_no_suffix_and_folders_their_index() -> None:
    assert page_urls(["a.md", "x/index.md", "x/y z.html", "README.md"], "/docs") == {
        "a.md": "/docs/a",
        "x/index.md": "/docs/x",
        "x/y z.html": "/docs/x/y%20z",
        "README.md": "/docs",
    }


def test_paths_that_would_share_a_page_keep_their_names() -> None:
    urls = page_urls(["a.md", "a.html", "a/index.md", "b.md"], "/docs/")
    assert urls == {
        "a.md": "/docs/a.md",
        "a.html": "/docs/a.html",
        "a/index.md": "/docs/a/index.md",
        "b.md": "/docs/b",
    }


def test_a_citation_opens_at_its_passage_where_the_page_has_one() -> None:
    assert passage_url("/docs/a", "how-to~2") == "/docs/a#how-to~2"
    assert passage_url("https://a.example/manual.pdf", "page=3") == (
        "https://a.example/manual.pdf#page=3"
    )
    assert passage_url("https://a.example/help", "") == "https://a.example/help"
    assert passage_url("", "how-to") == ""
