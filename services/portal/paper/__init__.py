"""A person's own copy as paper: a tagged PDF (PDF/UA-1) in Greek, made of what the services answered."""

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

import typst

_DATA = Path(__file__).parent
_CODES = Path(__file__).parents[1] / "text" / "el" / "codes.toml"
_ATHENS = ZoneInfo("Europe/Athens")
_GROUPS: Mapping[str, str] = {"reason": "decline_reason", "outcome": "any_outcome", "what": "read"}
"""Fields whose codes stand in another group of the portal's catalogue than their own name's."""


def paper(person: UUID, parts: Sequence[Mapping[str, Any]]) -> bytes:
    """The PDF, of what each service answers at `/people/{person}/export`. It takes a second of work for a long file."""
    words = tomllib.loads((_DATA / "export.toml").read_text("utf-8"))
    codes = tomllib.loads(_CODES.read_text("utf-8"))
    held = {
        **{name: words[name] for name in ("title", "author", "intro", "rights", "words")},
        "made": f"{datetime.now(UTC).astimezone(_ATHENS):%d/%m/%Y %H:%M}",
        "person": str(person),
        "parts": [_part(part, words, codes) for part in parts],
    }
    return typst.compile(
        str(_DATA / "export.typ"),
        format="pdf",
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(held, ensure_ascii=False)},
    )


def _part(part: Mapping[str, Any], words: Mapping[str, Any], codes: Mapping[str, Any]) -> dict[str, object]:
    items: list[dict[str, object]] = []
    for table, rows in part["rows"].items():
        title = words["tables"].get(table, table)
        items.extend({"title": title, "facts": list(_facts(row, words, codes))} for row in rows)
    for event in part.get("events", ()):
        facts = {"type": event["type"], "on": event["on"], **event["facts"]}
        items.append({"title": words["tables"]["event"], "facts": list(_facts(facts, words, codes))})
    return {"title": words["services"].get(part["service"], part["service"]), "items": items}


def _facts(facts: Mapping[str, Any], words: Mapping[str, Any], codes: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in facts.items():
        if value is None:
            continue
        if isinstance(value, dict):
            yield from _facts(cast("dict[str, Any]", value), words, codes)
            continue
        group: Mapping[str, Any] = codes.get(_GROUPS.get(name, name), {})
        yield words["fields"].get(name, name), str(group.get(str(value), _written(value)))


def _written(value: object) -> str:
    match value:
        case True:
            return "Ναι"
        case False:
            return "Όχι"
        case dict():
            return "; ".join(f"{name}: {_written(each)}" for name, each in cast("dict[str, object]", value).items())
        case list():
            return ", ".join(_written(each) for each in cast("list[object]", value))
        case _:
            return str(value)
