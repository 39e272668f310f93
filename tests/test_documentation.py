"""The documentation is held to the code: the map is current, and every name, link, option and field in it exists."""

from __future__ import annotations

import ast
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from liuyou.areas.aid.models import Payment
from liuyou.cli import main
from liuyou.kernel.catalogue.answers import ANSWERS
from liuyou.kernel.catalogue.catalogue import AREAS
from liuyou.kernel.documents import templates
from liuyou.kernel.ledger import codes
from liuyou.kernel.ledger.measures import REGISTRY
from liuyou.kernel.parameters.definitions import definitions
from liuyou.kernel.writing.permit import permit
from liuyou.reports.summaries import HALF_YEAR
from tests.ledgers import aid_ledger

ROOT = Path(__file__).resolve().parents[1]
DOCS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
SOURCES = sorted(path for path in (ROOT / "liuyou").rglob("*.py") if not {"tests", "migrations"} & {*path.parts})
REACH = {"visible_to": 2, "require": 1, "reachable": 1, "orgs_in_reach": 1}
"""Functions that ask for a permission, and where it stands among their arguments."""


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.fixture(params=DOCS, ids=name)
def page(request) -> Path:
    return request.param


# The map


def test_the_map_is_current():
    command = [sys.executable, "-m", "liuyou.kernel.catalogue.map"]
    environment = {key: value for key, value in os.environ.items() if key != "LIUYOU_AREAS"}
    made = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout
    assert (ROOT / "docs" / "map.md").read_text("utf-8") == made


def test_every_kernel_package_stands_in_the_map():
    said = (ROOT / "docs" / "map.md").read_text("utf-8")
    for path in sorted((ROOT / "liuyou" / "kernel").glob("*/__init__.py")):
        assert re.search(rf"^\| `{path.parent.name}` \| \w", said, re.M), path.parent.name


# Permissions


@pytest.mark.parametrize("code", sorted(AREAS))
def test_an_area_declares_the_permissions_it_uses_and_no_others(code):
    steps = {bound.step.needs for each in AREAS[code].workflows for bound in each.steps.values()}
    reads = {screen.reads for screen in AREAS[code].screens()}
    asked = set(asked_for(ROOT / "liuyou" / "areas" / code))
    assert steps | reads | asked == set(AREAS[code].permissions)


