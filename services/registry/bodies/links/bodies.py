"""What is sent to a body's link, and what it answers."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from services.registry.bodies.bodies import OptionalWebsite
from services.registry.bodies.links.domain import LinkState
from services.registry.fields import OptionalEmail, OptionalTelephone
from shared.fields import Body, OptionalNote, Out, example
from shared.writing import Written


class MadeLink(Written):
    """A link that was made; its secret is told by this answer alone."""

    token: Annotated[str, Field(examples=["AZmjwHoefDudUk8bai6MB8Xk3yVQb1nqHc0sT4wZp7LrJd2uFvK9eYmGiO6aUtBx"])]
    """The secret part of the link, to be handed to the body and to nobody else."""
    expires_on: date
    """The last day on which it may be opened."""


class LinkOut(Out):
    """What may be known of a link without opening it: not whose it is."""

    state: LinkState
    """Whether it can be opened."""
    expires_on: date | None
    """The last day on which it can; null where none was made."""


class Opened(Out):
    """A link was traded for an hour."""

    session: Annotated[str, Field(examples=["0199a3c07a1e7c3b9d524f1b6a2e8c07.0." + "0" * 64])]
    """Is sent as `Kentro-Session` with whatever the body reads or says."""
    until: datetime
    """When it ends."""


class OwnFacts(Body):
    """What a body says of itself; what is left out is no longer told."""

    model_config = example(
        telephone="26250 00000",
        email="grammateia@alfeios.example",
        website="https://alfeios.example",
        description="Μαθήματα και δράσεις για παιδιά και εφήβους.",
    )

    telephone: OptionalTelephone = None
    """An office's; Greek where no country is given."""
    email: OptionalEmail = None
    """An office's."""
    website: OptionalWebsite = None
    """Its address, beginning with http:// or https://."""
    description: OptionalNote = None
    """What it does, for people who look for help."""
