"""Make entities/data/words.txt: ordinary words that settle where a name ends and what one character means.

Kept are the words of 2 to 4 characters of jieba's dictionary that are used at all and are no names themselves.

Run: `pip install -e '.[generate]' && python scripts/build_word_table.py`
"""

from __future__ import annotations

from pathlib import Path

import jieba

from entities.gazetteer.catalog import load
from entities.text.fold import fold_text
from entities.text.tables import load_rules

TARGET = Path(__file__).parent.parent / "entities" / "data" / "words.txt"
# Rarer entries of the dictionary are often mistaken segmentations.
MIN_COUNT = 10
NAME_TAGS = {"nrt", "nrfg", "nt"}
# Entries of these tags are often names that no gazetteer needs to explain, yet many ordinary words carry them by mistake.
DOUBTFUL_TAGS = {"nr", "ns", "nz"}


def main() -> None:
    """Write the table."""
    spelling = set(load_rules("boundaries")["name_characters"])
    gazetteer = load()
    short = {fold_text(name.text) for entity in gazetteer.entities for name in entity.abbreviations}
    listed = {fold_text(name.text) for entity in gazetteer.entities for name in entity.names}
    rules = load_rules("abbreviations")
    after = set(rules["after_any"]) | set(rules["after_weak"])
    before = set(rules["before_strong"]) | set(rules["before_weak"])
    words = set()
    with Path(jieba.__file__).with_name("dict.txt").open(encoding="utf-8") as lines:
        for line in lines:
            word, count, tag = line.split()
            if not 2 <= len(word) <= 4 or int(count) < MIN_COUNT or tag in NAME_TAGS:
                continue
            if tag in DOUBTFUL_TAGS and set(word) <= spelling:
                continue
            if word in listed or is_compound(word, short, before, after):
                continue
            words.add(word)
    TARGET.write_text("\n".join(sorted(words)) + "\n", encoding="utf-8", newline="\n")
    print(len(words), "words")


def is_compound(word: str, short: set[str], before: set[str], after: set[str]) -> bool:
    """Say whether a dictionary word is an abbreviation in one of its contexts (俄军, 访美, 中日)."""
    for cut in range(1, len(word)):
        left, right = word[:cut], word[cut:]
        strong = {"俄", "乌", "美", "英", "欧"}
        if (
            left in short
            and (right in after or right in short)
            and (left in strong or right in strong or right in ("方", "军"))
        ):
            return True
        if right in strong and left in before and len(left) == 1:
            return True
    return False


if __name__ == "__main__":
    main()
