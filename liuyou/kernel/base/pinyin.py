"""Chinese names in Latin letters, so that `zs` and `zhangsan` find 张三. Plain Python.

Surnames that are read otherwise than as words (单 shàn, 仇 qiú) stand in a table of our own, and hold in front only.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

_READ = (
    "单shan 曾zeng 仇qiu 解xie 查zha 盖ge 朴piao 区ou 任ren 华hua 缪miao 翟zhai 覃qin 乐yue 员yun 折she 种chong 车ju "
    "秘bi 薄bo 句gou 洗xian 冼xian 乜nie 能nai 番pan 繁po 祭zhai 沓ta 阚kan 勒le 召shao 逄pang 隗wei 燕yan "
    "应ying 宁ning 纪ji 葛ge 哈ha 那na 万wan 於yu 长zhang 朝chao 卜bu 石shi 盛sheng 宿su 相xiang 褚chu 晁chao 谌chen "
    "郇xun 訾zi 尉wei 叶ye 余yu 吕lv 闾lv 率lv 黑he 强qiang 曲qu 瞿qu 莘shen "
    "佴nai 仉zhang 逯lu 麴qu 粘nian 撒sa 适kuo 牟mou 佘she"
)
_COMPOUND = (
    "尉迟yu,chi 万俟mo,qi 单于chan,yu 长孙zhang,sun 澹台tan,tai 鲜于xian,yu 令狐ling,hu 夏侯xia,hou 宰父zai,fu "
    "皇甫huang,fu 呼延hu,yan 亓官qi,guan 毌丘guan,qiu 拓跋tuo,ba 赫连he,lian 尔朱er,zhu 宿勤su,qin 乐正yue,zheng "
    "公冶gong,ye 宗政zong,zheng 濮阳pu,yang 淳于chun,yu 太叔tai,shu 申屠shen,tu 钟离zhong,li 第五di,wu 独孤du,gu"
)
SURNAMES: dict[str, tuple[str, ...]] = {
    surname: tuple(reading.split(","))
    for surname, reading in re.findall(r"([^a-z, ]+)([a-z,]+)", f"{_READ} {_COMPOUND}")
}
"""Surname → its syllables."""
KEPT = re.compile(r"[^0-9a-z]+")
WORDS = re.compile(r"[0-9]|[a-z]+")


class Spelled(NamedTuple):
    """First letters of the syllables, and the syllables run together; both a–z and 0–9 only, ü as v."""

    initials: str
    pinyin: str


def person_name(name: str) -> Spelled:
    """张三 → zs, zhangsan; 单雄信 → sxx, shanxiongxin; 欧阳·修 and spaces run together."""
    name = name.strip()
    head = 2 if name[:2] in SURNAMES else 1 if name[:1] in SURNAMES else 0
    return _joined((*SURNAMES.get(name[:head], ()), *_syllables(name[head:])))


def org_name(name: str) -> Spelled:
    """东镇总工会 → dzzgh, dongzhenzonggonghui. Words are read as words: 重庆 chongqing, 银行 yinhang."""
    return _joined(_syllables(name))


def typed(text: str) -> str:
    """What was typed into a search box as the columns hold it: `Zhang San`, `lü` → zhangsan, lv. Empty: not Latin."""
    plain = text.lower().replace("ü", "v").replace("'", "").replace("’", "")
    plain = "".join(plain.split())
    return plain if plain.isascii() and plain.isalnum() else ""


@lru_cache(maxsize=1 << 16)
def _syllables(text: str) -> tuple[str, ...]:
    """Given names come again and again, so most are remembered."""
    from pypinyin import lazy_pinyin  # here: its tables take 55 MB, and most processes spell nothing

    found = (each.lower().replace("ü", "v") for each in lazy_pinyin(text, errors="default"))
    return tuple(chain.from_iterable(WORDS.findall(KEPT.sub(" ", each)) for each in found))


def _joined(syllables: tuple[str, ...]) -> Spelled:
    return Spelled("".join(each[0] for each in syllables), "".join(syllables))
