"""Lists as workbooks: what stands in them, what may never calculate, and who took them."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace

import openpyxl
import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.test import RequestFactory
from django.utils import timezone

from liuyou.kernel.journal.models import Line
from liuyou.kernel.orgs import tree
from liuyou.kernel.web import exports

COLUMNS = [("姓名", "text"), ("金额", "money"), ("日期", "date"), ("时间", "moment"), ("备注", "text")]
DANGER = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x","点")', "http://example.com", "0012"]


@pytest.fixture
def here(county):
    place = tree.place(county.east, date.today())  # noqa: DTZ011
    return SimpleNamespace(actor=county.actor, org=county.east, place=place)


def asked(path="/r/aid.payment/export/"):
    request = RequestFactory().get(path, {"words": "王"})
    request.session = {}
    request._messages = FallbackStorage(request)
    return request


def opened(answer):
    return openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active


@pytest.mark.usefixtures("kept_files")
def test_a_list_says_what_it_is_and_keeps_numbers_days_and_text_apart(here):
    moment = datetime(2016, 1, 28, 14, 5, tzinfo=timezone.get_current_timezone())
    rows = [["王小明", Decimal("1200.50"), date(2016, 1, 28), moment, None], ["李四", None, None, None, "无"]]
    told = {"title": "救助发放", "words": "项目：送温暖"}
    answer = exports.export_list(asked(), here, "aid.payment", COLUMNS, iter(rows), 2, **told)
    sheet = opened(answer)
    head = [sheet.cell(y, 1).value for y in range(1, 5)]
    assert head[:3] == ["救助发放", "工会：东镇总工会", "条件：项目：送温暖"]
    assert head[3].startswith("导出：命令行")
    assert [cell.value for cell in sheet[5]] == [title for title, _ in COLUMNS]
    assert sheet["B6"].value == 1200.5
    assert sheet["C6"].value.isoformat() == "2016-01-28T00:00:00"
    assert sheet["D6"].value.isoformat() == "2016-01-28T14:05:00"
    assert [cell.value for cell in sheet[7]] == ["李四", None, None, None, "无"]
    assert "filename" in answer["Content-Disposition"]


@pytest.mark.usefixtures("kept_files")
def test_no_text_ever_calculates_or_leads_anywhere(here):
    answer = exports.export_list(asked(), here, "aid.payment", [("备注", "number")], ([each] for each in DANGER), 8)
    sheet = opened(answer)
    cells = [sheet.cell(y, 1) for y in range(6, 6 + len(DANGER))]
    assert [cell.data_type for cell in cells] == ["s"] * len(DANGER)
    assert [cell.value for cell in cells] == [each.strip() for each in DANGER]
    assert not any(cell.hyperlink for cell in cells)


@pytest.mark.usefixtures("kept_files")
def test_every_export_is_a_line_in_the_journal(here, county):
    exports.export_list(asked(), here, "aid.payment", COLUMNS, iter([]), 0, words="全部")
    line = Line.objects.get(action="aid.payment.export")
    assert (line.register, line.actor, line.org_id, line.after) == (
        "aid.payment",
        county.actor,
        county.east,
        {"rows": 0, "filters": "全部"},
    )


def test_many_rows_are_a_task_that_asks_again_as_the_same_person(county, sign_in, monkeypatch):
    from liuyou.kernel.jobs.models import Run
    from liuyou.kernel.jobs.running import work
    from liuyou.kernel.web.screens import SCREENS

    if "aid.payment" not in SCREENS:
        pytest.skip("no screen of payments yet")
    monkeypatch.setattr(exports, "AT_ONCE", 1)
    for person, day in zip(county.people("王小明", "李小红"), (1, 2), strict=True):
        county.pay(county.east1, person, "500", date(2016, 1, day))
    county.pay(county.west1, county.people("赵六")[0], "500", date(2016, 1, 3))
    clerk = sign_in("clerk", county.east, ["aid.read"])
    answer = clerk.get("/r/aid.payment/export/?period=2016")
    assert answer.status_code == 302
    run = Run.objects.get()
    assert answer["Location"].endswith(f"/{run.pk}/")
    work(run.pk)
    run.refresh_from_db()
    assert (run.state, run.note) == ("done", "已导出 2 行：请下载。")
    sheet = openpyxl.load_workbook(run.file).active
    assert sheet.max_row == 7
    line = Line.objects.get(action="aid.payment.export")
    assert (line.actor, line.after["rows"]) == (clerk.actor, 2)


def test_whoever_has_lost_the_right_gets_no_file(county, sign_in, monkeypatch):
    from liuyou.kernel.access.models import Post
    from liuyou.kernel.jobs.models import Run
    from liuyou.kernel.jobs.running import work
    from liuyou.kernel.web.screens import SCREENS
    from liuyou.kernel.writing.permit import permit

    if "aid.payment" not in SCREENS:
        pytest.skip("no screen of payments yet")
    monkeypatch.setattr(exports, "AT_ONCE", 0)
    county.pay(county.east1, county.people("王小明")[0], "500", date(2016, 1, 1))
    clerk = sign_in("clerk", county.east, ["aid.read"])
    clerk.get("/r/aid.payment/export/")
    with permit("access.post.end"):
        Post.objects.filter(actor=clerk.actor).update(ends=date(2016, 1, 1))
    run = Run.objects.get()
    work(run.pk)
    run.refresh_from_db()
    assert (run.state, run.file) == ("stopped", None)
    assert not Line.objects.filter(action="aid.payment.export").exists()
