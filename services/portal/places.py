"""The places that a person's roles cover, by scope path, with the names that people read."""

from services.portal.desk import Desk
from shared.scope import Role, covers


async def municipality_names(desk: Desk) -> dict[str, str]:
    """Every municipality's name, by its scope path."""
    municipalities = (await desk.municipalities()).values()
    return {one.scope: desk.text.plain("shell.municipality", name=one.name) for one in municipalities}


async def places_of(desk: Desk, roles: frozenset[Role]) -> dict[str, str]:
    """The region, municipalities and Centres that these roles cover, the widest first."""
    own = [grant.path for grant in desk.scopes(roles)]
    named = await municipality_names(desk)
    named |= {unit.scope: unit.name for unit in await desk.registry.units() if unit.kind == "centre"}
    named |= {path: str(desk.text.code("codes.region", path.strip("/"))) for path in own if path.count("/") == 1}
    mine = {path: name for path, name in named.items() if any(covers(one, path) for one in own)}
    return dict(sorted(mine.items(), key=lambda place: (place[0].count("/"), place[1])))
