from pathlib import Path

import pytest

from core.settings import Settings

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
@pytest.mark.parametrize("place", [".env.example", "docs/operations.md"])
def test_every_setting_is_named(name: str, place: str) -> None:
    assert f"BATON_{name.upper()}" in (ROOT / place).read_text()


@pytest.mark.parametrize("place", [".env.example", "docs/operations.md"])
def test_no_setting_is_named_that_does_not_exist(place: str) -> None:
    words = (ROOT / place).read_text().replace("=", " ").replace("`", " ").split()
    named = {word for word in words if word.startswith("BATON_")}
    assert named <= {f"BATON_{name.upper()}" for name in Settings.model_fields}
