"""Which roles have which pages. The services decide about data; this only keeps pages away that would be empty."""

from shared.scope import ADMINISTRATION, DESK, OVERSIGHT, SOCIAL_WORK, Role

FRONT = frozenset(DESK)
"""Search, register and record visits."""

TEAM = frozenset(SOCIAL_WORK)
"""Open files and refer."""

MONTH = frozenset({Role.COORDINATOR, Role.MUNICIPAL_ADMINISTRATOR})
"""See a Centre's or a municipality's month."""

REGION = frozenset({Role.REGIONAL_ADMINISTRATOR, Role.ANALYST, Role.MUNICIPAL_ADMINISTRATOR})
"""See municipalities side by side."""

WATCH = frozenset(OVERSIGHT)
"""See who opened which file, and why."""

RIGHTS = frozenset({Role.COORDINATOR, Role.DATA_PROTECTION_OFFICER})
"""Take down and approve erasures, and give a person their copy."""

FILES = FRONT | WATCH
"""Open a person's card."""

PAPERS = frozenset({*SOCIAL_WORK, Role.AUDITOR})
"""Read the scanned papers of a file."""

ADMIN = frozenset(ADMINISTRATION)
"""Say who may log in, as what and where."""

PLACES = frozenset({Role.COORDINATOR, *ADMINISTRATION})
"""Keep current where Centres are and when they are open."""
KNOW = frozenset({*DESK, *ADMINISTRATION, Role.ANALYST})
"""Look up what people can apply for."""

CHECK = frozenset({*DESK, *ADMINISTRATION})
"""See what a household may expect."""

KEEP = frozenset({Role.REGIONAL_ADMINISTRATOR})
"""Write and publish versions of programmes."""

FOUND = frozenset({Role.REGIONAL_ADMINISTRATOR})
"""Enter municipalities and found Centres."""

HELP = frozenset({*DESK, *ADMINISTRATION})
"""Look for services and bodies."""

REPORT = frozenset({*SOCIAL_WORK, *ADMINISTRATION})
"""Say what room a service has."""

NAMED = frozenset({*DESK, *ADMINISTRATION, *OVERSIGHT})
"""Known to colleagues by name, and told theirs."""

UPKEEP = ADMIN | {Role.COORDINATOR, Role.AUDITOR}
"""See posts, funding acts and regulations."""

ANYONE = frozenset(Role)
"""Everybody with a grant."""


def municipality_of(path: str) -> str | None:
    """The municipality's code in a scope path, where it names one."""
    parts = path.strip("/").split("/")
    return parts[1] if len(parts) > 1 else None
