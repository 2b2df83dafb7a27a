"""What the environment says, and what it leaves open."""

from pathlib import Path

import pytest
from pydantic import ValidationError

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


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BATON_PUBLIC_URL", "support.example.com"),
        ("BATON_PUBLIC_URL", "https://a b"),
        ("BATON_PUBLIC_URL", "https://:443"),
        ("BATON_PUBLIC_URL", "https://example.com/support"),
        ("BATON_LLM_BASE_URL", "localhost:11434/v1"),
        ("BATON_TEMPORAL_ADDRESS", "http://127.0.0.1:7233"),
        ("BATON_TEMPORAL_ADDRESS", "localhost"),
        ("BATON_TEMPORAL_ADDRESS", "localhost:70000"),
        ("BATON_SOURCE_FOLDERS", "/srv/help-centre"),
        ("BATON_LLM_PRICE_INPUT", "inf"),
        ("BATON_LLM_CONNECT_TIMEOUT_S", "inf"),
        ("BATON_FAILPOINTS", "nowhere=kill"),
        ("BATON_FAILPOINTS", "before_signal=kill@often"),
    ],
)
def test_what_can_never_work_is_refused(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError) as refused:
        Settings(_env_file=None)
    assert [error["loc"] for error in refused.value.errors()] == [
        (name.removeprefix("BATON_").lower(),)
    ]


def test_two_servers_of_one_process_need_two_ports() -> None:
    with pytest.raises(ValidationError, match="BATON_PORT and BATON_TEMPORAL_UI_PORT are both"):
        Settings(_env_file=None, port=8233)
    elsewhere = Settings(_env_file=None, port=8233, temporal_address="temporal:7233")
    assert elsewhere.port == 8233


def test_addresses_and_folders_are_taken_as_they_are_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BATON_PUBLIC_URL", "https://support.example.com/")
    monkeypatch.setenv("BATON_TEMPORAL_ADDRESS", "[::1]:7233")
    monkeypatch.setenv("BATON_SOURCE_FOLDERS", '["/srv/help-centre"]')
    found = Settings(_env_file=None, host="::1")
    assert found.url == "https://support.example.com"
    assert found.own_address == "http://[::1]:8000"
    assert found.temporal_address == "[::1]:7233"
    assert found.source_folders == [Path("/srv/help-centre")]
