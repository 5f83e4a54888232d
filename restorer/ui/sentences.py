"""English sentences from below the window, recognised by their fixed parts and said in the person's language.

What is raised, kept and printed stays English; only what shows is translated, at the moment it is shown.
"""

import re
from collections.abc import Mapping

_LONGEST = 10_000  # characters; nothing that is said is longer, and what comes from a file could be
_MOST = 12  # sentences in a row
_END = 2  # characters at the end of a template by which it is looked up
_DEPTH = 3  # a sentence within a reason within a sentence
_FIELD = re.compile(r"\{(\d+)\}")
_ENDS = re.compile(r"(?<=[.?!]) (?=\S)")
_FULL_WIDTH_ENDS = re.compile(r"(?<=[。？！])(?=\S)|(?<=[.?!。？！]) (?=\S)")
_Told = tuple[str, int]  # a text, and how many characters of the original were recognised


class Sentences:
    """Texts and their translations; `{0}`, `{1}` and so on stand for whatever the code puts in there.

    `terms` are further texts that are translated where one stands in such a place. A name in “quotation marks” stays.
    With `full_width` the texts are of a language whose sentences follow each other without a space.
    """

    def __init__(
        self, texts: Mapping[str, str], terms: Mapping[str, str] | None = None, *, full_width: bool = False
    ) -> None:
        self._templates: dict[str, list[_Template]] = {}  # by how they end, as far as they all can be told by that
        for template in (_Template(text, other) for text, other in texts.items() if _FIELD.search(text)):
            self._templates.setdefault(template.end, []).append(template)
        self._ends = _FULL_WIDTH_ENDS if full_width else _ENDS
        self._seen: dict[tuple[str, int], _Told] = {}  # within one call: the same part comes up again and again
        self._exact = {text: other for text, other in texts.items() if not _FIELD.search(text)}
        self._terms = {
            **(terms or {}),
            **{text.casefold(): other for text, other in self._exact.items()},
            **self._exact,
        }

    def translated(self, text: str) -> str:
        """The text with every sentence that is known in its translation; what is not known stays. Never raises."""
        if not text or len(text) > _LONGEST or not (self._exact or self._templates):
            return text
        self._seen.clear()
        return self._told(text, 0)[0]

    def _told(self, text: str, depth: int) -> _Told:
        if (text, depth) not in self._seen:
            self._seen[text, depth] = self._in_a_row(text, depth)
        return self._seen[text, depth]

    def _in_a_row(self, text: str, depth: int) -> _Told:
        """Several sentences are told apart so that as much as possible is recognised."""
        cuts = [0, *(end.end() for end in self._ends.finditer(text)), len(text)]
        if len(cuts) > _MOST + 1:
            cuts = [0, len(text)]
        count = len(cuts) - 1
        best: list[tuple[list[str], int]] = [([], 0)]  # for the text from each cut on, the last one first
        for first in reversed(range(count)):
            rest, known = best[count - first - 1]
            chosen = ([text[cuts[first] : cuts[first + 1]].rstrip(" "), *rest], known)
            for after in range(count, first, -1):
                one = self._one(text[cuts[first] : cuts[after]].rstrip(" "), depth)
                rest, known = best[count - after]
                if one is not None and one[1] + known > chosen[1]:
                    chosen = ([one[0], *rest], one[1] + known)
            best.append(chosen)
        parts, known = best[count]
        return (_joined(parts), known) if known else (text, 0)

    def _one(self, text: str, depth: int) -> _Told | None:
        if text in self._exact:
            return self._exact[text], len(text)
        best: _Told | None = None
        for template in (*self._templates.get(text[-_END:], ()), *self._templates.get("", ())):
            places = template.places(text)
            if places is not None:
                told = {number: self._place(place, depth) for number, place in places.items()}
                kept = {number: (places[number], 0) for number in template.quoted}
                filled = template.filled({**told, **kept})
                best = filled if best is None or filled[1] > best[1] else best
        return best

    def _place(self, text: str, depth: int) -> _Told:
        term = self._terms.get(text) or self._terms.get(text.casefold())
        if term is not None:
            return term, len(text)
        return self._told(text, depth + 1) if depth < _DEPTH else (text, 0)


class _Template:
    """One text with places, cut into what is fixed and what is not."""

    def __init__(self, text: str, other: str) -> None:
        parts = _FIELD.split(text)
        self._fixed, self._numbers = parts[0::2], parts[1::2]
        self._other = _FIELD.split(other)
        self.weight = sum(map(len, self._fixed))
        self.end = self._fixed[-1][-_END:] if len(self._fixed[-1]) >= _END else ""
        self.quoted = {number for number in self._numbers if f"“{{{number}}}”" in text and f"“{{{number}}}”" in other}

    def places(self, text: str) -> dict[str, str] | None:
        """What stands in the places, if the fixed parts are those of the text; each place is as short as can be."""
        first, *middle, last = self._fixed
        if len(text) < self.weight or not text.startswith(first) or not text.endswith(last):
            return None
        at, end, found = len(first), len(text) - len(last), []
        for part in middle:
            place = text.find(part, at, end)
            if place < 0:
                return None
            found.append(text[at:place])
            at = place + len(part)
        return dict(zip(self._numbers, [*found, text[at:end]], strict=True)) if at <= end else None

    def filled(self, told: Mapping[str, _Told]) -> _Told:
        """The translation with these in its places."""
        parts = [told[part][0] if place % 2 else part for place, part in enumerate(self._other)]
        return "".join(parts), self.weight + sum(known for _, known in told.values())


def _joined(parts: list[str]) -> str:
    """Sentences in a row; full-width marks bring their own space."""
    joined = ""
    for part in parts:
        joined += f" {part}" if joined and not joined.endswith(("。", "？", "！")) else part
    return joined
