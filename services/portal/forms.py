"""What a person typed, what is wrong with it, and how it comes back."""

from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeVar
from uuid import UUID

from services.portal.catalogue import Text
from services.portal.clients.base import Problem, Unavailable
from shared.ids import uuid7

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FormError:
    """One error: `field` is empty where it is about the whole."""

    field: str
    text: str


class Form:
    """A form's values as strings, and its errors in the order in which they were found."""

    def __init__(self, text: Text, values: Mapping[str, Sequence[str] | str] | None = None) -> None:
        self._text = text
        self._values = {
            name: [value] if isinstance(value, str) else list(value) for name, value in (values or {}).items()
        }
        self.errors: list[FormError] = []
        self.status = 200
        self.returned: Literal["", "login", "language"] = ""
        """Why the form comes back as it was typed, without having been sent: a new login, another language."""
        self.saved_before = ""
        """The id under which something else was saved already, where the form was sent twice with other words."""

    def get(self, name: str) -> str:
        """What stands in a field, without spaces around it."""
        return self._values.get(name, [""])[-1].strip()

    def optional(self, name: str) -> str | None:
        """As `get`, but nothing where nothing was typed."""
        return self.get(name) or None

    def all(self, name: str) -> list[str]:
        """All that was ticked under a name."""
        return self._values.get(name, [])

    def fill(self, **values: str) -> None:
        """Sets what is offered where the person has said nothing."""
        for name, value in values.items():
            self._values.setdefault(name, [value])

    def fill_all(self, name: str, values: Sequence[str]) -> None:
        """The same for a name under which several are ticked."""
        self._values.setdefault(name, list(values))

    @property
    def names(self) -> list[str]:
        """Every name that something stands under."""
        return list(self._values)

    def put(self, name: str, value: str) -> None:
        """Sets a field whatever was there."""
        self._values[name] = [value]

    def ready(self, version: int | None = None) -> None:
        """Makes it ready to be sent: with the command's id, and the version that is shown where that is acted on.

        What was refused is sent as another command, on what stands now; what may have been done keeps its id.
        """
        self.fill(key=str(uuid7()))
        if self.status in {409, 412, 422}:
            self.put("key", str(uuid7()))
        if version is not None:
            self.fill(version=str(version))
            if self.status == 412:
                self.put("version", str(version))

    def error(self, name: str) -> str | None:
        """The first error of a field."""
        return next((error.text for error in self.errors if error.field == name), None)

    def fail(self, name: str, key: str, **places: object) -> None:
        """Notes an error by its key in the catalogue."""
        self.errors.append(FormError(name, self._text(key, **places)))
        self.status = max(self.status, 422)

    def required(self, name: str, key: str) -> str:
        """The field's value, or an error where it is empty."""
        value = self.get(name)
        if not value:
            self.fail(name, key)
        return value

    def chosen(self, name: str, among: Sequence[str], key: str) -> str:
        """One of the given codes, or an error."""
        value = self.get(name)
        if value not in among:
            self.fail(name, key)
        return value

    def id(self, name: str) -> UUID | None:
        """A UUID, or nothing where there is none."""
        try:
            return UUID(self.get(name))
        except ValueError:
            return None

    @property
    def command(self) -> UUID:
        """The id of the command that it gives, so that sent twice it is given once; a new one where it came without."""
        return self.id("key") or uuid7()

    def day(self, name: str, *, required_key: str | None = None) -> date | None:
        """A date of three fields `name-day`, `name-month`, `name-year`; the error stands at the first wrong one."""
        parts = [self.get(f"{name}-{part}") for part in ("day", "month", "year")]
        if not any(parts):
            if required_key:
                self.fail(f"{name}-day", required_key)
            return None
        numbers = [int(part) if part.isascii() and part.isdecimal() else -1 for part in parts]
        day, month, year = numbers
        if not 1 <= month <= 12:
            self.fail(f"{name}-month", "forms.month")
        elif not 1900 <= year <= 2200:
            self.fail(f"{name}-year", "forms.year")
        else:
            try:
                return date(year, month, day)
            except ValueError:
                self.fail(f"{name}-day", "forms.day")
        return None

    def take(self, problem: Problem, fields: Mapping[str, str]) -> None:
        """Takes on what a service said; `fields` maps its pointers to our names, others stand at the whole."""
        self.status = max(self.status, problem.status)
        if problem.code == "command-reused":
            self.saved_before = self.get("id")
            self.put("id", str(uuid7()))
            self.put("key", str(uuid7()))
        for error in problem.errors:
            name = fields.get(error.pointer, error.pointer.lstrip("/"))
            known = name in self._values or name in fields.values()
            self.errors.append(FormError(name if known else "", error.detail or problem.detail))
        if not problem.errors:
            self.errors.append(FormError("", problem.detail or self._text("forms.refused")))

    async def attempt(self, asked: Awaitable[T], fields: Mapping[str, str] | None = None) -> T | None:
        """The service's answer, or nothing with the errors noted.

        What was typed stays, and sending it again is safe because the form carries the command's id. A thing that is
        not there is no error of the form: raises `Problem`.
        """
        try:
            return await asked
        except Problem as problem:
            if problem.status in {401, 403, 404}:
                raise
            self.take(problem, fields or {})
        except Unavailable:
            self.status = 503
            self.errors.append(FormError("", self._text("forms.unavailable")))
        return None
