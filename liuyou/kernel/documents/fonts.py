"""Fonts official papers name, and the open ones that may stand in for them.

Used twice: in the font table of a paper, for Word and WPS, and in the font rules given to LibreOffice.
"""

from __future__ import annotations

from lxml import etree

from .package import W

FANGSONG, XIAOBIAOSONG, HEITI, KAITI, SONG = "仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "宋体"
# Best first. FandolFang lacks rare characters of names (镕 喆 堃), which then come from Noto Serif CJK SC.
FALLBACKS = {
    FANGSONG: ("仿宋", "FangSong", "FandolFang", "FandolFang R", "Noto Serif CJK SC"),
    XIAOBIAOSONG: ("FZXiaoBiaoSong-B05S", "Source Han Serif SC SemiBold", "Noto Serif CJK SC"),
    HEITI: ("SimHei", "FandolHei", "Noto Sans CJK SC"),
    KAITI: ("楷体", "KaiTi", "FandolKai", "Noto Serif CJK SC"),
    SONG: ("SimSun", "FandolSong", "Noto Serif CJK SC"),
}


def font_table() -> bytes:
    """word/fontTable.xml with an altName list for every font."""
    root = etree.Element(W + "fonts", nsmap={"w": W[1:-1]})
    for name, others in FALLBACKS.items():
        font = etree.SubElement(root, W + "font")
        font.set(W + "name", name)
        for tag, value in (("altName", ",".join(others)), ("charset", "86"), ("family", "auto"), ("pitch", "variable")):
            etree.SubElement(font, W + tag).set(W + "val", value)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def font_rules() -> str:
    """A fontconfig file that keeps the system's own and adds the fallbacks behind each named font."""
    rules = "".join(
        f'<alias binding="same"><family>{name}</family><accept>'
        + "".join(f"<family>{other}</family>" for other in others)
        + "</accept></alias>"
        for name, others in FALLBACKS.items()
    )
    return (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f'<include ignore_missing="yes">/etc/fonts/fonts.conf</include>{rules}</fontconfig>'
    )
