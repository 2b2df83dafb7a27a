"""The scripted model as a process of its own, for tests that kill the product but not the model."""

import subprocess
import sys
from dataclasses import asdict
from typing import Any, Self

import httpx

from tests.fakes.llm import Reply


class LlmProcess:
    """Starts `tests.fakes.llm` and steers it over HTTP; the calls are those of `FakeLlm`."""

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "tests.fakes.llm"]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.base_url = self._process.stdout.readline().strip()
        self._control = httpx.Client(base_url=self.base_url.removesuffix("/v1"), timeout=60)
        return self

    def __exit__(self, *_: object) -> None:
        self._control.close()
        self._process.terminate()
        self._process.wait(10)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def script(self, *replies: Reply) -> None:
        """Queue replies to requests for an answer."""
        self._post("/__script", [asdict(reply) for reply in replies])

    def script_rewrites(self, *replies: Reply) -> None:
        """Queue replies to requests for another wording of a question."""
        self._post("/__script_rewrites", [asdict(reply) for reply in replies])

    def release(self, chunks: int | None = None) -> None:
        """Let held replies send that many chunks more; None: all."""
        self._post("/__release", {"chunks": chunks})

    def reset(self) -> None:
        """Forget scripts, permits and counts."""
        self._post("/__reset", {})

    def wait_for(self, timeout_s: float = 10.0, **counts: int) -> None:
        """Wait until each count (see `FakeLlm.counts`) is at least as given."""
        self._post("/__wait", {"timeout_s": timeout_s, **counts})

    def counts(self) -> dict[str, int]:
        """Return what has happened so far."""
        counts: dict[str, int] = self._post("/__counts", {})
        return counts

    def requests(self) -> list[dict[str, Any]]:
        """Return the bodies of all requests so far."""
        requests: list[dict[str, Any]] = self._post("/__requests", {})["requests"]
        return requests

    def _post(self, path: str, body: Any) -> Any:
        return self._control.post(path, json=body).raise_for_status().json()
