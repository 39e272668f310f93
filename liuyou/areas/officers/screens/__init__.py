"""How the registers of officers look and are worked in the browser."""

from liuyou.areas.officers.screens import committees, elections, staff

ALL = (
    *(committees.COMMITTEE, committees.OFFICER, elections.ELECTION),
    *(staff.STAFF, staff.SELFCHECK, staff.BASEVISIT),
)
