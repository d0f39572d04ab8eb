"""Makes stamp.otf: the glyphs a stamp needs, out of Noto Sans CJK SC (see README.md).

usage: subset.py NotoSansCJK-Regular.ttc Unihan_OtherMappings.txt.bz2 stamp.otf
"""

import bz2
import sys

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection

FAMILY = "Doorstep Stamp"
FACE = "NotoSansCJKsc-Regular"
# Keeps what the licence asks for: copyright, trademark, licence, licence's address.
KEPT_NAMES = [0, 1, 2, 3, 4, 5, 6, 7, 13, 14]
MARKS = "°′″±≈·…—–−×÷‘’“”‰℃✓△▲▽▼●○◎□■◇◆★☆→←↑↓￥"


def gb2312():
    """All of GB 2312: 6,763 hanzi, punctuation, full-width forms, pinyin letters."""
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                yield bytes([row, cell]).decode("gb2312")
            except UnicodeDecodeError:
                pass


def general_standard(unihan):
    """通用规范汉字表 (2013), as Unihan's kTGH has it."""
    with bz2.open(unihan, "rt", encoding="utf-8") as lines:
        for line in lines:
            fields = line.split("\t")
            if len(fields) > 1 and fields[1] == "kTGH":
                yield chr(int(fields[0][2:], 16))


def rename(font):
    """A modified version goes by a name of its own (OFL 1.1, conditions 3 and 4)."""
    names = font["name"]
    names.names = [n for n in names.names if n.platformID == 3 and n.langID == 0x409]
    postscript = FAMILY.replace(" ", "") + "-Regular"
    version = names.getDebugName(5).split(";")[0]
    for number, text in {
        1: FAMILY,
        2: "Regular",
        3: f"{version};{postscript}",
        4: f"{FAMILY} Regular",
        5: version,
        6: postscript,
    }.items():
        names.setName(text, number, 3, 1, 0x409)
    cff = font["CFF "].cff
    cff.fontNames = [postscript]
    top = cff.topDictIndex[0]
    top.FullName, top.FamilyName = f"{FAMILY} Regular", FAMILY
    for part in top.FDArray:
        part.FontName = part.FontName.replace("NotoSansCJKjp-Regular", postscript)


def main(collection, unihan, target):
    fonts = TTCollection(collection, lazy=True).fonts
    font = next(f for f in fonts if f["name"].getDebugName(6) == FACE)
    font.recalcTimestamp = False  # the same file every time
    wanted = {chr(c) for c in [*range(0x20, 0x7F), *range(0xA0, 0x100), *range(0x3000, 0x3018)]}
    wanted |= {chr(c) for c in range(0xFF01, 0xFF5F)}
    wanted |= set(MARKS) | set(gb2312()) | set(general_standard(unihan))
    lacking = sorted(wanted - {chr(c) for c in font.getBestCmap()})

    options = Options(hinting=False, layout_features=[], notdef_outline=True)
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "DSIG"]
    options.name_IDs = KEPT_NAMES
    subsetter = Subsetter(options)
    subsetter.populate(text="".join(wanted))
    subsetter.subset(font)
    rename(font)
    font.save(target)
    print(f"{len(font.getGlyphOrder())} glyphs; {FACE} has none for: {''.join(lacking) or '-'}")


main(*sys.argv[1:])
