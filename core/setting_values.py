"""Kinds of values that settings have; a wrong one is told at once, in words for an operator."""

import json
from pathlib import Path
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_settings import NoDecode

from core import failpoints

PORTS: Final = range(1, 65536)


def _web_address(value: str) -> str:
    parts = urlsplit(value)  # raises ValueError for what no address can be, as `.port` does
    is_one = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    if not is_one or any(letter.isspace() for letter in value):
        raise ValueError("It should begin like https://name or http://name:port")
    return value


def _origin(value: str) -> str:
    parts = urlsplit(_web_address(value))
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ValueError("Baton needs a host name of its own, without a path behind it")
    return value


def _host_and_port(value: str) -> str:
    host, _, port = value.rpartition(":")
    if not (host and port.isdecimal() and int(port) in PORTS) or "/" in value:
        raise ValueError("It should be host:port, such as 127.0.0.1:7233")
    return value


def _failpoints(value: str) -> str:
    failpoints.parse(value)
    return value


def _folders(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise ValueError('It should be a JSON list, such as ["/srv/help-centre"]') from None


WebAddress = Annotated[str, AfterValidator(_web_address)]
Origin = Annotated[str, AfterValidator(_origin)]
HostAndPort = Annotated[str, AfterValidator(_host_and_port)]
Failpoints = Annotated[str, AfterValidator(_failpoints)]
Folders = Annotated[list[Path], NoDecode, BeforeValidator(_folders)]
Port = Annotated[int, Field(ge=PORTS.start, lt=PORTS.stop)]
Seconds = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Price = Annotated[float, Field(ge=0, allow_inf_nan=False)]
