from kentro.access import PAGE, lines, written
from shared.scope import Role


def test_the_table_of_roles_and_routes_is_what_the_code_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == written(list(lines())), "run `kentro access`"


def test_no_route_that_shows_a_person_is_for_those_who_see_figures_alone() -> None:
    figures = {Role.REGIONAL_ADMINISTRATOR, Role.MUNICIPAL_ADMINISTRATOR, Role.ANALYST, Role.PARTNER}
    shown = [line for line in lines() if line.ticket]
    assert len(shown) >= 5
    for line in shown:
        assert line.callers is not None
        assert not line.callers & figures, line.path


def test_every_route_about_one_person_takes_a_ticket_or_changes_something_or_is_for_oversight() -> None:
    untold = [
        line.path
        for line in lines()
        if line.method == "GET" and "{person}" in line.path and not line.ticket and not line.path.endswith("/reads")
    ]
    assert untold == []
