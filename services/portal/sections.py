"""The sections of a person's record as the portal has them: which fields each has, and what may be said in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["line", "note", "day", "code", "codes", "yes", "number", "former", "contacts", "person"]
Values = dict[str, Any]
REFUSED = "refused"
ROWS = 10
"""Lines of a list at most."""
CORRECTIONS = ("typing-error", "misheard", "wrong-document", "other")
SOURCES = ("document", "person", "authority", "colleague", "other")
CONTACT_KINDS = ("telephone", "work", "relative", "emergency", "email")


@dataclass(frozen=True, slots=True)
class Field:
    """One field: `codes` of a closed list, `refusable` where not to answer is an answer."""

    name: str
    kind: Kind = "line"
    codes: tuple[str, ...] = ()
    refusable: bool = False
    required: bool = False
    limit: int = 100


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the record. `whole` where only who works with the file is shown it; `ends` where it may be ended."""

    name: str
    fields: tuple[Field, ...]
    whole: bool = False
    rectifiable: bool = False
    ends: bool = False
    mark: str = ""
    """The field that tells whether the section was filled in at all, where not all of them count."""


def _code(name: str, *codes: str) -> Field:
    return Field(name, "code", codes, refusable=True)


SECTIONS: Mapping[str, Section] = {
    section.name: section
    for section in (
        Section(
            "names",
            (
                Field("surname", required=True),
                Field("given_name", required=True),
                Field("father_name"),
                Field("mother_name"),
                Field("latin_name"),
                Field("former_names", "former"),
            ),
            rectifiable=True,
        ),
        Section(
            "birth",
            (Field("born_on", "day"), Field("sex", "code", ("female", "male", "other"))),
            rectifiable=True,
        ),
        Section("contacts", (Field("contacts", "contacts"),)),
        Section(
            "address", (Field("address", limit=200), Field("municipal_unit")), whole=True, rectifiable=True
        ),
        Section(
            "residence",
            (
                Field(
                    "how",
                    "code",
                    ("tax-return", "lease", "utility-bill", "certificate", "home-visit", "statement", "other"),
                    required=True,
                ),
                Field("on", "day", required=True),
            ),
            whole=True,
        ),
        Section(
            "circumstances",
            (
                Field(
                    "priority_groups",
                    "codes",
                    (
                        "minimum-income", "housing-benefit", "poverty", "unemployed", "children", "migrants",
                        "international-protection", "asylum-seekers", "uninsured-elderly", "other-vulnerable",
                    ),
                    refusable=True,
                ),
                _code("marital", "single", "married", "civil-partnership", "cohabiting", "divorced", "separated",
                      "widowed"),
                Field("lone_parent", "yes", refusable=True),
                Field("children", "number", refusable=True),
                _code("education", "none", "primary", "lower-secondary", "upper-secondary", "post-secondary",
                      "tertiary", "masters", "doctorate"),
                _code("employment", "unemployed", "inactive", "employed"),
                Field("unemployed_since", "day"),
                Field("jobseeker", "yes", refusable=True),
                _code("housing", "owned", "rented", "free-use", "hosted", "homeless", "facility", "camp"),
                _code("insurance", "direct", "indirect", "uninsured", "paaypa"),
                _code("legal_status", "greek", "eu-citizen", "homogenis", "asylum-seeker", "refugee",
                      "subsidiary-protection", "temporary-protection", "residence-permit", "certificate",
                      "humanitarian", "removal", "undocumented"),
                Field("legal_status_until", "day"),
                Field("languages", "codes", ("el", "en", "ar", "sq", "rom", "fa", "fr", "bg", "ro", "uk", "ur", "ru",
                                             "ka", "sign"), refusable=True),
                Field("interpreter", "yes", refusable=True),
            ),
            whole=True,
            rectifiable=True,
        ),
        Section(
            "special",
            (
                _code("disability", "none", "under-67", "67", "80"),
                Field("roma", "yes", refusable=True),
                Field("health", "codes", ("none", "chronic", "mental", "medication", "pregnancy", "addiction", "other"),
                      refusable=True),
                Field("health_note", "note", limit=500),
            ),
            whole=True,
            rectifiable=True,
        ),
        Section(
            "guardian",
            (
                Field("kind", "code", ("parent", "guardian", "court-supporter", "representative"), required=True),
                Field("guardian", "person"),
                Field("name"),
                Field("act", limit=200),
                Field("contact"),
            ),
            whole=True,
            ends=True,
        ),
        Section(
            "concealment",
            (
                Field("asked_by", "code", ("person", "guardian", "authority", "centre"), required=True),
                Field("why", "code", ("violence", "trafficking", "witness", "court-order", "other"), required=True),
                Field("since", "day", required=True),
            ),
            whole=True,
            ends=True,
        ),
        Section("notice", (), mark="notice"),
    )
}  # fmt: skip
COUNTED = ("contacts", "address", "residence", "circumstances", "special", "notice")
"""Sections of which the card says what is missing; the others may well be empty."""
LOOSE = frozenset({"unemployed_since", "legal_status_until", "health_note", "latin_name", "former_names"})
"""Fields whose emptiness is nothing that is missing."""
