"""Rules of committees, posts and elections with their boundaries."""

from datetime import date

import pytest

from liuyou.areas.officers.rules import allocation, committees, elections, posts, rounds, scores
from liuyou.areas.officers.rules.dates import term_end
from liuyou.areas.officers.rules.sources import Rule
from liuyou.areas.officers.rules.strokes import by_strokes
from liuyou.kernel.base.errors import Refused
from liuyou.kernel.parameters.definitions import resolve


def rule(name, region="000000"):
    found = resolve(f"officers.{name}", region=region, on=date(2020, 1, 1))
    return Rule(found.value, found.unit, found.chosen.source)


@pytest.mark.parametrize(
    ("members", "seats", "fits"),
    [
        *((24, 1, True), (24, 2, False), (24, 3, True), (24, 5, True), (24, 6, False)),
        *((25, 1, False), (25, 3, True), (200, 7, True), (200, 8, False), (201, 8, True), (201, 6, False)),
        *((1000, 15, True), (1001, 15, True), (1001, 14, False), (5001, 21, True), (10001, 29, True)),
        *((50000, 37, True), (50001, 38, True), (50001, 45, True), (50001, 46, False)),
    ],
)
def test_the_size_follows_from_the_members(members, seats, fits):
    if fits:
        committees.check_size(seats, members, rule("committee_size"))
    else:
        with pytest.raises(Refused, match=f"会员 {members} 人.*第八条"):
            committees.check_size(seats, members, rule("committee_size"))


def test_a_place_may_have_its_own_table():
    committees.check_size(5, 101, rule("committee_size", "440304"))
    with pytest.raises(Refused, match="应为单数"):
        committees.check_size(6, 101, rule("committee_size", "440304"))


@pytest.mark.parametrize(("years", "fits"), [(3, True), (5, True), (4, False), (2, False), (6, False)])
def test_a_term_is_three_or_five_years(years, fits):
    if fits:
        committees.check_term(years, rule("term_years"))
    else:
        with pytest.raises(Refused, match=f"任期 {years} 年不合规定：每届任期为3 年或5 年.*工会法第十六条"):
            committees.check_term(years, rule("term_years"))


@pytest.mark.parametrize(
    ("women", "seats", "region", "fits"),
    [
        (9, 1, "000000", True),
        (9, 2, "000000", False),
        (10, 2, "000000", True),
        (24, 3, "310000", False),
        (25, 3, "310000", True),
    ],
)
def test_ten_women_make_a_committee_twenty_five_in_shanghai(women, seats, region, fits):
    if fits:
        committees.check_women(seats, women, rule("women_threshold", region))
    else:
        with pytest.raises(Refused, match="只设女职工委员 1 人"):
            committees.check_women(seats, women, rule("women_threshold", region))


@pytest.mark.parametrize(
    ("until", "words"),
    [
        (date(2016, 8, 31), "最迟到 2016-08-29"),
        (date(2016, 8, 29), None),
        (date(2016, 2, 29), "不晚于任期届满日"),
    ],
)
def test_an_extension_is_six_months_at_most(until, words):
    def extend():
        committees.check_extension(date(2016, 2, 29), until, rule("extension_months"))

    if words is None:
        extend()
    else:
        with pytest.raises(Refused, match=words):
            extend()


def test_a_term_ends_the_day_before():
    assert term_end(date(2016, 3, 25), 3) == date(2019, 3, 24)
    assert term_end(date(2016, 2, 29), 5) == date(2021, 2, 27)


@pytest.mark.parametrize(
    ("capacity", "race", "enterprise", "barred"),
    [
        ("无", "主席", True, False),
        ("法定代表人", "工会委员会", False, True),
        ("以上人员的近亲属", "工会委员会", True, True),
        ("行政副职", "主席", True, True),
        ("行政副职", "工会委员会", True, False),
        ("行政副职", "主席", False, False),
        ("人力资源部门负责人", "主席", True, True),
        ("外籍职工", "主席", True, True),
        ("合伙人", "经费审查委员会", True, True),
    ],
)
def test_who_may_not_stand(capacity, race, enterprise, barred):
    def stand():
        posts.check_barred("王一", capacity, race, enterprise=enterprise, rule=rule("barred"))

    if barred:
        with pytest.raises(Refused, match=f"“王一”是{capacity}.*第十一条"):
            stand()
    else:
        stand()


@pytest.mark.parametrize(
    ("held", "fits"),
    [
        ([("主席", False), ("经审委委员", False)], False),
        ([("副主席", True), ("经审委主任", False)], False),
        ([("副主席", False), ("经审委主任", False)], True),
        ([("财务和资产管理人员", False), ("经审委委员", False)], False),
        ([("主席", False), ("女工委主任", False)], True),
        ([("委员", True), ("经审委委员", False)], False),
    ],
)
def test_who_pays_does_not_audit(held, fits):
    if fits:
        posts.check_compatible("王一", held, rule("incompatible"))
    else:
        with pytest.raises(Refused, match=r"“王一”不能既任.*经费审查委员会的规定"):
            posts.check_compatible("王一", held, rule("incompatible"))


@pytest.mark.parametrize(
    ("meeting", "members", "delegates", "kind", "words"),
    [
        ("会员大会", 99, 0, "换届", None),
        ("会员代表大会", 99, 30, "换届", "应召开会员大会"),
        ("会员代表大会", 100, 30, "换届", None),
        ("会员代表大会", 100, 29, "换届", "应为 30 至 40 人"),
        ("会员代表大会", 200, 40, "换届", None),
        ("会员代表大会", 201, 61, "换届", "应为 40 至 60 人"),
        ("工会委员会全体会议", 99, 0, "换届", "只能补选"),
        ("工会委员会全体会议", 99, 0, "补选", None),
    ],
)
def test_which_meeting_elects(meeting, members, delegates, kind, words):
    def check():
        elections.check_meeting(
            meeting, members, delegates, kind=kind, least=rule("meeting_members"), table=rule("delegates")
        )

    if words is None:
        check()
    else:
        with pytest.raises(Refused, match=words):
            check()


