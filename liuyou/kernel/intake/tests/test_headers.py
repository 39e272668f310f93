from datetime import date
from decimal import Decimal

import pytest

from liuyou.kernel.base.errors import Problem
from liuyou.kernel.intake.columns import Column, Kind, Sheetform
from liuyou.kernel.intake.headers import Match, recognise
from liuyou.kernel.intake.tests.making import AID, HEADER, VISITS, good_rows, identity, person, read, sheet_of
from liuyou.kernel.intake.titles import pairs, title_of


def columns_of(match):
    assert isinstance(match, Match), str(match)
    return {mapped.column.name: mapped.position for mapped in match.columns}


@pytest.mark.parametrize(
    ("text", "key", "factor"),
    [
        ("金额（万元）", "金额", 10_000),
        ("金 额\n(元)", "金额", 1),
        ("＊姓名", "姓名", None),
        ("姓名*（必填）", "姓名", None),
        ("金额（单位：千元）", "金额", 1000),
        ("救助金额万元", "救助金额", 10_000),
        ("日期（如2016-01-28）", "日期", None),
        ("人数（人）", "人数", None),
        ("单位（盖章）", "单位盖章", None),
    ],
)
def test_titles_lose_units_marks_and_remarks(text, key, factor):
    title = title_of(text)
    assert (title.key, title.factor) == (key, factor)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("填报单位：白塔镇总工会  日期：2016年1月28日", {"填报单位": "白塔镇总工会", "日期": "2016年1月28日"}),
        ("填报单位:白塔镇总工会 单位：万元", {"填报单位": "白塔镇总工会"}),
        ("项目：送温暖", {"项目": "送温暖"}),
        ("2016年救助发放台账", {}),
        ("时间 10:30", {}),
        ("填报单位：", {}),
    ],
)
def test_pairs_above_a_table_are_told_apart(line, found):
    assert pairs(line) == found


def test_the_header_is_found_below_titles():
    match = recognise(sheet_of(good_rows()), [AID, VISITS])
    assert (match.form, match.header_row, match.first_row) == (AID, 2, 3)
    assert columns_of(match) == {column.name: place for place, column in enumerate(AID.columns, 1)}
    assert match.title_lines == ("2016年救助发放台账",)
    assert match.notes == ()


def test_a_group_header_is_read_with_the_row_below():
    upper = ["序号", "姓名", "身份证号", "所属工会", "救助", "", "", "家庭", "", "备注"]
    lower = ["", "", "", "", "项目", "日期", "金额（万元）", "人口", "月收入", ""]
    row = [1, "王小二", identity(1), "白塔镇总工会", "大病", "2016.1.28", 0.05, 3, 2000, ""]
    merges = [(1, 4, 1, 6), (1, 7, 1, 8), *((1, x, 2, x) for x in (0, 1, 2, 3, 9))]
    sheet = sheet_of([["台账"], upper, lower, row], merges=merges)
    match = recognise(sheet, [AID])
    assert (match.header_row, match.first_row) == (2, 4)
    (parsed,) = read(sheet).rows
    assert parsed.values["household"] == 3
    assert parsed.values["income"] == Decimal("2000.00")
    assert parsed.values["amount"] == Decimal("500.00")


def test_a_group_header_without_real_merges_is_read_too():
    form = Sheetform("x", "表", (Column("a", "本年人数", Kind.INTEGER), Column("b", "上年人数", Kind.INTEGER)))
    sheet = sheet_of([["本年", "", "上年", ""], ["户数", "人数", "户数", "人数"], [1, 2, 3, 4]])
    assert columns_of(recognise(sheet, [form])) == {"a": 1, "b": 3}


def test_the_unit_above_the_table_applies_to_money_without_its_own():
    header = ["姓名", "身份证号", "工会名称", "日期", "金额", "项目", "月收入（元）"]
    row = ["王小二", identity(1), "白塔镇总工会", "2016.1.28", 0.05, "送温暖", 2000]
    (parsed,) = read(sheet_of([["救助台账", "单位：万元"], header, row])).rows
    assert parsed.values["amount"] == Decimal("500.00")
    assert parsed.values["income"] == Decimal("2000.00")


def test_columns_missing_in_the_table_are_taken_from_above_it():
    header = ["姓名", "身份证号", "金额"]
    above = ["填报单位：白塔镇总工会", "", "日期：2016年1月28日  项目：送温暖"]
    sheet = sheet_of([["救助台账"], above, header, ["王小二", identity(1), 500]])
    (parsed,) = read(sheet).rows
    assert parsed.values["org"] == "白塔镇总工会"
    assert parsed.values["paid_on"] == date(2016, 1, 28)
    assert parsed.values["programme"] == "warm"


def test_a_key_and_its_value_may_stand_in_neighbouring_cells():
    rows = [["填报单位：", "白塔镇总工会"], ["姓名", "日期"], ["王小二", "2016.1.28"]]
    (parsed,) = read(sheet_of(rows), VISITS).rows
    assert parsed.values["org"] == "白塔镇总工会"


