"""What the services hold of a person, gathered before an erasure into a file that the key-encryption keys seal."""

import hmac
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kentro._installation import NothingRuns
from kentro._services import Place
from shared.database import Record, close_quietly, connect
from shared.envelope import COLUMNS, Codec
from shared.kek import KeyRing
from shared.vault import Vault

_NONCE = 12
_PAGE = 2_000
_SHARED = frozenset({"sex", "municipal_unit", "said"})
"""Fields whose values many people have: finding them would tell nothing."""


async def gathered(place: Place, person: UUID) -> set[str]:
    """The values of that person's personal fields in the service's log."""
    codec = Codec(place.blueprint.events)
    connection = await connect(place.databases.api, name="kentro privacy", timeout=600)
    values: set[str] = set()
    try:
        async with Vault.opened(place.databases.keys, place.kek(), place.name) as vault:
            keys, after = await vault.keys([person]), 0
            while page := await connection.fetch(
                f"SELECT {COLUMNS} FROM log WHERE position > $1 AND sealed IS NOT NULL"  # noqa: S608
                " ORDER BY position LIMIT $2",
                after,
                _PAGE,
            ):
                after = page[-1]["position"]
                for row in page:
                    if codec.sealed_for(row["stream"], row["type"], row["data"]) == person:
                        values.update(_personal(codec, row, keys))
    finally:
        await close_quietly(connection)
    return values


def _personal(codec: Codec, row: Record, keys: Mapping[UUID, Any]) -> Iterator[str]:
    event = codec.decode(row, keys).event
    if event is None:
        return
    public = msgspec.json.decode(row["data"], type=dict[str, object])
    whole = cast("dict[str, object]", msgspec.to_builtins(event))
    for name in whole.keys() - public.keys() - _SHARED:
        yield from _texts(whole[name])


def _texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for each in cast("dict[str, object]", value).values():
                yield from _texts(each)
        case list() | tuple():
            for each in cast("Sequence[object]", value):
                yield from _texts(each)
        case _:
            pass


def write_sealed(file: Path, ring: KeyRing, values: set[str]) -> None:
    """Writes the values, sealed. Raises `FileExistsError` and `OSError`."""
    nonce = os.urandom(_NONCE)
    sealed = nonce + _cipher(ring).encrypt(nonce, msgspec.json.encode(sorted(values)), b"kentro scan")
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as handle:
        handle.write(sealed)


def read_sealed(file: Path, ring: KeyRing) -> list[str]:
    """The values in a file. Raises `NothingRuns` for one that was not gathered in this installation."""
    try:
        sealed = file.read_bytes()
        plain = _cipher(ring).decrypt(sealed[:_NONCE], sealed[_NONCE:], b"kentro scan")
    except (OSError, InvalidTag, ValueError) as wrong:
        raise NothingRuns(
            f"{file} is no file that `kentro privacy gather` wrote here: {type(wrong).__name__}"
        ) from None
    return msgspec.json.decode(plain, type=list[str])


def _cipher(ring: KeyRing) -> AESGCM:
    return AESGCM(hmac.digest(ring.blinding, b"kentro scan file", "sha256"))
