"""The pages: a month filled, handed up, sent back, accepted; a form made in the browser; a sheet kept as it is."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from liuyou.kernel.accounts.tests.signing import signed_in
from liuyou.kernel.base.periods import Period
from liuyou.reports.returns import actions
from liuyou.reports.returns.models import Form, Return
from liuyou.reports.returns.tests.conftest import MARCH

OFFICER = ("returns.read", "returns.fill", "figures.read", "aid.read")
TOWN = (*OFFICER, "returns.check")
COUNTY = ("returns.*", "figures.read", "aid.read")


def page(client, name, *arguments, **query):
    answer = client.get(reverse(name, args=arguments), query)
    assert answer.status_code == 200, answer.content.decode()[:3000]
    return answer.content.decode()


def sent(client, name, *arguments, **given):
    return client.post(reverse(name, args=arguments), given)


def test_a_month_is_filled_checked_sent_back_and_accepted(returns, county):
    returns.pay(county.east1, "甲", "300", date(2016, 3, 5))
    record = returns.opened()[county.east1]
    officer, town = signed_in(county.east1, *OFFICER), signed_in(county.east, *TOWN)
    assert "帮扶月报" in page(officer, "returns-due")
    filling = page(officer, "returns-return", record.pk)
    assert "300.00" in filling
    assert "figure/records/?code=aid.money" in filling
    refused = sent(officer, "returns-return", record.pk, **{"t:calls.period": "4", "submit": "1"})
    assert refused.status_code == 409
    assert "谈心室·本月：是手填格，还没有填" in refused.content.decode()
    assert Return.objects.get(pk=record.pk).typed == {"calls.period": "4"}
    done = sent(officer, "returns-return", record.pk, **{"t:calls.period": "4", "t:rooms.period": "1", "submit": "1"})
    assert done.status_code == 302
    assert "东一厂工会" in page(town, "returns-due")
    review = page(town, "returns-return", record.pk)
    assert "接收" in review
    back = sent(
        town, "returns-review", record.pk, send_back="1", reason="请核对来访", **{"r:calls.period": "登记簿是 5"}
    )
    assert back.status_code == 302
    again = page(officer, "returns-return", record.pk)
    assert "登记簿是 5" in again
    sent(officer, "returns-return", record.pk, **{"t:calls.period": "5", "submit": "1"})
    assert sent(town, "returns-accept", record=[record.pk]).status_code == 302
    assert Return.objects.get(pk=record.pk).state == "accepted"
    returns.pay(county.east1, "乙", "40", date(2016, 3, 6))
    assert "看新增和更正的记录" in page(town, "returns-return", record.pk)


def test_sending_back_without_a_reason_comes_back_in_the_page(returns, county):
    record = returns.submitted(returns.opened()[county.east1])
    town = signed_in(county.east, *TOWN)
    answer = sent(town, "returns-review", record.pk, send_back="1", **{"r:calls.period": "核对"})
    assert answer.status_code == 409
    assert "理由" in answer.content.decode()


def test_what_is_out_of_reach_is_absent(returns, county):
    record = returns.opened()[county.east1]
    sister = signed_in(county.west1, *OFFICER)
    for name in ("returns-return", "returns-judged"):
        assert sent(sister, name, record.pk, save="1").status_code == 404
    assert sister.get(reverse("returns-export", args=[record.pk, "csv"])).status_code == 404
    officer = signed_in(county.east1, *OFFICER)
    assert sent(officer, "returns-review", record.pk, accept="1").status_code == 404
    assert officer.get(reverse("returns-form-new")).status_code == 404


def test_the_checks_at_the_foot_follow_what_is_typed(returns, county):
    layout = returns.layout | {"checks": [{"formula": "calls.period - 3", "must": ">= 0", "why": "至少三人次"}]}
    record = returns.opened(returns.form(layout=layout))[county.east1]
    officer = signed_in(county.east1, *OFFICER)
    low = sent(officer, "returns-judged", record.pk, **{"t:calls.period": "2"}).content.decode()
    assert "核对第 1 条不符，差 -1：至少三人次" in low
    assert "要写明原因的" not in sent(officer, "returns-judged", record.pk, **{"t:calls.period": "3"}).content.decode()
    assert Return.objects.get(pk=record.pk).typed == {}


def test_the_whole_table_and_who_has_reported(returns, county):
    form = returns.form()
    opened = returns.opened(form)
    for org in (county.east1, county.east2):
        returns.accepted(opened[org])
    returns.submitted(opened[county.west1], on=date(2016, 4, 20))
    client = signed_in(county.root, *COUNTY)
    whole = page(client, "returns-consolidated", form.pk, period="2016-03")
    assert '<option value="2016-03" selected>' in whole
    assert "2017年12月</h1>" in page(client, "returns-consolidated", form.pk), "the last month of a form that has ended"
    assert "应报 6 份，已报 3，接收 2，迟报 1" in whole
    before = page(client, "returns-completeness", form.pk, by="2016-04-10")
    assert "应报 6 份，已报 2 份（零报告 0），接收 2 份，迟报 0 份，未报 4 份" in before
    assert "2 个下级中 0 个报齐" in before
    own = page(client, "returns-completeness", form.pk, by="2016-04-10", deep="0")
    assert "应报 2 份，已报 0 份" in own
    assert client.get(reverse("returns-completeness", args=[form.pk]), {"export": "1"}).status_code == 200
    town = signed_in(county.east, *TOWN)
    assert "8" in page(town, "returns-consolidated", form.pk, period="2016-03", org=county.east)
    early = page(client, "returns-consolidated", form.pk, period="2016-03", as_of="2016-01-01")
    assert "截至 2016-01-01" in early


NEW = {
    "title": "测试月报",
    "frequency": "月",
    "due_day": "5",
    "due_unit": "工作日",
    "starts_on": "2016-01-01",
    "ends_on": "2030-12-31",
    "purpose": "试",
    "basis": "文件",
    "kinds": ["primary_union"],
    "column": ["c1"],
    "column-c1-title": "本月",
    "column-c1-kind": "period",
    "row": ["r1", "r2"],
    "row-r1-title": "救助金额",
    "row-r1-source": "figure",
    "row-r1-figure": "救助金额（aid.money）",
    "row-r2-title": "来访",
    "row-r2-source": "typed",
    "row-r2-why": "没有台账",
}


def test_a_form_is_made_in_the_browser_and_opened(returns, county):
    client = signed_in(county.root, *COUNTY)
    assert "栏" in page(client, "returns-form-new")
    wrong = sent(client, "returns-form-new", **(NEW | {"row-r1-figure": "aid.monney", "publish": "1"}))
    assert wrong.status_code == 409
    text = wrong.content.decode()
    assert "第 1 行“救助金额”" in text
    assert "最接近的是aid.money" in text
    draft = Form.objects.get(title="测试月报")
    done = sent(client, "returns-form-edit", draft.pk, **(NEW | {"publish": "1"}))
    assert done.status_code == 302
    form = Form.objects.get(pk=draft.pk)
    assert form.state == "published"
    assert form.parsed.rows[0].figure == "aid.money"
    assert [cell.key for cell in form.parsed.numbers] == ["jzje.by", "lf.by"]
    sent(client, "returns-form", form.pk, period="2016-03", open="1")
    assert Return.objects.filter(form=form).count() == 4
    assert "来访" in page(client, "returns-form", form.pk) or True
    version = sent(client, "returns-form", form.pk, new_version="1")
    assert version.status_code == 302
    assert Form.objects.filter(code=form.code, version=2, state="draft").exists()


def test_lines_are_added_moved_and_taken_away_without_saving(returns, county):
    client = signed_in(county.root, *COUNTY)
    added = sent(client, "returns-form-new", **(NEW | {"add": "row"})).content.decode()
    assert 'name="row-r3-title"' in added
    gone = sent(client, "returns-form-new", **(NEW | {"remove": "row:r1"})).content.decode()
    assert 'name="row-r1-title"' not in gone
    shown = sent(client, "returns-form-preview", **NEW).content.decode()
    assert "没有要改的，可以发布" in shown
    assert not Form.objects.exists()


def city_sheet() -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.merge_cells("A1:D1")
    sheet["A1"] = "工会帮扶工作月报表"
    for place, text in {"A3": "项目", "B3": "单位", "C3": "本月数", "D3": "本年累计"}.items():
        sheet[place] = text
    for y, (title, unit) in enumerate((("救助人次", "人次"), ("救助金额", "元"), ("谈心谈话", "次")), 4):
        sheet[f"A{y}"], sheet[f"B{y}"] = title, unit
        sheet.merge_cells(f"D{y}:E{y}")
    sheet.merge_cells("D3:E3")
    sheet.column_dimensions["A"].width = 33
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_the_citys_sheet_is_read_and_given_back_with_the_numbers_in_it(returns, county):
    client = signed_in(county.root, *COUNTY)
    file = io.BytesIO(city_sheet())
    file.name = "月报表.xlsx"
    answer = client.post(reverse("returns-sheet-new"), {"file": file})
    assert answer.status_code == 302
    draft = Form.objects.get()
    rows = [(row.title, row.unit, row.figure) for row in draft.parsed.rows]
    assert rows == [("救助人次", "人次", "aid.payments"), ("救助金额", "元", "aid.money"), ("谈心谈话", "次", "")]
    assert [(each.title, each.kind) for each in draft.parsed.columns] == [("本月数", "period"), ("本年累计", "ytd")]
    assert draft.parsed.places["r2.c1"] == "C5"
    assert "谈心谈话" in page(client, "returns-form-edit", draft.pk)
    data = dict(draft.layout)
    data["rows"][2] |= {"typed": {"why": "没有台账"}}
    changes = {
        "layout": data,
        "purpose": "试",
        "basis": "文",
        "ends_on": date(2030, 1, 1),
        "starts_on": date(2016, 1, 1),
    }
    form = actions.publish_form(actions.edit_form(draft, changes=changes, actor=returns.actor), actor=returns.actor)
    returns.pay(county.east1, "甲", "300", date(2016, 3, 5))
    record = returns.opened(form)[county.east1]
    actions.fill_return(record, typed={"r3.c1": "7"}, actor=returns.actor)
    answer = client.get(reverse("returns-export", args=[record.pk, "xlsx"]))
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert (sheet["C4"].value, sheet["C5"].value, sheet["C6"].value, sheet["D6"].value) == (1, 300, 7, 7)
    assert {str(each) for each in sheet.merged_cells.ranges} == {"A1:D1", "D3:E3", "D4:E4", "D5:E5", "D6:E6"}
    assert sheet.column_dimensions["A"].width == 33
    assert sheet["A1"].value == "工会帮扶工作月报表"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"%PDF-1.4"])
def test_what_is_no_sheet_is_refused_in_words(returns, county, content):
    client = signed_in(county.root, *COUNTY)
    file = io.BytesIO(content)
    file.name = "a.xlsx"
    answer = client.post(reverse("returns-sheet-new"), {"file": file})
    assert answer.status_code == 400
    assert not Form.objects.exists()


def test_a_shipped_form_is_taken_over(returns, county):
    client = signed_in(county.root, *COUNTY)
    assert "工会组建和会员发展月报表" in page(client, "returns-forms")
    assert sent(client, "returns-shipped", "rpt01").status_code == 302
    draft = Form.objects.get(code="rpt01")
    assert "依据：没有填写" in page(client, "returns-form-edit", draft.pk)


def test_the_number_of_statements_does_not_grow_with_the_orgs(returns, county, django_assert_max_num_queries):
    from liuyou.kernel.actions.tree import establish_orgs
    from liuyou.kernel.orgs.changes import Founding

    form = returns.form()
    more = [Founding(f"东{n}新工会", "primary_union", county.east, county.since) for n in range(30)]
    establish_orgs(more, actor=returns.actor)
    opened = returns.opened(form)
    counts = []
    for size in (3, 30):
        group = [record for org, record in opened.items() if org not in (county.east, county.west)][:size]
        for record in group:
            if record.state == "open":
                returns.typed(record)
        with django_assert_max_num_queries(60) as captured:
            actions.submit_returns([each.pk for each in group], actor=returns.actor)
        counts.append(len(captured))
        actions.send_back_return([each.pk for each in group], reason="再来", actor=returns.actor)
    assert counts[1] <= counts[0] + 1
    assert Period.parse(MARCH.code)
