"""The provinces of GB/T 2260 and how a six-digit region code names the area it covers."""

from __future__ import annotations

NATION = "000000"

PROVINCES = {
    "11": "北京市", "12": "天津市", "13": "河北省", "14": "山西省", "15": "内蒙古自治区",
    "21": "辽宁省", "22": "吉林省", "23": "黑龙江省",
    "31": "上海市", "32": "江苏省", "33": "浙江省", "34": "安徽省", "35": "福建省", "36": "江西省", "37": "山东省",
    "41": "河南省", "42": "湖北省", "43": "湖南省", "44": "广东省", "45": "广西壮族自治区", "46": "海南省",
    "50": "重庆市", "51": "四川省", "52": "贵州省", "53": "云南省", "54": "西藏自治区",
    "61": "陕西省", "62": "甘肃省", "63": "青海省", "64": "宁夏回族自治区", "65": "新疆维吾尔自治区",
    "71": "台湾省", "81": "香港特别行政区", "82": "澳门特别行政区",
}  # fmt: skip


def prefix(region: str) -> str:
    """The digits that matter: '' for the nation, 2 for a province, 4 for a city, 6 for a county."""
    for length in (0, 2, 4):
        if set(region[length:]) <= {"0"}:
            return region[:length]
    return region


def covers(area: str, region: str) -> bool:
    """True if `region` is `area` or lies inside it; the nation covers all."""
    return region.startswith(prefix(area))


def region_name(region: str) -> str:
    """全国, 浙江省, or 浙江省 330102 below the province."""
    if not prefix(region):
        return "全国"
    province = PROVINCES.get(region[:2], region[:2])
    return province if len(prefix(region)) == 2 else f"{province} {region}"
