"""Spoils a good workbook in one way. What each way is called stands in KINDS; seeds 0–199 cover them all."""

from __future__ import annotations

import io
import random
import re
import struct
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

Spoil = Callable[["Target", random.Random], None]


class Target:
    """A workbook opened for spoiling: its first sheet that has a header, the header's row, and its data rows."""

    def __init__(self, path: Path) -> None:
        self.book = openpyxl.load_workbook(path)
        self.sheet, self.header = next(
            ((sheet, row) for sheet in self.book for row in range(1, 26) if self._texts(sheet, row) >= 3),
            (self.book.worksheets[0], 1),
        )
        last = max(self.header + 1, self.sheet.max_row)
        self.rows = [row for row in range(self.header + 1, last + 1) if self._filled(row) >= 3] or [self.header + 1]

    @staticmethod
    def _texts(sheet: Worksheet, row: int) -> int:
        return sum(isinstance(cell.value, str) for cell in sheet[row])

    def _filled(self, row: int) -> int:
        return sum(cell.value is not None for cell in self.sheet[row])

    def column(self, words: str, rng: random.Random) -> int:
        """The column whose title matches; any column if none does."""
        titles = [str(cell.value or "") for cell in self.sheet[self.header]]
        found = [x for x, title in enumerate(titles, 1) if re.search(words, title)]
        return rng.choice(found or range(1, len(titles) + 1))

    def put(self, words: str, value: Any, rng: random.Random) -> None:
        cell = self.sheet.cell(rng.choice(self.rows), self.column(words, rng))
        cell.value = value(cell.value) if callable(value) else value
        if isinstance(cell.value, str) and cell.value.startswith("#"):
            cell.data_type = "e"


def _puts(words: str, *values: Any) -> Spoil:
    return lambda target, rng: target.put(words, rng.choice(values), rng)


def _other_last(number: Any) -> str:
    text = str(number or "330727199001010011")
    return text[:-1] + next(c for c in "0123456789" if c != text[-1])


def _wrong_headers(target: Target, rng: random.Random) -> None:
    for cell in target.sheet[target.header]:
        if rng.random() < 0.5:
            cell.value = rng.choice(["甲", "乙", "其他", "数据", None])


def _renamed_header(target: Target, rng: random.Random) -> None:
    target.sheet.cell(target.header, target.column("姓名|名称|金额|日期", rng)).value = "某某"


def _duplicated_header(target: Target, rng: random.Random) -> None:
    cells = [cell for cell in target.sheet[target.header] if cell.value]
    if len(cells) > 1:
        one, other = rng.sample(cells, 2)
        one.value = other.value


def _swapped_columns(target: Target, rng: random.Random) -> None:
    one, other = rng.sample(range(1, max(2, target.sheet.max_column) + 1), 2)
    for row in target.rows:
        first, second = target.sheet.cell(row, one), target.sheet.cell(row, other)
        first.value, second.value = second.value, first.value


def _duplicated_row(target: Target, rng: random.Random) -> None:
    source = rng.choice(target.rows)
    values = [cell.value for cell in target.sheet[source]]
    target.sheet.insert_rows(source + 1)
    for x, value in enumerate(values, 1):
        target.sheet.cell(source + 1, x).value = value


def _merged_everywhere(target: Target, rng: random.Random) -> None:
    for x in range(1, target.sheet.max_column + 1):
        rows = sorted(rng.sample(target.rows, 2)) if len(target.rows) > 1 else target.rows * 2
        target.sheet.merge_cells(start_row=rows[0], end_row=rows[1], start_column=x, end_column=x)


def _empty_sheet(target: Target, rng: random.Random) -> None:
    target.sheet.delete_rows(1, target.sheet.max_row)


def _header_only(target: Target, rng: random.Random) -> None:
    target.sheet.delete_rows(target.header + 1, target.sheet.max_row)


def _hidden_only(target: Target, rng: random.Random) -> None:
    target.book.create_sheet("空表")
    for sheet in target.book.worksheets[:-1]:
        sheet.sheet_state = "hidden"


def _far_cell(target: Target, rng: random.Random) -> None:
    target.sheet.cell(1_048_576, rng.choice([1, 16_384])).value = "x"


def _after_notes(target: Target, rng: random.Random) -> None:
    target.sheet.append(["审核人：王小一"])
    target.sheet.append([cell.value for cell in target.sheet[target.rows[0]]])


