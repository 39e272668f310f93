from collections import Counter

import pytest

from liuyou.kernel.base.errors import BadInput, Problem
from liuyou.kernel.intake.headers import recognise
from liuyou.kernel.intake.rows import read_rows
from liuyou.kernel.intake.tests.fuzzing import KINDS, mutate
from liuyou.kernel.intake.tests.making import AID, VISITS, good_rows, write_xlsx
from liuyou.kernel.intake.workbooks import open_workbook

# What must come of a way to spoil: refused as a file, problems, or at least a warning.
REFUSED = {"macros", "zip bomb", "lying directory", "password", "empty file", "noise", "far cell"}
FAULTY = {
    "impossible date",
    "two-digit year",
    "month for a day",
    "date out of reach",
    "broken check digit",
    "number for identity",
    "vague amount",
    "error value",
    "merged everywhere",
    "renamed header",
    "duplicated header",
    "data after notes",
    "absurd amount",
    "blank required",
    "unknown choice",
}
WARNED = {"wrong total", "duplicated row", "header only"}
FINE = {
    "csv in GBK",
    "csv in UTF-16",
    "html",
    "huge dimension",
    "repeated header",
    "merged whole column",
}


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    return write_xlsx(tmp_path_factory.mktemp("base") / "good.xlsx", good_rows(8))


def outcome(path) -> str:
    try:
        sheets = [(sheet, recognise(sheet, (AID, VISITS))) for sheet in open_workbook(path).sheets]
        if any(isinstance(match, Problem) for _, match in sheets):
            return "faulty"
        parsed = [read_rows(sheet, match) for sheet, match in sheets]
    except BadInput:
        return "refused"
    if any(one.problems for one in parsed):
        return "faulty"
    return "warned" if any(one.warnings for one in parsed) else "fine"


@pytest.mark.parametrize("block", range(10))
def test_a_spoilt_workbook_gives_problems_and_never_another_exception(block, base, tmp_path):
    seen = Counter()
    for seed in range(block * 20, block * 20 + 20):
        path = tmp_path / f"{seed}.xlsx"
        kind = mutate(seed, base, path)
        seen[kind, outcome(path)] += 1
    for kind, result in seen:
        if kind in FINE:
            assert result in ("fine", "warned"), (kind, result)
        if kind in REFUSED:
            assert result == "refused", (kind, result)
        if kind in FAULTY:
            assert result == "faulty", (kind, result)
        if kind in WARNED:
            assert result == "warned", (kind, result)


def test_the_good_workbook_has_nothing_wrong(base):
    assert outcome(base) == "fine"


def test_seeds_cover_every_way_to_spoil(base, tmp_path):
    assert set(KINDS) >= REFUSED | FAULTY | WARNED | FINE
    assert len(KINDS) <= 200


def test_the_same_seed_spoils_alike(base, tmp_path):
    seed = KINDS.index("flipped bytes")
    mutate(seed, base, tmp_path / "one.xlsx")
    mutate(seed, base, tmp_path / "other.xlsx")
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "other.xlsx").read_bytes()
