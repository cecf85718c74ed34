"""Where Kafka is, and as whom a client logs in, in one address as databases have it.

`host:port[,host:port]` names a broker that asks nobody; `sasl://user:password@host:port[,host:port]` one that asks for
SCRAM-SHA-512, and `sasl+tls://` one that is spoken to in TLS besides.
"""

import ssl
from typing import Any
from urllib.parse import quote, unquote

MECHANISM = "SCRAM-SHA-512"
_PROTOCOLS = {"sasl": "SASL_PLAINTEXT", "sasl+tls": "SASL_SSL"}


def client_options(address: str) -> dict[str, Any]:
    """The options of a client of aiokafka's that speaks to that broker. Raises `ValueError` for another scheme."""
    scheme, login, servers = _parts(address)
    if "://" not in address:
        return {"bootstrap_servers": servers}
    if scheme not in _PROTOCOLS or login is None:
        raise ValueError("Kafka's address is host:port, sasl://user:password@host:port or sasl+tls://...")
    tls: dict[str, Any] = {}
    if scheme == "sasl+tls":
        tls = {"ssl_context": ssl.create_default_context()}
    return {
        "bootstrap_servers": servers,
        "security_protocol": _PROTOCOLS[scheme],
        "sasl_mechanism": MECHANISM,
        "sasl_plain_username": login[0],
        "sasl_plain_password": login[1],
        **tls,
    }


def as_user(address: str, user: str, password: str) -> str:
    """The same broker for another login."""
    scheme, _, servers = _parts(address)
    return f"{scheme or 'sasl'}://{quote(user, safe='')}:{quote(password, safe='')}@{servers}"


def at_port(address: str, host: str, port: int) -> str:
    """The same login at another place, such as one that stands before the broker."""
    scheme, login, _ = _parts(address)
    return as_user(f"{scheme}://x:x@{host}:{port}", *login) if login else f"{host}:{port}"


def without_password(address: str) -> str:
    """The servers alone, to be told."""
    return _parts(address)[2]


def _parts(address: str) -> tuple[str, tuple[str, str] | None, str]:
    scheme, found, rest = address.partition("://")
    if not found:
        return "", None, address
    login, _, servers = rest.rpartition("@")
    user, _, password = login.partition(":")
    return scheme, (unquote(user), unquote(password)) if login else None, servers
