"""The mailbox's two pages, in Greek. What a mail says is text: it never becomes markup or script."""

import re
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from html import escape
from zoneinfo import ZoneInfo

from deploy.local.mail_store import Mail

_ATHENS = ZoneInfo("Europe/Athens")
_LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)]")
_STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #0b0c0c }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; padding: .5rem .75rem .5rem 0; border-bottom: 1px solid #b1b4b6; vertical-align: top }
td { overflow-wrap: anywhere }
h1 { font-size: 1.5rem }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; padding: 1rem; background: #f3f2f1 }
a { color: #00489e }
a:focus-visible { outline: 3px solid #ffbf47; outline-offset: 2px }
"""
_STYLE_HASH = b64encode(sha256(_STYLE.encode()).digest()).decode()

CONTENT_SECURITY_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def listing(mails: Iterable[Mail]) -> str:
    """Every mail in one table, newest first."""
    rows = "".join(
        f"<tr><td>{_when(mail)}</td><td>{escape(mail.to)}</td>"
        f'<td><a href="/mails/{mail.id}">{escape(mail.subject) or "(χωρίς θέμα)"}</a></td></tr>'
        for mail in mails
    )
    table = (
        '<table><thead><tr><th scope="col">Ημερομηνία</th><th scope="col">Προς</th><th scope="col">Θέμα</th></tr>'
        f"</thead><tbody>{rows}</tbody></table>"
    )
    note = "<p>Δοκιμαστική εγκατάσταση: κανένα μήνυμα δεν στέλνεται έξω από αυτόν τον υπολογιστή.</p>"
    return _page("Γραμματοκιβώτιο δοκιμών", note + (table if rows else "<p>Δεν υπάρχουν μηνύματα ακόμη.</p>"))


def one_mail(mail: Mail) -> str:
    """One mail: its head, and its text with addresses that can be followed."""
    head = "".join(
        f'<tr><th scope="row">{label}</th><td>{value}</td></tr>'
        for label, value in (("Από", escape(mail.sender)), ("Προς", escape(mail.to)), ("Ημερομηνία", _when(mail)))
    )
    body = f'<table><tbody>{head}</tbody></table><pre>{_linked(mail.text)}</pre><p><a href="/">Όλα τα μηνύματα</a></p>'
    return _page(mail.subject or "(χωρίς θέμα)", body)


def no_such_mail() -> str:
    """The page of an address that leads to no mail."""
    return _page("Το μήνυμα δεν βρέθηκε", '<p><a href="/">Όλα τα μηνύματα</a></p>')


def _page(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="el"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} – Kentro</title><style>{_STYLE}</style></head>"
        f"<body><main><h1>{escape(title)}</h1>{body}</main></body></html>"
    )


def _when(mail: Mail) -> str:
    return mail.date.astimezone(_ATHENS).strftime("%d/%m/%Y %H:%M") if mail.date else ""


def _linked(text: str) -> str:
    parts: list[str] = []
    end = 0
    for found in _LINK.finditer(text):
        address = escape(found[0])
        parts += [escape(text[end : found.start()]), f'<a href="{address}" rel="noreferrer">{address}</a>']
        end = found.end()
    return "".join([*parts, escape(text[end:])])