def _wrong_total(target: Target, rng: random.Random) -> None:
    amounts = target.column("金额", rng)
    target.sheet.append(["总计"])
    target.sheet.cell(target.sheet.max_row, amounts).value = 987_654.32


def _repeated_header(target: Target, rng: random.Random) -> None:
    target.sheet.append([cell.value for cell in target.sheet[target.header]])
    target.sheet.append([cell.value for cell in target.sheet[target.rows[0]]])


def _formula_text(target: Target, rng: random.Random) -> None:
    cell = target.sheet.cell(rng.choice(target.rows), target.column("备注|姓名", rng))
    cell.value, cell.data_type = rng.choice(["=HYPERLINK(1)", "+1+1", "@SUM(1)", "-2+3"]), "s"


_CELLS: dict[str, Spoil] = {
    "wrong headers": _wrong_headers,
    "renamed header": _renamed_header,
    "duplicated header": _duplicated_header,
    "swapped columns": _swapped_columns,
    "duplicated row": _duplicated_row,
    "merged everywhere": _merged_everywhere,
    "empty sheet": _empty_sheet,
    "header only": _header_only,
    "only hidden sheets": _hidden_only,
    "far cell": _far_cell,
    "data after notes": _after_notes,
    "wrong total": _wrong_total,
    "repeated header": _repeated_header,
    "formula text": _formula_text,
    "impossible date": _puts("日期|时间", "2016年2月30日", "2016-13-01", "20160431", "1800年1月1日"),
    "two-digit year": _puts("日期|时间", "16.1.28", "16年1月28日", "16-01-28"),
    "month for a day": _puts("日期|时间", "2016年1月", 2016.1, "2016"),
    "date out of reach": _puts("日期|时间", 99_999_999, -5, date(2155, 1, 1), 0.5, True),
    "broken check digit": _puts("身份证", _other_last),
    "number for identity": _puts("身份证", 330727199001010011, 3.3e17, "3.30727E+17"),
    "short identity": _puts("身份证", "33072719900101", "无", "不详", "abc"),
    "negative amount": _puts("金额|资金|收入", -500, "(500)", "-1"),
    "absurd amount": _puts("金额|资金|收入", 1e15, 9e300, "99999999999999999999", 12.345),
    "vague amount": _puts("金额|资金|收入", "约500", "若干", "500左右", "伍佰元"),
    "bad count": _puts("人口|人数|数量|次数", "10余人", 1.5, "三人", "-", -3),
    "unknown org": _puts("工会|单位", "某某没有的工会", "火星总工会", " "),
    "blank required": _puts("姓名|身份证|金额|日期|工会", None, "", "　"),
    "error value": _puts(".", "#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?"),
    "unknown choice": _puts("项目|类别|性别|类型", "别的", "送溫暖", "1"),
    "bad phone": _puts("电话|手机", "12345", 13800001234.5, "13800001234/13800001235"),
    "long text": _puts("备注|姓名", "长" * 6000, "\u200b", "'; DROP TABLE person; --", "<script>alert(1)</script>"),
}


def _add_member(name: str, body: bytes) -> Callable[[bytes, random.Random], bytes]:
    def add(content: bytes, rng: random.Random) -> bytes:
        stream = io.BytesIO(content)
        with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, body)
        return stream.getvalue()

    return add


def _flipped(content: bytes, rng: random.Random) -> bytes:
    spoilt = bytearray(content)
    for _ in range(rng.randrange(1, 60)):
        spoilt[rng.randrange(len(spoilt))] ^= rng.randrange(1, 256)
    return bytes(spoilt)


def _changed_inside(content: bytes, rng: random.Random) -> bytes:
    """Characters changed in the sheet's XML, in a zip that is sound: what the reader itself must survive."""

    def change(xml: bytes) -> bytes:
        place = rng.randrange(len(xml))
        return xml[:place] + rng.choice([b"9", b"A", b'"', b"", b"1048576"]) + xml[place + 1 :]

    return _edit_sheet(content, change)


def _huge_dimension(content: bytes, rng: random.Random) -> bytes:
    wide = b'<dimension ref="A1:XFD10000000"/>'
    return _edit_sheet(content, lambda xml: re.sub(rb"<dimension [^>]*/>", wide, xml))


def _merged_column(content: bytes, rng: random.Random) -> bytes:
    """A merge from below the data to the very last row, as a careless selection leaves it."""
    merge = b'<mergeCells count="1"><mergeCell ref="A5:A1048576"/></mergeCells>'
    return _edit_sheet(content, lambda xml: xml.replace(b"</sheetData>", b"</sheetData>" + merge, 1))


