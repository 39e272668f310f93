from decimal import Decimal

import pytest

from liuyou.kernel.intake.layout import Part, part_of
from liuyou.kernel.intake.rows import MOST_PROBLEMS
from liuyou.kernel.intake.tests.making import HEADER, VISITS, good_rows, person, read, sheet_of
from liuyou.kernel.intake.workbooks import CellError


def messages(problems):
    return [(problem.row, problem.column, problem.message) for problem in problems]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("小计", Part.SUBTOTAL),
        ("小 计", Part.SUBTOTAL),
        ("白塔镇小计", Part.SUBTOTAL),
        ("本页合计", Part.SUBTOTAL),
        ("合计", Part.TOTAL),
        ("合　计：", Part.TOTAL),
        ("总计", Part.TOTAL),
        ("合计（大写）", Part.TOTAL),
        ("累计", Part.RUNNING),
        ("注：本表一式两份", Part.NOTE),
        ("备注：略", Part.NOTE),
        ("制表人：王小一", Part.NOTE),
        ("审核", Part.DATA),
        ("填表人:", Part.NOTE),
        ("单位（盖章）", Part.NOTE),
        ("以下空白", Part.NOTE),
        ("——以下空白——", Part.NOTE),
        ("王小二", Part.DATA),
        ("会计", Part.DATA),
        ("白塔会计师事务所工会", Part.DATA),
        ("总计划", Part.DATA),
        ("日期", Part.DATA),
    ],
)
def test_first_cells_tell_what_a_row_is(text, part):
    assert part_of(text) is part


def test_good_rows_come_out_typed_and_numbered_as_in_the_spreadsheet():
    parsed = read(sheet_of(good_rows(3)))
    assert [row.number for row in parsed.rows] == [3, 4, 5]
    assert parsed.rows[0].values["amount"] == Decimal("501.00")
    assert parsed.rows[0].values["note"] is None
    assert (parsed.problems, parsed.warnings, parsed.problem_count) == ([], [], 0)
    assert [(s.number, s.reason) for s in parsed.skipped] == [(6, "合计行"), (7, "说明行")]


def test_a_row_with_a_problem_is_kept_out_and_the_problem_says_where():
    rows = good_rows(3)
    rows[3][3] = ""
    rows[3][5] = CellError("#REF!")
    parsed = read(sheet_of(rows))
    assert [row.number for row in parsed.rows] == [3, 5]
    assert messages(parsed.problems) == [
        (4, "所属工会", "没有填写：这是必填项"),
        (4, "救助金额", "单元格是公式错误 #REF!：请改正公式，或直接填写"),
    ]
    assert parsed.problems[0].column_number == 4
    assert str(parsed.problems[0]).startswith("工作表“台账” 第 4 行 所属工会：")


def test_blank_rows_and_rows_with_only_a_running_number_are_skipped():
    rows = [HEADER, person(1), [""] * 12, [2, *[""] * 11], ["", " ", *[""] * 10], person(3), [*[""] * 11, " "]]
    parsed = read(sheet_of(rows))
    assert [row.number for row in parsed.rows] == [2, 6]
    assert parsed.problems == []


def test_defaults_stand_for_blanks():
    (row,) = read(sheet_of([HEADER, person(1, filed="")])).rows
    assert row.values["filed"] is False


def test_one_and_true_are_different_cells():
    parsed = read(sheet_of([HEADER, person(1, household=1.0), person(2, household=True)]))
    assert [row.number for row in parsed.rows] == [2]
    assert [problem.row for problem in parsed.problems] == [3]


def total(word, amount):
    return [word, *[""] * 4, amount, *[""] * 6]


