from dataclasses import fields
from pathlib import Path

import pytest

from rmo_web.settings import Settings

EXAMPLE = (Path(__file__).parent.parent / ".env.example").read_text()


@pytest.mark.parametrize("one", fields(Settings), ids=lambda one: one.metadata["variable"])
def test_every_setting_stands_in_the_example_with_its_why(one):
    why = one.metadata["why"]
    assert f"# {why[0].upper()}{why[1:]}\n#{one.metadata['variable']}=" in EXAMPLE


def test_a_short_key_is_refused(tmp_path):
    with pytest.raises(ValueError, match="RMO_SECRET_KEY"):
        Settings(instance=str(tmp_path), secret_key="short").signing_keys()


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path):
    settings = Settings(instance=str(tmp_path))
    assert settings.signing_keys() == settings.signing_keys()
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600


def test_a_wrong_number_names_its_variable(monkeypatch):
    monkeypatch.setenv("PORT", "восемь")
    with pytest.raises(ValueError, match="PORT"):
        Settings.from_environment()


def test_https_is_what_the_public_address_says():
    assert Settings(base_url="https://rmo.example.ru/").is_https
    assert not Settings().is_https
