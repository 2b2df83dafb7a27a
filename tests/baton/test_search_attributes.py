import re
from pathlib import Path

from baton.process.dev_server import DYNAMIC_CONFIG, SEARCH_ATTRIBUTES
from workflows.connect import KEYS

DOCKER = Path(__file__).resolve().parents[2] / "temporal-docker"


def test_the_dev_server_registers_what_workflows_write() -> None:
    types = {"Float": "Double"}
    written = {
        key.name: types.get(kind := _kind(key.indexed_value_type.name), kind) for key in KEYS
    }
    assert written == SEARCH_ATTRIBUTES


def test_the_cluster_script_registers_the_same() -> None:
    script = (DOCKER / "search-attributes.sh").read_text()
    assert dict(re.findall(r"^register (\w+) (\w+)$", script, re.MULTILINE)) == SEARCH_ATTRIBUTES


def test_the_container_of_the_dev_server_registers_the_same() -> None:
    compose = (DOCKER / "compose.dev.yaml").read_text()
    assert dict(re.findall(r"--search-attribute=(\w+)=(\w+)", compose)) == SEARCH_ATTRIBUTES


def test_the_container_of_the_dev_server_has_the_same_settings() -> None:
    compose = (DOCKER / "compose.dev.yaml").read_text()
    assert dict(re.findall(r"--dynamic-config-value=(\S+)=(\S+)", compose)) == DYNAMIC_CONFIG


def test_no_server_tells_its_makers_that_it_runs() -> None:
    never = "frontend.enableServerVersionCheck"
    assert DYNAMIC_CONFIG[never] == "false"
    assert f"{never}:\n  - value: false\n" in (DOCKER / "dynamic.yaml").read_text()


def _kind(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))
