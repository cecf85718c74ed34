"""Ports are chosen free once and stay."""

import socket
from pathlib import Path

import pytest

from deploy.local.failures import PartFailed
from deploy.local.ports import LOOPBACK, stable_ports

NAMES = ("portal", "kafka")


def test_ports_are_the_same_in_the_next_run(tmp_path: Path) -> None:
    first = stable_ports(tmp_path, NAMES)

    assert stable_ports(tmp_path, NAMES) == first
    assert len(set(first.values())) == len(NAMES)


def test_a_run_that_needs_fewer_parts_forgets_no_port(tmp_path: Path) -> None:
    first = stable_ports(tmp_path, NAMES)
    stable_ports(tmp_path, ("kafka",))

    assert stable_ports(tmp_path, NAMES) == first


def test_two_checkouts_get_different_ports(tmp_path: Path) -> None:
    one = stable_ports(tmp_path / "one", NAMES)
    other = stable_ports(tmp_path / "other", NAMES)

    assert not set(one.values()) & set(other.values())


def test_a_port_that_somebody_took_meanwhile_is_replaced_alone(tmp_path: Path) -> None:
    first = stable_ports(tmp_path, NAMES)
    with socket.create_server((LOOPBACK, first["portal"])):
        now = stable_ports(tmp_path, NAMES)

    assert now["portal"] != first["portal"]
    assert now["kafka"] == first["kafka"]


def test_a_port_that_was_asked_for_is_kept_or_refused(tmp_path: Path) -> None:
    free = stable_ports(tmp_path / "elsewhere", ("any",))["any"]

    assert stable_ports(tmp_path, NAMES, {"portal": free})["portal"] == free
    assert stable_ports(tmp_path, NAMES)["portal"] == free
    with socket.create_server((LOOPBACK, free)), pytest.raises(PartFailed, match=str(free)):
        stable_ports(tmp_path, NAMES, {"portal": free})
