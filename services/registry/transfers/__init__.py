"""A person who moves: handed from one municipality to another, with the events of both."""
