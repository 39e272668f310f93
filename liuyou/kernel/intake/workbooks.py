"""Opens a workbook as what it really is, whatever its name says, and refuses what cannot or must not be read."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from python_calamine import CalamineWorkbook, PasswordError, SheetMetadata, SheetTypeEnum, SheetVisibleEnum

from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.intake.archives import CORRUPT, PASSWORD, Archive
from liuyou.kernel.intake.biff import BinaryBook
from liuyou.kernel.intake.compound import OLE_MAGIC, Compound
from liuyou.kernel.intake.delimited import NOT_A_TABLE, Merge, decode, read_csv, read_html
from liuyou.kernel.intake.ooxml import Package, Survey

T = TypeVar("T")
PROBLEM_SHEET, GUIDE_SHEET = "问题清单", "填写说明"  # written by marking.py; not data when they come back
SAVE_AS = "请在表格软件中打开后另存为 .xlsx，再重新上传"
_OTHERS = {
    b"%PDF": "这是 PDF 文件，不是表格：请上传 .xlsx、.xls 或 .csv",
    b"\x89PNG": "这是图片，不是表格：请上传 .xlsx、.xls 或 .csv",
    b"\xff\xd8\xff": "这是图片，不是表格：请上传 .xlsx、.xls 或 .csv",
    b"Rar!": "这是压缩包：请解压后上传里面的表格",
    b"7z\xbc\xaf": "这是压缩包：请解压后上传里面的表格",
    b"\x09\x04\x06": f"这是很早版本的 .xls：{SAVE_AS}",
    b"\x09\x02\x06": f"这是很早版本的 .xls：{SAVE_AS}",
}
_INSIDE = {
    "word/document.xml": "这是 Word 文档，不是表格：请把表格复制到 .xlsx 中再上传",
    "ppt/presentation.xml": "这是演示文稿，不是表格：请上传 .xlsx、.xls 或 .csv",
    "xl/workbook.bin": f"不能读取 .xlsb 格式：{SAVE_AS}",
    "content.xml": f"不能读取 .ods 格式：{SAVE_AS}",
}


@dataclass(frozen=True)
class Limits:
    """What is still taken for a workbook kept by people. Bytes, counts; `ratio` is unpacked to packed."""

    file_bytes: int = 50 << 20
    unpacked: int = 400 << 20
    ratio: int = 200
    members: int = 5_000
    rows: int = 200_000
    cells: int = 6_000_000


class CellError(NamedTuple):
    """An error value of a formula, such as #REF!, where a value should be."""

    code: str


class Content(NamedTuple):
    """A sheet's cells from A1 on, all rows equally long, blanks as ''. Merges are top, left, bottom, right from 0."""

    grid: list[list[Any]]
    merges: list[Merge]


@dataclass
class Sheet:
    """One visible sheet. Its content is read when first asked for; BadInput if it is too large or broken."""

    name: str
    load: Callable[[], Content] = field(repr=False)
    file_stem: str = ""
    date1904: bool = False

    @cached_property
    def content(self) -> Content:
        return self.load()

    @property
    def grid(self) -> list[list[Any]]:
        return self.content.grid

    @property
    def merges(self) -> list[Merge]:
        return self.content.merges


@dataclass(frozen=True)
class Workbook:
    """A file that can be read. `notes` tells what was left out, such as hidden sheets."""

    path: Path
    sha256: str
    sheets: tuple[Sheet, ...]
    notes: tuple[str, ...] = ()


def open_workbook(path: str | Path, limits: Limits | None = None) -> Workbook:
    """Recognise a file by its content. BadInput says what is wrong with the file as a whole and what to do."""
    path, limits = Path(path), limits or Limits()
    content = _content(path, limits)
    if content.startswith(b"PK"):
        sheets, notes = _from_package(content, path, limits)
    elif content.startswith(OLE_MAGIC):
        sheets, notes = _from_compound(content, path, limits)
    else:
        sheets, notes = _from_text(content, path, limits), []
    if not sheets:
        raise BadInput("文件里没有可以读取的工作表：" + ("；".join(notes) or "请核对后重新上传"))
    return Workbook(path, hashlib.sha256(content).hexdigest(), tuple(sheets), tuple(notes))


def _content(path: Path, limits: Limits) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(limits.file_bytes + 1)
    except OSError:
        raise BadInput(f"打不开文件“{path.name}”：请核对文件名和位置") from None
    if not content.strip(b"\0 \t\r\n"):
        raise BadInput("文件是空的：请核对后重新上传")
    if len(content) > limits.file_bytes:
        raise BadInput(f"文件超过 {limits.file_bytes >> 20} MB：请删除图片或拆成几个文件后上传")
    return content


def _from_package(content: bytes, path: Path, limits: Limits) -> tuple[list[Sheet], list[str]]:
    archive = Archive(content, unpacked=limits.unpacked, ratio=limits.ratio, members=limits.members)
    for name, message in _INSIDE.items():
        if name in archive.names:
            raise BadInput(message)
    if "xl/workbook.xml" not in archive.names:
        raise BadInput("这是压缩包：请解压后上传里面的表格")
    package = Package(archive)
    book = _guarded(lambda: CalamineWorkbook.from_filelike(io.BytesIO(content)))
    return _sheets(book, package.survey, package.date1904, path, limits)


