"""What can keep the parts from running, said so that the reader knows what to do."""


class PartFailed(Exception):
    """A part could not be made ready. The message is for the operator and names the remedy where one is known."""
