"""Read the settings for a command, and say which variable is wrong if one is."""

import sys
from difflib import get_close_matches

from pydantic import ValidationError
from pydantic_settings import DotEnvSettingsSource, EnvSettingsSource
from pydantic_settings.exceptions import SettingsError

from core.errors import Misconfigured
from core.settings import Settings, get_settings


def load_settings() -> Settings:
    """The settings of this process; `Misconfigured` names each wrong variable and its value.

    Variables that no setting has, a typo perhaps, are named on stderr and have no effect.
    """
    try:
        unknown = _unknown()
        if unknown:
            told = f"no such setting, so without effect: {', '.join(unknown)}"
            print(f"baton: {told}", file=sys.stderr)
        return get_settings()
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"The file .env cannot be read ({error}).") from error
    except ValidationError as error:
        raise Misconfigured("\n".join(_lines(error))) from error
    except SettingsError as error:
        raise Misconfigured(f"The settings cannot be read: {error}.") from error


def load_scaled_settings(command: str) -> Settings:
    """The settings of a process that shares its work with others.

    SQLite belongs to one process, and the dev server to `baton up`: both are refused here.
    """
    settings = load_settings()
    if settings.uses_sqlite:
        raise Misconfigured(
            f"`{command}` is part of the scaled layout and needs Postgres: set BATON_DATABASE_URL "
            "to a postgresql:// address. With SQLite, `baton up` runs everything in one process."
        )
    if settings.temporal_address is None:
        raise Misconfigured(
            f"`{command}` needs a running Temporal: set BATON_TEMPORAL_ADDRESS, for example to "
            "127.0.0.1:7233. `baton up` starts a dev server of its own."
        )
    return settings


def _unknown() -> list[str]:
    """Each `BATON_` variable of the environment and `.env` that is no setting, with a guess."""
    known = [f"BATON_{name.upper()}" for name in Settings.model_fields]
    given = {*EnvSettingsSource(Settings).env_vars, *DotEnvSettingsSource(Settings).env_vars}
    names = sorted(name.upper() for name in given if name.lower().startswith("baton_"))
    found = []
    for name in names:
        if name not in known:
            close = get_close_matches(name, known, n=1)
            found.append(f"{name} (did you mean {close[0]}?)" if close else name)
    return found


def _lines(error: ValidationError) -> list[str]:
    """One line per wrong field; a secret's value is not repeated."""
    lines = []
    for problem in error.errors():
        told = problem["msg"].removeprefix("Value error, ")
        if not problem["loc"]:  # several settings together
            lines.append(f"{told}.")
            continue
        name = "BATON_" + "_".join(str(part) for part in problem["loc"]).upper()
        value = "" if "KEY" in name else f" It is {problem['input']!r}."
        lines.append(f"{name} is wrong: {told}.{value}")
    return lines
