"""The book of members as a workbook: recognised, loaded once, and what is wrong with a row told by the row."""

from datetime import date

import pytest
from openpyxl import Workbook

from bench.generate import identity
from liuyou.areas.members import imports
from liuyou.areas.members.actions import endings
from liuyou.areas.members.models import Duplicate, Member
from liuyou.areas.members.tests.conftest import TODAY
from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.catalogue.catalogue import registers
from liuyou.kernel.intake.driver import enter, load
from liuyou.kernel.intake.models import Load
from liuyou.kernel.intake.undoing import undo
from liuyou.kernel.ledger.reconcile import reconcile

HEADERS = [
    "所属工会",
    "姓名",
    "性别",
    "身份证号码",
    "联系电话",
    "民族",
    "学历",
    "学位",
    "政治面貌",
    "户口所在地",
    "现居地址",
    "企业名称",
    "职务",
    "有何特长",
    "工会基层委员会意见",
    "婚姻状况",
    "用工性质",
    "是否农民工",
    "入职时间",
    "入会时间",
    "会员证号",
    "备注",
]


def row(name="张一", number=1, union="东一厂工会", **more):
    values = dict.fromkeys(HEADERS, "")
    document = identity(number * 997) if number else ""
    sex = "男" if document and int(document[16]) % 2 else "女"
    values |= {"所属工会": union, "姓名": name, "性别": sex, "身份证号码": document, "联系电话": "13812345678"}
    values |= {"学历": "本科", "用工性质": "派遣", "是否农民工": "是", "入会时间": "2020-03-01", "企业名称": "东一厂"}
    return list((values | more).values())


@pytest.fixture
def take(office, tmp_path):
    def taken(*rows, org=0, actor=None):
        book = Workbook()
        book.active.title = "会员"
        book.active.append(HEADERS)
        for each in rows:
            book.active.append(each)
        book.save(path := tmp_path / "会员台账.xlsx")
        return load(path, registers(), actor=actor or office.actor, org=org or office.county.root, on=TODAY)

    return taken


def problems(error):
    return [str(each) for each in error.value.problems]


@pytest.mark.parametrize("register", [*imports.ALL, imports.APPLICATIONS], ids=lambda register: register.code)
def test_columns_are_fields_of_the_record(register):
    fields = {name for field in register.model._meta.concrete_fields for name in (field.name, field.attname)}
    assert {column.name for column in register.form.columns} - {"name", "identity", "phone"} <= fields
    assert {*register.key, *register.compare} <= fields
    words = [word for column in register.form.columns for word in column.titles]
    assert sorted(words) == sorted(set(words))


def test_a_real_looking_book_is_loaded_once(office, take):
    rows = [row(), row("李二", 2, 户口所在地="某省某市"), row("王三", 3, "西一厂工会", 会员证号="A3")]
    assert take(*rows).made == {"会员台账": 3}
    assert take(*rows).again
    member = Member.objects.get(person__name="张一")
    assert (member.education, member.employment, member.migrant) == ("大学本科", "劳务派遣", "是")
    assert (member.since, member.born is not None, member.cohort != "") == (date(2020, 3, 1), True, True)
    assert [office.count("members.count", org) for org in (office.county.east, office.county.root)] == [2, 3]
    assert (office.count("members.cards", period="2020"), office.count("members.migrants")) == (1, 3)
    assert take(*rows, row("赵四", 4)).made == {"会员台账": 1}
    assert reconcile() == []


def test_a_load_is_taken_back_whole(office, take):
    take(row(), row("李二", 2))
    undo(Load.objects.get(), registers(), actor=office.actor, reason="导错了")
    assert office.count("members.count") == 0
    assert take(row(), row("李二", 2)).made == {"会员台账": 2}


def test_a_member_of_another_union_is_a_problem_of_the_row(office, take):
    take(row(union="西一厂工会"))
    clerk = office.clerk(office.county.east, "*")
    with pytest.raises(BadInput) as error:
        take(row("李二", 2), row(), org=office.county.east, actor=clerk)
    [told] = problems(error)
    assert "第 3 行" in told
    assert "会籍管理办法" in told
    assert "转入" in told
    assert "西" not in told
    assert Member.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"性别": "男" if int(identity(997)[16]) % 2 == 0 else "女"}, "与证件号码不一致"),
        ({"身份证号码": identity(997)[:17] + ("0" if identity(997)[17] != "0" else "1")}, "后三位都是 0"),
        ({"身份证号码": "330102800101123"}, "15 位的旧身份证号"),
        ({"用工性质": "长工"}, "长工”不在可填的范围内"),
        ({"入会时间": "2024-06-02"}, "还没有到"),
        ({"入会时间": "1900-01-01"}, "早于出生日期"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_taken(take, wrong, words):
    with pytest.raises(BadInput) as error:
        take(row(**wrong), row("李二", 2))
    assert "第 2 行" in problems(error)[0]
    assert words in problems(error)[0] or words in str(problems(error))
    assert not Member.objects.exists()


@pytest.mark.parametrize("number", ["H12345678", "12345678", "E12345678", "810000199001010010"])
def test_documents_of_hong_kong_taiwan_and_abroad_are_taken(office, take, number):
    from liuyou.kernel.people.identity import check_digit

    text = number if len(number) < 18 else number[:17] + check_digit(number[:17])
    assert take(row(身份证号码=text, 性别="男")).made == {"会员台账": 1}


def test_the_same_person_twice_in_one_file(take):
    with pytest.raises(BadInput, match="需要修改"):
        take(row(), row())
    with pytest.raises(BadInput) as error:
        take(row(), row(union="西一厂工会"))
    assert "同一个人在这一批里出现了两次" in problems(error)[0]


def test_another_day_of_joining_is_for_a_correction(take):
    take(row())
    with pytest.raises(BadInput) as error:
        take(row(入会时间="2021-01-01"), row("李二", 2))
    assert "请办理更正" in problems(error)[0]


def test_whoever_left_may_come_again(office, take):
    take(row())
    endings.leave_member(Member.objects.get(), actor=office.actor, until=date(2022, 1, 1), reason="辞职")
    assert take(row(入会时间="2023-01-01")).made == {"会员台账": 1}
    assert office.count("members.count") == 1


def test_without_a_document_namesakes_are_put_up_for_review(office, take):
    take(row())
    born = Member.objects.get().born
    header = HEADERS.index("备注")
    assert header
    values = {
        "name": "张一",
        "identity": None,
        "phone": None,
        "born": born,
        "since": date(2021, 1, 1),
        "employer": "乙厂",
    }
    enter(imports.MEMBERS, values, actor=office.actor, org=office.county.west1, on=TODAY)
    [found] = Duplicate.objects.all()
    assert (found.alike, found.org_id) == ("姓名、出生日期", office.county.root)
    other = values | {"born": date(1930, 1, 1)}
    enter(imports.MEMBERS, other, actor=office.actor, org=office.county.west1, on=TODAY)
    assert Duplicate.objects.count() == 1  # another birth date: another person
