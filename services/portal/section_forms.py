"""The sections of a person's record as forms and as words: how each field is typed, kept and read out."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from services.portal.catalogue import Text
from services.portal.formats import Formats
from services.portal.forms import Form
from services.portal.sections import CONTACT_KINDS, CORRECTIONS, LOOSE, REFUSED, ROWS, SOURCES, Field, Section, Values


def fill(form: Form, section: Section, values: Mapping[str, Any]) -> None:
    """Puts what is recorded into the fields of a form that nobody filled in yet."""
    for field in section.fields:
        value = values.get(field.name)
        match field.kind:
            case "day":
                _fill_day(form, field.name, value)
            case "codes":
                form.fill_all(field.name, [REFUSED] if value == REFUSED else list(value or ()))
            case "former":
                for at, one in enumerate(value or (), 1):
                    names = {f"{field.name}-{at}-{part}": one[part] or "" for part in ("surname", "given_name")}
                    form.fill(**names)
                    _fill_day(form, f"{field.name}-{at}-until", one["until"])
            case "contacts":
                for at, one in enumerate(value or (), 1):
                    form.fill(**{f"{field.name}-{at}-{part}": one[part] or "" for part in ("kind", "value", "note")})
            case _:
                form.fill(**{field.name: _typed(value)})


def read(form: Form, section: Section) -> tuple[Values, dict[str, str]]:
    """What was typed as registry names it, and which of the form's fields each of its pointers is; errors are noted."""
    values: Values = {}
    pointers: dict[str, str] = {}
    for field in section.fields:
        pointers[f"/{field.name}"] = f"{field.name}-day" if field.kind == "day" else field.name
        match field.kind:
            case "former":
                values[field.name] = _former(form, field.name, pointers)
            case "contacts":
                values[field.name] = _contacts(form, field.name, pointers)
            case "day":
                day = form.day(field.name, required_key="record.error.day" if field.required else None)
                values[field.name] = day.isoformat() if day else None
            case _:
                values[field.name] = _one(form, field)
    if section.rectifiable and form.get("change") == "correction":
        why = form.chosen("why_wrong", CORRECTIONS, "record.error.why_wrong")
        values["correction"] = {"why": why, "source": form.chosen("found_by", SOURCES, "record.error.found_by")}
    return values, pointers


def missing(section: Section, values: Mapping[str, Any] | None) -> tuple[int, int]:
    """How many of the section's fields nobody asked about, and how many the person refused."""
    if not section.fields or values is None:
        done = values is not None and values.get(section.mark)
        return (0 if done else 1), 0
    counted = [values.get(field.name) for field in section.fields if field.name not in LOOSE]
    empty = [value for value in counted if value is None or (value == [] and len(counted) == 1)]
    return len(empty), sum(value == REFUSED for value in counted)


def words(text: Text, formats: Formats, field: Field, value: Any) -> str:  # noqa: ANN401
    """A field's value as people read it; empty where nothing was said."""
    if value is None or (value == [] and field.kind in {"former", "contacts"}):
        return ""
    if field.refusable and value == REFUSED:
        return text("record.refused")
    lines: list[Values] = value if field.kind in {"former", "contacts"} else []
    match field.kind:
        case "day":
            return formats.day(date.fromisoformat(value))
        case "code":
            return text.code(f"record.code.{field.name}", value)
        case "codes":
            return ", ".join(text.code(f"record.code.{field.name}", one) for one in value) or text("record.none")
        case "yes":
            return text("record.yes" if value else "record.no")
        case "person":
            return text("record.has_card")
        case "former":
            return "; ".join(_formerly(formats, one) for one in lines)
        case "contacts":
            return "; ".join(_reached(text, formats, one) for one in lines)
        case _:
            return str(value)


def _formerly(formats: Formats, one: Mapping[str, Any]) -> str:
    until = f" ({formats.day(date.fromisoformat(one['until']))})" if one["until"] else ""
    return f"{one['surname']} {one['given_name']}{until}"


def _reached(text: Text, formats: Formats, one: Mapping[str, Any]) -> str:
    value = one["value"] if one["kind"] == "email" else formats.phone(one["value"])
    note = f" ({one['note']})" if one["note"] else ""
    return f"{text.code('record.code.contact', one['kind'])}: {value}{note}"


def _typed(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _fill_day(form: Form, name: str, value: str | None) -> None:
    parts = date.fromisoformat(value) if value else None
    for part in ("day", "month", "year"):
        form.fill(**{f"{name}-{part}": str(getattr(parts, part)) if parts else ""})


def _one(form: Form, field: Field) -> Any:  # noqa: ANN401
    typed = form.get(field.name)
    if field.kind == "codes":
        chosen = [one for one in form.all(field.name) if one in field.codes]
        if REFUSED in form.all(field.name):
            return REFUSED
        return chosen or None
    if not typed:
        if field.required:
            form.fail(field.name, f"record.error.{field.name}")
        return None
    if field.refusable and typed == REFUSED:
        return REFUSED
    match field.kind:
        case "yes":
            return {"yes": True, "no": False}.get(typed)
        case "number":
            if not (typed.isascii() and typed.isdecimal() and int(typed) <= 30):
                form.fail(field.name, "record.error.number")
                return None
            return int(typed)
        case "code" if typed not in field.codes:
            form.fail(field.name, "forms.choose")
            return None
        case _:
            return typed


def _rows(form: Form, name: str, parts: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    rows = [(at, {part: form.get(f"{name}-{at}-{part}") for part in parts}) for at in range(1, ROWS + 1)]
    return [(at, row) for at, row in rows if any(value for part, value in row.items() if part != "kind")]


def _former(form: Form, name: str, pointers: dict[str, str]) -> list[Values]:
    found: list[Values] = []
    for at, row in _rows(form, name, ("surname", "given_name")):
        until = form.day(f"{name}-{at}-until")
        for part in row:
            pointers[f"/{name}/{len(found)}/{part}"] = f"{name}-{at}-{part}"
        pointers[f"/{name}/{len(found)}/until"] = f"{name}-{at}-until-day"
        found.append({**row, "until": until.isoformat() if until else None})
    return found


def _contacts(form: Form, name: str, pointers: dict[str, str]) -> list[Values]:
    found: list[Values] = []
    for at, row in _rows(form, name, ("kind", "value", "note")):
        if row["kind"] not in CONTACT_KINDS:
            form.fail(f"{name}-{at}-kind", "forms.choose")
        for part in row:
            pointers[f"/{name}/{len(found)}/{part}"] = f"{name}-{at}-{part}"
        found.append({**row, "note": row["note"] or None})
    return found
