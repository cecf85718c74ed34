"""What is sent to open a file, and to review an emergency."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from services.registry.access.domain import Purpose
from shared.fields import Body, OptionalNote, example

Reference = Annotated[
    str, StringConstraints(pattern=r"^(visit|referral|opening|duplicate|merge)-[0-9a-f-]{36}$"), Field(examples=[None])
]


class NewOpening(Body):
    """Whose file, and what for."""

    model_config = example(purpose="service", emergency=False, reason=None, reference=None)

    person: UUID
    """The person, by the id in registry."""
    purpose: Purpose
    """What the file is opened for."""
    reference: Reference | None = None
    """The work item that it is opened from, as `kind-id`, where there is one."""
    emergency: bool = False
    """Whether a file that another Centre keeps must be seen now. Somebody else looks at it afterwards."""
    reason: OptionalNote = None
    """Why, in a sentence; an emergency needs one."""


class Reviewing(Body):
    """What is thought of an emergency."""

    model_config = example(justified=True, text="Η ωφελούμενη προσήλθε στο Παράρτημα χωρίς έγγραφα.")

    justified: bool
    """Whether it was one."""
    text: OptionalNote = None
    """What is to be said about it."""
