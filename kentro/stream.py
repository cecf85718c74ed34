"""`kentro stream`: what a service tells the others, or the analysts, as CloudEvents in JSON lines."""

import argparse
import asyncio
import json
import signal
import sys
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any, cast

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError

from kentro._installation import Installation, NothingRuns, add_run_file
from shared.broker import client_options
from shared.public import PARTITIONS, topic_of
from shared.topics import TIMEOUT

HELP = "print what happens, as CloudEvents in JSON lines: the analysts' stream (without names), or a service's own"

TOPICS = ("analytics", "registry", "intake", "referral")
_ATTRIBUTE = "ce_"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.epilog = "KAFKA_BOOTSTRAP names another broker than that of run.json."
    parser.add_argument("topic", choices=TOPICS)
    parser.add_argument("--from-beginning", action="store_true", help="all that the topic holds, then what follows")
    parser.add_argument("--count", type=int, help="end after so many")
    parser.add_argument("--prefix", default="kentro", help="what parts installations that share a broker")
    add_run_file(parser)


def main(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Prints until it is interrupted, or as many as were asked for; the exit code."""
    try:
        bootstrap = environment.get("KAFKA_BOOTSTRAP") or _described(options)
        asyncio.run(_print(bootstrap, topic_of(options.topic, options.prefix), options))
    except (NothingRuns, KafkaError) as failure:
        print(failure, file=sys.stderr)
        return 2
    except TimeoutError:
        print(f"The broker does not answer within {TIMEOUT:.0f} s, or has no such topic yet", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # Whoever read has enough; nothing of the rest may be flushed into the closed pipe.
        sys.stderr.close()
    return 0


def _described(options: argparse.Namespace) -> str:
    """As the demo's analyst, who reads that stream alone, or as the operator."""
    installation = Installation.described(options.run_file)
    return installation.analyst if options.topic == "analytics" else installation.kafka


async def _print(bootstrap: str, topic: str, options: argparse.Namespace) -> None:
    task = asyncio.current_task()
    assert task is not None
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    printed = 0
    with suppress(asyncio.CancelledError):
        async with events(bootstrap, topic, from_beginning=options.from_beginning) as following:
            async for event in following:
                print(json.dumps(event, ensure_ascii=False), flush=True)
                printed += 1
                if printed == options.count:
                    return


@asynccontextmanager
async def events(
    bootstrap: str, topic: str, *, from_beginning: bool
) -> AsyncGenerator[AsyncGenerator[dict[str, object]]]:
    """The topic's records in CloudEvents' structured form, for ever. Raises `KafkaError` or `TimeoutError`."""
    client = AIOKafkaConsumer(
        **client_options(bootstrap),
        client_id="kentro-stream",
        group_id=None,
        enable_auto_commit=False,
        metadata_max_age_ms=5_000,
    )
    try:
        async with asyncio.timeout(TIMEOUT):
            await client.start()
            partitions = [TopicPartition(topic, number) for number in range(PARTITIONS)]
            client.assign(partitions)
            if from_beginning:
                await client.seek_to_beginning(*partitions)
            else:
                await client.seek_to_end(*partitions)
        yield _following(client)
    finally:
        with suppress(Exception):
            async with asyncio.timeout(5):
                await client.stop()


async def _following(client: AIOKafkaConsumer) -> AsyncGenerator[dict[str, object]]:
    while True:
        yield structured(cast("ConsumerRecord[Any, Any]", await client.getone()))


def structured(record: ConsumerRecord[Any, Any]) -> dict[str, object]:
    """A record of Kafka's binary mode as a CloudEvent in its JSON format (CloudEvents 1.0, JSON event format, 3)."""
    attributes = {
        name.removeprefix(_ATTRIBUTE): value.decode(errors="replace")
        for name, value in record.headers
        if name.startswith(_ATTRIBUTE)
    }
    text = (record.value or b"").decode(errors="replace")
    try:
        data = json.loads(text)
    except ValueError:
        # What is no JSON stays readable: a record that nobody of ours wrote.
        data = text
    return {**attributes, "datacontenttype": "application/json", "data": data}
