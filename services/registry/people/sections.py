"""A record section by section, as it is answered, and what changed in one of them when."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from services.registry.people.answers import FieldChange, HistoryItem, PersonOut, RecordOut, RestrictionOut, Righted
from services.registry.people.circumstances_shapes import Circumstances, Special
from services.registry.people.domain import InformedOfProcessing, Record, Rectified, Section
from services.registry.people.domain.record import recorded as after
from services.registry.people.shapes import (
    Address,
    Birth,
    Concealment,
    ContactOut,
    Contacts,
    FormerNameOut,
    Guardian,
    IdentifierOut,
    Names,
    Notice,
    Residence,
)
from services.registry.people.views import FileRow, PersonRow
from shared.envelope import Recorded
from shared.fields import Out, as_shown
from shared.scope import Reach


def _names(record: Record, _: date | None) -> Out | None:
    former = [FormerNameOut.model_validate(asdict(one)) for one in record.former_names]
    return Names(**asdict(record.name), former_names=former) if record.name else None


def _identifiers(record: Record, _: date | None) -> Out:
    return Identifiers(identifiers=[IdentifierOut.model_validate(asdict(one)) for one in record.identifiers])


class Identifiers(Out):
    """The numbers that name the person elsewhere."""

    identifiers: list[IdentifierOut]
    """Those that stand first, then those that ended."""


def _contacts(record: Record, _: date | None) -> Out:
    return Contacts(contacts=[ContactOut.model_construct(**asdict(one)) for one in record.contacts])


def _address(record: Record, _: date | None) -> Out:
    place = record.address
    return Address(address=place.address if place else None, municipal_unit=place.municipal_unit if place else None)


def _guardian(record: Record, _: date | None) -> Out | None:
    return Guardian(**asdict(record.guardian)) if record.guardian else None


_SHAPES: Mapping[Section, Callable[[Record, date | None], Out | None]] = {
    "names": _names,
    "birth": lambda record, _: Birth.model_validate({"born_on": record.born_on, "sex": record.sex}),
    "identifiers": _identifiers,
    "contacts": _contacts,
    "address": _address,
    "residence": lambda record, _: Residence(**asdict(record.residence)) if record.residence else None,
    "concealment": lambda record, _: Concealment(**asdict(record.concealment)) if record.concealment else None,
    "circumstances": lambda record, _: Circumstances(**asdict(record.circumstances)),
    "special": lambda record, _: Special(**asdict(record.special)),
    "notice": lambda record, on: Notice(notice=record.notice, informed_on=on),
    "guardian": _guardian,
}


def record_out(record: Record, informed_on: date | None) -> RecordOut:
    """The whole record, before anybody's reach is looked at."""
    shapes: dict[str, Any] = {section: shape(record, informed_on) for section, shape in _SHAPES.items()}
    return RecordOut(**{**shapes, "identifiers": shapes["identifiers"].identifiers})


def card(
    row: PersonRow,
    file: FileRow | None,
    on: date,
    *,
    emergency: bool = False,
    merged: Sequence[UUID] = (),
    restrictions: Sequence[RestrictionOut] = (),
) -> PersonOut:
    """The card as it is shown: whole with the file, and without it as far as who the person is.

    In an emergency it does not say where somebody lives who hides.
    """
    record, reach = (row.known, Reach.BASIC) if file is None else (file.known, Reach.FILE)
    if emergency and record.concealment:
        record = replace(record, concealment=None, address=None)
    whole = PersonOut.of(row, record_out(record, row.informed_on), reach, on, merged=merged, restrictions=restrictions)
    return as_shown(whole, reach)


def history(events: Sequence[Recorded[Any]], section: Section, reach: Reach) -> list[HistoryItem]:
    """What changed in a section, command by command, the latest first, as that reach is shown it.

    A concealed address is told in no history.
    """
    record, informed_on = Record(), None
    items: list[HistoryItem] = []
    for _, parts in groupby(events, key=lambda one: one.command):
        command = [one for one in parts if one.event is not None]
        if not command:
            continue
        before = _values(record, informed_on, section, reach)
        for one in command:
            record = after(record, one.event)
            if isinstance(one.event, InformedOfProcessing):
                informed_on = one.metadata.occurred_on
        now = _values(record, informed_on, section, reach)
        changes = [
            FieldChange(field=name, before=before.get(name), after=now.get(name))
            for name in dict.fromkeys([*before, *now])
            if before.get(name) != now.get(name)
        ]
        if changes:
            items.append(_item(command, section, changes))
    if record.concealment and section == "address":
        items = [_veiled(item) for item in items]
    return items[::-1]


def _values(record: Record, informed_on: date | None, section: Section, reach: Reach) -> Mapping[str, Any]:
    shape = _SHAPES[section](record, informed_on)
    return as_shown(shape, reach).model_dump(mode="json") if shape else {}


def _item(command: Sequence[Recorded[Any]], section: Section, changes: list[FieldChange]) -> HistoryItem:
    last = command[-1]
    righted = next(
        (one.event for one in command if isinstance(one.event, Rectified) and one.event.section == section), None
    )
    return HistoryItem(
        version=last.version,
        at=last.recorded_at,
        on=last.metadata.occurred_on,
        by=last.metadata.by,
        correction=Righted(why=righted.why, source=righted.source) if righted else None,
        changes=changes,
    )


def _veiled(item: HistoryItem) -> HistoryItem:
    changes = [
        change if change.field != "address" else FieldChange(field=change.field, before=None, after=None)
        for change in item.changes
    ]
    return item.model_copy(update={"changes": changes})