def asked_for(folder: Path) -> Iterator[str]:
    """Permissions given to the functions of `access.reach` as text, or as a constant of the module."""
    for path in (each for each in SOURCES if folder in each.parents):
        tree = ast.parse(path.read_text("utf-8"))
        constants = {
            target.id: node.value
            for node in tree.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for call in calls(tree):
            place = REACH.get(called(call))
            if place is not None and len(call.args) > place:
                given = call.args[place]
                given = constants.get(given.id, given) if isinstance(given, ast.Name) else given
                if isinstance(given, ast.Constant):
                    yield given.value


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


# Commands


def commands(page: Path) -> Iterator[list[str]]:
    """Calls of `liuyou` in a page's blocks and between back ticks, as words."""
    text = page.read_text("utf-8")
    for line in re.findall(r"^ {4}liuyou (.+)$", text, re.M) + re.findall(r"`liuyou ([a-z][^`\n]*)`", text):
        yield shlex.split(re.split(r"\s{2,}", line)[0])


def test_every_command_named_exists_with_its_options(page):
    for words in commands(page):
        command = main.commands.get(words[0])
        assert command is not None, words
        known = {option for each in command.params for option in each.opts} | {"--help"}
        assert {word for word in words[1:] if re.match("--?[a-z]", word)} <= known, words


def test_every_command_is_named_somewhere():
    said = {words[0] for each in DOCS for words in commands(each)}
    assert set(main.commands) - said == {"demo"}  # `make demo` runs it


# JSON


@pytest.fixture
def run(county):
    county.pay(county.east1, county.people("王一")[0], "20000", date(2016, 1, 28))

    def call(*arguments: str) -> Any:
        return json.loads(CliRunner().invoke(main, [*arguments, "--json"]).stdout)

    return call


def paths(value: Any, so_far: str = "") -> set[str]:
    """Every field of a JSON value with the way to it. What stands under DATA is named by the data."""
    if isinstance(value, list):
        return set().union(*(paths(each, f"{so_far}[]") for each in value))
    if not isinstance(value, dict):
        return set()
    inner = (paths(each, f"{so_far}.{key}") for key, each in value.items() if key not in DATA)
    return {f"{so_far}.{key}" for key in value}.union(*inner)


DATA = {"filters", "dims", "made", "values"}


def documented() -> dict[str, set[str]]:
    """Command → fields of its example in docs/cli.md."""
    text = (ROOT / "docs" / "cli.md").read_text("utf-8")
    examples = re.findall(r"^### `liuyou (\w+).*?^```json\n(.*?)^```", text, re.M | re.S)
    return {command: paths(json.loads(example)) for command, example in examples}


def outputs(run: Any, county: Any, folder: Path) -> Iterator[tuple[str, Any]]:
    common = ("--org", "示例县总工会", "--period", "2016H1")
    yield "figure", run("figure", "aid.people", *common, "--children", "--rows")
    yield "measures", run("measures")
    bad = folder / "坏.csv"
    bad.write_text("姓名,身份证号,救助项目,救助金额,发放日期\n王二,1,送温暖,500,2016-01-01\n", "utf-8")
    yield "load", run("load", str(aid_ledger(folder / "送温暖.xlsx", 3)), str(bad))
    paper = str(folder / "总结.docx")
    CliRunner().invoke(main, ["write", "summary", *common, "-o", paper])
    county.pay(county.east1, county.people("王三")[0], "10000", date(2016, 2, 1), form="集中慰问")
    yield "verify", run("verify", paper)
    yield "record", run("record", str(Payment.objects.latest("pk").pk))
    with permit("tests.spoil"):
        Payment.objects.update(amount=1)
    yield "reconcile", run("reconcile")
    yield "parameter", run("parameter", "bargaining.reply_days", "--org", "示例县总工会")


def test_the_fields_documented_are_those_of_the_output(run, county, tmp_path):
    said = documented()
    for command, answer in outputs(run, county, tmp_path):
        assert paths(answer) == said.pop(command), command
    assert not said


# Names of parameters, figures and the rest


@cache
def declared() -> set[str]:
    """Every dotted name of the areas that means something."""
    flows = [each for area in AREAS.values() for each in area.workflows]
    found = {bound.code for flow in flows for bound in flow.steps.values()} | {flow.code for flow in flows}
    found |= {f"{flow.code}.{name}" for flow in flows for bound in flow.steps.values() for name in bound.step.ask}
    found |= {permission for area in AREAS.values() for permission in area.permissions}
    found |= {each.register for area in AREAS.values() for each in area.models}
    shipped = set(REGISTRY.measures)
    found |= set(ANSWERS) | set(codes.NAMED) | set(definitions())
    return found | shipped | {code.rpartition(".")[0] for code in shipped}


def is_declared(written: str) -> bool:
    """Whether it is a name, or the part that several names have in common."""
    return any(each == written or each.startswith(written.rstrip(".") + ".") for each in declared())


DOTTED = re.compile(rf"(?:{'|'.join(sorted(AREAS))})\.[a-z_]+(?:\.[a-z_]+)*\.?")


@pytest.mark.parametrize("code", sorted(AREAS))
def test_every_time_limit_is_a_parameter(code):
    limits = {bound.step.limit for each in AREAS[code].workflows for bound in each.steps.values()} - {""}
    assert limits <= set(definitions())


@pytest.mark.parametrize("path", [each for each in SOURCES if "areas" in each.parts], ids=name)
def test_every_parameter_and_figure_named_in_an_area_exists(path):
    tree = ast.parse(path.read_text("utf-8"))
    labels = {id(argument) for call in calls(tree) if called(call) == "permit" for argument in call.args}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in labels:
            assert is_declared(node.value) or not DOTTED.fullmatch(node.value), node.value


def test_every_parameter_asked_for_has_data():
    asked = {
        call.args[0].value
        for path in SOURCES
        for call in calls(ast.parse(path.read_text("utf-8")))
        if called(call) == "parameter" and call.args and isinstance(call.args[0], ast.Constant)
    }
    assert asked
    assert asked <= set(definitions())


EXAMPLES = {
    "activities.station",
    "activities.station.days",
    "aid.returned_money",
    "aid.returned_share",
    "aid.payment.repost",
}
"""Names that the guides make up."""


def test_every_name_in_a_page_exists(page):
    said = set(re.findall(rf"(?<![\w./]){DOTTED.pattern}(?!\w)", page.read_text("utf-8")))
    files = {each for each in said if re.search(r"\.(py|yaml|md)\b", each)}
    assert not {each for each in said - files - EXAMPLES if not is_declared(each)}


def test_every_figure_of_the_half_year_summary_resolves():
    cited = [*templates.tags(HALF_YEAR), *templates.conditions(HALF_YEAR)]
    assert cited
    for tag in cited:
        assert codes.figure(tag.expression).leaves, tag.expression


# Pages


def test_every_relative_link_resolves(page):
    for target in re.findall(r"\]\(([^)#\s]+)", page.read_text("utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_no_page_names_a_place_on_a_machine(page):
    assert not re.search(r"(?<![\w/.])/(?:home|root|tmp|work|usr|var|opt)/|[A-Z]:\\", page.read_text("utf-8"))


def test_python_in_the_pages_compiles(page):
    for snippet in re.findall(r"^```python\n(.*?)^```", page.read_text("utf-8"), re.M | re.S):
        compile(snippet, name(page), "exec")


# The glossary


def glossary() -> list[tuple[str, str, list[str]]]:
    """Chinese term, English name, names in code."""
    rows = re.findall(r"^\| (.+?) \| (.+?) \((`.+?`)\) \|", (ROOT / "docs" / "glossary.md").read_text("utf-8"), re.M)
    return [(chinese, english, re.findall("`(.+?)`", written)) for chinese, english, written in rows]


def test_the_glossary_has_one_name_for_one_term():
    for column in list(zip(*glossary(), strict=True))[:2]:
        assert sorted(column) == sorted(set(column))


def test_every_line_of_the_glossary_is_read():
    lines = (ROOT / "docs" / "glossary.md").read_text("utf-8").splitlines()
    terms = [line for line in lines if line.startswith("|") and not line.startswith(("|---", "| 中文 |"))]
    assert len(terms) == len(glossary())


@cache
def source() -> str:
    data = sorted((ROOT / "liuyou").rglob("*.yaml"))
    return "\n".join(path.read_text("utf-8") for path in [*SOURCES, *data])


def test_every_code_in_the_glossary_occurs_in_the_source():
    assert not {each for _, _, written in glossary() for each in written if not occurs(each)}


def occurs(written: str) -> bool:
    """As it is written, or as an attribute of a class or workflow."""
    owner, _, attribute = written.rpartition(".")
    owned = owner and re.search(rf"(?m)^(class {owner}\b|{owner} = Workflow)", source())
    return bool(re.search(rf"(?<![\w.]){re.escape(attribute if owned else written)}(?!\w)", source()))
