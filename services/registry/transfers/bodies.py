"""What is sent about a transfer."""

from uuid import UUID

from services.registry.transfers.domain import Why
from shared.fields import Body, ScopePath, example


class NewTransfer(Body):
    """A person who moved, offered to the Centre of the new municipality."""

    model_config = example(to_centre="/el63/3901/pyrgos", informed=True)

    person: UUID
    """Whose file is offered."""
    to_centre: ScopePath
    """The scope path of the Centre that shall take it over."""
    informed: bool
    """Whether the person was told that their data go to another municipality (GDPR, article 13(3))."""


class Acceptance(Body):
    """The person is taken over."""

    model_config = example()

    into: UUID
    """The record of the own municipality: a new id (a UUIDv7), or that of a record that is there already."""
    unit: UUID
    """The Centre, branch or mobile unit that takes the person over."""


class Declination(Body):
    """The person is not taken over."""

    model_config = example(why="unknown-here")

    why: Why
    """Why not."""


class Withdrawal(Body):
    """The offer is taken back."""

    model_config = example()
