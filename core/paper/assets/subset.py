"""Makes sheet.otf: the glyphs of a sheet, out of Noto Sans CJK SC (see README.md).

usage: subset.py NotoSansCJK-Regular.ttc Unihan_OtherMappings.txt.bz2 sheet.otf
"""

import bz2
import sys

from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection

FAMILY = "Doorstep Sheet"
FACE = "NotoSansCJKsc-Regular"
# Keeps what the licence asks for: copyright, trademark, licence, licence's address.
KEPT_NAMES = [0, 1, 2, 3, 4, 5, 6, 7, 13, 14]
MARKS = "〓€￥•†‡″∞≈≤≥✓●○◎□■◇◆★☆"
# The face has no boxes to tick: they are drawn in the places of three glyphs that no sheet needs.
BOXES = {"☐": "▣", "☑": "▤", "☒": "▥"}


def gbk():
    """All of GBK: 21,003 hanzi, punctuation, full-width forms, pinyin, Greek, Cyrillic, kana, rules."""
    for row in range(0x81, 0xFF):
        for cell in range(0x40, 0xFF):
            try:
                yield bytes([row, cell]).decode("gbk")
            except UnicodeDecodeError:
                pass


def general_standard(unihan):
    """通用规范汉字表 (2013), as Unihan's kTGH has it; 200 of it stand outside GBK."""
    with bz2.open(unihan, "rt", encoding="utf-8") as lines:
        for line in lines:
            fields = line.split("\t")
            if len(fields) > 1 and fields[1] == "kTGH":
                yield chr(int(fields[0][2:], 16))


def draw_boxes(font):
    """A box of 760 units with rules of 50, standing a little below the baseline as hanzi do; a tick; a cross."""
    cff = font["CFF "].cff
    strings, mapping = cff.topDictIndex[0].CharStrings, font.getBestCmap()
    outer, inner = [(120, -20), (880, -20), (880, 740), (120, 740)], [(170, 30), (170, 690), (830, 690), (830, 30)]
    tick = [(270, 390), (215, 335), (420, 130), (800, 590), (740, 640), (415, 245)]
    cross = [[(265, 165), (315, 115), (735, 545), (685, 595)], [(685, 115), (735, 165), (315, 595), (265, 545)]]
    inks = {"☐": [], "☑": [tick], "☒": cross}
    for box, donor in BOXES.items():
        name = mapping[ord(donor)]
        old = strings[name]
        private = old.private
        width = font["hmtx"][name][0]
        same = width == getattr(private, "defaultWidthX", 0)
        pen = T2CharStringPen(None if same else width - getattr(private, "nominalWidthX", 0), None)
        for outline in [outer, inner, *inks[box]]:
            pen.moveTo(outline[0])
            for point in outline[1:]:
                pen.lineTo(point)
            pen.closePath()
        strings[name].program = pen.getCharString().program
        strings[name].bytecode = None
        font["hmtx"][name] = (width, 120)
        for table in font["cmap"].tables:
            if table.isUnicode() and hasattr(table, "cmap") and table.cmap.pop(ord(donor), None):
                table.cmap[ord(box)] = name


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
    wanted |= set(MARKS) | set(BOXES.values()) | set(gbk()) | set(general_standard(unihan))
    lacking = sorted(wanted - {chr(c) for c in font.getBestCmap()})

    options = Options(hinting=False, layout_features=[], notdef_outline=True)
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "DSIG"]
    options.name_IDs = KEPT_NAMES
    subsetter = Subsetter(options)
    subsetter.populate(text="".join(wanted))
    subsetter.subset(font)
    draw_boxes(font)
    rename(font)
    font.save(target)
    print(f"{len(font.getGlyphOrder())} glyphs; {FACE} has none for: {' '.join(f'U+{ord(c):04X}' for c in lacking) or '-'}")


main(*sys.argv[1:])
