"""What calamine does not tell of an .xls: how far each sheet's cells reach, where error values stand, passwords."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.intake.archives import CORRUPT, MACROS, PASSWORD
from liuyou.kernel.intake.compound import Compound
from liuyou.kernel.intake.ooxml import Survey

# Record numbers and layouts: MS-XLS 2.3 and 2.4.
BOF, EOF, BOUNDSHEET, FILEPASS, DATEMODE = 0x0809, 0x000A, 0x0085, 0x002F, 0x0022
FORMULA, BOOLERR, MULRK = (0x0006, 0x0206, 0x0406), 0x0205, 0x00BD
VALUES = frozenset({*FORMULA, BOOLERR, MULRK, 0x0203, 0x0204, 0x00FD, 0x027E, 0x00D6})
ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_BOOK_STREAMS = ("Workbook", "Book")


class BinaryBook:
    """The record stream of an .xls or .et file."""

    def __init__(self, container: Compound) -> None:
        if any(name.startswith("_VBA_PROJECT") for name in container.names):
            raise BadInput(MACROS)
        stream = next((name for name in _BOOK_STREAMS if name in container.names), "")
        self._content = container.read(stream)
        self._starts: list[int] = []
        self.date1904 = False
        for number, body in self._records(0):
            if number == FILEPASS:
                raise BadInput(PASSWORD)
            if number == BOUNDSHEET and len(body) > 5:
                if body[5] & 0x0F == 1:
                    raise BadInput(MACROS)
                self._starts.append(struct.unpack_from("<I", body)[0])
            if number == DATEMODE and body[:1] == b"\x01":
                self.date1904 = True

    @property
    def sheets(self) -> int:
        return len(self._starts)

    def survey(self, index: int) -> Survey:
        """Always exact: an .xls has at most 65,536 rows."""
        survey = Survey()
        for number, body in self._records(self._starts[index]):
            if number not in VALUES or len(body) < 6:
                continue
            row, column = struct.unpack_from("<HH", body)
            last = struct.unpack_from("<H", body, len(body) - 2)[0] if number == MULRK else column
            survey.rows, survey.columns = max(survey.rows, row + 1), max(survey.columns, last + 1)
            if (code := _error(number, body)) is not None:
                survey.errors[row, column] = ERRORS.get(code, "#N/A")
        return survey

    def _records(self, place: int) -> Iterator[tuple[int, bytes]]:
        """The records of one substream, without those of charts embedded in it."""
        depth = 0
        while place + 4 <= len(self._content):
            number, length = struct.unpack_from("<HH", self._content, place)
            depth += (number == BOF) - (number == EOF)
            if depth == 1:
                yield number, self._content[place + 4 : place + 4 + length]
            if depth <= 0:
                return
            place += 4 + length
        raise BadInput(CORRUPT)


def _error(number: int, body: bytes) -> int | None:
    if number == BOOLERR and len(body) >= 8 and body[7]:
        return body[6]
    if number in FORMULA and len(body) >= 14 and body[6] == 2 and body[12:14] == b"\xff\xff":
        return body[8]
    return None
