"""HSDS 3.0 over HTTP: the taxonomies by whose terms services are named."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response

from services.registry.bodies.taxonomy import terms
from services.registry.hsds import shaping
from services.registry.hsds.answers import Taxonomies, TaxonomyTerms
from services.registry.hsds.api import Format, Id, PageNumber, PerPage, Search
from services.registry.hsds.parts import TaxonomyObject, TaxonomyTermObject
from services.registry.hsds.streaming import STREAMS, lined
from shared.callers import anybody
from shared.greek import words
from shared.problems import Problem

router = APIRouter(prefix="/hsds", tags=["hsds"], dependencies=[anybody()])


@router.get(
    "/taxonomies",
    summary="List taxonomies",
    response_model=Taxonomies,
    response_model_exclude_none=True,
    responses=STREAMS,
)
async def list_taxonomies(
    search: Search = None,
    page: PageNumber = 1,
    per_page: PerPage = 50,
    format: Format = "json",  # noqa: A002 - the standard's own name
) -> Taxonomies | Response:
    """The taxonomies."""
    found = [
        shaping.taxonomy(each)
        for each in terms().taxonomies.values()
        if _fits(search, each.line.name, each.line.description)
    ]
    if format == "ndjson":
        return lined(found)
    shown = found[(page - 1) * per_page : page * per_page]
    return Taxonomies.of(shown, total=len(found), page=page, per_page=per_page)


@router.get("/taxonomies/{id}", summary="Look at a taxonomy", response_model_exclude_none=True)
async def show_taxonomy(id: Id) -> TaxonomyObject:  # noqa: A002
    """One taxonomy."""
    found = terms().taxonomies.get(id)
    if found is None:
        raise Problem("not-found")
    return shaping.taxonomy(found)


@router.get(
    "/taxonomy_terms",
    summary="List the terms of taxonomies",
    response_model=TaxonomyTerms,
    response_model_exclude_none=True,
    responses=STREAMS,
)
async def list_taxonomy_terms(
    search: Search = None,
    taxonomy_id: Annotated[UUID | None, Query(description="Those of one taxonomy")] = None,
    top_only: Annotated[bool, Query(description="Those with none above them")] = False,
    parent_id: Annotated[UUID | None, Query(description="Those right below a term")] = None,
    page: PageNumber = 1,
    per_page: PerPage = 50,
    format: Format = "json",  # noqa: A002 - the standard's own name
) -> TaxonomyTerms | Response:
    """The terms, in the order of the taxonomies; filters add up."""
    found = [
        shaping.term(each)
        for each in terms().terms.values()
        if (taxonomy_id is None or each.taxonomy.id == taxonomy_id)
        and (not top_only or each.parent is None)
        and (parent_id is None or each.parent == parent_id)
        and _fits(search, each.line.el, each.line.en)
    ]
    if format == "ndjson":
        return lined(found)
    shown = found[(page - 1) * per_page : page * per_page]
    return TaxonomyTerms.of(shown, total=len(found), page=page, per_page=per_page)


@router.get("/taxonomy_terms/{id}", summary="Look at a term", response_model_exclude_none=True)
async def show_taxonomy_term(id: Id) -> TaxonomyTermObject:  # noqa: A002
    """One term."""
    found = terms().terms.get(id)
    if found is None:
        raise Problem("not-found")
    return shaping.term(found)


def _fits(search: str | None, *texts: str) -> bool:
    """Whether each word that is searched begins some word of the texts."""
    told = [word for text in texts for word in words(text)]
    return all(any(word.startswith(wanted) for word in told) for wanted in words(search or ""))
