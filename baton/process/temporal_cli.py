"""Find the Temporal CLI, or get it: setting, PATH, own cache, the SDK's download, a Go build."""

import asyncio
import os
import platform
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from core.errors import Misconfigured
from core.settings import Settings

CLI_VERSION = "1.9.1"
OLDEST_SERVER = (1, 29)
DOWNLOAD_LIMIT = timedelta(minutes=5)
PROBE_LIMIT_S = 5.0
GO_SOURCES = Path(__file__).resolve().parents[2] / "temporal-docker"
GO_PACKAGE = "github.com/temporalio/cli/cmd/temporal"
GO_VERSION_NAME = "github.com/temporalio/cli/internal/temporalcli.Version"

Say = Callable[[str], None]


@dataclass(frozen=True)
class TemporalCli:
    """A CLI that was run once and told its versions."""

    path: Path
    version: tuple[int, ...]
    server: tuple[int, ...]

    def __str__(self) -> str:
        return f"{self.path} (CLI {_dotted(self.version)}, server {_dotted(self.server)})"


Step = Callable[[], TemporalCli]


class Unusable(Exception):
    """One of the places has no CLI that can be used; the message says why."""


def find_temporal_cli(settings: Settings, say: Say = lambda _: None) -> TemporalCli:
    """Return the first CLI that works, fetching or building one if none is there.

    `say` gets one line per step that takes time. Raises `Misconfigured` with every choice.
    """
    if settings.temporal_cli is not None:
        return _required(settings.temporal_cli)
    tried: list[str] = []
    here: dict[str, Step] = {"PATH": _on_path, "cache": lambda: _in_cache(settings)}
    elsewhere: dict[str, Step] = {
        "download": lambda: _download(settings, say),
        "Go build": lambda: _build(settings, say),
    }
    for place, step in (here | elsewhere).items():
        if place in elsewhere:  # from here on it takes time, so say why
            say(f"No Temporal CLI yet ({tried[-1].strip(' -')}).")
        try:
            return step()
        except (Unusable, OSError) as reason:  # a full disk, perhaps
            tried.append(f"  - {place}: {reason}")
    raise Misconfigured(
        "No Temporal CLI was found, and none could be fetched or built:\n"
        + "\n".join(tried)
        + "\nDo one of these: install it (https://docs.temporal.io/cli), set BATON_TEMPORAL_CLI to "
        "its path, install Go and start again, or set BATON_TEMPORAL_ADDRESS to a running server."
    )


def installed_temporal_cli(settings: Settings) -> TemporalCli | None:
    """The CLI that is on this machine already; starts no download and no build."""
    if settings.temporal_cli is not None:
        return _required(settings.temporal_cli)
    for find in (_on_path, lambda: _in_cache(settings)):
        try:
            return find()
        except Unusable:
            continue
    return None


def _required(path: Path) -> TemporalCli:
    try:
        return inspect(path)
    except Unusable as reason:
        raise Misconfigured(f"BATON_TEMPORAL_CLI: {reason}") from reason


def inspect(path: Path) -> TemporalCli:
    """Ask the program for its versions; `Unusable` if it is not a Temporal CLI or too old."""
    if not path.is_file() or not os.access(path, os.X_OK):
        raise Unusable(f"{str(path)!r} is not a program")
    try:
        run = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=30)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unusable(f"{str(path)!r} does not run ({error})") from error
    found = re.search(r"version v?([\d.]+).*Server v?([\d.]+)", run.stdout)
    if run.returncode != 0 or found is None:
        raise Unusable(f"{str(path)!r} is not the Temporal CLI")
    cli = TemporalCli(path.resolve(), _version(found[1]), _version(found[2]))
    if cli.server < OLDEST_SERVER:
        raise Unusable(f"{cli} is too old: server {_dotted(OLDEST_SERVER)} or newer is needed")
    return cli


def _on_path() -> TemporalCli:
    found = shutil.which("temporal")
    if found is None:
        raise Unusable("no program named temporal")
    return inspect(Path(found))


