"""A type made in the browser: typed without code, previewed, recorded, counted, renewed, ended, told in summaries."""

from __future__ import annotations

import io
import re
from datetime import date
from decimal import Decimal
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from liuyou.areas.activities import drafts, measures, queries, reading
from liuyou.areas.activities.actions import record_activities
from liuyou.areas.activities.models import Activity, ActivityType
from liuyou.kernel.accounts.tests.signing import signed_in
from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.base.periods import Period
from liuyou.kernel.documents import papers, sentences
from liuyou.kernel.ledger.figures import value
from liuyou.kernel.ledger.measures import REGISTRY
from liuyou.reports.summaries import HALF_YEAR

CODE = "aixinyizhan"
YEAR, HALF = Period.parse("2016"), Period.parse("2016H1")
GIVEN: dict[str, Any] = {
    "title": "爱心驿站",
    "group": "服务职工",
    "description": "驿站开放",
    "hints": "驿站、歇脚",
    "starts": "2016-01-01",
    "field": ["f1", "f2", "f3"],
    "f1-title": "开放天数",
    "f1-kind": "integer",
    "f1-required": "1",
    "f1-minimum": "1",
    "f2-title": "服务人次",
    "f2-kind": "integer",
    "f3-title": "驿站级别",
    "f3-kind": "choice",
    "f3-choices": "省级：省总\n市级",
    "count": ["c1", "c2", "c3"],
    "c1-title": "爱心驿站开放天数",
    "c1-unit": "天",
    "c1-of": "f1",
    "c2-title": "爱心驿站服务人次",
    "c2-unit": "人次",
    "c2-of": "f2",
    "c2-dims": ["f3"],
    "c3-title": "爱心驿站活动次数",
    "c3-unit": "次",
    "c3-of": "",
    "wording": "爱心驿站开放{爱心驿站开放天数}天，服务户外劳动者{爱心驿站服务人次}人次",
}


@pytest.fixture
def manager(county: Any) -> Any:
    return signed_in(county.east, "activities.manage")


@pytest.fixture
def station(county: Any, manager: Any, django_capture_on_commit_callbacks: Any) -> Any:
    with django_capture_on_commit_callbacks(execute=True):
        answer = manager.post("/activity-types/new/", GIVEN)
    assert answer.status_code == 302, answer.content.decode()
    return ActivityType.objects.get(code=CODE)


@pytest.fixture(autouse=True)
def clean_registry() -> Any:
    """What a test adds to the measures is gone after it."""
    measures, registers = dict(REGISTRY.measures), dict(REGISTRY.register_of)
    yield
    REGISTRY.measures, REGISTRY.register_of = measures, registers


def hold(county: Any, org: int, on: date = date(2016, 3, 1), **values: Any) -> Activity:
    row = {"org_id": org, "type_code": CODE, "held_on": on, "values": values}
    made: Activity = record_activities([row], actor=county.actor)[0]
    return made


def test_a_type_made_in_the_browser_is_recorded_and_counted_at_once(county: Any, station: Any) -> None:
    definition = queries.definition_of(station)
    assert (definition.title, definition.version, station.org_id) == ("爱心驿站", 1, county.east)
    names = {column.title: column.name for column in definition.fields}
    hold(county, county.east1, **{names["开放天数"]: 30, names["服务人次"]: 500, names["驿站级别"]: "省级"})
    hold(county, county.east2, **{names["开放天数"]: 10})
    codes = {count.measure.title: count.measure.code for count in definition.counts}
    assert codes["爱心驿站开放天数"] in REGISTRY.measures
    assert value(codes["爱心驿站开放天数"], county.east, YEAR) == 40
    assert value(f"{codes['爱心驿站服务人次']}[{names['驿站级别']}=省级]", county.root, YEAR) == 500
    assert value(codes["爱心驿站活动次数"], county.east, YEAR) == 2


def test_a_sister_town_neither_sees_nor_uses_it(county: Any, station: Any) -> None:
    sister = signed_in(county.west, "activities.manage")
    assert "爱心驿站" not in sister.get("/activity-types/").content.decode()
    for part in ("", "renew/", "retire/"):
        assert sister.get(f"/activity-types/{CODE}/{part}").status_code == 404
    assert sister.post(f"/activity-types/{CODE}/retire/", {"ends": "2016-06-01", "reason": "x"}).status_code == 404
    with pytest.raises(BadInput, match="没有"):
        hold(county, county.west1, kfts=1)


