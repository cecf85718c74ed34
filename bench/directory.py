"""How long does a page of HSDS take, over HTTP, when a region's bodies offer twenty thousand services?"""

from time import perf_counter
from urllib.parse import urlencode

import httpx2

from bench.ground import SMOKE, Ground
from bench.offering import COUNT, SIZE, offered
from bench.provider import provider
from bench.results import Result, told, within
from bench.rounds import percentile
from bench.serving import serving
from deploy.local.ports import LOOPBACK
from services.registry.bodies.taxonomy import terms

ASKED = 10 if SMOKE else 100
"""Pages of each kind."""

MOST = 50.0
"""Milliseconds, of which 95 of a hundred pages of the usual size stay below."""

_LAST = COUNT // 50


async def measure(at: Ground) -> list[Result]:
    """Every list, as it is asked for and in the ways that cost the most, and all services as a stream."""
    databases = await offered(at)
    async with (
        provider() as issuing,
        serving(at, databases, "registry", issuing.issuer) as (port, _),
        httpx2.AsyncClient(base_url=f"http://{LOOPBACK}:{port}", timeout=120) as http,
    ):
        results = [await _asked(http, name, path) for name, path in _ways().items()]
        return [*results, await _streamed(http)]


def _ways() -> dict[str, str]:
    term = next(str(each.id) for each in terms().terms.values() if each.line.code == "1109")
    taxonomy = next(str(each.id) for each in terms().taxonomies.values() if each.line.code == "open-eligibility")
    return {
        "services": "/services",
        "services, whole": "/services?full=true",
        "services, ids alone": "/services?minimal=true",
        "services, the last page": f"/services?page={_LAST}",
        "services with a word": "/services?" + urlencode({"search": "κοινων"}),
        "services with a term": f"/services?taxonomy_term_id={term}",
        "services of a taxonomy": f"/services?taxonomy_id={taxonomy}",
        "services that changed": "/services?modified_after=2020-01-01",
        "organizations": "/organizations",
        "organizations, whole": "/organizations?full=true",
        "organizations with whole services": "/organizations?full_service=true",
        "services at locations": "/service_at_locations",
        "services at locations, whole": "/service_at_locations?full=true",
        "services near a postcode": "/service_at_locations?postcode=27005&proximity=20000",
        "taxonomies": "/taxonomies",
        "terms": "/taxonomy_terms",
    }


async def _asked(http: httpx2.AsyncClient, name: str, path: str) -> Result:
    taken = [await _took(http, path) for _ in range(ASKED + 3)][3:]
    return within(f"HSDS, {name}, p95", percentile(taken, 0.95), "ms", most=MOST, at=SIZE)


async def _streamed(http: httpx2.AsyncClient) -> Result:
    took = await _took(http, "/services?full=true&format=ndjson")
    return told("HSDS, all services whole, as a stream", took / 1e3, "s", SIZE)


async def _took(http: httpx2.AsyncClient, path: str) -> float:
    begun = perf_counter()
    answer = await http.get(f"/hsds{path}")
    took = (perf_counter() - begun) * 1e3
    if answer.status_code != 200 or not answer.content:
        raise RuntimeError(f"{path} was answered with {answer.status_code}")
    return took
