"""Everything an operator can change, read from `BATON_` variables and `.env`."""

import os
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from core.setting_values import (
    Failpoints,
    Folders,
    HostAndPort,
    Origin,
    Port,
    Price,
    Seconds,
    WebAddress,
)

DEV_SERVER: Final = ("temporal_port", "temporal_ui_port")


def user_cache_dir() -> Path:
    """Where downloads and builds are kept between clones (XDG base directory specification)."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "baton"


class Settings(BaseSettings):
    """One field per variable; `docs/operations.md` and `.env.example` name them all.

    An empty value means unset.
    """

    model_config = SettingsConfigDict(
        env_prefix="BATON_", env_file=".env", env_ignore_empty=True, extra="ignore"
    )

    host: str = "127.0.0.1"
    port: Port = 8000
    public_url: Origin | None = None
    data_dir: Path = Path("var")
    cache_dir: Path = Field(default_factory=user_cache_dir)
    database_url: str | None = None

    temporal_address: HostAndPort | None = None
    temporal_namespace: str = "default"
    temporal_port: Port = 7233
    temporal_ui_port: Port = 8233
    temporal_cli: Path | None = None

    llm_base_url: WebAddress | None = None
    llm_api_key: SecretStr | None = None
    llm_model: str = "gpt-4o-mini"
    llm_connect_timeout_s: Seconds = 5
    llm_first_token_timeout_s: Seconds = 15
    llm_between_tokens_timeout_s: Seconds = 10
    llm_total_timeout_s: float = Field(45, gt=0, le=50)
    llm_price_input: Price = 0
    llm_price_output: Price = 0

    source_upload_bytes: int = Field(100_000_000, gt=0)
    source_folders: Folders = []

    metrics_port: Port | None = None
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    allow_private_sources: bool = False
    evals_dir: Path | None = None
    failpoints: Failpoints = ""

    @model_validator(mode="after")
    def _different_ports(self) -> Self:
        names: dict[int | None, str] = {}
        for name in ("port", "temporal_port", "temporal_ui_port", "metrics_port"):
            port, ours = getattr(self, name), name not in DEV_SERVER or not self.temporal_address
            if port is not None and ours and names.setdefault(port, name) != name:
                both = f"BATON_{names[port].upper()} and BATON_{name.upper()}"
                raise ValueError(f"{both} are both {port}: each needs a port of its own")
        return self

    @property
    def own_address(self) -> str:
        """Where this machine reaches the web server, whatever visitors use."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    @property
    def url(self) -> str:
        """The address that visitors and reps use, without a trailing slash."""
        return (self.public_url or self.own_address).rstrip("/")

    @property
    def sql_url(self) -> str:
        """The database: the one that is set, else a SQLite file in the data folder."""
        return self.database_url or f"sqlite:///{self.data_dir / 'baton.db'}"

    @property
    def uses_sqlite(self) -> bool:
        return self.sql_url.startswith("sqlite")

    @property
    def uses_llm(self) -> bool:
        return self.llm_base_url is not None or self.llm_api_key is not None


@lru_cache
def get_settings() -> Settings:
    """Read the environment once."""
    return Settings()