def _cached_binary(settings: Settings) -> Path:
    return settings.cache_dir.expanduser() / "bin" / "temporal"


def _place_in_cache(settings: Settings) -> Path:
    """Where to put it; told before anything is fetched or built when that cannot be written."""
    target = _cached_binary(settings)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = f"{target.parent} cannot be written ({error.strerror}): set BATON_CACHE_DIR"
        raise Unusable(reason) from error
    return target


def _in_cache(settings: Settings) -> TemporalCli:
    return inspect(_cached_binary(settings))


def _download(settings: Settings, say: Say) -> TemporalCli:
    """Let the SDK fetch the CLI; a short probe first, so that a closed network is told soon."""
    target = _place_in_cache(settings)
    _probe_download()
    say(f"Downloading the Temporal CLI {CLI_VERSION} (once, about 60 MB) ...")
    with tempfile.TemporaryDirectory(prefix="baton-temporal-") as folder:
        try:
            asyncio.run(asyncio.wait_for(_sdk_download(folder), DOWNLOAD_LIMIT.total_seconds()))
        except (RuntimeError, TimeoutError) as error:
            raise Unusable(f"the download failed ({_first_line(error)})") from error
        fetched = [path for path in Path(folder).iterdir() if path.name.startswith("temporal")]
        if not fetched:
            raise Unusable("the download left no file")
        _keep(fetched[0], target)
    return _in_cache(settings)


def _probe_download() -> None:
    import httpx  # noqa: PLC0415  (loaded only when something must be fetched)

    system = {"Darwin": "darwin"}.get(platform.system(), "linux")
    machine = {"aarch64": "arm64", "arm64": "arm64"}.get(platform.machine(), "amd64")
    address = f"https://temporal.download/cli/v{CLI_VERSION}"
    try:
        reply = httpx.get(
            address, params={"platform": system, "arch": machine}, timeout=PROBE_LIMIT_S
        )
    except httpx.HTTPError as error:
        raise Unusable(f"temporal.download cannot be reached ({_first_line(error)})") from error
    if reply.status_code >= 400:
        raise Unusable(f"temporal.download answered {reply.status_code}")


async def _sdk_download(folder: str) -> None:
    from temporalio.testing import WorkflowEnvironment  # noqa: PLC0415  (slow import)

    server = await WorkflowEnvironment.start_local(
        download_dest_dir=folder, dev_server_download_version=f"v{CLI_VERSION}"
    )
    await server.shutdown()


def _build(settings: Settings, say: Say) -> TemporalCli:
    """Build from `temporal-docker/go.mod`, whose sums pin every module."""
    go = shutil.which("go")
    if go is None:
        raise Unusable("Go is not installed")
    if not (GO_SOURCES / "go.mod").is_file():
        raise Unusable(f"{GO_SOURCES} is missing")
    target = _place_in_cache(settings)
    say(f"Building the Temporal CLI {CLI_VERSION} with Go (once, about five minutes) ...")
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        built = Path(folder) / "temporal"
        flags = f"-ldflags=-s -w -X {GO_VERSION_NAME}={CLI_VERSION}"
        command = [go, "build", "-trimpath", flags, "-o", str(built), GO_PACKAGE]
        run = subprocess.run(command, cwd=GO_SOURCES, capture_output=True, text=True)  # noqa: S603
        if run.returncode != 0:
            raise Unusable(f"the build failed ({_first_line(run.stderr)})")
        _keep(built, target)
    return _in_cache(settings)


def _keep(source: Path, target: Path) -> None:
    """Move the program into the cache; a second Baton never sees half of it."""
    partial = target.with_name(f"{target.name}.{os.getpid()}")
    shutil.copy2(source, partial)
    partial.chmod(0o755)
    partial.replace(target)


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".") if part)


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))


def _first_line(error: object) -> str:
    lines = [line for line in str(error).strip().splitlines() if not line.startswith("go: down")]
    return lines[0][:200] if lines else type(error).__name__
