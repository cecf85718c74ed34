from hypothesis import given
from hypothesis import strategies as st

from shared.scope import Grant, Principal, Reach, Role, covers, parse_grants

ZACHARO = "/el63/3905/zacharo"


def holding(*grants: str) -> Principal:
    return Principal("somebody", parse_grants(grants))


def test_a_social_worker_reaches_files_at_the_centre_and_names_in_the_municipality() -> None:
    worker = holding(f"social_worker@{ZACHARO}")
    assert worker.reach(ZACHARO) is Reach.FILE
    assert worker.reach("/el63/3905/figaleia") is Reach.BASIC
    assert worker.reach("/el63/3901/pyrgos") is None


def test_an_administrator_reaches_figures_and_no_file() -> None:
    region = holding("regional_administrator@/el63")
    assert region.reach(ZACHARO) is Reach.FIGURES
    assert not region.reaches(Reach.BASIC, ZACHARO)
    assert region.paths(Reach.BASIC) == []


def test_rights_never_multiply_across_grants() -> None:
    somebody = holding(f"receptionist@{ZACHARO}", "coordinator@/el63/3901/pyrgos")
    assert somebody.has([Role.COORDINATOR], on="/el63/3901/pyrgos")
    assert not somebody.has([Role.COORDINATOR], on=ZACHARO)
    assert somebody.reach(ZACHARO) is Reach.BASIC


def test_what_is_not_understood_grants_nothing() -> None:
    claims = ["king@/el63", "receptionist@el63", "receptionist@/el63/../x", "receptionist@/EL63", 7, None, "", "@/el63"]
    assert parse_grants(claims) == ()


@given(st.sampled_from(list(Role)), st.lists(st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True), min_size=1, max_size=3))
def test_a_grant_is_read_as_it_is_written(role: Role, parts: list[str]) -> None:
    path = "/" + "/".join(parts)
    assert parse_grants([f"{role.value}@{path}"]) == (Grant(role, path),)


@given(st.from_regex(r"(/[a-z0-9]{1,4}){1,3}", fullmatch=True), st.from_regex(r"[a-z0-9]{1,4}", fullmatch=True))
def test_a_path_covers_itself_and_what_lies_under_it_and_no_neighbour(path: str, more: str) -> None:
    assert covers(path, path)
    assert covers(path, f"{path}/{more}")
    assert not covers(path, f"{path}{more}")
    assert not covers(f"{path}/{more}", path)