def test_a_wrong_value_above_the_table_is_a_problem_of_its_row_and_lets_no_row_pass():
    rows = [["填报单位：白塔镇总工会  日期：2016年2月30日"], ["姓名", "备注"], ["王小二", "好"]]
    parsed = read(sheet_of(rows), VISITS)
    assert parsed.rows == []
    assert [(p.row, "没有这一天" in p.message) for p in parsed.problems] == [(1, True)]


def test_the_sheet_name_gives_the_union_or_the_programme_when_nothing_else_does():
    rows = [["姓名", "日期"], ["王小二", "2016.1.28"]]
    assert read(sheet_of(rows, "白塔镇总工会"), VISITS).rows[0].values["org"] == "白塔镇总工会"
    header = ["姓名", "身份证号", "日期", "金额", "工会名称"]
    row = ["王小二", identity(1), "2016.1.28", 500, "白塔镇总工会"]
    assert read(sheet_of([header, row], "送温暖名单")).rows[0].values["programme"] == "warm"


def test_missing_columns_are_named_with_what_was_seen_and_the_nearest():
    header = ["姓名", "身分证号", "所属工会", "发放日期", "救助金额", "救助项目"]
    problem = recognise(sheet_of([header, ["王小二"]]), [AID])
    assert isinstance(problem, Problem)
    assert "缺少必填的列“身份证号”" in problem.message
    assert "表里有 姓名、身分证号" in problem.message
    assert "“身分证号”如果就是“身份证号”" in problem.message


def test_a_small_form_does_not_swallow_a_large_one_that_lacks_a_column():
    header = [title if title != "救助金额" else "某某" for title in HEADER]
    problem = recognise(sheet_of([header, person(1)]), [AID, VISITS])
    assert isinstance(problem, Problem)
    assert "按“救助发放台账”读取，缺少必填的列“救助金额”" in problem.message


def test_two_columns_for_one_are_a_problem():
    problem = recognise(sheet_of([[*HEADER, "救助金额"], person(1)]), [AID])
    assert isinstance(problem, Problem)
    assert "F 列“救助金额”、M 列“救助金额”都可以是“救助金额”" in problem.message


def test_the_title_itself_goes_before_a_synonym():
    match = recognise(sheet_of([[*HEADER, "金额"], person(1)]), [AID])
    assert columns_of(match)["amount"] == 5
    assert match.notes == ("M 列“金额”没有用到",)


def test_a_column_of_someone_else_is_never_taken_for_the_persons_own():
    header = ["姓名", "所属工会", "走访日期", "配偶联系电话"]
    form = Sheetform("v", "走访", (*VISITS.columns, Column("phone", "联系电话", Kind.PHONE)))
    match = recognise(sheet_of([header, ["王小二", "甲工会", "2016.1.28", "13800001234"]]), [form])
    assert "phone" not in columns_of(match)
    assert match.notes == ("D 列“配偶联系电话”没有用到",)


def test_a_column_taken_by_part_of_its_title_is_told():
    header = ["姓名", "所属工会", "走访日期（节前）", "备注说明"]
    match = recognise(sheet_of([header, ["王小二", "甲工会", "2016.1.28", ""]]), [VISITS])
    assert columns_of(match)["note"] == 3
    assert "D 列“备注说明”按“备注”读取" in match.notes


def test_an_optional_column_that_is_in_doubt_is_left_unused_and_a_required_one_is_asked_about():
    row = ["王小二", "甲工会", "2016.1.28", "一", "二"]
    match = recognise(sheet_of([["姓名", "所属工会", "走访日期", "备注一", "备注二"], row]), [VISITS])
    assert "note" not in columns_of(match)
    problem = recognise(sheet_of([["姓名", "所属工会", "走访日期甲", "走访日期乙", "备注"], row]), [VISITS])
    assert "都可以是“走访日期”" in problem.message


def test_hints_decide_between_forms_that_fit_alike():
    one = Sheetform("a.one", "慰问台账", VISITS.columns, hints=("慰问",))
    other = Sheetform("a.other", "走访台账", VISITS.columns, hints=("走访",))
    rows = [["姓名", "所属工会", "走访日期"], ["王小二", "甲工会", "2016.1.28"]]
    assert recognise(sheet_of(rows, "走访"), [one, other]).form is other
    assert recognise(sheet_of([["春节慰问"], *rows]), [one, other]).form is one
    assert recognise(sheet_of(rows, stem="慰问名单"), [one, other]).form is one
    problem = recognise(sheet_of(rows), [one, other])
    assert isinstance(problem, Problem)
    assert "“慰问台账”（a.one）、“走访台账”（a.other）" in problem.message


def test_constants_of_the_form_stand_in_for_columns():
    form = Sheetform("v", "走访", VISITS.columns, constants={"org": "白塔镇总工会", "source": "表格"})
    (row,) = read(sheet_of([["姓名", "走访日期"], ["王小二", "2016.1.28"]]), form).rows
    assert row.values["org"] == "白塔镇总工会"
    assert row.values["source"] == "表格"


@pytest.mark.parametrize("rows", [[], [["一"]], [["甲", "乙", "丙"], [1, 2, 3]], [[1, 2], [3, 4]]])
def test_a_sheet_without_known_titles_is_one_clear_problem(rows):
    problem = recognise(sheet_of(rows), [AID])
    assert isinstance(problem, Problem)
    assert "没有找到“救助发放台账”的表头" in problem.message
