"""What membership takes in: the book of members as a workbook, and the forms of what is begun in the browser."""

from liuyou.areas.members.imports.forms import APPLICATIONS, DOORS, DUES, RELEASES, TRANSFERS
from liuyou.areas.members.imports.members import MEMBERS

__all__ = ["ALL", "APPLICATIONS", "DOORS", "DUES", "MEMBERS", "RELEASES", "TRANSFERS"]
ALL = [MEMBERS]
