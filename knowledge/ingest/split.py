"""Cut a document into chunks: along its headings, with lists, tables and code kept whole.

What is embedded is the title, the headings above and the text, at most `MAX_TOKENS` word pieces
together, which is all that the model sees.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.contracts import Chunk, Embedder
from knowledge.extract import Block, BlockKind, ExtractedDocument, Part, Section
from knowledge.ingest.cuts import cut

MAX_TOKENS = 254
"""Word pieces of one embedded text: the model's 256 without its two special ones."""
MAX_CONTEXT_TOKENS = 64
"""Title and headings never take more than this; the outermost headings are left out first."""

FENCE = "```"


@dataclass(frozen=True, slots=True)
class SplitChunk:
    """A chunk, what of it is embedded, and the number of the element its passage begins at."""

    chunk: Chunk
    embedded: str
    element: int


@dataclass(frozen=True, slots=True)
class _Piece:
    """Parts of one block that stay together, with their price in word pieces."""

    block: Block
    parts: tuple[Part, ...]
    tokens: int

    @property
    def text(self) -> str:
        text = self.block.joiner.join(part.text for part in self.parts)
        return f"{self.block.head}\n{text}" if self.block.head else text


class Splitter:
    """Splits the documents of one source; `scope` (assistant and source) is part of the ids."""

    def __init__(self, embedder: Embedder, scope: str) -> None:
        self._embedder = embedder
        self._scope = scope

    def split(self, document: ExtractedDocument, path: str) -> list[SplitChunk]:
        """Return the chunks in reading order."""
        made: list[SplitChunk] = []
        seen: Counter[str] = Counter()
        passages: Counter[str] = Counter()
        named: dict[int, str] = {}
        for section in document.sections:
            context, price = self._context(document.title, section.heading_path)
            groups = self._pack(self._pieces(section, MAX_TOKENS - price), MAX_TOKENS - price)
            for group in groups:
                first = group[0].parts[0]
                passage = section.anchor
                passages[passage] += 1
                if (place := passages[passage]) > 1:
                    passage = named.setdefault(first.element, f"{passage}~{place}")
                text = "\n\n".join(piece.text for piece in group)
                key = "\0".join([self._scope, path, document.title, *section.heading_path, text])
                seen[key] += 1
                embedded = f"{context}\n{text}"
                chunk = Chunk(
                    chunk_id="chk_" + _digest(f"{key}\0{seen[key]}"),
                    content_id="vec_" + _digest(f"{self._embedder.model}\0{embedded}"),
                    ordinal=len(made),
                    heading_path=section.heading_path,
                    anchor=section.anchor,
                    passage=passage,
                    text=text,
                    start=first.start,
                    end=group[-1].parts[-1].end,
                    tokens=price + sum(piece.tokens for piece in group),
                )
                made.append(SplitChunk(chunk, embedded, first.element))
        return made

    def _context(self, title: str, heading_path: tuple[str, ...]) -> tuple[str, int]:
        """Join title and headings; long ones lose the outer headings, then their own end."""
        names = [title, *heading_path]
        while True:
            text = " > ".join(names)
            price = self._price([text])[0]
            if price <= MAX_CONTEXT_TOKENS:
                return text, price
            if len(names) > 2:
                del names[1]
            else:
                names = [name[: len(name) * 2 // 3].rstrip() for name in names]

    def _pieces(self, section: Section, budget: int) -> list[_Piece]:
        pieces: list[_Piece] = []
        for block in section.blocks:
            head = self._price([block.head])[0] if block.head else 0
            if head > budget // 2:
                block, head = Block(block.kind, block.parts), 0
            prices = self._price([part.text for part in block.parts])
            if head + sum(prices) <= budget:
                pieces.append(_Piece(block, block.parts, head + sum(prices)))
                continue
            announced = bool(pieces) and pieces[-1].block.introduces
            lead = min(pieces[-1].tokens, budget // 2) if announced else 0
            pieces += self._cut(block, head, lead, budget)
        return pieces

    def _cut(self, block: Block, head: int, lead: int, budget: int) -> Iterator[_Piece]:
        """Cut a long block between its parts; the first piece leaves room for what announces it."""
        run: list[Part] = []
        spent = head
        for part, price in self._affordable(block, budget - head - lead):
            if run and lead + spent + price > budget:
                yield _Piece(block, tuple(run), spent)
                run, spent, lead = [], head, 0
            run.append(part)
            spent += price
        yield _Piece(block, tuple(run), spent)

    def _affordable(self, block: Block, budget: int) -> Iterator[tuple[Part, int]]:
        """Yield the parts with their price; one that is too long alone is cut inside."""
        for part, price in zip(
            block.parts, self._price([part.text for part in block.parts]), strict=True
        ):
            if price <= budget:
                yield part, price
            else:
                pieces = self._cut_inside(part, block.kind is BlockKind.CODE, budget)
                yield from zip(pieces, self._price([piece.text for piece in pieces]), strict=True)

    def _cut_inside(self, part: Part, is_code: bool, budget: int) -> list[Part]:
        if not is_code:
            found = cut(part.text, budget, self._price)
            return [Part(text, part.start + offset, part.element) for text, offset in found]
        code = part.text.removeprefix(FENCE + "\n").removesuffix("\n" + FENCE)
        room = budget - sum(self._price([FENCE, FENCE]))
        return [
            Part(f"{FENCE}\n{text}\n{FENCE}", part.start + offset, part.element)
            for text, offset in cut(code, room, self._price)
        ]

    def _pack(self, pieces: list[_Piece], budget: int) -> Iterator[list[_Piece]]:
        """Fill chunks in order; a sentence that announces a list goes with the list."""
        group: list[_Piece] = []
        spent = 0
        for place, piece in enumerate(pieces):
            following = pieces[place + 1] if place + 1 < len(pieces) else None
            needed = piece.tokens
            if following and piece.block.introduces and needed + following.tokens <= budget:
                needed += following.tokens
            if group and spent + needed > budget:
                yield group
                group, spent = [], 0
            group.append(piece)
            spent += piece.tokens
        if group:
            yield group

    def _price(self, texts: Sequence[str]) -> list[int]:
        return self._embedder.count_tokens(texts)


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
