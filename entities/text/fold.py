"""Folding: the one normaliser, for names and for text alike.

In order:

1. an interpunct that opens a line is a bullet and becomes a space;
2. every character by table: width and compatibility forms (NFKC), case, Latin diacritics, quotes, dashes and
   interpuncts to one form each, all white space to a space (CRLF to one), traditional to simplified Han character by character;
   invisible characters are dropped, combining marks and variation selectors join the character they stand on;
3. between two Han characters, `.` and `-` become the interpunct `·` (伊戈尔-别拉诺夫, 科林.鲍威尔);
4. spaces beside an interpunct between Han characters are dropped (史蒂夫 · 威特科夫), not those beside a full stop
   or a dash, which part clauses.

Nothing else in the package lowercases or normalises. Folding a folded text changes nothing.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from entities.errors import DataError
from entities.text.alignment import AlignedText, Layer, LayerBuilder
from entities.text.tables import read_data

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
# Each pattern starts with the rare character, so that the search can skip to the next one.
_JOIN = re.compile(rf"[.-](?<=[{HAN}].)(?=[{HAN}])")
_SPACED_JOIN = re.compile(rf"[ ·](?<=[{HAN}].)(?:(?<= ) ?· {{0,2}}|(?<=·) {{1,2}})(?=[{HAN}])")
# Only line breaks show a bullet, and they are gone once folded; that keeps folding idempotent.
_BULLET = re.compile("([\n\r])([ \t\u3000]{0,8}[·•‧∙●・])")
_CODE_POINTS = 0x110000
_RETURN, _NEW_LINE = 0x0D, 0x0A
# The ASCII unit separator, which folds to itself and stands in no name.
_SEPARATOR = "\x1f"


class _Table(NamedTuple):
    first: NDArray[np.uint32]
    widths: NDArray[np.uint8]
    expansions: dict[int, str]


@cache
def _load_table() -> _Table:
    import numpy as np

    first = np.arange(_CODE_POINTS, dtype=np.uint32)
    widths = np.ones(_CODE_POINTS, dtype=np.uint8)
    expansions: dict[int, str] = {}
    try:
        for line in read_data("fold.tsv").split("\n")[1:-1]:
            code, _, folded = line.partition("\t")
            number = int(code, 16)
            widths[number] = len(folded)
            if folded:
                first[number] = ord(folded[0])
            if len(folded) > 1:
                expansions[number] = folded
    except (ValueError, IndexError) as error:
        raise DataError(
            f"entities/data/fold.tsv is damaged ({error}); make it again with `python scripts/build_text_tables.py`."
        ) from error
    return _Table(first, widths, expansions)


def fold(source: AlignedText) -> AlignedText:
    """Fold a text, keeping the way back to the raw offsets.

    Args:
        source: Clean text without lone surrogates.

    Returns:
        The folded text.
    """
    text = _BULLET.sub(lambda match: match[1] + " " * len(match[2]), source.text)
    folded = source.then(*_fold_characters(text))
    if folded.text.isascii():
        return folded
    joined = _JOIN.sub("·", folded.text)
    folded = AlignedText(joined, folded.layers)
    if " " in joined and _SPACED_JOIN.search(joined):
        folded = folded.then(*_drop_spaces(joined))
    return folded


def fold_text(text: str) -> str:
    """Fold a short string, such as a name, where no offsets are needed."""
    return fold(AlignedText(text)).text


def fold_many(texts: Sequence[str]) -> list[str]:
    """Fold many short strings in one pass; the same as `fold_text` for each.

    Args:
        texts: Strings without the ASCII unit separator, such as names.

    Returns:
        The folded strings, in order.
    """
    return fold_text(_SEPARATOR.join(texts)).split(_SEPARATOR) if texts else []


def _fold_characters(text: str) -> tuple[str, Layer | None]:
    import numpy as np

    table = _load_table()
    codes = np.frombuffer(text.encode("utf-32-le"), dtype="<u4")
    widths = table.widths[codes]
    if "\r\n" in text:
        widths[:-1][(codes[:-1] == _RETURN) & (codes[1:] == _NEW_LINE)] = 0
    if (widths == 1).all():
        return table.first[codes].tobytes().decode("utf-32-le"), None
    folded = np.repeat(table.first[codes], widths)
    special = np.flatnonzero(widths != 1)
    ends = np.cumsum(widths, dtype=np.int64)
    builder = LayerBuilder()
    done = 0
    for index in special.tolist():
        width = int(widths[index])
        if width:
            expansion = table.expansions[int(codes[index])]
            stop = int(ends[index])
            folded[stop - width : stop] = np.frombuffer(expansion.encode("utf-32-le"), dtype="<u4")
            builder.keep(text, done, index)
            builder.replace(expansion, index, index + 1)
        elif unicodedata.category(text[index])[0] != "M":
            builder.keep(text, done, index)
        elif index > done:
            builder.keep(text, done, index - 1)
            builder.replace(text[index - 1], index - 1, index + 1)
        else:
            builder.extend(index, index + 1)
        done = index + 1
    builder.keep(text, done, len(text))
    return folded.tobytes().decode("utf-32-le"), builder.build()[1]


def _drop_spaces(text: str) -> tuple[str, Layer]:
    builder = LayerBuilder()
    done = 0
    for match in _SPACED_JOIN.finditer(text):
        builder.keep(text, done, match.start())
        builder.replace("·", match.start(), match.end())
        done = match.end()
    builder.keep(text, done, len(text))
    return builder.build()
