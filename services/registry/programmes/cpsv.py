"""A programme in the Core Public Service Vocabulary, CPSV-AP 3.2.0, as JSON-LD.

Rules become requirements, papers types of evidence, what is paid an output. Everything has the identifier and the name
that the profile's shapes demand; texts are Greek and say so.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from services.registry.programmes.domain import Content
from services.registry.programmes.views import ProgrammeRow, VersionRow, content_of

Json = dict[str, Any]

BASE = "https://kentro.gr/programmes/"
CONTEXT: Json = {
    "adms": "http://www.w3.org/ns/adms#",
    "cpsv": "http://purl.org/vocab/cpsv#",
    "cv": "http://data.europa.eu/m8g/",
    "dct": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_GREECE = {"@id": "http://publications.europa.eu/resource/authority/atu/GRC"}
_GREEK = {"@id": "http://publications.europa.eu/resource/authority/language/ELL"}


def described(row: ProgrammeRow, version: VersionRow | None, on: date) -> Json:
    """The programme as it stands on a day; without a version, only that it is there and who decides."""
    service = f"{BASE}{row.code}"
    whole: Json = {
        "@id": service,
        "@type": "cpsv:PublicService",
        "dct:identifier": row.code,
        "dct:title": _greek(row.called(on)),
        "dct:description": _greek(row.what_for),
        "dct:language": _GREEK,
        "dct:spatial": _GREECE,
        "cv:hasCompetentAuthority": {"@id": f"{service}#authority"},
    }
    nodes: list[Json] = [
        whole,
        {
            "@id": f"{service}#authority",
            "@type": "cv:PublicOrganisation",
            "dct:identifier": row.administered_by,
            "dct:title": _greek(row.administered_by),
            "skos:prefLabel": _greek(row.administered_by),
            "dct:spatial": _GREECE,
        },
    ]
    if version and version.content:
        nodes += _of_version(whole, service, version, content_of(version.content))
    return {"@context": CONTEXT, "@graph": nodes}


def _of_version(whole: Json, service: str, version: VersionRow, content: Content) -> Iterator[Json]:
    at = f"{service}/versions/{version.id}"
    whole["dct:temporal"] = {
        "@type": "dct:PeriodOfTime",
        "schema:startDate": _day(content.valid_from),
        **({"schema:endDate": _day(content.until)} if content.until else {}),
    }
    whole["cpsv:follows"] = {"@id": f"{at}#rule"}
    whole["cv:hasLegalResource"] = {"@id": f"{at}#law"}
    whole["cv:holdsRequirement"] = [{"@id": f"{at}#rule-{rule.key}"} for rule in content.rules]
    whole["cv:hasInputType"] = [{"@id": f"{at}#document-{n}"} for n, _ in enumerate(content.documents, 1)]
    whole["cpsv:produces"] = {"@id": f"{at}#output"}
    yield {
        "@id": f"{at}#rule",
        "@type": "cpsv:Rule",
        "dct:identifier": str(version.id),
        "dct:title": _greek(content.source),
        "dct:description": _greek("\n".join(f"{rule.asks}: {rule.expression}" for rule in content.rules)),
        "cpsv:implements": {"@id": f"{at}#law"},
    }
    yield {"@id": f"{at}#law", "@type": "eli:LegalResource", "dct:title": _greek(content.source)}
    yield {
        "@id": f"{at}#output",
        "@type": "cv:Output",
        "dct:identifier": f"{version.id}-output",
        "dct:title": _greek(whole["dct:title"]["@value"]),
        "dct:description": _greek("\n".join(f"{each.label}: {_euros(each.cents)}" for each in content.amounts)),
    }
    for rule in content.rules:
        yield {
            "@id": f"{at}#rule-{rule.key}",
            "@type": "cv:Requirement",
            "dct:identifier": f"{version.id}-{rule.key}",
            "dct:title": _greek(rule.asks),
            "dct:description": _greek(rule.met),
        }
    for n, document in enumerate(content.documents, 1):
        yield {
            "@id": f"{at}#document-{n}",
            "@type": "cv:EvidenceType",
            "dct:identifier": f"{version.id}-document-{n}",
            "dct:title": _greek(document.name),
            **({"dct:description": _greek(document.when)} if document.when else {}),
        }


def _greek(text: str) -> Json:
    return {"@language": "el", "@value": text}


def _day(day: date) -> Json:
    return {"@type": "xsd:date", "@value": day.isoformat()}


def _euros(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02} €"
