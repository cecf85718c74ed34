"""Keycloak's pages have the portal's colours and words in both languages."""

import json
import re
from pathlib import Path

import pytest

from deploy.local.keycloak import bring_themes
from deploy.local.realm import BASE

CHECKOUT = Path(__file__).parents[2]
LOGIN = CHECKOUT / "deploy" / "keycloak" / "themes" / json.loads(BASE.read_text())["loginTheme"] / "login"
STYLE = (LOGIN / "resources" / "css" / "kentro.css").read_text(encoding="utf-8")


def tokens(style: str) -> dict[str, str]:
    return dict(re.findall(r"(--[a-z0-9-]+): (#[0-9a-f]{3,6});", style))


def words(language: str) -> dict[str, str]:
    lines = (LOGIN / "messages" / f"messages_{language}.properties").read_text(encoding="utf-8").splitlines()
    keys = [line.partition("=")[0] for line in lines if line]
    assert len(set(keys)) == len(keys)
    return dict(line.split("=", 1) for line in lines if line)


def test_colours_are_the_portals() -> None:
    portal = tokens((CHECKOUT / "services/portal/static/css/10-tokens.css").read_text(encoding="utf-8"))
    shared = tokens(STYLE).keys() & portal.keys()
    assert {"--ink", "--navy", "--link", "--late", "--act", "--line"} <= shared
    assert {name: tokens(STYLE)[name] for name in shared} == {name: portal[name] for name in shared}


def test_every_token_that_is_used_is_set() -> None:
    used = {name for name in re.findall(r"var\((--[a-z0-9-]+)\)", STYLE) if not name.startswith("--pf-")}
    assert used - tokens(STYLE).keys() == set()


def test_what_the_theme_says_of_its_own_is_said_in_greek_and_english() -> None:
    greek, english = words("el"), words("en")
    assert english.keys() <= greek.keys()
    asked = set(re.findall(r'msg\("([^"]+)"\)', (LOGIN / "footer.ftl").read_text(encoding="utf-8")))
    assert asked
    assert asked <= english.keys()
    assert not [text for text in (*greek.values(), *english.values()) if "'" in text]


@pytest.mark.parametrize("language", ["el", "en"])
def test_a_wrong_password_and_a_lock_out_cannot_be_told_apart(language: str) -> None:
    assert words(language)["invalidUserMessage"] == words(language)["accountTemporarilyDisabledMessage"]


def test_a_start_brings_the_theme_as_it_is_now(tmp_path: Path) -> None:
    old = tmp_path / "themes" / "kentro" / "login" / "register.ftl"
    old.parent.mkdir(parents=True)
    old.write_text("of an older checkout")
    packed = tmp_path / "data" / "tmp" / "kc-gzip-cache" / "release" / "kentro.css.gz"
    packed.parent.mkdir(parents=True)
    packed.write_bytes(b"of an older start")
    bring_themes(tmp_path)
    brought = tmp_path / "themes" / "kentro" / "login"
    assert (brought / "resources" / "css" / "kentro.css").read_text(encoding="utf-8") == STYLE
    assert not old.exists()
    assert not packed.exists()
