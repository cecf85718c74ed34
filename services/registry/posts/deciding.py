"""What is decided of a post, with the claims that follow from it."""

from collections.abc import Callable, Sequence
from functools import reduce

from services.registry.posts.domain import Event, Post, evolve, kept_by
from shared.eventstore import Decision


def claiming(post: Post, *decisions: Callable[[Post], Sequence[Event]]) -> Decision:
    """The decisions one after the other; what the post has to itself afterwards is claimed, what it had is released."""
    state, events = post, list[Event]()
    for decide in decisions:
        decided = decide(state)
        events += decided
        state = reduce(evolve, decided, state)
    before, after = kept_by(post), kept_by(state)
    return Decision(events, claim=sorted(after - before), release=sorted(before - after))
