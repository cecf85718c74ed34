"""The rules that hold for all pages: one heading, no id twice, a label for each field, nothing inline."""

import re
from collections import Counter
from html.parser import HTMLParser

from tests.portal import samples

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
VOID_SVG = {"circle", "line", "rect", "path"}


class Page(HTMLParser):
    """What the tests ask of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.headings = 0
        self.ids: list[str] = []
        self.fields: list[dict[str, str]] = []
        self.labelled: set[str] = set()
        self.refers: list[str] = []
        self.inline: list[str] = []
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.headings += tag == "h1"
        if "id" in given:
            self.ids.append(given["id"])
        if tag in {"input", "select", "textarea"} and given.get("type") != "hidden":
            self.fields.append(given)
        if tag == "label":
            self.labelled.add(given["for"])
        for name in ("aria-describedby", "aria-labelledby"):
            self.refers.extend(given.get(name, "").split())
        self.inline.extend(name for name in given if name == "style" or name.startswith("on"))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}>")


def check(html: str) -> None:
    """Raises where a page breaks one of the rules that hold for all."""
    page = Page(html)
    assert page.headings == 1
    assert [id_ for id_, times in Counter(page.ids).items() if times > 1] == []
    assert [name for name in page.refers if name not in page.ids] == []
    assert [field for field in page.fields if field.get("id") not in page.labelled] == []
    assert page.inline == []
    assert page.wrong == []
    assert page.open == []
    title = re.search(r"<title>(.*?)</title>", html)
    assert title
    names = [word for label in samples.LABELS.values() for word in str(label["label"]).split() if word[0].isalpha()]
    assert not [name for name in names if name in title[1]]
    assert title[1].count("Σφάλμα:") <= 1
