"""One graph, opened by onnxruntime."""

import os
from collections.abc import Callable
from pathlib import Path
from threading import Lock

# It is read when the library is loaded: the call that it offers comes after the first report.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
import onnxruntime

from knowledge.embed.form import Form
from knowledge.embed.weights import ModelFiles, WeightsUnusable, cached_graph


class LazySession:
    """A session that is opened when it is first asked for, once, whichever thread asks."""

    def __init__(self, opened: Callable[[], onnxruntime.InferenceSession]) -> None:
        self._opened, self._lock = opened, Lock()
        self._session: onnxruntime.InferenceSession | None = None

    def get(self) -> onnxruntime.InferenceSession:
        """Errors: those of opening it; the next one to ask tries again."""
        with self._lock:
            if self._session is None:
                self._session = self._opened()
            return self._session


def open_session(
    files: ModelFiles, cache_dir: Path, form: Form, threads: int
) -> onnxruntime.InferenceSession:
    """Open the cached graph; one that does not open is written again.

    Errors: `embedding_weights_unusable`.
    """
    graph = cached_graph(files, cache_dir, form)
    try:
        return _session(graph, threads)
    except Exception:  # onnxruntime's errors have no class in common
        graph.unlink(missing_ok=True)
    graph = cached_graph(files, cache_dir, form)
    try:
        return _session(graph, threads)
    except Exception as error:
        raise WeightsUnusable(f"onnxruntime cannot open {graph}: {error}") from error


def _session(graph: Path, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
