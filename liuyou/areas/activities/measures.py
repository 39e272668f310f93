"""What activities are counted by: the measures of every version of every type, and what one record amounts to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from liuyou.areas.activities import definitions, queries
from liuyou.areas.activities.definitions import Definition
from liuyou.areas.activities.models import Activity, ActivityType
from liuyou.kernel.documents import sentences
from liuyou.kernel.documents.sentences import Sentence
from liuyou.kernel.ledger.measures import REGISTRY, Entry, Measure, posting


def merged(versions: Iterable[Definition]) -> list[Measure]:
    """One measure for all versions of a type: the newest words, and every dimension that ever was."""
    found: dict[str, Measure] = {}
    for measure in (count.measure for each in versions for count in each.counts):
        earlier = found.get(measure.code)
        found[measure.code] = replace(measure, dims={**(earlier.dims if earlier else {}), **measure.dims})
    return list(found.values())


def _shipped() -> Iterator[Measure]:
    for code in {code for code, _ in queries.shipped()}:
        yield from merged(each for (name, _), each in queries.shipped().items() if name == code)


@posting(Activity.register, *_shipped())
def activity_entries(activity: Activity) -> Iterable[Entry]:
    """An activity counts on the day it began, by the definition it was entered under."""
    if activity.state == "void":
        return ()
    texts = {name: getattr(activity, name) for name in definitions.TEXT_NAMES}
    definition = queries.definition_of(activity)
    return definitions.entries(definition, activity.held_on, texts, activity.values)


def added() -> Iterator[tuple[str, Measure]]:
    """Measures of the types that federations have added meanwhile."""
    for code in ActivityType.objects.values_list("code", flat=True).distinct():
        for measure in merged(queries.versions(code)):
            yield Activity.register, measure


REGISTRY.providers.append(added)


def told() -> Iterator[Sentence]:
    """What each type says in a summary, in the words of its newest version; retired types have records too."""
    for definition in queries.newest().values():
        wording = definition.wording
        for count in definition.counts:
            wording = wording.replace(f"{{{count.name}}}", f"{{{count.measure.code}}}")
        yield Sentence(definition.group, definition.title, wording)


sentences.PROVIDERS.append(told)
