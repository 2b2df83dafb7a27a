"""Everything an operator can change, read from `BATON_` variables and `.env`."""

import os
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


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
    port: int = Field(8000, ge=1, le=65535)
    public_url: str | None = None
    data_dir: Path = Path("var")
    cache_dir: Path = Field(default_factory=user_cache_dir)
    database_url: str | None = None

    temporal_address: str | None = None
    temporal_namespace: str = "default"
    temporal_port: int = Field(7233, ge=1, le=65535)
    temporal_ui_port: int = Field(8233, ge=1, le=65535)
    temporal_cli: Path | None = None

    llm_base_url: str | None = None
    llm_api_key: SecretStr | None = None
    llm_model: str = "gpt-4o-mini"
    llm_connect_timeout_s: float = Field(5, gt=0)
    llm_first_token_timeout_s: float = Field(15, gt=0)
    llm_between_tokens_timeout_s: float = Field(10, gt=0)
    llm_total_timeout_s: float = Field(45, gt=0, le=50)
    llm_price_input: float = Field(0, ge=0)
    llm_price_output: float = Field(0, ge=0)

    source_upload_bytes: int = Field(100_000_000, gt=0)
    source_folders: list[Path] = []

    metrics_port: int | None = Field(None, ge=1, le=65535)
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    allow_private_sources: bool = False
    evals_dir: Path | None = None
    failpoints: str = ""

    @property
    def url(self) -> str:
        """The address that visitors and reps use, without a trailing slash."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

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
