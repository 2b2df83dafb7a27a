"""What the environment says, and what it leaves open."""

from pathlib import Path

import pytest

from core.settings import Settings


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_an_empty_variable_means_unset(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    unset = Settings(_env_file=None)
    monkeypatch.setenv(f"BATON_{name.upper()}", "")
    assert getattr(Settings(_env_file=None), name) == getattr(unset, name)


def test_the_line_of_the_example_for_the_key_does_not_switch_a_model_on(tmp_path: Path) -> None:
    env = tmp_path / ".env"
    env.write_text("BATON_LLM_API_KEY=\nBATON_LLM_BASE_URL=\nBATON_METRICS_PORT=\n")
    found = Settings(_env_file=env)
    assert not found.uses_llm
    assert found.metrics_port is None
