"""The places that a person's roles cover, by scope path, with the names that people read."""

from services.portal.desk import Desk
from shared.greek import sort_key
from shared.scope import Role, covers


async def municipality_names(desk: Desk) -> dict[str, str]:
    """Every municipality's name, by its scope path."""
    municipalities = (await desk.municipalities()).values()
    return {one.scope: desk.text.plain("shell.municipality", name=one.name) for one in municipalities}


async def places_of(desk: Desk, roles: frozenset[Role]) -> dict[str, str]:
    """The region, municipalities and Centres that these roles cover, the widest first."""
    own = [grant.path for grant in desk.scopes(roles)]
    named = await municipality_names(desk)
    named |= {centre.scope: centre.name for centre in await desk.registry.centres()}
    named |= {path: _region(desk, path) for path in own if _is_region(path)}
    mine = {path: name for path, name in named.items() if any(covers(one, path) for one in own)}
    return dict(sorted(mine.items(), key=lambda place: (place[0].count("/"), sort_key(place[1]))))


async def place_name(desk: Desk, scope: str) -> str:
    """What that region, municipality or Centre is called, also where one only reads about it."""
    if _is_region(scope):
        return _region(desk, scope)
    named = await municipality_names(desk)
    if scope not in named:
        named |= {centre.scope: centre.name for centre in await desk.registry.centres()}
    return named.get(scope, scope)


def _is_region(path: str) -> bool:
    return path.count("/") == 1


def _region(desk: Desk, path: str) -> str:
    return str(desk.text.code("codes.region", path.strip("/")))
