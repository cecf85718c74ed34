"""The offices of a body, a group of fields each."""

from collections.abc import Sequence
from typing import Final

from services.portal.catalogue import Text
from services.portal.clients.bodies import Contact
from services.portal.formats import Formats
from services.portal.forms import Form

MOST: Final = 20
MORE: Final = 2
"""Empty groups after the last that is filled."""

_PARTS: Final = ("office", "telephone", "email")


def fill_offices(form: Form, contacts: Sequence[Contact], formats: Formats) -> None:
    """What is known; a group that was emptied stays so when the form comes back."""
    if "office-1" in form.names:
        return
    for at, one in enumerate(contacts, 1):
        form.fill(**{f"office-{at}": one.office, f"email-{at}": one.email or ""})
        form.fill(**{f"telephone-{at}": formats.phone(one.telephone or "")})


def read_offices(form: Form) -> tuple[list[Contact], dict[str, str]]:
    """All that are filled, and which field each pointer is of; each is reached somehow."""
    contacts: list[Contact] = []
    fields: dict[str, str] = {"/contacts": "office-1"}
    for at in range(1, MOST + 1):
        if not any(form.get(f"{part}-{at}") for part in _PARTS):
            continue
        office = form.required(f"office-{at}", "bodies.error.office")
        telephone, email = form.optional(f"telephone-{at}"), form.optional(f"email-{at}")
        if telephone is None and email is None:
            form.fail(f"telephone-{at}", "bodies.error.way")
        fields |= {f"/contacts/{len(contacts)}/{part}": f"{part}-{at}" for part in _PARTS}
        contacts.append(Contact(office, telephone, email))
    return contacts, fields


def rows_of(form: Form) -> range:
    """The groups that are shown."""
    filled = [at for at in range(1, MOST + 1) if any(form.get(f"{part}-{at}") for part in _PARTS)]
    return range(1, min(MOST, max(filled, default=0) + MORE) + 1)


def offices_now(text: Text, contacts: Sequence[Contact], formats: Formats) -> list[tuple[str, str]]:
    """What stands there, for a form that was sent on something else."""
    label = text.plain("bodies.contacts")
    lines = [(label, _line(one, formats)) for one in contacts]
    return lines or [(label, text.plain("forms.changed.nothing"))]


def _line(one: Contact, formats: Formats) -> str:
    telephone = formats.phone(one.telephone) if one.telephone else None
    return " ".join(part for part in (one.office, telephone, one.email) if part)
