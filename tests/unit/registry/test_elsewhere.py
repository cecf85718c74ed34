from uuid import UUID

from services.registry.elsewhere.domain import ElsewhereAsked, ask
from shared.testing.scenario import given

asked = ElsewhereAsked(UUID(int=1), ("/el63/3901/pyrgos",))


def test_a_question_is_recorded_with_what_was_answered() -> None:
    given().when(ask, asked=asked).then(asked).and_again_nothing()