def test_looking_needs_no_right_and_making_does(county: Any, station: Any) -> None:
    reader = signed_in(county.east1, "activities.record")
    page = reader.get("/activity-types/").content.decode()
    assert "爱心驿站" in page
    assert "新增一种活动" not in page
    assert reader.get(f"/activity-types/{CODE}/").status_code == 200
    assert reader.get("/activity-types/new/").status_code == 404
    assert reader.post("/activity-types/new/", GIVEN).status_code == 404
    assert reader.post("/activity-types/preview/", GIVEN).status_code == 404
    assert reader.post(f"/activity-types/{CODE}/renew/", GIVEN).status_code == 404


def test_how_often_it_was_used_counts_what_is_in_reach(county: Any, station: Any) -> None:
    name = queries.definition_of(station).fields[0].name
    hold(county, county.east1, **{name: 3})
    hold(county, county.east2, **{name: 3})
    assert queries.used(county.east, date(2016, 6, 1))[CODE] == 2
    assert queries.used(county.east1, date(2016, 6, 1))[CODE] == 1


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"title": ""}, "请填写名称"),
        ({"f1-title": ""}, "没有名称"),
        ({"c1-unit": ""}, "没有单位"),
        ({"f3-choices": ""}, "没有选项"),
        ({"c1-of": "f3"}, "不是整数或金额"),
        ({"wording": "开放{开放日数}天"}, "没有“开放日数”"),
        ({"wording": "开放{开放天数天"}, "花括号不成对"),
        ({"count": []}, "至少数一样"),
        ({"c2-title": "爱心驿站开放天数"}, "和上面的一样"),
        ({"f2-title": "开放天数"}, "列名“开放天数”"),
        ({"f2-title": "日期"}, "列名“日期”"),
        ({"f1-minimum": "9", "f1-maximum": "2"}, "大于上限"),
        ({"f1-minimum": "很多"}, "上下限应是数字"),
        ({"code": "有"}, "只能用小写英文字母"),
        ({"starts": "明天"}, "日期写法不对"),
    ],
)
def test_what_is_wrong_is_told_at_its_place_and_nothing_typed_is_lost(
    county: Any, manager: Any, changed: dict[str, Any], words: str
) -> None:
    answer = manager.post("/activity-types/new/", {**GIVEN, **changed})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert words in page
    assert ("驿站开放" in page and "省级：省总" in page) or "f3-choices" in changed
    assert not ActivityType.objects.exists()
    errors = " ".join(word for words in answer.context["errors"].values() for word in words)
    assert not re.search(r"\b(kind|value|choices|minimum|maximum|wording|dims)\b", errors)


def test_rows_are_added_and_taken_away_without_script(county: Any, manager: Any) -> None:
    more = manager.post("/activity-types/new/", {**GIVEN, "add-field": "1"})
    assert [row.key for row in more.context["draft"].fields] == ["f1", "f2", "f3", "f4"]
    fewer = manager.post("/activity-types/new/", {**GIVEN, "remove": "f2"})
    assert [row.title for row in fewer.context["draft"].fields] == ["开放天数", "驿站级别"]
    assert "驿站开放" in fewer.content.decode()
    assert not ActivityType.objects.exists()


def test_the_preview_shows_form_sentence_and_codes_and_keeps_nothing(county: Any, manager: Any) -> None:
    page = manager.post("/activity-types/preview/", GIVEN, headers={"HX-Request": "true"}).content.decode()
    assert "爱心驿站开放120天，服务户外劳动者36人次" in page
    assert f"activities.{CODE}." in page
    assert "驿站级别" in page
    assert not ActivityType.objects.exists()


def test_a_code_in_use_is_refused_and_a_suggested_one_is_free(county: Any, station: Any, manager: Any) -> None:
    taken = manager.post("/activity-types/new/", {**GIVEN, "code": "job_fair"})
    assert taken.status_code == 409
    assert "已被" in taken.content.decode()
    assert manager.post("/activity-types/new/", GIVEN).status_code == 302
    assert ActivityType.objects.filter(code=f"{CODE}_2").exists()


