"""The mailbox takes what services send and shows it as text."""

import asyncio
import smtplib
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path

import httpx2
import pytest

from deploy.local.mail_pages import listing, one_mail
from deploy.local.mail_store import MailStore
from deploy.local.mailbox import pages
from deploy.local.ports import stable_ports
from deploy.local.process import basic_environment
from deploy.local.web_part import WebPart


def mail(subject: str, text: str, to: str = "grammateia@foreas.example", subtype: str = "plain") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "kentro@dimos.example", to, subject
    message["Date"] = "Mon, 02 Mar 2026 10:00:00 +0200"
    message.set_content(text, subtype=subtype)
    return message


class Markup(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name == "href" and value]

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture
def store(tmp_path: Path) -> MailStore:
    return MailStore(tmp_path / "mails")


def kept(store: MailStore, message: EmailMessage) -> str:
    return store.add(message.as_bytes())


def test_a_greek_mail_is_shown_with_its_link(store: MailStore) -> None:
    kept(store, mail("Παραπομπή ΠΡ-2026-0093", "Ανοίξτε: http://127.0.0.1:21000/s/abc?x=1&y=2.\nΕυχαριστούμε"))
    (found,) = store.newest()

    page = Markup(one_mail(found))

    assert "http://127.0.0.1:21000/s/abc?x=1&y=2" in page.links
    assert "Παραπομπή ΠΡ-2026-0093" in page.text
    assert "02/03/2026 10:00" in page.text


@pytest.mark.parametrize("subtype", ["plain", "html"])
def test_what_a_mail_says_never_becomes_markup(store: MailStore, subtype: str) -> None:
    attack = '"><script>alert(1)</script><img src=x onerror=alert(1)> http://a.example/"onmouseover="alert(1)'
    kept(store, mail(attack, attack, to=f'"{"<script>"}" <a@b.example>', subtype=subtype))
    (found,) = store.newest()

    for page in (Markup(one_mail(found)), Markup(listing([found]))):
        assert not {"script", "img"} & set(page.tags)
        assert all(link.startswith(("/", "http://a.example/")) and '"' not in link for link in page.links)


def test_a_script_address_is_no_link(store: MailStore) -> None:
    kept(store, mail("x", "javascript:alert(1) data:text/html,x"))
    (found,) = store.newest()

    assert Markup(one_mail(found)).links == ["/"]


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"Subject: =?utf-8?b?!!!?=\r\n\r\nx", b"Content-Type: text/plain; charset=none\r\n\r\nx\xff"],
)
def test_a_malformed_mail_is_shown_as_far_as_it_can_be(store: MailStore, content: bytes) -> None:
    store.add(content)

    (found,) = store.newest()

    assert one_mail(found)


def test_mails_outlast_a_restart_and_the_oldest_go_first(tmp_path: Path) -> None:
    for number in range(5):
        MailStore(tmp_path, kept=3).add(f"Subject: {number}\r\n\r\n".encode())

    assert [mail.subject for mail in MailStore(tmp_path).newest()] == ["4", "3", "2"]


@pytest.mark.parametrize("name", ["..%2f..%2fetc%2fpasswd", "1", "0000000000000000001"])
async def test_an_unknown_mail_is_a_page_that_says_so(store: MailStore, name: str) -> None:
    transport = httpx2.ASGITransport(app=pages(store))
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        answer = await client.get(f"/mails/{name}")

    assert answer.status_code == 404


async def test_another_sites_name_for_this_machine_is_refused(store: MailStore) -> None:
    transport = httpx2.ASGITransport(app=pages(store))
    async with httpx2.AsyncClient(transport=transport, base_url="http://rebound.example") as client:
        answer = await client.get("/")

    assert answer.status_code == 400


async def test_a_mail_that_is_sent_is_on_the_page(tmp_path: Path) -> None:
    ports = stable_ports(tmp_path, ("smtp", "page"))
    base = f"http://127.0.0.1:{ports['page']}"
    options = ["--directory", str(tmp_path / "m"), "--smtp-port", str(ports["smtp"]), "--port", str(ports["page"])]
    arguments = ["-m", "deploy.local.mailbox", *options]
    part = WebPart("mailbox", arguments, basic_environment(), tmp_path / "log", f"{base}/health/live")
    child = await part.start(tmp_path / "processes")
    try:
        await asyncio.to_thread(send, ports["smtp"], mail("Θέμα", "Κείμενο"))
        async with httpx2.AsyncClient(base_url=base) as client:
            page = await client.get("/")
            found = (await client.get("/mails.json", params={"to": "grammateia@foreas.example"})).json()["mails"]
    finally:
        await child.stop()

    assert "Θέμα" in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert [(each["subject"], each["text"].strip()) for each in found] == [("Θέμα", "Κείμενο")]


def send(port: int, message: EmailMessage) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as server:
        server.send_message(message)