def test_nobody_vets_himself_and_a_remark_tells_namesakes_apart():
    candidates = [{"name": "王一", "race": "主席", "verdict": "合格"}]
    elections.check_vetting(["王一（办公室）"], candidates)
    with pytest.raises(Refused, match="“王一”是候选人，不能参加资格审查组"):
        elections.check_vetting(["钱审", "王一"], candidates)
    with pytest.raises(Refused, match="请写明理由"):
        elections.check_vetting(["钱审"], [candidates[0] | {"verdict": "不合格"}])


@pytest.mark.parametrize(
    ("scrutineers", "tellers", "words"),
    [
        (["马监"], ["杨计"], None),
        (["王一"], ["杨计"], "“王一”是候选人，不能担任监票人"),
        (["马监"], ["王一"], "不能担任计票人"),
        (["马监"], ["马监"], "既是监票人又是计票人"),
        ([], ["杨计"], "没有填写监票人"),
    ],
)
def test_who_counts_does_not_stand(scrutineers, tellers, words):
    if words is None:
        elections.check_officials(scrutineers, tellers, ["王一"], "")
    else:
        with pytest.raises(Refused, match=words):
            elections.check_officials(scrutineers, tellers, ["王一"], "")


def test_ballots_are_in_the_order_of_strokes():
    rows = [{"name": name} for name in ("魏一", "丁二", "欧阳三", "王四", "李五")]
    assert [row["name"] for row in by_strokes(rows)] == ["丁二", "王四", "李五", "欧阳三", "魏一"]
    with pytest.raises(Refused, match="“爨六”的姓氏有几画"):
        by_strokes([{"name": "爨六"}])
    assert by_strokes([{"name": "爨六", "strokes": 30}, {"name": "丁二"}])[0]["name"] == "丁二"


def sheet(**more):
    return {"race": "工会委员会", "elected": [], "tied": [], "vacant": 0, "void": ""} | more


RACES = [{"race": "工会委员会", "seats": 2}]
STANDING = [{"race": "工会委员会", "name": name, "verdict": "合格"} for name in "甲乙丙"]


@pytest.mark.parametrize(
    ("sheets", "kind", "seats", "names"),
    [
        ([], "正式选举", 2, "甲乙丙"),
        ([sheet(void="x", vacant=2)], "重新投票", 2, "甲乙丙"),
        ([sheet(elected=["甲"], tied=["乙", "丙"], vacant=1)], "平票再投", 1, "乙丙"),
        ([sheet(elected=["甲"], vacant=1)], "另行选举", 1, "乙丙"),
        ([sheet(void="x", vacant=2), sheet(elected=["甲"], vacant=1), sheet(elected=["乙"])], None, 0, ""),
    ],
)
def test_what_is_voted_on_next(sheets, kind, seats, names):
    past = [{"races": [each]} for each in sheets]
    found = rounds.open_races(RACES, STANDING, past)
    assert [(each.kind, each.seats, "".join(each.names)) for each in found] == ([(kind, seats, names)] if kind else [])
    refused = [each | {"rejected": "程序不合规定"} for each in past]
    assert rounds.open_races(RACES, STANDING, refused)[0].kind == "正式选举"


def test_posts_go_to_those_elected_by_more_than_half_of_the_committee():
    won = {"工会委员会": ["甲", "乙", "丙"], "经费审查委员会": ["丁"]}
    rows = [{"name": "甲", "title": "主席", "votes": 2}]
    made = allocation.allocated(won, rows, direct=False, members={})
    assert [(row["name"], row["title"]) for row in made] == [
        ("甲", "主席"),
        ("乙", "委员"),
        ("丙", "委员"),
        ("丁", "经审委委员"),
    ]
    allocation.check_votes(made, won, {"工会委员会": 3}, rule("majority"))
    with pytest.raises(Refused, match="得 1 票，委员会 3 人，至少 2 票"):
        allocation.check_votes([rows[0] | {"votes": 1}], won, {"工会委员会": 3}, rule("majority"))
    with pytest.raises(Refused, match="“丁”没有当选工会委员会委员"):
        allocation.allocated(won, [{"name": "丁", "title": "主席"}], direct=False, members={})
    with pytest.raises(Refused, match="没有填写主席"):
        allocation.allocated(won, [], direct=False, members={})


@pytest.mark.parametrize("text", ["2016Q1", "2016年第一季度", "2016年1季度", "2016 q1"])
def test_a_quarter_is_read(text):
    quarter = scores.quarter(text)
    assert (quarter.code, quarter.start, quarter.end) == ("2016Q1", date(2016, 1, 1), date(2016, 3, 31))


@pytest.mark.parametrize("text", ["2016", "2016Q5", "2016-03", "一季度"])
def test_another_period_is_no_quarter(text):
    with pytest.raises(Refused, match=f"季度“{text}”看不懂：请写成 2016Q1"):
        scores.quarter(text)


def test_marks_stay_within_the_full_marks():
    scores.check_scores([{"item": "建会", "full": "20", "own": "20"}], "own")
    with pytest.raises(Refused, match="评 21 分，应在 0 到满分 20 之间"):
        scores.check_scores([{"item": "建会", "full": "20", "own": "21"}], "own")