def _from_compound(content: bytes, path: Path, limits: Limits) -> tuple[list[Sheet], list[str]]:
    container = Compound(content)
    if "EncryptedPackage" in container.names:
        raise BadInput(PASSWORD)
    if not {"Workbook", "Book"} & set(container.names):
        raise BadInput(NOT_A_TABLE)
    binary = BinaryBook(container)
    surveys = [binary.survey(index) for index in range(binary.sheets)]  # calamine reads all sheets at once
    if sum(survey.rows * survey.columns for survey in surveys) > 4 * limits.cells:
        raise BadInput("表格范围过大：请删除数据以外的内容，或拆成几个文件")
    book = _guarded(lambda: CalamineWorkbook.from_filelike(io.BytesIO(content)))
    return _sheets(book, lambda index, cells: surveys[index], binary.date1904, path, limits)


def _from_text(content: bytes, path: Path, limits: Limits) -> list[Sheet]:
    for magic, message in _OTHERS.items():
        if content.startswith(magic):
            raise BadInput(message)
    text = decode(content)
    head = text[:4000].lstrip().lower()
    if "urn:schemas-microsoft-com:office:spreadsheet" in head and "<?xml" in head:
        raise BadInput(f"这是 XML 表格：{SAVE_AS}")
    if head.startswith("mime-version"):
        raise BadInput(f"这是单个文件网页：{SAVE_AS}")
    if head.startswith("<"):
        return _from_html(text, path, limits)
    grid = read_csv(text, limits.rows)
    return [Sheet(path.stem, lambda: _checked(grid, [], limits), path.stem)]


def _from_html(text: str, path: Path, limits: Limits) -> list[Sheet]:
    tables = read_html(text, limits.rows)
    if not tables:
        raise BadInput("这是网页，里面没有表格：请上传 .xlsx、.xls 或 .csv")
    names = [path.stem] if len(tables) == 1 else [f"表{number}" for number in range(1, len(tables) + 1)]

    def loader(grid: list[list[str]], merges: list[Merge]) -> Callable[[], Content]:
        return lambda: _checked(grid, merges, limits)

    return [Sheet(name, loader(*table), path.stem) for name, table in zip(names, tables, strict=True)]


def _sheets(
    book: CalamineWorkbook, survey: Callable[[int, int], Survey], date1904: bool, path: Path, limits: Limits
) -> tuple[list[Sheet], list[str]]:
    sheets: list[Sheet] = []
    notes: list[str] = []

    def loader(index: int) -> Callable[[], Content]:
        return lambda: _load(book, index, survey(index, limits.cells), limits)

    for index, about in enumerate(book.sheets_metadata):
        if (why := _left_out(about)) is not None:
            notes.append(f"工作表“{about.name}”{why}，没有读取")
        else:
            sheets.append(Sheet(about.name, loader(index), path.stem, date1904))
    return sheets, notes


def _left_out(about: SheetMetadata) -> str | None:
    if about.typ != SheetTypeEnum.WorkSheet:
        return "不是数据表"
    if about.name in (PROBLEM_SHEET, GUIDE_SHEET):
        return "是说明"
    return None if about.visible == SheetVisibleEnum.Visible else "是隐藏的"


def _load(book: CalamineWorkbook, index: int, survey: Survey, limits: Limits) -> Content:
    _check_extent(survey.rows, survey.columns, limits)
    sheet = _guarded(lambda: book.get_sheet_by_index(index))
    grid: list[list[Any]] = _guarded(lambda: sheet.to_python(skip_empty_area=False))
    for (row, column), code in survey.errors.items():
        if row < len(grid) and column < len(grid[row]):
            grid[row][column] = CellError(code)
    merges = [(top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()]
    return _checked(grid, merges, limits)


def _checked(grid: list[list[Any]], merges: list[Merge], limits: Limits) -> Content:
    while grid and all(is_blank(cell) for cell in grid[-1]):
        grid.pop()
    width = max(map(len, grid), default=0)
    _check_extent(len(grid), width, limits)
    for row in grid:
        if len(row) < width:
            row.extend([""] * (width - len(row)))
    return Content(grid, _clipped(merges, len(grid), width, limits))


def _clipped(merges: Sequence[Merge], rows: int, columns: int, limits: Limits) -> list[Merge]:
    """A merge over a whole column reaches only as far as the table does."""
    kept = [(t, x, min(b, rows - 1), min(r, columns - 1)) for t, x, b, r in merges if t < rows and x < columns]
    if sum((b - t + 1) * (r - x + 1) for t, x, b, r in kept) > limits.cells:
        raise BadInput("合并单元格过多：请取消合并后重新上传")
    return kept


def _check_extent(rows: int, columns: int, limits: Limits) -> None:
    if rows > limits.rows:
        raise BadInput(f"第 {rows} 行还有内容，超过 {limits.rows} 行的上限：请删除表格下方多余的内容，或拆成几个文件")
    if rows * columns > limits.cells:
        raise BadInput(f"表格有 {rows} 行 {columns} 列，范围过大：请删除数据以外的内容，或拆成几个文件")


def is_blank(cell: Any) -> bool:
    return cell == "" or cell is None or (isinstance(cell, str) and not cell.strip("\u200b\ufeff \t\r\n\xa0\u3000"))


def _guarded(read: Callable[[], T]) -> T:
    """The library tells of broken files by many exceptions, a panic of its native half among them."""
    try:
        return read()
    except PasswordError:
        raise BadInput(PASSWORD) from None
    except BaseException as error:
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise BadInput(CORRUPT) from None
        raise
