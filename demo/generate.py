"""Writes the demonstration workbooks: `python -m demo.generate [folder]`. The same every time."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from demo import activities, aid, bargaining, organising, rosters
from demo.federations import FOLDERS
from demo.invented import DISTRICT, District
from demo.rosters import Workbook
from demo.untidy import write

FOLDER = Path(__file__).with_name("workbooks")


def workbooks() -> Iterator[Workbook]:
    """File name (in the folder of the federation that keeps it) and tables of each workbook."""
    district = District()
    for part in (rosters, aid, bargaining, activities):
        for name, tables in part.workbooks(district):
            yield f"{FOLDERS[DISTRICT]}/{name}", tables
    yield from organising.workbooks()


def generate(folder: Path) -> list[Path]:
    written = []
    for name, tables in workbooks():
        write(folder / name, *tables)
        written.append(folder / name)
    return written


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    for old in folder.rglob("[0-9]*"):
        old.unlink()
    files = generate(folder)
    print(f"写出 {len(files)} 个工作簿，{sum(file.stat().st_size for file in files) / 1e6:.1f} MB：{folder}")