def _edit_sheet(content: bytes, edit: Callable[[bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            body = source.read(name)
            target.writestr(name, edit(body) if "worksheets/sheet1" in name else body)
    return out.getvalue()


def _lying_directory(content: bytes, rng: random.Random) -> bytes:
    """The directory says 10 bytes for a member that holds more."""
    place = content.rindex(b"xl/worksheets/sheet1.xml") - 46
    return content[: place + 24] + struct.pack("<I", 10) + content[place + 28 :]


def _cut_off(content: bytes, rng: random.Random) -> bytes:
    return content[: rng.randrange(1, len(content))]


def _noise(content: bytes, rng: random.Random) -> bytes:
    return rng.choice([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]) + rng.randbytes(rng.randrange(3000))


def _encrypted(content: bytes, rng: random.Random) -> bytes:
    return compound({"EncryptedPackage": rng.randbytes(5000), "EncryptionInfo": rng.randbytes(200)})


def _as_csv(encoding: str, delimiter: str) -> Callable[[bytes, random.Random], bytes]:
    def convert(content: bytes, rng: random.Random) -> bytes:
        sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
        rows = (["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True))
        return "\r\n".join(delimiter.join(row) for row in rows).encode(encoding)

    return convert


def _as_html(content: bytes, rng: random.Random) -> bytes:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    rows = ("".join(f"<td>{cell or ''}</td>" for cell in row) for row in sheet.iter_rows(values_only=True))
    return ("<html><meta charset=gbk><table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>").encode("gbk")


_BYTES: dict[str, Callable[[bytes, random.Random], bytes]] = {
    "macros": _add_member("xl/vbaProject.bin", b"x" * 100),
    "zip bomb": _add_member("xl/media/bomb.xml", bytes(60 << 20)),
    "lying directory": _lying_directory,
    "password": _encrypted,
    "cut off": _cut_off,
    "flipped bytes": _flipped,
    "changed inside": _changed_inside,
    "merged whole column": _merged_column,
    "huge dimension": _huge_dimension,
    "noise": _noise,
    "empty file": lambda content, rng: b"",
    "csv in GBK": _as_csv("gbk", ","),
    "csv in UTF-16": _as_csv("utf-16", "\t"),
    "html": _as_html,
}
KINDS = (*_CELLS, *_BYTES)


def mutate(seed: int, base_path: str | Path, out_path: str | Path) -> str:
    """Write the workbook at `base_path` (.xlsx) spoilt in one way to `out_path`; the same seed spoils alike.

    Gives the name of the way, one of KINDS. It is not promised that the result is bad: a GBK csv is a good file.
    """
    kind = KINDS[seed % len(KINDS)]
    rng = random.Random(seed)
    if kind in _BYTES:
        Path(out_path).write_bytes(_BYTES[kind](Path(base_path).read_bytes(), rng))
        return kind
    target = Target(Path(base_path))
    _CELLS[kind](target, rng)
    target.book.save(out_path)
    return kind


def compound(streams: dict[str, bytes]) -> bytes:
    """An OLE container with these streams, each padded to 4,096 bytes at least."""
    bodies = {name: body.ljust(4096, b"\0") for name, body in streams.items()}
    sizes = [-(-len(body) // 512) for body in bodies.values()]
    chains, entries, place = [0xFFFFFFFD, 0xFFFFFFFE], [_entry("Root Entry", 5, 0xFFFFFFFE, 0)], 2
    for (name, body), size in zip(bodies.items(), sizes, strict=True):
        entries.append(_entry(name, 2, place, len(body)))
        chains += [*range(place + 1, place + size), 0xFFFFFFFE]
        place += size
    directory = b"".join(entries).ljust(512, b"\0")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    head += struct.pack("<5I", 1, 1, 0, 4096, 0xFFFFFFFE) + struct.pack("<3I", 0, 0xFFFFFFFE, 0)
    head += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    fat = struct.pack("<128I", *(chains + [0xFFFFFFFF] * (128 - len(chains))))
    return (
        head
        + fat
        + directory
        + b"".join(body.ljust(size * 512, b"\0") for body, size in zip(bodies.values(), sizes, strict=True))
    )


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<3I", 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF)
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBB", len(text), kind, 1)
        + links
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
