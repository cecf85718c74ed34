"""The municipalities that figures are counted by."""

from datetime import UTC, date, datetime
from uuid import UUID

from services.reporting.consumes import REGISTRY, MunicipalityCorrected, MunicipalityEntered
from services.reporting.figures.views import MUNICIPALITIES
from shared.public import Received
from shared.views import fold_rows


def told(data: object) -> Received:
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    return Received("registry", 0, UUID(int=1), 1, 0, 0, "", "", at, date(2026, 3, 2), "/el63/3905", None, None, data)


def test_a_correction_replaces_what_figures_are_counted_by() -> None:
    entered = MunicipalityEntered("3905", "Ζαχάρως", "Ζαχάρω", "Ηλείας", 8606)
    corrected = MunicipalityCorrected("3905", "Ζαχάρως", "Ζαχάρω", "Ηλείας", 8607)
    (row,) = fold_rows(MUNICIPALITIES, [told(entered), told(corrected)]).values()
    assert (row.residents, row.scope) == (8607, "/el63/3905")
    assert REGISTRY["kentro.registry.municipality-corrected"] is MunicipalityCorrected
