"""What HSDS 3.0 requires of its objects, as JSON Schema in our own words: required fields, enumerations, formats."""

from typing import Any

Json = dict[str, Any]
UUID: Json = {"type": "string", "format": "uuid"}
TEXT: Json = {"type": "string", "minLength": 1}
NUMBER: Json = {"type": "number"}
URI: Json = {"type": "string", "format": "uri"}
EMAIL: Json = {"type": "string", "format": "email"}
DAY: Json = {"type": "string", "format": "date"}
CLOCK: Json = {"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9](Z|[+-][0-9]{2}:[0-9]{2})$"}
BYDAY: Json = {"type": "string", "pattern": "^(MO|TU|WE|TH|FR|SA|SU)(,(MO|TU|WE|TH|FR|SA|SU))*$"}


def thing(*required: str, **fields: Json) -> Json:
    return {"type": "object", "required": ["id", *required], "properties": {"id": UUID, **fields}}


def several(item: Json) -> Json:
    return {"type": "array", "items": item, "minItems": 1}


STATUS: Json = {"enum": ["active", "inactive", "defunct", "temporarily closed"]}
PLACED: Json = {"enum": ["physical", "postal", "virtual"]}
PHONE = thing("number", number=TEXT, extension=NUMBER)
TAXONOMY = thing("name", "description", name=TEXT, description=TEXT, uri=URI)
TERM = thing(
    "name", "description", name=TEXT, description=TEXT, parent_id=UUID, taxonomy=TEXT, taxonomy_detail=TAXONOMY,
    term_uri=URI,
)  # fmt: skip
ADDRESS = thing(
    "address_1", "city", "state_province", "postal_code", "country", "address_type", address_1=TEXT, city=TEXT,
    state_province=TEXT, postal_code=TEXT, country={"type": "string", "pattern": "^[A-Z]{2}$"}, address_type=PLACED,
)  # fmt: skip
LOCATION = thing(
    "location_type", location_type=PLACED, latitude=NUMBER, longitude=NUMBER, url=URI, addresses=several(ADDRESS),
    accessibility=several(thing()),
)  # fmt: skip
SCHEDULE = thing(
    freq={"enum": ["WEEKLY", "MONTHLY"]}, wkst={"enum": ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]}, byday=BYDAY,
    opens_at=CLOCK, closes_at=CLOCK, timezone=NUMBER, valid_from=DAY, valid_to=DAY,
)  # fmt: skip
CONTACT = thing(email=EMAIL, phones=several(PHONE))
ORGANIZATION = thing(
    "name", "description", name=TEXT, description=TEXT, website=URI, email=EMAIL, phones=several(PHONE),
    contacts=several(CONTACT), services=several(thing("name", "status", name=TEXT, status=STATUS)),
)  # fmt: skip
AREA = thing(name=TEXT, extent=TEXT)
SERVICE_FIELDS: Json = {
    "name": TEXT,
    "status": STATUS,
    "url": URI,
    "email": EMAIL,
    "minimum_age": NUMBER,
    "maximum_age": NUMBER,
    "last_modified": {"type": "string", "format": "date-time"},
    "organization": ORGANIZATION,
    "phones": several(PHONE),
    "schedules": several(SCHEDULE),
    "service_areas": several(AREA),
    "languages": several(thing()),
    "cost_options": several(thing(amount=NUMBER)),
    "attributes": several(thing(link_id=UUID, taxonomy_term=TERM)),
    "service_at_locations": several(thing(location=LOCATION)),
}
SERVICE = thing("name", "status", **SERVICE_FIELDS)
AT_LOCATION = thing("location", "service", location=LOCATION, service=SERVICE, schedules=several(SCHEDULE))
AT_LOCATION_ALONE: Json = {"allOf": [AT_LOCATION, SERVICE]}
MINIMAL = thing("last_modified", last_modified=SERVICE_FIELDS["last_modified"])


def page(item: Json) -> Json:
    numbers = ("total_items", "total_pages", "page_number", "size")
    marks = ("first_page", "last_page", "empty")
    return {
        "type": "object",
        "required": [*numbers, *marks, "contents"],
        "properties": {
            **{name: {"type": "integer"} for name in numbers},
            **{name: {"type": "boolean"} for name in marks},
            "contents": {"type": "array", "items": item},
        },
    }


def nulls(value: Any, at: str = "") -> list[str]:
    """Where something is null, or an empty text: the standard has neither."""
    if value in (None, ""):
        return [at]
    if isinstance(value, dict):
        inner: Json = value  # pyright: ignore[reportUnknownVariableType]
        return [found for name, each in inner.items() for found in nulls(each, f"{at}/{name}")]
    if isinstance(value, list):
        items: list[Any] = value  # pyright: ignore[reportUnknownVariableType]
        return [found for n, each in enumerate(items) for found in nulls(each, f"{at}/{n}")]
    return []
