"""Importing through the pages: checked, mended, taken in, taken back; and nobody else's files."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from django.urls import reverse

from liuyou.areas.aid.models import Payment
from liuyou.areas.bargaining.models import Offer
from liuyou.kernel.actions.action import ACTIONS
from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.base.periods import Period
from liuyou.kernel.catalogue import catalogue
from liuyou.kernel.intake import undoing
from liuyou.kernel.intake.models import Load, TakenRow, Undone
from liuyou.kernel.journal.models import Line
from liuyou.kernel.ledger.figures import value
from liuyou.kernel.ledger.reconcile import reconcile
from liuyou.kernel.people.models import Person
from liuyou.kernel.web import storage
from liuyou.kernel.web.imports import tasks, uploads
from liuyou.kernel.web.models import Mapping, Upload

pytestmark = [pytest.mark.urls("liuyou.kernel.web.tests.routed"), pytest.mark.usefixtures("kept_files")]
HEADERS = ["姓名", "发放日期", "项目", "金额", "备注"]
RIGHTS = ["intake.load", "aid.record", "aid.correct", "aid.read"]
WORKBOOKS = Path(__file__).parents[4] / "demo" / "workbooks" / "云川区"


def workbook(rows, headers=HEADERS, title="送温暖发放"):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in (headers, *rows):
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    buffer.seek(0)
    buffer.name = "救助发放.xlsx"
    return buffer


def rows(*days, amount=500):
    return [[f"职工{'甲乙丙丁戊己'[n]}", day, "送温暖", amount, "=1+1"] for n, day in enumerate(days)]


def send(client, file, **more):
    answer = client.post(reverse("import"), {"file": file, **more})
    assert answer.status_code == 302, answer.content.decode()
    return Upload.objects.order_by("-pk").first()


def do(client, upload, what, **more):
    answer = client.post(reverse("import-file", args=[upload.pk]), {"do": what, **more})
    upload.refresh_from_db()
    return answer


def page_of(client, upload):
    return client.get(reverse("import-file", args=[upload.pk])).content.decode()


@pytest.fixture
def officer(county, sign_in):
    return sign_in("officer", county.east, RIGHTS)


def loaded(client, file=None):
    upload = send(client, file or workbook(rows("2016-01-28", "2016-01-29")))
    do(client, upload, "commit")
    return Load.objects.get(pk=upload.load_id)


def test_a_file_with_errors_is_mended_and_then_taken_in(officer, county):
    upload = send(officer, workbook(rows("2016-01-28", "2016-02-30")))
    text = page_of(officer, upload)
    assert "1 处要修改" in text
    assert "2016年2月30日 没有这一天" in text
    assert "<mark>2016-02-30</mark>" in text, "the row stands beside the problem, its wrong cell marked"
    do(officer, upload, "commit")
    assert not Payment.objects.exists(), "what has errors is not written, whatever is sent"

    answer = officer.get(reverse("import-marked", args=[upload.pk]))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert book.sheetnames == ["问题清单", "送温暖发放"]
    book["送温暖发放"]["B3"] = "2016-02-28"
    mended = io.BytesIO()
    book.save(mended)
    mended.seek(0)
    mended.name = "救助发放-待修改.xlsx"
    do(officer, upload, "mend", file=mended)
    assert "可以导入 2 条" in page_of(officer, upload)
    do(officer, upload, "commit")
    assert set(Payment.objects.values_list("paid_on", "org_id")) == {
        (date(2016, 1, 28), county.east),
        (date(2016, 2, 28), county.east),
    }
    answer = officer.get(reverse("import-file", args=[upload.pk]), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("import-load", args=[upload.load_id])
    for payment in Payment.objects.all():
        assert reverse("record", args=["aid.payment", payment.pk]) in answer.content.decode()


def test_problems_come_fifty_a_page(officer):
    many = [["职工甲", "2016-13-01", "送温暖", 5, ""] for _ in range(120)]
    upload = send(officer, workbook(many))
    first, last = page_of(officer, upload), officer.get(reverse("import-file", args=[upload.pk]) + "?page=3")
    assert first.count("没有这一天") == 50
    assert last.content.decode().count("没有这一天") == 20
    assert "第 3 页，共 3 页" in last.content.decode()


def test_columns_that_were_not_recognised_are_said_once_and_remembered(officer, county):
    odd = ["受助同志", "发放那天", "项目", "给了多少", "备注"]
    upload = send(officer, workbook(rows("2016-01-28"), odd))
    do(officer, upload, "say", **{"register-0": "aid.payment", "row-0": "1"})
    assert "还没有指定必填的列：姓名、发放日期" in page_of(officer, upload)
    said = {"register-0": "aid.payment", "row-0": "1"}
    said |= {"column-0-0": "name", "column-0-1": "paid_on", "column-0-2": "programme", "column-0-3": "amount"}
    do(officer, upload, "say", **said)
    assert "可以导入 1 条" in page_of(officer, upload)
    kept = Mapping.objects.get()
    assert (kept.org_id, kept.register, kept.mapping["3"]) == (county.east, "aid.payment", "amount")
    lines = Line.objects.filter(action="intake.mapping.set", record=kept.pk)
    assert lines.count() == 2, "the register, then its columns"
    do(officer, upload, "commit")
    assert Payment.objects.get().amount == 500

    again = send(officer, workbook(rows("2016-03-01", amount=70), odd))
    assert "可以导入 1 条" in page_of(officer, again), "the same headers need no second word"


def test_two_columns_cannot_be_the_same_field(officer):
    upload = send(officer, workbook(rows("2016-01-28"), ["受助同志", "发放那天", "项目", "给了多少", "备注"]))
    said = {"register-0": "aid.payment", "row-0": "1", "column-0-0": "name", "column-0-4": "name"}
    do(officer, upload, "say", **said)
    answer = officer.post(reverse("import-file", args=[upload.pk]), {"do": "say", **said}, follow=True)
    assert "有两列都选成了“姓名”" in answer.content.decode()


def test_another_register_can_be_chosen_and_a_sheet_left_out(officer):
    upload = send(officer, workbook(rows("2016-01-28")))
    do(officer, upload, "say", **{"register-0": "aid.maternity", "row-0": "1"})
    assert uploads.found_of(upload)["sheets"][0]["register"] == "aid.maternity"
    do(officer, upload, "say", **{"register-0": "-"})
    assert uploads.found_of(upload)["sheets"][0]["left_out"] is True
    assert "您选择了不读" in page_of(officer, upload)


def test_taking_back_voids_every_record_and_lets_the_file_come_again(officer, county):
    load = loaded(officer)
    assert value("aid.payments", org=county.east, period=Period.parse("2016")) == 2
    address = reverse("import-load", args=[load.pk])
    officer.post(address, {"reason": ""})
    assert not Undone.objects.exists(), "a reason is needed"
    officer.post(address, {"reason": "金额单位弄错"})
    assert set(Payment.objects.values_list("state", flat=True)) == {"void"}
    assert Undone.objects.get(load=load).reason == "金额单位弄错"
    assert not TakenRow.objects.filter(load=load).exists()
    assert value("aid.payments", org=county.east, period=Period.parse("2016")) == 0
    assert reconcile() == []
    assert Line.objects.get(action="intake.load.undo").record == load.pk
    assert "已由" in officer.get(address).content.decode()

    second = loaded(officer)
    assert (second.round, second.counts) == (1, load.counts)
    assert Payment.objects.filter(state="paid").count() == 2


def test_what_has_been_worked_on_since_keeps_its_load(officer, county):
    load = loaded(officer)
    first = Payment.objects.order_by("pk").first()
    ACTIONS["aid.payment.correct"](first.pk, actor=county.actor, reason="补票", changes={"note": "改过"})
    answer = officer.post(reverse("import-load", args=[load.pk]), {"reason": "不要了"})
    assert answer.status_code == 409
    assert f"{first.pk} 号：导入之后又办理过" in answer.content.decode()
    assert set(Payment.objects.values_list("state", flat=True)) == {"paid"}, "all or none"


def test_what_another_record_speaks_of_keeps_its_load(officer, county):
    load = loaded(officer)
    first = Payment.objects.order_by("pk").first()
    county.pay(county.east, first.person_id, "30", date(2016, 5, 1), source=first.pk)
    answer = officer.post(reverse("import-load", args=[load.pk]), {"reason": "不要了"})
    assert "已经据此登记了" in answer.content.decode()
    assert not Undone.objects.exists()


def test_what_a_key_points_to_keeps_its_load(county, sign_in):
    from liuyou.areas.bargaining import actions

    clerk = sign_in("clerk", county.east1, ["intake.load", "bargaining.*"])
    upload = send(clerk, workbook([["东一厂", "2016-03-01"]], ["用人单位名称", "发出要约日期"], "协商要约"))
    do(clerk, upload, "say", **{"register-0": "bargaining.offer", "row-0": "1"})
    do(clerk, upload, "commit")
    [offer] = Offer.objects.all()
    ACTIONS["bargaining.offer.accept"](offer.pk, actor=county.actor, replied_on=date(2016, 3, 9))
    row = {"org_id": county.east1, "kind": "工资", "employer": "东一厂", "workers": 9, "offer_id": offer.pk}
    [agreement] = actions.open_agreements([row], actor=county.actor, on=date(2016, 5, 3))
    with pytest.raises(BadInput) as refused:
        undoing.undo(Load.objects.get(), catalogue.registers(), actor=clerk.actor, reason="不要了")
    assert any(f"被编号 {agreement.pk} 的记录引用" in str(each) for each in refused.value.problems)


def test_what_cannot_be_voided_cannot_be_taken_back(county, sign_in):
    clerk = sign_in("clerk", county.root, ["intake.load", "orgs.manage", "people.enter"])
    orgs = workbook(
        [["东三厂工会", "东镇总工会", "单独工会", "2016-01-01"]],
        ["工会名称", "上级工会", "组织类型", "成立日期"],
        "工会组织台账",
    )
    with pytest.raises(BadInput) as refused:
        undoing.undo(loaded(clerk, orgs), catalogue.registers(), actor=clerk.actor, reason="不要了")
    assert "组织不能整批撤销" in str(refused.value.problems[0])
    people = workbook([["王小明", "11010519491231002X"]], ["姓名", "身份证号"], "职工名册")
    with pytest.raises(BadInput) as refused:
        undoing.undo(loaded(clerk, people), catalogue.registers(), actor=clerk.actor, reason="不要了")
    assert "里面只登记了人员" in str(refused.value.problems[0])


def test_without_the_right_to_void_nothing_is_taken_back(officer, county, sign_in):
    load = loaded(officer)
    other = sign_in("clerk", county.east, ["intake.load", "aid.record", "aid.read"])
    other.post(reverse("import-load", args=[load.pk]), {"reason": "不要了"})
    assert set(Payment.objects.values_list("state", flat=True)) == {"paid"}
    assert not Undone.objects.exists()


def test_without_the_register_s_own_right_nothing_is_taken_in(county, sign_in):
    clerk = sign_in("clerk", county.east, ["intake.load"])
    upload = send(clerk, workbook(rows("2016-01-28")))
    answer = clerk.post(reverse("import-file", args=[upload.pk]), {"do": "commit"}, follow=True)
    assert "没有登记这种台账的权限" in answer.content.decode()
    assert not Payment.objects.exists()
    assert not Person.objects.exists(), "people who were new are taken back too"


def test_a_sister_town_sees_neither_files_nor_loads(officer, county, sign_in):
    load = loaded(officer)
    waiting = send(officer, workbook(rows("2016-03-01")))
    sister = sign_in("sister", county.west, RIGHTS)
    for name, number in (("import-load", load.pk), ("import-file", waiting.pk), ("import-marked", waiting.pk)):
        assert sister.get(reverse(name, args=[number])).status_code == 404
    assert sister.post(reverse("import-load", args=[load.pk]), {"reason": "不要了"}).status_code == 404
    assert "救助发放.xlsx" not in sister.get(reverse("import")).content.decode()
    above = sign_in("above", county.root, RIGHTS)
    assert above.get(reverse("import-load", args=[load.pk])).status_code == 200
    assert above.get(reverse("import-file", args=[waiting.pk])).status_code == 404, "who uploaded it, and nobody else"
    assert officer.get(reverse("import-load", args=[load.pk])).status_code == 200


def test_whoever_may_not_load_finds_no_page(county, sign_in):
    reader = sign_in("reader", county.east, ["aid.read"])
    assert reader.get(reverse("import")).status_code == 404
    assert reader.get(reverse("import-templates")).status_code == 404


def test_the_file_and_what_was_found_are_sealed(officer, kept_files):
    upload = send(officer, workbook([["王小明", "2016-02-30", "送温暖", 500, ""]]))
    stored = [path for path in kept_files.rglob("*") if path.is_file()]
    assert [path.name for path in stored] == [upload.path]
    assert not any(path.read_bytes().startswith(b"PK") for path in stored)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT found FROM web_upload WHERE id = %s", [upload.pk])
        assert "王小明".encode() not in bytes(cursor.fetchone()[0])
    assert "王小明" in json.dumps(uploads.found_of(upload), ensure_ascii=False)


def test_discarding_and_purging_leave_no_file(officer, kept_files, django_capture_on_commit_callbacks):
    upload = send(officer, workbook(rows("2016-01-28")))
    with django_capture_on_commit_callbacks(execute=True):
        officer.post(reverse("import-file", args=[upload.pk]), {"do": "discard"})
    assert not [path for path in kept_files.rglob("*") if path.is_file()]
    assert not Upload.objects.exists()


def test_a_csv_with_formulas_is_read_as_text_and_marked_as_text(officer):
    text = "姓名,发放日期,项目,金额,备注\n职工甲,2016-01-28,送温暖,100,=HYPERLINK(1)\n职工乙,2016-02-30,送温暖,1,+1\n"
    file = io.BytesIO(text.encode("gb18030"))
    file.name = "救助.csv"
    upload = send(officer, file)
    answer = officer.get(reverse("import-marked", args=[upload.pk]))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    cell = book["救助"]["E2"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


@pytest.mark.parametrize(("name", "words"), [("台账.pdf", "不是表格"), ("台账.exe", "不是表格")])
def test_only_tables_are_taken(officer, name, words):
    file = io.BytesIO(b"MZ")
    file.name = name
    answer = officer.post(reverse("import"), {"file": file}, follow=True)
    assert words in answer.content.decode()
    assert not Upload.objects.exists()


def test_a_file_that_is_no_workbook_whatever_its_name_says_so(officer):
    file = io.BytesIO(b"%PDF-1.4 not a table")
    file.name = "台账.xlsx"
    upload = send(officer, file)
    assert "这是 PDF 文件，不是表格" in page_of(officer, upload)


def test_a_large_file_is_a_run_that_the_page_shows(officer, monkeypatch):
    from liuyou.kernel.jobs.running import work

    monkeypatch.setattr(tasks, "SMALL", 1)
    upload = send(officer, workbook(rows("2016-01-28")))
    assert "正在后台处理" in page_of(officer, upload)
    work(upload.run_id)
    upload.refresh_from_db()
    assert "可以导入 1 条" in page_of(officer, upload)
    do(officer, upload, "commit")
    work(upload.run_id)
    upload.refresh_from_db()
    assert (upload.stage, Payment.objects.count()) == ("loaded", 1)
    assert upload.run.state == "done"


def test_a_run_that_finds_errors_leaves_nothing_and_says_what(officer, county, monkeypatch):
    from liuyou.kernel.jobs.running import work

    upload = send(officer, workbook(rows("2016-01-28")))
    monkeypatch.setattr(tasks, "SMALL", 1)
    person = Person.objects.count()
    monkeypatch.setattr(uploads.driver, "dry_run", _refusing)
    do(officer, upload, "commit")
    work(upload.run_id)
    upload.refresh_from_db()
    assert upload.run.state == "stopped"
    assert "只能这样" in page_of(officer, upload)
    assert (Payment.objects.count(), Person.objects.count()) == (0, person)


def _refusing(*_, **__):
    raise BadInput("只能这样")


@pytest.mark.parametrize("name", ["13-04-白塔镇总工会救助慰问台账.xls", "32-06-长平街道总工会活动台账.xls"])
def test_untidy_workbooks_of_the_demonstration_are_understood(officer, county, name):
    """Their unions are not in this small tree: every problem is that, and no sheet is unknown."""
    file = (WORKBOOKS / name).open("rb")
    upload = send(officer, file)
    told = uploads.found_of(upload)
    assert all(sheet["register"] or sheet.get("idle") for sheet in told["sheets"])
    assert page_of(officer, upload)


def test_the_list_of_imports_is_searched_and_paged(officer, county, monkeypatch):
    from liuyou.kernel.web.imports import past

    loaded(officer)
    loaded(officer, workbook(rows("2016-03-01")))
    monkeypatch.setattr(past, "SIZE", 1)
    text = officer.get(reverse("import")).content.decode()
    assert text.count("救助发放台账 2 条") == 0
    assert "共 2 次" in text
    found = officer.get(reverse("import"), {"words": "没有这个"}).content.decode()
    assert "没有找到“没有这个”" in found


def test_a_blank_workbook_is_read_by_its_own_register(officer):
    answer = officer.get(reverse("import-template", args=["aid.payment"]))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    heads = {cell.value for sheet in book.worksheets for row in sheet.iter_rows(max_row=2) for cell in row}
    assert {"姓名*", "发放日期*", "项目*"} <= heads
    assert officer.get(reverse("import-template", args=["no.such"])).status_code == 404


def test_storage_tells_of_changed_files(kept_files):
    from liuyou.kernel.base.errors import LiuyouError

    name = storage.keep(storage.FILES, [b"abc"], "here")
    assert b"".join(storage.read(storage.FILES, name, "here")) == b"abc"
    with pytest.raises(LiuyouError):
        list(storage.read(storage.FILES, name, "elsewhere"))
    path = next(kept_files.rglob(name))
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    with pytest.raises(LiuyouError, match="校验值"):
        list(storage.read(storage.FILES, name, "here"))


def test_the_mended_file_is_read_as_was_said_of_the_first(officer):
    odd = ["受助同志", "发放那天", "项目", "给了多少", "备注"]
    upload = send(officer, workbook(rows("2016-02-30"), odd))
    do(officer, upload, "say", **{"register-0": "aid.payment", "row-0": "1"})
    said = {"register-0": "aid.payment", "row-0": "1"}
    said |= {"column-0-0": "name", "column-0-1": "paid_on", "column-0-2": "programme", "column-0-3": "amount"}
    do(officer, upload, "say", **said)
    assert uploads.found_of(upload)["problems"][0][4].startswith("2016年2月30日 没有这一天")
    marked = officer.get(reverse("import-marked", args=[upload.pk]))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(marked.streaming_content)))
    book["送温暖发放"]["B2"] = "2016-02-29"
    mended = io.BytesIO()
    book.save(mended)
    mended.seek(0)
    mended.name = "改好了.xlsx"
    do(officer, upload, "mend", file=mended)
    assert uploads.found_of(upload)["new"] == 1
    mended.seek(0)
    other = send(officer, mended)
    assert uploads.found_of(other)["new"] == 1, "with the column of messages the headers are still the same"


def test_what_nobody_came_back_to_is_purged(officer, kept_files):
    import os
    from datetime import timedelta

    from liuyou.kernel.writing.permit import permit

    old, new = send(officer, workbook(rows("2016-01-28"))), send(officer, workbook(rows("2016-03-01")))
    with permit("test.old"):
        Upload.objects.filter(pk=old.pk).update(at=old.at - timedelta(days=15))
    for path in kept_files.rglob("*"):
        os.utime(path, (1, 1))
    assert uploads.purge() == 1
    assert [path.name for path in kept_files.rglob("*") if path.is_file()] == [new.path]


def test_a_file_loaded_before_says_so_and_leads_there(officer):
    file = workbook(rows("2016-01-28"))
    load = loaded(officer, file)
    file.seek(0)
    text = page_of(officer, send(officer, file))
    assert "以前导入过" in text
    assert reverse("import-load", args=[load.pk]) in text
    saved_anew = workbook([*rows("2016-01-28")], title="救助")
    assert "1 行已登记过" in page_of(officer, send(officer, saved_anew))
