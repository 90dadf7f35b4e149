"""Make entities/data/readings.tsv: how Han characters are read, in Mandarin and in Cantonese, without tones.

The reading that spells foreign names comes first; others that occur follow. Name readings that the general
dictionaries put last or lack are listed here by hand.

Run: `pip install -e '.[generate]' && python scripts/build_readings.py`
"""

from __future__ import annotations

import re
from pathlib import Path

import pypinyin
import ToJyutping

DATA = Path(__file__).parent.parent / "entities" / "data"
# In transliterated names and surnames these characters are read so.
NAME_READINGS = {
    "塞": "sai se", "贾": "jia gu", "查": "cha zha", "单": "dan shan", "曾": "zeng ceng", "仇": "qiu chou", "盖": "gai ge",
    "夏": "xia", "伽": "jia ga qie", "茜": "xi qian", "什": "shi", "佛": "fo fu", "伯": "bo bai", "万": "wan mo", "车": "che ju",
    "厦": "xia sha", "卡": "ka", "薄": "bo bao", "朴": "piao pu", "区": "qu ou", "解": "jie xie", "石": "shi dan", "乐": "le yue",
    "柏": "bo bai", "莎": "sha", "娜": "na", "雅": "ya", "约": "yue", "折": "zhe", "尉": "wei yu", "秘": "mi bi", "泊": "bo po",
    "奇": "qi", "克": "ke", "格": "ge", "耶": "ye", "厄": "e", "祖": "zu", "奥": "ao", "莱": "lai", "俄": "e", "哈": "ha", "阿": "a",
    "亚": "ya", "埃": "ai", "尔": "er", "隆": "long", "弗": "fu", "蒂": "di", "提": "ti", "沙": "sha", "若": "ruo", "甘": "gan",
    "贝": "bei", "宁": "ning", "柯": "ke", "拜": "bai", "登": "deng", "洛": "luo", "茨": "ci", "济": "ji", "瑟": "se", "勒": "le",
    "雷": "lei", "那": "na", "的": "de", "得": "de", "都": "du", "杜": "du", "行": "xing hang", "长": "chang zhang", "重": "chong zhong",
    "六": "liu", "大": "da", "土": "tu", "会": "hui", "地": "di", "了": "le", "着": "zhe", "参": "shen can", "费": "fei", "尼": "ni",
}  # fmt: skip


def plain(syllable: str) -> str:
    """Drop tones and write ü as v."""
    return re.sub(r"[^a-z]", "", syllable.lower().replace("ü", "v"))


def main() -> None:
    """Write the table."""
    common = (DATA / "common_han.txt").read_text(encoding="utf-8").strip()
    folded = dict(
        line.split("\t") for line in (DATA / "fold.tsv").read_text(encoding="utf-8").split("\n")[1:-1]
    )
    chars = dict.fromkeys(folded.get(f"{ord(char):X}", char) for char in common)
    # Characters that names need beyond the common ones: all of GB 2312.
    for high in range(0xB0, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                chars.setdefault(bytes([high, low]).decode("gb2312"))
            except UnicodeDecodeError:
                continue
    rows = []
    for char in sorted(chars):
        mandarin = [
            plain(one) for one in pypinyin.pinyin(char, style=pypinyin.Style.NORMAL, heteronym=True)[0]
        ]
        mandarin = list(dict.fromkeys([*NAME_READINGS.get(char, "").split(), *mandarin]))
        cantonese = list(dict.fromkeys(plain(one) for one in ToJyutping.get_jyutping_candidates(char)[0][1]))
        if mandarin[0] and re.fullmatch("[a-z]+", mandarin[0]):
            rows.append(f"{char}\t{' '.join(mandarin)}\t{' '.join(cantonese)}")
    header = f"# pypinyin {pypinyin.__version__} (MIT), ToJyutping (BSD-2-Clause); character, Mandarin, Cantonese\n"
    (DATA / "readings.tsv").write_text(header + "\n".join(rows) + "\n", encoding="utf-8", newline="\n")
    print(len(rows), "characters")


if __name__ == "__main__":
    main()
