"""Parse HTML into a tree that is changed quickly, also where one element holds very many."""

from collections.abc import Iterable, Set

from bs4 import BeautifulSoup, PageElement, Tag


class Branch(Tag):
    """An element that looks for a child where the last one was found.

    Beautiful Soup looks from the first child on, whenever one is taken away or put in: minutes for
    100,000 children. Whoever goes through them in order finds each beside the one before.
    """

    _found_at = 0
    _decomposed = False  # or else asking for it searches all below for an element of that name

    def index(self, element: PageElement) -> int:
        children = self.contents
        low = min(self._found_at, len(children))
        high = low
        while low > 0 or high < len(children):
            if high < len(children):
                if children[high] is element:
                    return self._note(high)
                high += 1
            if low > 0:
                low -= 1
                if children[low] is element:
                    return self._note(low)
        raise ValueError("Tag.index: element not in tag")

    def _note(self, place: int) -> int:
        self._found_at = place
        return place


def parsed(html: str) -> BeautifulSoup:
    """Return the tree of a page, which may be anything."""
    return BeautifulSoup(html, "lxml", element_classes={Tag: Branch})


def holders_of(tags: Iterable[Tag]) -> Set[int]:
    """Return the `id` of every element that one of these stands in, however deep."""
    found: set[int] = set()
    for tag in tags:
        for holder in tag.parents:
            if id(holder) in found:
                break
            found.add(id(holder))
    return found
