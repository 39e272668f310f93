"""Hardship files: the way to the file, the yearly recheck, exit and return."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from liuyou.areas.aid import queries
from liuyou.areas.aid.actions import files
from liuyou.areas.aid.models import HardshipFile
from liuyou.kernel.base.errors import NotFound, Refused
from liuyou.kernel.base.periods import Period
from liuyou.kernel.journal.models import Line
from liuyou.kernel.ledger.figures import value
from liuyou.kernel.ledger.reconcile import reconcile
from liuyou.kernel.people.identity import parse_identity
from liuyou.kernel.people.register import Named, ensure
from liuyou.kernel.writing.permit import permit

Y2022, Y2023, Y2024 = (Period.parse(code) for code in ("2022", "2023", "2024"))
START = date(2022, 3, 1)


@pytest.fixture
def who(county):
    return county.people("王一")[0]


def go(county, file, until="on_notice"):
    """Take a draft along the six steps, up to a state."""
    day = START
    steps = {
        "submitted": lambda: files.submit_file(file, actor=county.actor, on=day),
        "to_visit": lambda: files.first_check_file(file, actor=county.actor, on=day),
        "to_check": lambda: files.visit_file(
            file, visited_on=day, application_signed=True, authorised=True, actor=county.actor, on=day
        ),
        "to_post": lambda: files.check_file(file, result="符合", actor=county.actor, on=day),
        "on_notice": lambda: files.post_file(file, actor=county.actor, on=day),
    }
    for state, take in steps.items():
        file = take()
        if state == until:
            return file
    raise AssertionError(until)


def draft(county, row):
    return files.draft_files([row], actor=county.actor, on=START)[0]


def test_the_six_steps_lead_to_a_file_in_force(county, baseline, file_values, who):
    file = go(county, draft(county, file_values(who)))
    assert file.due_on == date(2022, 3, 8)  # five working days
    assert value("aid.files", county.root, Y2022) == 0
    with pytest.raises(Refused, match="公示期到 2022-03-08 才满"):
        files.approve_file(file, actor=county.actor, on=date(2022, 3, 8))
    file = files.approve_file(file, actor=county.actor, on=date(2022, 3, 9))
    assert (file.state, file.filed_on, file.due_on) == ("on_file", date(2022, 3, 9), date(2023, 3, 9))
    assert value("aid.files[category=深度困难,kind=城镇困难职工,cause=本人大病]", county.root, Y2022) == 1
    assert value("aid.files_opened[kind=新增]", county.east, Y2022) == 1
    assert reconcile() == []


def test_the_primary_union_can_neither_check_nor_approve_its_own_file(county, baseline, clerk, file_values, who):
    own = clerk("一厂主席", county.east1, "aid.*")
    sister = clerk("西镇干事", county.west, "aid.*")
    file = go(county, draft(county, file_values(who)), "to_check")
    for actor in (own, sister):
        with pytest.raises(NotFound):
            files.check_file(file, result="符合", actor=actor, on=START)
    file = files.check_file(file, result="符合", actor=clerk("东镇干事", county.east, "aid.*"), on=START)
    file = files.post_file(file, actor=own, on=START)
    with pytest.raises(NotFound):
        files.approve_file(file, actor=own, on=date(2022, 3, 9))


def test_what_is_sensitive_is_sealed_in_table_and_journal(county, file_values, who):
    file = draft(county, file_values(who))
    with connection.cursor() as cursor:
        cursor.execute("SELECT detail, income, bank_card FROM aid_hardshipfile WHERE id = %s", [file.pk])
        stored = [bytes(each) for each in cursor.fetchone()]
    assert all(b"20000" not in each and "尿毒症".encode() not in each and b"6222" not in each for each in stored)
    line = Line.objects.get(register="aid.file", record=file.pk)
    assert all(re.fullmatch("•[0-9a-f]{8}", line.after[name]) for name in ("detail", "income", "bank_card"))
    again = HardshipFile.objects.get(pk=file.pk)
    assert (again.detail, again.means().income) == ("患尿毒症", Decimal(20000))


def test_income_decides_the_category(county, baseline, file_values, who):
    file = go(county, draft(county, file_values(who, category="相对困难")), "to_check")
    with pytest.raises(Refused, match="应为“深度困难”，填报的是“相对困难”"):
        files.check_file(file, result="符合", actor=county.actor, on=START)
    with pytest.raises(Refused, match="不符合建档条件"):
        files.check_file(file, result="收入不实", changes={"income": Decimal(90000)}, actor=county.actor, on=START)
    changes = {"income": Decimal(30000)}
    assert files.check_file(file, result="符合", changes=changes, actor=county.actor, on=START).state == "to_post"


def test_without_the_local_line_nothing_can_be_checked(county, file_values, who):
    file = go(county, draft(county, file_values(who)), "to_check")
    with pytest.raises(Refused, match="城市低保标准"):
        files.check_file(file, result="符合", actor=county.actor, on=START)


def test_a_visit_brings_back_two_signatures(county, file_values, who):
    file = go(county, draft(county, file_values(who)), "to_visit")
    with pytest.raises(Refused, match="家庭经济状况核对授权委托书"):
        files.visit_file(
            file, visited_on=START, application_signed=True, authorised=False, actor=county.actor, on=START
        )
    with pytest.raises(Refused, match="入户日期"):
        files.visit_file(file, visited_on=None, application_signed=True, authorised=True, actor=county.actor)


def test_an_objection_leads_back_to_the_check(county, baseline, file_values, who):
    file = go(county, draft(county, file_values(who)))
    file = files.object_to_file(file, actor=county.actor, on=date(2022, 3, 3), reason="邻居反映有房出租")
    assert (file.state, file.due_on) == ("to_check", None)
    file = files.refuse_file(file, actor=county.actor, on=date(2022, 3, 4), reason="经核对不符")
    assert (file.state, value("aid.files", county.root, Y2022)) == ("refused", 0)
    assert draft(county, file_values(who)).state == "draft"


def test_what_is_missing_goes_back_to_the_worker(county, file_values, who):
    file = draft(county, file_values(who, income=None))
    with pytest.raises(Refused, match="家庭年收入和困难类别"):
        files.submit_file(file, actor=county.actor, on=START)
    file = files.edit_file(file, changes={"income": Decimal(20000)}, actor=county.actor, on=START)
    file = go(county, file, "to_visit")
    file = files.send_back_file(file, actor=county.actor, on=START, reason="缺低保证明")
    assert file.state == "draft"
    assert files.withdraw_file(file, actor=county.actor, on=START, reason="本人放弃").state == "withdrawn"


def test_one_person_one_file(county, on_file, file_values, who):
    file = on_file(who)
    with pytest.raises(Refused, match=r"已有档案（在档），一人一档"):
        draft(county, file_values(who, org_id=county.west1))
    files.lift_file(file, actor=county.actor, on=date(2023, 1, 5), reason="收入提高")
    with pytest.raises(Refused, match="返困"):
        draft(county, file_values(who))


def test_one_household_one_file(county, baseline, on_file, file_values):
    with permit("people.person.enter"):
        husband, wife = ensure(
            [
                Named("王一", parse_identity("11010519491231002X")),
                Named("李二", parse_identity("440524188001010014")),
            ]
        )
    file = on_file(husband)
    member = {"relation": "妻", "name": "李二", "identity": "440524188001010014", "income": "1200"}
    file = files.set_household(file, members=[member], actor=county.actor)
    assert file.household_size == 2
    second = files.submit_file(draft(county, file_values(wife)), actor=county.actor, on=START)
    with pytest.raises(Refused, match="李二已在另一份有效档案中，一户一档"):
        files.first_check_file(second, actor=county.actor, on=START)
    files.close_file(file, ground="调离", actor=county.actor, on=date(2023, 1, 1))
    assert files.first_check_file(second, actor=county.actor, on=START).state == "to_visit"


def test_the_yearly_recheck_is_due_and_changes_the_category(county, on_file, clerk, who):
    file = on_file(who)
    due = file.due_on
    assert due == date(2023, 3, 1)
    assert not queries.overdue_files(county.actor, due).exists()
    assert list(queries.overdue_files(county.actor, due + timedelta(days=1))) == [file]
    assert not queries.overdue_files(clerk("西镇干事", county.west, "aid.read"), date(2024, 1, 1)).exists()
    changes = {"category": "相对困难"}
    file = files.recheck_file(file, result="符合", changes=changes, actor=county.actor, on=date(2023, 5, 4))
    assert file.due_on == date(2024, 5, 6)  # the 4th is a Saturday
    assert [value(f"aid.files[category={each}]", county.root, Y2022) for each in ("深度困难", "相对困难")] == [1, 0]
    assert [value(f"aid.files[category={each}]", county.root, Y2023) for each in ("深度困难", "相对困难")] == [0, 1]
    assert value("aid.files_opened", county.root, Y2023) == 0
    assert value("aid.files_closed", county.root, Y2023) == 0
    assert reconcile() == []


def test_exit_and_return_are_counted(county, on_file):
    one, two, three = county.people("王一", "李二", "张三")
    first, second, third = on_file(one), on_file(two), on_file(three)
    first = files.lift_file(first, actor=county.actor, on=date(2023, 2, 1), reason="收入提高")
    files.relieve_file(second, actor=county.actor, on=date(2023, 6, 1), reason="帮扶到位")
    with pytest.raises(Refused, match="退休、调离、死亡、重复、不实"):
        files.close_file(third, ground="其他", actor=county.actor, on=date(2023, 7, 1))
    files.close_file(third, ground="退休", actor=county.actor, on=date(2023, 7, 1))
    assert value("aid.files", county.root, Y2023) == 0
    assert value("aid.exits", county.root, Y2023) == 2
    assert value("aid.files_closed[reason=退休]", county.root, Y2023) == 1
    assert value("aid.exit_rate", county.root, Y2023) == pytest.approx(Decimal(2) / 3)
    back = files.fall_back_file(first, category="意外致困", actor=county.actor, on=date(2024, 1, 10), reason="再次患病")
    assert (back.state, back.due_on) == ("on_file", date(2025, 1, 10))
    assert value("aid.files_opened[kind=返困]", county.root, Y2024) == 1
    assert value("aid.files[category=意外致困]", county.root, Y2024) == 1
    assert value("aid.files", county.root, Y2023) == 0
    assert reconcile() == []


def test_nothing_ends_before_it_began(county, on_file, who):
    file = on_file(who)
    with pytest.raises(Refused, match="早于起始日期"):
        files.lift_file(file, actor=county.actor, on=date(2022, 2, 28), reason="试")


def test_a_correction_moves_the_beginning_and_void_leaves_nothing(county, on_file, who):
    file = on_file(who)
    changes = {"filed_on": date(2023, 1, 5), "category": "相对困难"}
    file = files.correct_file(file, changes=changes, actor=county.actor, reason="登记有误")
    assert value("aid.files", county.root, Y2022) == 0
    assert value("aid.files[category=相对困难]", county.root, Y2023) == 1
    with pytest.raises(Refused, match="不能用更正修改"):
        files.correct_file(file, changes={"org_id": county.west1}, actor=county.actor, reason="试")
    files.void_file(file, actor=county.actor, reason="重复登记")
    assert [value(code, county.root, Y2023) for code in ("aid.files", "aid.files_opened")] == [0, 0]
    assert reconcile() == []


def test_an_old_ledger_keeps_its_own_categories(county, on_file, file_values):
    one, two = county.people("王一", "李二")
    assert on_file(one, date(2016, 4, 1), category="意外致困户").category == "意外致困"
    with pytest.raises(Refused, match="2016 年的困难类别是低保户、低保边缘户、意外致困"):
        on_file(two, date(2016, 4, 1), category="深度困难")
    rechecked = on_file(two, date(2016, 4, 1), category="低保户", rechecked_on=date(2019, 4, 1))
    assert rechecked.due_on == date(2020, 4, 1)
    assert value("aid.files", county.root, Period.parse("2016")) == 2


def test_a_notice_shows_name_unit_category_and_amount_only(county, baseline, file_values, clerk, who):
    go(county, draft(county, file_values(who)))
    [row] = queries.notice_rows(county.actor, START)
    assert (row.name, row.unit, row.category, row.amount) == ("王*", "东一厂", "深度困难", None)
    assert row.__slots__ == ("name", "unit", "category", "amount")
    assert queries.notice_rows(clerk("西镇干事", county.west, "aid.read"), START) == []
