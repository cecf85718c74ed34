"""The municipalities of a region side by side, as they are heard of over the real broker."""

from services import registry
from shared.testing.services import Stage
from shared.testing.tokens import TestProvider
from tests.clock import this_month
from tests.integration.test_reporting import the_reporting


async def test_municipalities_with_the_same_figure_stand_in_greek_order(stage: Stage, provider: TestProvider) -> None:
    async with stage.serve(registry.BLUEPRINT) as kept, stage.serve(the_reporting(stage)) as figures:
        headers = provider.bearer("regional_administrator@/el63")
        names = {"3905": "Ζαχάρως", "3901": "Άργους", "3701": "Αγρινίου"}
        for code, name in names.items():
            facts = {
                "edition": "2021", "name": name, "short_name": name, "regional_unit": "Ηλείας", "region": "el63",
                "residents": 1000,
            }  # fmt: skip
            sent = {**headers, "If-None-Match": "*"}
            answer = await kept.http.put(f"/municipalities/{code}", json=facts, headers=sent)
            assert answer.status_code == 201, answer.text
            _, partition, position = answer.headers["kentro-position"].split("/")
            consumer = next(each for each in figures.running.consumers if each.source == "registry")
            assert await consumer.checkpoints.progress[int(partition)].reached(int(position), 30)

        asked = {"month": this_month(), "indicator": "visits"}
        answer = await figures.http.get("/comparison", params=asked, headers=headers)

        assert answer.status_code == 200, answer.text
        assert [row["name"] for row in answer.json()["rows"]] == ["Αγρινίου", "Άργους", "Ζαχάρως"]
