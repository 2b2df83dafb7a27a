"""Markdown and MDX to HTML: front matter, components and admonitions taken away first."""

import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from markdown_it import MarkdownIt

from knowledge.extract.announce import announced
from knowledge.extract.markdown.mdx import MODULE_LINE, without_programs
from knowledge.extract.markdown.shortcodes import without_shortcodes

FRONT_MATTER_CHARS = 20_000
MAX_COLUMNS = 200
"""A text with more bars in a line is read without its tables: every row would get as many cells."""
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TOML = re.compile(r"\A\+\+\+[ \t]*\n(.*?\n)?\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL)
"""Hugo's front matter."""
_FIELD = re.compile(r"^(title|description)[ \t]*[:=][ \t]*(.*)$")
_FENCE = re.compile(r"^\s*(`{3,}|~{3,})")
_OPENS, _CLOSES = re.compile(r"[{(\[]"), re.compile(r"[})\]]")
_ALERT = re.compile(r"^\s*>\s*\[!\w+\][-+]?\s*")
_TASK = re.compile(r"^(\s*[-*+]\s+)\[[ xX]\]\s+")
_FOOTNOTE = re.compile(r"\[\^[\w-]+\](?::\s+)?")
_CODE_SPAN = re.compile(r"((?<!`)(`++).+?(?<!`)\2(?!`))")
_COMPONENT = re.compile(r"<(/?)([A-Z][\w.]*+)([^<>]*?)(/?)>")
_OPEN_COMPONENT = re.compile(r"<[A-Z][\w.]*+(?:\s[^<>]*)?\Z")
_FOLDS = re.compile(r"(?:Accordion|AccordionItem|Expandable|Collapsible|Details|Faq|FAQ)\Z")
_STEPS = re.compile(r"<Steps\b[^>]*>\s*<Step\b")
_SHOWN_ATTRIBUTE = re.compile(r"\b(?:title|label|question|header|summary)=\"([^\"]*)\"")
_LISTED = {"Steps": "ol", "Step": "li"}
_COMMENT_OPENS, _COMMENT_CLOSES = "{/*", "*/}"
_ADMONITION = re.compile(r"^\s*:::\s*(\w+)?\s*(?:\[(.*)\])?(.*)$")


@dataclass(frozen=True, slots=True)
class MarkdownPage:
    """Raw HTML of the body, not yet sanitised, and what the front matter says."""

    html: str
    title: str
    description: str


def markdown_page(text: str, *, is_mdx: bool = False) -> MarkdownPage:
    """Render one Markdown or MDX file; only in MDX, braces are a program's."""
    fields, body = _front_matter(text)
    body = without_programs(body) if is_mdx else without_shortcodes(body)
    html = markdown_html(without_components(body))
    return MarkdownPage(html, fields.get("title", ""), fields.get("description", ""))


def titled(text: str, title: str) -> str:
    """Give a Markdown file this title, whatever its own front matter says."""
    return f'---\ntitle: "{title}"\n---\n\n{_front_matter(text)[1]}'


def without_components(text: str) -> str:
    """Take away what MDX adds to Markdown; the words inside components stay, code is untouched."""
    kept: list[str] = []
    fence, pending, indents, brackets = "", "", [0], 0
    has_steps = _STEPS.search(text) is not None
    for line in text.split("\n"):
        if brackets > 0 and line.strip():
            brackets += _opened(line)
            continue
        brackets = 0
        mark = _FENCE.match(line)
        if pending and (mark or not line.strip()):
            kept.append(pending)
            pending = ""
        if fence or mark:
            fence = _fence_after(fence, line, mark.group(1) if mark else "")
            kept.append(_dedented(line, indents[-1]))
            continue
        line = f"{pending} {line.strip()}" if pending else line
        pending = line if _OPEN_COMPONENT.search(line) and len(line) < 2_000 else ""
        if pending:
            continue
        if MODULE_LINE.match(line):
            brackets = _opened(line)
        else:
            kept.append(_plain_line(_unmarked(line), indents, has_steps))
    return "\n".join([*kept, pending])


def _opened(line: str) -> int:
    """Count the brackets that a line of a program leaves open."""
    return len(_OPENS.findall(line)) - len(_CLOSES.findall(line))


def _unmarked(line: str) -> str:
    """Take away marks of alerts, tasks and footnotes, of which only the words are read."""
    if "[" not in line:
        return line
    parts = _CODE_SPAN.split(_TASK.sub(r"\1", _ALERT.sub("> ", line)))
    spans = [*parts[1::3], ""]
    return "".join(
        _FOOTNOTE.sub("", part) + span for part, span in zip(parts[::3], spans, strict=True)
    )


def _fence_after(fence: str, line: str, mark: str) -> str:
    """Return the fence that is open after this line, or nothing."""
    if not fence:
        return mark
    closes = mark.startswith(fence) and line.strip() == mark
    return "" if closes else fence


def _plain_line(line: str, indents: list[int], has_steps: bool) -> str:
    """Replace components by what they show; `indents` follows how deep their children stand."""
    if "<" not in line and "{" not in line:
        return _admonition(_dedented(line, indents[-1]))
    parts = _CODE_SPAN.split(line)[::3]
    spans = [found.group(0) for found in _CODE_SPAN.finditer(line)]
    shown = [
        _COMPONENT.sub(lambda tag: _shown(tag, has_steps), _without_comments(part))
        for part in parts
    ]
    text = "".join(part + span for part, span in zip(shown, [*spans, ""], strict=True))
    found = [tag for part in parts for tag in _COMPONENT.finditer(part)]
    if not found:
        return _admonition(_dedented(text, indents[-1]))
    for tag in found:
        if tag.group(1):
            del indents[max(1, len(indents) - 1) :]
        elif not tag.group(4):
            indents.append(len(line) - len(line.lstrip()) + 2)
    return f"\n{text.strip()}\n" if text.strip() else ""


def _without_comments(text: str) -> str:
    kept, place = "", 0
    while (start := text.find(_COMMENT_OPENS, place)) >= 0:
        end = text.find(_COMMENT_CLOSES, start + len(_COMMENT_OPENS))
        if end < 0:
            break
        kept += text[place:start]
        place = end + len(_COMMENT_CLOSES)
    return kept + text[place:]


def _shown(tag: re.Match[str], has_steps: bool) -> str:
    """Return what a component shows: its title, and the list or fold that it is."""
    closes, name, attributes, is_empty = tag.groups()
    title = _SHOWN_ATTRIBUTE.search(attributes)
    if has_steps and name in _LISTED:
        opened = f"<{_LISTED[name]}>" if not closes else f"</{_LISTED[name]}>"
        return f"\n\n{opened}\n\n" + (f"**{title.group(1)}**\n\n" if title else "")
    if _FOLDS.match(name) and closes:
        return "\n\n</details>\n\n"
    if title is None or closes:
        return " "
    if _FOLDS.match(name) and not is_empty:
        return f"\n\n<details><summary>{escape(title.group(1))}</summary>\n\n"
    words = title.group(1) if is_empty else announced(title.group(1))
    return f"**{words}** "


def _dedented(line: str, indent: int) -> str:
    return line[indent:] if indent and not line[:indent].strip() else line


def _admonition(line: str) -> str:
    found = _ADMONITION.match(line)
    if not found:
        return line
    title = (found.group(2) or found.group(3) or "").strip()
    return f"\n**{title}**\n" if title else ""


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    """Read title and description; other fields are of no use here."""
    head = text[:FRONT_MATTER_CHARS]
    found = _FRONT_MATTER.match(head) or _TOML.match(head)
    if not found:
        return {}, text
    fields: dict[str, str] = {}
    lines = (found.group(1) or "").split("\n")
    for place, line in enumerate(lines):
        field = _FIELD.match(line)
        if field:
            fields[field.group(1)] = _scalar(field.group(2).strip(), lines[place + 1 :])
    return fields, text[found.end() :]


def _scalar(value: str, following: list[str]) -> str:
    """Read a YAML scalar: plain, quoted, or a block below its key."""
    if value in {"", ">", "|", ">-", "|-", ">+", "|+"}:
        block: list[str] = []
        for line in following:
            if line.strip() and not line.startswith((" ", "\t")):
                break
            block.append(line.strip())
        return " ".join(filter(None, block))
    if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
        return value[1:-1].replace('\\"', '"').replace("''", "'")
    return value


def markdown_html(text: str, *, line_breaks: bool = False) -> str:
    """Render plain Markdown, not yet sanitised; `line_breaks` keeps lines as they are written."""
    is_wide = any(line.count("|") > MAX_COLUMNS for line in text.split("\n"))
    return str(_parser(line_breaks, not is_wide).render(text))


@lru_cache
def _parser(line_breaks: bool, tables: bool) -> MarkdownIt:
    options = {"html": True, "breaks": line_breaks}
    return MarkdownIt("commonmark", options).enable(["table"] * tables + ["strikethrough"])