@pytest.mark.parametrize(
    ("amounts", "wrong"),
    [
        ((1003, 1007, 2010), []),
        ((1003, 2010, 2010), [7]),  # a subtotal counts since the last subtotal
        ((1000, 1007, 2010), [4]),
        ((1003, 1007, 2000), [8]),
        (("", "", ""), []),
    ],
)
def test_totals_are_checked_against_the_rows_above(amounts, wrong):
    first, second, last = amounts
    rows = [
        HEADER,
        person(1),
        person(2),
        total("小计", first),
        person(3),
        person(4),
        total("小计", second),
        total("合计", last),
    ]
    parsed = read(sheet_of(rows))
    assert len(parsed.rows) == 4
    assert [problem.row for problem in parsed.warnings] == wrong


def test_a_total_of_each_page_is_as_good_as_one_of_all():
    assert read(sheet_of([HEADER, person(1), total("合计", 501), person(2), total("合计", 502)])).warnings == []


def test_a_wrong_total_says_what_is_written_and_what_it_should_be():
    (warning,) = read(sheet_of([HEADER, person(1), total("合计", 500)])).warnings
    assert warning.message == "合计行写的是 500.00，上面各行加起来是 501.00：请核对"
    assert warning.column == "救助金额"


def test_a_total_may_exceed_what_one_row_may_hold():
    rows = [HEADER, *(person(n, amount=40_000) for n in (1, 2)), total("合计", 80_000)]
    assert read(sheet_of(rows)).warnings == []


def test_after_notes_only_notes_may_follow():
    note = ["审核人：王小一", *[""] * 11]
    rows = [HEADER, person(1), note, ["1. 一式两份", *[""] * 11], person(2)]
    parsed = read(sheet_of(rows))
    assert [row.number for row in parsed.rows] == [2]
    assert messages(parsed.problems) == [(5, "", "表尾说明之后还有数据：请移到说明之前")]


def test_a_repeated_title_and_header_begin_a_new_page():
    title = ["2016年救助发放台账", *[""] * 11]
    note = ["填表人：王小一", *[""] * 11]
    parsed = read(sheet_of([title, HEADER, person(1), note, title, HEADER, person(2), note]))
    assert [row.number for row in parsed.rows] == [3, 7]
    assert parsed.problems == []


def test_merged_cells_fill_down_but_blanks_do_not():
    rows = [HEADER, person(1), person(2, org=""), person(3, org="")]
    parsed = read(sheet_of(rows, merges=[(1, 3, 2, 3)]))
    assert [row.values["org"] for row in parsed.rows] == ["白塔镇总工会", "白塔镇总工会"]
    assert messages(parsed.problems) == [(4, "所属工会", "没有填写：这是必填项")]


def test_money_merged_over_rows_is_not_counted_twice():
    rows = [HEADER, person(1), person(2, amount="")]
    parsed = read(sheet_of(rows, merges=[(1, 5, 2, 5)]))
    assert parsed.rows == []
    assert [problem.row for problem in parsed.problems] == [2, 3]
    assert "分不清每行多少" in parsed.problems[0].message


def test_a_count_merged_over_rows_is_told():
    parsed = read(sheet_of([HEADER, person(1), person(2, household="")], merges=[(1, 8, 2, 8)]))
    assert [row.values["household"] for row in parsed.rows] == [3, 3]
    assert "每行都按 3 计" in parsed.warnings[0].message


def test_a_row_that_repeats_another_is_told():
    parsed = read(sheet_of([HEADER, person(1), person(2), person(1)]))
    assert len(parsed.rows) == 3
    assert messages(parsed.warnings) == [(4, "", "与第 2 行完全相同：请核对是否重复")]


def test_a_header_without_rows_is_told():
    assert "没有数据" in read(sheet_of([HEADER])).warnings[0].message


def test_problems_are_counted_beyond_those_kept():
    count = MOST_PROBLEMS + 200
    rows = [["姓名", "所属工会", "走访日期"], *([f"王{'小' * 2}", "甲工会", "昨天"] for _ in range(count))]
    parsed = read(sheet_of(rows), VISITS)
    assert (len(parsed.problems), parsed.problem_count) == (MOST_PROBLEMS, count)
