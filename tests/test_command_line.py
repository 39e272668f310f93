"""The command line as an officer and a script meet it: Chinese help, plain refusals, exit codes, JSON."""

from __future__ import annotations

import json
from datetime import date

import pytest
from click.testing import CliRunner, Result

from liuyou.cli import main
from tests.ledgers import aid_ledger


@pytest.fixture
def run(county):
    county.pay(county.east1, county.people("王一")[0], "20000", date(2016, 1, 28))

    def call(*arguments: str) -> Result:
        return CliRunner().invoke(main, list(arguments))

    return call


def test_every_command_explains_itself_in_chinese():
    for name in main.commands:
        said = CliRunner().invoke(main, [name, "--help"])
        assert said.exit_code == 0
        assert "用法：" in said.output
        for english in ("Usage", "Options", "Show this", "Commands"):
            assert english not in said.output, name


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("figure", "aid.money", "--org", "示例县总工会", "--period", "2016H1"), 0, "20,000.00 元"),
        (("figure", "aid.money", "--org", "示例县总工会", "--period", "2016H1", "--children"), 0, "东镇总工会"),
        (("figure", "aid.money", "--org", "示例县总工会", "--period", "2016H1", "--by", "programme"), 0, "送温暖"),
        (("figure", "aid.money", "--org", "示例县总工会", "--period", "2016H1", "--rows"), 0, "王*"),
        (("figure", "aid.mony", "--org", "示例县总工会", "--period", "2016H1"), 1, "aid.money"),
        (("figure", "aid.money", "--org", "无此工会", "--period", "2016H1"), 1, "没有名为"),
        (("figure", "aid.money", "--org", "示例县总工会", "--period", "2016H3"), 1, "统计期"),
        (("figure", "aid.money", "--org", "示例县总工会", "--period", "2016H1", "--where", "x"), 1, "分项=值"),
        (("figure", "aid.money", "--org", "示例县总工会", "--period", "2016H1", "--as-of", "昨天"), 1, "读不懂"),
        (("figure", "aid.money", "--org", "示例县总工会"), 2, "--period"),
        (("figure", "aid.money", "--nonsense"), 2, "--nonsense"),
        (("nonsense",), 2, "没有这个命令"),
        (("measures", "救助"), 0, "aid.money"),
        (("reconcile",), 0, "完全一致"),
        (("parameter", "bargaining.reply_days", "--org", "示例县总工会", "--on", "2016-05-01"), 0, "工作日"),
        (("parameter", "bargaining.reply_dys", "--org", "示例县总工会"), 1, "bargaining.reply_days"),
        (("template",), 0, "aid.payment"),
        (("template", "aid.paymnt"), 1, "没有台账"),
        (("verify", "missing.docx"), 1, "打不开"),
        (("load", "missing.xlsx"), 1, "missing.xlsx"),
    ],
)
def test_what_is_said_and_the_exit_code(run, arguments, code, words):
    result = run(*arguments)
    assert words in result.output
    assert result.exit_code == code
    assert "Traceback" not in result.output


def test_figure_as_json_is_what_the_documentation_says(run):
    common = ("--org", "示例县总工会", "--period", "2016H1", "--json")
    answer = json.loads(run("figure", "aid.people", *common, "--children", "--rows").stdout)
    assert (answer["value"], answer["unit"], answer["period"]) == (1, "人", "2016H1")
    assert [part["value"] for part in answer["parts"]] == [1, 0]
    [leaf] = answer["leaves"]
    assert (leaf["distinct"], len(leaf["persons"]), len(leaf["entries"])) == (True, 1, 1)
    assert set(leaf["entries"][0]) == {"id", "record", "org", "day", "person", "value"}


def test_load_tells_what_it_did_and_what_is_wrong(run, tmp_path):
    path = aid_ledger(tmp_path / "送温暖.xlsx", 5)
    dry = run("load", str(path), "--dry-run")
    assert "可以导入" in dry.output
    [done] = json.loads(run("load", str(path), "--json").stdout)
    assert (done["ok"], done["made"], done["again"]) == (True, {"救助发放台账": 5}, False)
    assert "导入过" in run("load", str(path)).output
    (tmp_path / "坏.xlsx").write_bytes(b"not a workbook")
    bad = run("load", str(tmp_path / "坏.xlsx"), str(path))
    assert bad.exit_code == 1


def test_a_faulty_workbook_comes_back_marked(run, tmp_path):
    import openpyxl

    book = openpyxl.load_workbook(aid_ledger(tmp_path / "a.xlsx", 5))
    book.active["H5"] = "2016年2月30日"
    book.save(tmp_path / "b.xlsx")
    result = run("load", str(tmp_path / "b.xlsx"), "--errors", str(tmp_path / "待修改"))
    assert result.exit_code == 1
    assert "第 5 行" in result.output
    marked = openpyxl.load_workbook(tmp_path / "待修改" / "b-待修改.xlsx")
    assert marked.sheetnames[0] == "问题清单"


def test_a_summary_is_written_verified_and_refreshed(run, tmp_path):
    paper = str(tmp_path / "总结.docx")
    common = ("--org", "示例县总工会", "--period", "2016H1")
    assert "个数字可核对" in run("write", "summary", *common, "-o", paper).output
    report = json.loads(run("verify", paper, "--json").stdout)
    assert report["agrees"]
    assert {each["state"] for each in report["figures"]} <= {"agrees"}
    assert "已更新" in run("refresh", paper).output


@pytest.mark.parametrize(
    "code", ["aid.payment", "aid.file", "bargaining.offer", "activities.cadre_training", "orgs.org"]
)
def test_an_empty_template_is_recognised_as_its_own_register(run, tmp_path, code):
    target = tmp_path / "空表.xlsx"
    assert run("template", code, "-o", str(target)).exit_code == 0
    from liuyou.kernel.catalogue import catalogue
    from liuyou.kernel.intake.headers import Match, recognise
    from liuyou.kernel.intake.workbooks import open_workbook

    forms = [each.form for each in catalogue.registers().values()]
    match = recognise(open_workbook(target).sheets[0], forms)
    assert isinstance(match, Match)
    assert match.form.code == code


def test_a_correction_by_the_command_line_shows_in_a_paper(run, tmp_path):
    from liuyou.areas.aid.models import Payment

    paper, number = str(tmp_path / "总结.docx"), str(Payment.objects.get().pk)
    own = tmp_path / "模板.docx"
    from liuyou.kernel.documents.layout import Paper

    sheet = Paper()
    sheet.body("发放{{ 指标(“aid.money”) }}。")
    own.write_bytes(sheet.to_bytes())
    common = ("--org", "示例县总工会", "--period", "2016H1")
    assert run("write", "summary", *common, "-o", paper, "--template", str(own)).exit_code == 0
    assert "aid.payment.correct" in run("record", number).output
    refused = run("act", "aid.payment.correct", number, "--set", "amount=21000")
    assert (refused.exit_code, "理由" in refused.output) == (1, True)
    assert "没有字段" in run("act", "aid.payment.correct", number, "--set", "sum=1", "--reason", "试").output
    assert "没有“aid.payment.fly”" in run("act", "aid.payment.fly", number).output
    done = run("act", "aid.payment.correct", number, "--set", "amount=21000", "--reason", "凭证为 21000 元")
    assert done.exit_code == 0, done.output
    report = run("verify", paper)
    assert report.exit_code == 3
    assert f"记录 {number}" in report.output
    assert "+1000" in report.output
    assert "2.1万元" in run("refresh", paper).output
    assert run("verify", paper).exit_code == 0
    assert "20000" in run("record", number).output
