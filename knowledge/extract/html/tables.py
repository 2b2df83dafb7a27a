"""Tables that are none: a frame around text, or code beside the numbers of its lines."""

from bs4 import Tag

from knowledge.extract.html.elements import BLOCKS


def settle_tables(body: Tag) -> None:
    """Take the frames away, and put a table's caption above it."""
    for table in body.find_all("table"):
        caption = table.find("caption", recursive=False)
        if isinstance(caption, Tag):
            caption.name = "p"
            table.insert_before(caption.extract())
        cells = table.find_all(["td", "th"], limit=3)
        code = _numbered_code(cells)
        if code is not None:
            table.insert_before(code.extract())
            table.decompose()
        elif len(cells) == 1 and cells[0].find(list(BLOCKS)) is not None:
            cells[0].name = "div"
            table.insert_before(cells[0].extract())
            table.decompose()


def _numbered_code(cells: list[Tag]) -> Tag | None:
    """Return the code of a table of two cells, the first of which only counts."""
    if len(cells) != 2:
        return None
    numbers, code = (cell.find("pre") for cell in cells)
    if not isinstance(numbers, Tag) or not isinstance(code, Tag):
        return None
    return code if numbers.get_text("").replace("\n", "").strip().isdecimal() else None