def test_a_new_version_keeps_what_was_recorded_and_adds_up(county: Any, station: Any, manager: Any) -> None:
    old = queries.definition_of(station)
    name = old.fields[0].name
    before = hold(county, county.east1, **{name: 30})
    draft = drafts.of_definition(old)
    posted = as_posted(draft) | {"starts": "2016-06-01", "f1-title": "开门天数"}
    posted["field"] = [*posted["field"], "f9"]
    posted |= {"f9-title": "志愿者人数", "f9-kind": "integer", "f9-required": "1"}
    posted["wording"] = draft.wording
    answer = manager.post(f"/activity-types/{CODE}/renew/", posted)
    assert answer.status_code == 302, answer.context["errors"]
    new = queries.definition_of(ActivityType.objects.get(code=CODE, version=2))
    assert [column.title for column in new.fields] == ["开门天数", "服务人次", "驿站级别", "志愿者人数"]
    assert new.fields[0].name == name
    before.refresh_from_db()
    assert (before.type_version, queries.definition_of(before).fields[0].title) == (1, "开放天数")
    hold(county, county.east1, date(2016, 5, 1), **{name: 1})
    with pytest.raises(BadInput, match="必填"):
        hold(county, county.east1, date(2016, 7, 1), **{name: 1})
    hold(county, county.east1, date(2016, 7, 1), **{name: 5, new.fields[3].name: 2})
    assert value(old.counts[0].measure.code, county.east, YEAR) == 36


def as_posted(draft: drafts.Draft) -> dict[str, Any]:
    posted: dict[str, Any] = {name: getattr(draft, name) for name in ("title", "group", "description", "hints")}
    posted |= {"field": [row.key for row in draft.fields], "count": [row.key for row in draft.counts]}
    for row in draft.fields:
        for part in ("title", "kind", "choices", "minimum", "maximum", "name"):
            posted[f"{row.key}-{part}"] = getattr(row, part)
        posted |= {f"{row.key}-kept": row.kept_text} | ({f"{row.key}-required": "1"} if row.required else {})
    for count in draft.counts:
        for part in ("title", "unit", "of", "dims", "name"):
            posted[f"{count.key}-{part}"] = getattr(count, part)
    return posted


@pytest.mark.parametrize("code", sorted({code for code, _ in queries.shipped()}))
def test_every_shipped_type_goes_through_the_form_unchanged(code: str) -> None:
    definition = next(each for (name, _), each in queries.shipped().items() if name == code)
    draft = drafts.with_names(drafts.of_definition(definition))
    again = reading.build(drafts.definition_data(draft))
    assert (again.fields, again.counts, again.wording) == (definition.fields, definition.counts, definition.wording)


def test_a_shipped_type_gets_a_version_of_its_own_below_the_town(county: Any, manager: Any) -> None:
    page = manager.get("/activity-types/job_fair/renew/")
    assert page.status_code == 200
    posted = as_posted(page.context["draft"]) | {"wording": page.context["draft"].wording, "starts": "2016-01-01"}
    assert manager.post("/activity-types/job_fair/renew/", posted).status_code == 302
    assert ActivityType.objects.get(code="job_fair").org_id == county.east


def test_a_unit_cannot_be_changed_by_a_new_version(county: Any, station: Any, manager: Any) -> None:
    draft = drafts.of_definition(queries.definition_of(station))
    posted = as_posted(draft) | {"wording": draft.wording, "c1-unit": "小时"}
    answer = manager.post(f"/activity-types/{CODE}/renew/", posted)
    assert answer.status_code == 409
    assert "单位原来是“天”" in answer.content.decode()


