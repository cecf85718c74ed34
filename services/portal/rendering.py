"""Templates with the catalogue and the formats of one language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from services.portal.catalogue import LANGUAGES, Language, Text, load
from services.portal.formats import Formats
from services.portal.menu import NavItem
from services.portal.static_files import StaticFiles
from shared.workdays import ATHENS

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Shell:
    """What stands around a page: who, where, and what may be done from here."""

    path: str
    printed_at: datetime
    demo: bool
    shortcuts: bool = True
    signed_in: bool = False
    place: str = ""
    name: str = ""
    nav: tuple[NavItem, ...] = ()
    may_search: bool = False
    token: str = ""
    until: datetime | None = None
    """When the session ends unless something is asked for before."""
    left: int = 0
    """Seconds until then."""


class Pages:
    """Renders templates; one environment for each language, so that macros are compiled once."""

    def __init__(self, static: StaticFiles, clock: Clock) -> None:
        self._clock = clock
        self._texts = {language: load(language) for language in LANGUAGES}
        loader = FileSystemLoader(Path(str(files("services.portal"))) / "templates")
        self._environments = {language: self._environment(loader, language, static) for language in LANGUAGES}

    def _environment(self, loader: FileSystemLoader, language: Language, static: StaticFiles) -> Environment:
        environment = Environment(
            loader=loader,
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        shared: dict[str, Any] = environment.globals
        shared.update(t=self._texts[language], f=lambda: self.formats(language), static=static.href, language=language)
        return environment

    def now(self) -> datetime:
        """The moment, in Greece."""
        return self._clock().astimezone(ATHENS)

    def today(self) -> date:
        """The day, in Greece."""
        return self.now().date()

    def text(self, language: Language) -> Text:
        """The catalogue of a language."""
        return self._texts[language]

    def formats(self, language: Language) -> Formats:
        """The formats of a language, today."""
        return Formats(self._texts[language], self.today())

    def render(self, language: Language, template: str, shell: Shell, view: Mapping[str, object]) -> str:
        """A whole page."""
        return self._environments[language].get_template(template).render(shell=shell, **view)
