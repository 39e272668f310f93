"""Tables within a form: read and filled by the name that stands in a line."""

from __future__ import annotations

from collections.abc import Mapping

from tests.journeys.browsing import Person

KEYS = ("name", "race")
"""What tells lines apart."""


def cells(person: Person, table: str) -> list[dict[str, str]]:
    """What stands in the inputs, line by line."""
    found: list[dict[str, str]] = []
    inputs = person.page.locator(f"main #rows-{table} tbody input")
    for name, value in inputs.evaluate_all("all => all.map(each => [each.name, each.value])"):
        _, line, column = name.split("-", 2)
        while len(found) <= int(line):
            found.append({})
        found[int(line)][column] = value
    return found


def write(person: Person, table: str, *rows: Mapping[str, str]) -> None:
    """Each row into the line that has its name and race, else into the first empty one; one more where none is."""
    for row in rows:
        lines = cells(person, table)
        keys = [key for key in KEYS if key in row]
        same = (at for at, line in enumerate(lines) if all(line[key] == row[key] for key in keys))
        free = (at for at, line in enumerate(lines) if not any(line.values()))
        place = next(same, next(free, len(lines)))
        if place == len(lines):
            person.page.locator(f"main [data-add-row=rows-{table}]").click()
        there = lines[place] if place < len(lines) else {}
        person.fill(**{f"{table}-{place}-{key}": word for key, word in row.items() if there.get(key) != word})