def test_a_type_that_is_ended_takes_nothing_more_and_keeps_what_it_has(county: Any, station: Any, manager: Any) -> None:
    name = queries.definition_of(station).fields[0].name
    hold(county, county.east1, **{name: 30})
    address = f"/activity-types/{CODE}/retire/"
    assert manager.post(address, {"ends": "2016-06-01", "reason": ""}).status_code == 409
    assert manager.post(address, {"ends": "2016-06-01", "reason": "不再开展"}).status_code == 302
    with pytest.raises(BadInput, match="停用"):
        hold(county, county.east1, date(2016, 7, 1), **{name: 1})
    assert Activity.objects.filter(type_code=CODE).count() == 1
    assert "已停用" in manager.get("/activity-types/").content.decode()


def test_a_shipped_type_cannot_be_ended_here(county: Any, manager: Any) -> None:
    assert manager.post("/activity-types/job_fair/retire/", {"ends": "2016-06-01", "reason": "x"}).status_code == 409


def summary(county: Any, org: int) -> tuple[str, int]:
    written = papers.write(
        HALF_YEAR.read_bytes(), kind="summary", org=org, period=HALF, on=date(2016, 7, 5), actor=county.actor
    )
    body = docx.Document(io.BytesIO(written.content)).element.body
    texts = ("".join(node.text or "" for node in each.iter(qn("w:t"))) for each in body.iter(qn("w:p")))
    return "\n".join(texts), written.figures


def test_the_half_year_summary_tells_of_a_type_that_was_added(county: Any, station: Any) -> None:
    silent, none = summary(county, county.root)
    assert "本期没有登记其他方面的工作" in silent
    assert "爱心驿站" not in silent
    names = {column.title: column.name for column in queries.definition_of(station).fields}
    hold(county, county.east1, **{names["开放天数"]: 30, names["服务人次"]: 500})
    told, figures = summary(county, county.root)
    assert "服务职工方面，爱心驿站开放30天，服务户外劳动者500人次。" in told
    assert figures == none + 2
    assert "爱心驿站" not in summary(county, county.west)[0]


def test_a_clause_without_a_number_is_left_out_of_the_summary(county: Any, station: Any) -> None:
    names = {column.title: column.name for column in queries.definition_of(station).fields}
    hold(county, county.east1, **{names["开放天数"]: 30})
    assert "爱心驿站开放30天。" in summary(county, county.root)[0]


def test_what_the_template_tells_itself_is_not_told_twice(county: Any) -> None:
    row = {"org_id": county.east1, "type_code": "job_fair", "held_on": date(2016, 3, 1), "subject": "招聘会"}
    record_activities([row | {"values": {"employers": 60, "posts": 3000}}], actor=county.actor)
    told, _ = summary(county, county.root)
    assert told.count("60家用人单位") == 1
    assert "服务职工方面" not in told


def test_names_follow_the_titles_until_the_type_is_in_use(county: Any, manager: Any) -> None:
    """What a half-filled form was named is not kept."""
    first = manager.post("/activity-types/new/", {**GIVEN, "f1-title": "", "c3-title": "", "add-field": "1"})
    posted = as_posted(first.context["draft"]) | {"wording": GIVEN["wording"], "starts": "2016-01-01"}
    posted |= {"f1-title": "开放天数", "c3-title": "爱心驿站活动次数"}
    posted["field"] = [key for key in posted["field"] if key != "f4"]
    assert manager.post("/activity-types/new/", posted).status_code == 302
    definition = queries.definition_of(ActivityType.objects.get(code=CODE))
    assert [column.name for column in definition.fields] == ["kfts", "fwrc", "yzjb"]
    assert [count.name for count in definition.counts] == ["kfts", "fwrc", "axyzhdcs"]


def test_a_sentence_that_loses_its_beginning_begins_with_the_title(county: Any, station: Any) -> None:
    names = {column.title: column.name for column in queries.definition_of(station).fields}
    hold(county, county.east1, **{names["开放天数"]: 30, names["服务人次"]: 5})
    [told] = [each for each in measures.told() if each.title == "爱心驿站"]
    codes = {count.name: count.measure.code for count in queries.definition_of(station).counts}
    assert told.figures == [codes["kfts"], codes["fwrc"]]
    values = {codes["kfts"]: None, codes["fwrc"]: Decimal(5)}
    assert sentences.told(told, values) == f'爱心驿站，服务户外劳动者{{{{ 指标("{codes["fwrc"]}") }}}}人次'
    assert sentences.told(told, dict.fromkeys(values)) == ""
