"""Make entities/data/fold.tsv and entities/data/common_han.txt.

Run: `pip install -e '.[generate]' && python scripts/build_text_tables.py`
"""

from __future__ import annotations

import collections
import sys
import unicodedata
from pathlib import Path

import jieba
import opencc

DATA = Path(__file__).parent.parent / "entities" / "data"
# Enough to cover 99.0 % of the running characters of jieba's counts.
COMMON = 3500

# Interpunct look-alikes between the parts of a foreign name. Full stop and hyphens depend on context: see fold.py.
INTERPUNCTS = "・•‧∙⋅･․●᛫⸱ꞏ"
QUOTES = {
    "‘": "'",
    "’": "'",
    "‛": "'",
    "ʼ": "'",
    "´": "'",
    "`": "'",
    "′": "'",
    "“": '"',
    "”": '"',
    "‟": '"',
    "″": '"',
}
DASHES = "‐‑‒–—―−－﹣"
# Fold targets that OpenCC leaves apart because both are standard in simplified text, yet names mix them.
EXTRA = {
    "妳": "你",
    "祂": "他",
    "裏": "里",
    "裡": "里",
    "甯": "宁",
    "喆": "哲",
    "堃": "坤",
    "牠": "它",
    "着": "着",
    "著": "著",
}


def is_dropped(char: str) -> bool:
    """Say whether a character is invisible or a combining mark on a Latin or Cyrillic letter."""
    code = ord(char)
    return (
        unicodedata.category(char) == "Cf"
        or 0x300 <= code <= 0x36F
        or 0x1AB0 <= code <= 0x1AFF
        or 0x1DC0 <= code <= 0x1DFF
        or 0x20D0 <= code <= 0x20FF
        or 0xFE00 <= code <= 0xFE0F
        or 0xFE20 <= code <= 0xFE2F
        or 0xE0100 <= code <= 0xE01EF
    )


def fold_char(char: str, simplify: dict[str, str]) -> str:
    """Return what one character folds to."""
    if char in "\t\n\r\x0b\x0c\x85\u2028\u2029" or unicodedata.category(char) == "Zs":
        return " "
    if is_dropped(char):
        return ""
    if char in INTERPUNCTS:
        return "·"
    if char in DASHES:
        return "-"
    if char in QUOTES:
        return QUOTES[char]
    wide = unicodedata.normalize("NFKC", char)
    if len(wide) > 3 or (" " in wide and char != " ") or "·" in wide:
        wide = char
    plain = (
        "".join(c for c in unicodedata.normalize("NFKD", wide) if not is_dropped(c))
        if wide.isascii() or is_latin(wide)
        else wide
    )
    lower = plain.lower()
    lower = "".join(c for c in lower if not is_dropped(c))
    special = {"ł": "l", "ø": "o", "đ": "d", "ı": "i", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ß": "ss"}
    folded = "".join(special.get(c, c) for c in lower) or char
    return "".join(EXTRA.get(c, simplify.get(c, c)) for c in folded)


def is_latin(text: str) -> bool:
    """Say whether all letters of a string are Latin."""
    return all(unicodedata.name(c, "").startswith("LATIN") for c in text)


def main() -> None:
    """Write both tables."""
    t2s, s2t = opencc.OpenCC("t2s"), opencc.OpenCC("s2t")
    simplify = {}
    for code in [*range(0x3400, 0xA000), *range(0xF900, 0xFB00), *range(0x20000, 0x323B0)]:
        char = chr(code)
        simple = t2s.convert(char)
        if len(simple) == 1 and simple != char:
            simplify[char] = simple
    rows = []
    for code in range(sys.maxunicode + 1):
        char = chr(code)
        if 0xD800 <= code <= 0xDFFF or unicodedata.category(char) in ("Cn", "Co") or 0xAC00 <= code <= 0xD7A3:
            continue
        folded = fold_char(char, simplify)
        # A fixed point is what makes folding idempotent.
        again = "".join(fold_char(c, simplify) for c in folded)
        folded = again if again != folded else folded
        if folded != char:
            rows.append(f"{code:X}\t{folded}")
    header = f"# unicode {unicodedata.unidata_version}; opencc t2s {opencc.__version__}; code point (hex), folded\n"
    (DATA / "fold.tsv").write_text(header + "\n".join(rows) + "\n", encoding="utf-8", newline="\n")
    counts: collections.Counter[str] = collections.Counter()
    with Path(jieba.__file__).with_name("dict.txt").open(encoding="utf-8") as lines:
        for line in lines:
            word, count, *_ = line.split(" ")
            for char in word:
                if "\u4e00" <= char <= "\u9fff":
                    counts[char] += int(count)
    common = [char for char, _ in counts.most_common(COMMON)]
    both = dict.fromkeys([*common, *(form for char in common if len(form := s2t.convert(char)) == 1)])
    (DATA / "common_han.txt").write_text("".join(both) + "\n", encoding="utf-8", newline="\n")
    print(len(rows), "folded characters,", len(both), "common Han characters")


if __name__ == "__main__":
    main()
