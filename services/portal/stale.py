"""What somebody else wrote meanwhile, beside a form that was sent on what stood before."""

from collections.abc import Callable, Mapping

from services.portal.catalogue import Text
from services.portal.forms import Form


def stands_now(
    text: Text,
    sent: Form,
    now: Form,
    labels: Mapping[str, str],
    words: Mapping[str, Callable[[str], str]],
) -> list[tuple[str, str]]:
    """The fields that were sent with something else than stands there now, each with that in words.

    `now` is the form as it would begin. `labels` are the catalogue's keys by field; `words` says how a field's codes
    read, others stand as they are.
    """
    found: list[tuple[str, str]] = []
    for name, label in labels.items():
        values = [value.strip() for value in now.all(name) if value.strip()]
        if set(values) != {value.strip() for value in sent.all(name) if value.strip()}:
            said = [words[name](value) if name in words else value for value in values]
            found.append((text.plain(label), ", ".join(said) or text.plain("forms.changed.nothing")))
    return found
