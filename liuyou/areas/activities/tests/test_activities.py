"""From a definition to figures and rows; corrections, added types, versions, reach."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from liuyou.areas.activities import imports, queries, reading
from liuyou.areas.activities.actions import (
    add_type,
    correct_activity,
    new_version,
    record_activities,
    retire_type,
    void_activity,
)
from liuyou.areas.activities.models import Activity
from liuyou.areas.activities.tests.test_reading import GOOD
from liuyou.kernel.base.errors import BadInput, NotFound, Refused
from liuyou.kernel.base.periods import Period
from liuyou.kernel.intake.driver import dry_run, load
from liuyou.kernel.journal.models import Line
from liuyou.kernel.ledger.codes import figure
from liuyou.kernel.ledger.figures import value
from liuyou.kernel.ledger.measures import REGISTRY
from liuyou.kernel.ledger.reconcile import reconcile
from liuyou.kernel.ledger.rows import behind
from liuyou.kernel.writing.permit import moment

H1 = Period.parse("2016H1")
DAY = date(2016, 5, 1)
CAMPAIGN = reading.plain(reading.read(GOOD)[0].data)


def record(county, code, org=None, day=DAY, **more):
    head = {name: more.pop(name) for name in ("subject", "place", "ended_on", "note") if name in more}
    row = {"org_id": org or county.root, "type_code": code, "held_on": day, **head, "values": more}
    return record_activities([row], actor=county.actor)[0]


def test_from_definition_to_figure_and_rows(county):
    record(county, "cadre_training", level="省总工会", sessions=4, participants=10)
    record(county, "cadre_training", level="市总", sessions="2", participants=5)
    record(county, "cadre_training", org=county.east1, day=date(2016, 7, 1), level="基层", sessions=9)
    assert value("activities.cadre_training.sessions", county.root, H1) == 6
    assert value("activities.cadre_training.sessions[level=省总]", county.root, H1) == 4
    assert value("activities.cadre_training.participants[举办层级=省总|市总]", county.root, H1) == 15
    assert value("activities.cadre_training.sessions", county.east, H1) == 0
    assert value("activities.cadre_training.sessions", county.east, Period.parse("2016")) == 9
    [rows] = behind(figure("activities.cadre_training.sessions"), county.root, H1)
    assert sorted(Activity.objects.get(pk=row.record).quantities for row in rows.rows) == [
        "期数 2、参训人次 5",
        "期数 4、参训人次 10",
    ]
    assert reconcile() == []


def test_the_half_year_of_a_district(county):
    record(county, "honours", honour="全国五一劳动奖章", level="全国", people=1)
    record(county, "honours", honour="市级劳动模范", level="市级", people=4)
    record(county, "honours", honour="市级先进工作者", level="市级", people=2)
    record(county, "job_fair", ended_on=date(2016, 5, 2), employers=60, posts=3000, intentions=800)
    record(county, "library", money="6000", sets=2)
    record(county, "class", subject="太极拳", sessions=5)
    expected = {
        "activities.honours.people[honour=全国五一劳动奖章]": 1,
        "activities.honours.people[level=市级]": 6,
        "activities.job_fair.intentions": 800,
        "activities.library.money": 6000,
        "activities.class.sessions[subject=太极拳]": 5,
    }
    assert {code: value(code, county.root, H1) for code in expected} == expected


def test_a_correction_changes_the_figure_now_and_not_as_of_before(county):
    activity = record(county, "library", money="6000", sets=2, subject="购书")
    before = moment()
    correct_activity(
        activity, changes={"values": {"money": Decimal("6100.50"), "sets": None}}, actor=county.actor, reason="发票为准"
    )
    activity.refresh_from_db()
    assert (activity.values, activity.subject) == ({"money": "6100.50"}, "购书")
    assert value("activities.library.money", county.root, H1) == Decimal("6100.50")
    assert value("activities.library.money", county.root, H1, as_of=before) == 6000
    assert value("activities.library.sets", county.root, H1) == 0
    with pytest.raises(BadInput, match="图书金额：没有填写：这是必填项"):
        correct_activity(activity, changes={"values": {"money": None}}, actor=county.actor, reason="试")
    with pytest.raises(Refused, match="理由"):
        correct_activity(activity, changes={"note": "无"}, actor=county.actor)
    assert reconcile() == []


def test_void_leaves_nothing(county):
    activity = record(county, "volunteer", subject="义务劳动", volunteers=30)
    void_activity(activity, actor=county.actor, reason="重复登记")
    assert value("activities.volunteer.events", county.root, H1) == 0
    with pytest.raises(Refused, match="已作废"):
        correct_activity(activity, changes={"note": "试"}, actor=county.actor, reason="试")
    assert reconcile() == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"values": {"money": "约六千"}}, "第 2 行 图书金额：.*不是确切的金额"),
        ({"values": {}}, "第 2 行 图书金额：没有填写"),
        ({"values": {"money": 1, "pages": 3}}, "第 2 行：.*没有“pages”这一项"),
        ({"held_on": None}, "第 2 行 日期：没有填写"),
        ({"ended_on": date(2016, 4, 30)}, "第 2 行 结束日期：结束日期 2016-04-30 早于开始日期 2016-05-01"),
        ({"held_on": date(2099, 1, 1)}, "第 2 行 日期：2099-01-01 还没有到"),
        ({"subject": "长" * 201}, "第 2 行 名称：文字有 201 个，超过 200 个"),
        ({"sets": 2}, "第 2 行 套数：不认得“sets”：类型自己的项目请放在 values 中"),
        ({"type_code": "libary"}, "第 2 行：没有“libary”这个活动类型"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_entered(county, changes, message):
    row = {"org_id": county.root, "type_code": "library", "held_on": DAY, "values": {"money": 1}}
    with pytest.raises(BadInput, match=message):
        record_activities([row, row | changes], actor=county.actor)
    assert not Activity.objects.exists()


def test_a_type_added_at_run_time_posts_to_its_own_figures(county):
    with pytest.raises(NotFound):
        figure("activities.tug_of_war.teams")
    added = add_type(CAMPAIGN, org_id=county.east, starts=date(2016, 1, 1), actor=county.actor)
    record(county, "tug_of_war", org=county.east1, teams=8, level="县", indoor=True)
    assert value("activities.tug_of_war.teams[级别=县级,室内=是]", county.root, H1) == 8
    assert value("activities.tug_of_war.events", county.root, H1) == 1
    assert "activities.tug_of_war" in [each.code for each in imports.registers()]
    assert Line.objects.get(register="activities.type", record=added.pk).action == "activities.type.add"
    with pytest.raises(BadInput, match="没有“tug_of_war”这个活动类型"):
        record(county, "tug_of_war", org=county.west1, teams=8)
    with pytest.raises(BadInput, match="还没有启用"):
        record(county, "tug_of_war", org=county.east1, day=date(2015, 12, 31), teams=8)
    assert reconcile() == []


@pytest.mark.parametrize("code", ["tug_of_war", "library"])
def test_a_code_is_taken_once(county, code):
    add_type(CAMPAIGN, org_id=county.east, actor=county.actor)
    with pytest.raises(BadInput, match=f"类型“{code}”：代码已被“.*”使用：请换一个代码"):
        add_type(CAMPAIGN | {"code": code}, org_id=county.west, actor=county.actor)


def test_a_bad_definition_is_not_taken_in(county):
    bad = CAMPAIGN | {"measures": [{"name": "events", "title": "场次", "unit": "场", "value": "teems"}]}
    with pytest.raises(BadInput, match="类型“tug_of_war” 计量项“events”：没有字段“teems”"):
        add_type(bad, org_id=county.east, actor=county.actor)


def test_a_second_version_leaves_old_records_readable(county):
    add_type(CAMPAIGN, org_id=county.root, starts=date(2016, 1, 1), actor=county.actor)
    old = record(county, "tug_of_war", org=county.east1, teams=8)
    sponsor = {"name": "sponsor", "title": "赞助单位", "kind": "text", "required": True}
    people = {"name": "people", "title": "队员数", "kind": "integer"}
    later = CAMPAIGN | {
        "fields": [*CAMPAIGN["fields"], sponsor, people],
        "measures": [
            {"name": "teams", "title": "拔河队数", "unit": "队", "dims": ["level", "sponsor"]},
            {"name": "people", "title": "拔河队员人次", "unit": "人次"},
        ],
        "wording": "{teams}队、{people}人次参加",
    }
    new_version(later, org_id=county.root, starts=date(2016, 5, 2), actor=county.actor)
    REGISTRY.refresh()
    with pytest.raises(BadInput, match="赞助单位：没有填写"):
        record(county, "tug_of_war", org=county.east1, day=date(2016, 5, 2), teams=5)
    record(county, "tug_of_war", org=county.east1, day=date(2016, 5, 2), teams=5, sponsor="某厂", people=50)
    correct_activity(old, changes={"values": {"teams": 9}}, actor=county.actor, reason="漏计一队")
    old.refresh_from_db()
    assert old.type_version == 1
    expected = {"teams": 14, "teams[sponsor=某厂]": 5, "teams[indoor=是]": 0, "people": 50, "events": 1}
    assert {code: value(f"activities.tug_of_war.{code}", county.root, H1) for code in expected} == expected
    assert reconcile() == []


def test_a_lower_org_makes_its_own_version_of_a_shipped_type(county):
    fields = [{"name": "donor", "title": "赠书单位", "kind": "text"}]
    shipped = reading.plain(queries.shipped()["library", 1].data)
    new_version(shipped | {"fields": shipped["fields"] + fields}, org_id=county.east, starts=DAY, actor=county.actor)
    assert record(county, "library", org=county.east1, money=1, donor="甲").type_version == 2
    assert record(county, "library", org=county.west1, money=1).type_version == 1
    with pytest.raises(BadInput, match="没有“donor”这一项"):
        record(county, "library", org=county.west1, money=1, donor="甲")
    other = {"measures": [{"name": "money", "title": "购书金额", "unit": "万元"}], "wording": "购书"}
    with pytest.raises(BadInput, match="单位原来是“元”，不能改成“万元”"):
        new_version(shipped | other, org_id=county.west, actor=county.actor)


def test_a_version_needs_a_type_above(county):
    with pytest.raises(Refused, match="本级和上级没有“tug_of_war”"):
        new_version(CAMPAIGN, org_id=county.east, actor=county.actor)
    add_type(CAMPAIGN, org_id=county.east, actor=county.actor)
    with pytest.raises(Refused, match="本级和上级没有“tug_of_war”"):
        new_version(CAMPAIGN, org_id=county.west, actor=county.actor)
    assert new_version(CAMPAIGN, org_id=county.east1, actor=county.actor).version == 2


def test_a_retired_type_takes_nothing_new(county):
    added = add_type(CAMPAIGN, org_id=county.root, starts=date(2016, 1, 1), actor=county.actor)
    record(county, "tug_of_war", teams=8)
    with pytest.raises(Refused, match="早于启用日期"):
        retire_type(added, ends=date(2015, 1, 1), actor=county.actor, reason="试")
    retire_type(added, ends=date(2016, 6, 1), actor=county.actor, reason="活动结束")
    record(county, "tug_of_war", day=date(2016, 5, 31), teams=1)
    with pytest.raises(BadInput, match="“拔河比赛”已于 2016-06-01 停用"):
        record(county, "tug_of_war", day=date(2016, 6, 1), teams=1)
    assert value("activities.tug_of_war.teams", county.root, H1) == 9
    assert "activities.tug_of_war" not in [each.code for each in imports.registers()]


def test_out_of_reach_is_as_if_absent(county):
    from liuyou.kernel.access.models import Actor
    from liuyou.kernel.access.setup import appoint
    from liuyou.kernel.writing.permit import permit

    with permit("access.actor.start"):
        clerk = Actor.objects.create(name="东镇干事")
    appoint(clerk, county.east, "干事", ["activities.record", "activities.correct"], since=date(2010, 1, 1))
    row = {"org_id": county.west1, "type_code": "library", "held_on": DAY, "values": {"money": 1}}
    with pytest.raises(NotFound):
        record_activities([row], actor=clerk)
    theirs = record_activities([row], actor=county.actor)[0]
    with pytest.raises(NotFound):
        void_activity(theirs, actor=clerk, reason="试")
    with pytest.raises(NotFound):
        add_type(CAMPAIGN, org_id=county.east, actor=clerk)
    ours = record_activities([row | {"org_id": county.east1}], actor=clerk)[0]
    void_activity(ours, actor=clerk, reason="试")
    assert Activity.objects.get(pk=theirs.pk).state == "recorded"


def workbook(path, *rows):
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Sheet1")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path


HEADER = ("单位", "时间", "级别", "培训期数", "参训人数", "备注")


def test_a_workbook_goes_in_once_and_a_changed_number_is_told(county, tmp_path):
    registers = {each.code: each for each in imports.registers()}
    given = {"actor": county.actor, "org": county.root, "on": date(2016, 7, 1)}
    rows = (("2016年上半年工会干部培训情况",), HEADER, ("东镇总工会", "2016-03-01", "省级", 4, 10, ""))
    path = workbook(tmp_path / "a.xlsx", *rows, ("东镇总工会", "2016-03-01", "市级", 2, 5, ""))
    assert load(path, registers, **given).made == {"工会干部培训台账": 2}
    assert value("activities.cadre_training.sessions[level=市总]", county.east, H1) == 2
    again = workbook(tmp_path / "b.xlsx", *rows, ("西镇总工会", "2016-04-01", "区级", 1, 3, ""))
    assert load(again, registers, **given).made == {"工会干部培训台账": 1}
    changed = workbook(tmp_path / "c.xlsx", *rows[:2], ("东镇总工会", "2016-03-01", "省级", 5, 10, ""))
    [problem] = dry_run(changed, registers, org=county.root, on=date(2016, 7, 1)).problems
    assert "已登记的是 期数 4、参训人次 10，本次是 期数 5、参训人次 10" in str(problem)
    assert reconcile() == []


def test_a_file_of_types_is_checked_and_put_into_use(county, tmp_path, capsys):
    path = tmp_path / "拔河.yaml"
    path.write_text(GOOD, "utf-8")
    call_command("activity_type", "check", path)
    assert "指标 activities.tug_of_war.teams 拔河队数（队） 按级别、室内" in capsys.readouterr().out
    into_use = (path, "--org", "示例县总工会", "--from", "2016-01-01")
    call_command("activity_type", "add", *into_use)
    record(county, "tug_of_war", org=county.west1, teams=3)
    assert value("activities.tug_of_war.teams", county.root, H1) == 3
    with pytest.raises(CommandError, match="代码已被“拔河比赛”使用"):
        call_command("activity_type", "add", *into_use)
    call_command("activity_type", "renew", *into_use)
    assert record(county, "tug_of_war", teams=3).type_version == 2
    call_command("activity_type", "list")
    assert "文体 拔河比赛（tug_of_war）" in capsys.readouterr().out
    path.write_text(GOOD.replace("kind: date", "kind: day"), "utf-8")
    with pytest.raises(CommandError, match=r"拔河\.yaml 第 11 行"):
        call_command("activity_type", "check", path)
    with pytest.raises(CommandError, match="打不开"):
        call_command("activity_type", "check", tmp_path / "无.yaml")
