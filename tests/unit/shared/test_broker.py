import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.broker import as_user, at_port, client_options, without_password

PLAIN = "127.0.0.1:9092"


def test_a_plain_address_asks_nobody() -> None:
    assert client_options("a:1,b:2") == {"bootstrap_servers": "a:1,b:2"}


@given(st.text(min_size=1), st.text(min_size=1))
def test_a_login_comes_back_as_it_was_given(user: str, password: str) -> None:
    address = as_user(PLAIN, user, password)
    options = client_options(address)
    assert (options["sasl_plain_username"], options["sasl_plain_password"]) == (user, password)
    assert (options["bootstrap_servers"], options["security_protocol"]) == (PLAIN, "SASL_PLAINTEXT")
    assert without_password(address) == PLAIN
    assert client_options(at_port(address, "::1", 7))["sasl_plain_password"] == password


def test_another_login_keeps_the_broker_and_how_it_is_spoken_to() -> None:
    assert as_user("sasl+tls://a:b@k1:1,k2:2", "c", "d") == "sasl+tls://c:d@k1:1,k2:2"
    assert client_options("sasl+tls://a:b@k1:1")["security_protocol"] == "SASL_SSL"


@pytest.mark.parametrize("address", ["http://a:1", "sasl://a:1", "://a:1"])
def test_another_scheme_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match=r"sasl://user:password@host:port"):
        client_options(address)
