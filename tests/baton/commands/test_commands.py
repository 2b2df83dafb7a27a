"""Each expected failure is one readable message, without a traceback, before anything slow."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from core.settings import Settings
from harness.ports import free_ports
from tests.dev_server import dev_server

PARKING = "# Parking\n\nBicycles are parked in hall seven.\n"
Temporal = dict[str, str]


@pytest.fixture(scope="module")
def temporal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Temporal]:
    """What a command needs to use one server that runs for all tests of this file."""
    with dev_server(tmp_path_factory.mktemp("temporal")) as server:
        yield {"BATON_TEMPORAL_ADDRESS": server.address}


def baton(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("BATON_")}
    return subprocess.run(
        [sys.executable, "-m", "baton", *arguments],
        cwd=folder,
        env={**clean, **environment},
        capture_output=True,
        text=True,
    )


def left_running(folder: Path) -> list[list[str]]:
    """The command lines of processes that name a file below the folder."""
    lines = [process.info["cmdline"] or [] for process in psutil.process_iter(["cmdline"])]
    return [line for line in lines if any(str(folder) in word for word in line)]


def refused(run: subprocess.CompletedProcess[str], *parts: str) -> None:
    assert run.returncode == 1, run.stdout + run.stderr
    assert "Traceback" not in run.stderr
    assert run.stderr.startswith("baton: ")
    for part in parts:
        assert part in run.stderr


def test_help_names_every_command_and_is_quick(tmp_path: Path) -> None:
    script = "import sys, baton.command_line as m; m.run(['--help']); print(sorted(sys.modules))"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    for command in ("up", "api", "worker", "migrate", "ingest", "try", "doctor", "rebuild-index"):
        assert f" {command} " in run.stdout
    for slow in ("'temporalio'", "'sqlalchemy'", "'fastapi'", "'langgraph'", "'chromadb'"):
        assert slow not in run.stdout


@pytest.mark.parametrize(
    ("module", "unneeded"),
    [
        ("ingest", {"temporalio.worker", "knowledge.embed", "graphs", "fastapi"}),
        ("list_sources", {"temporalio", "knowledge", "graphs", "fastapi"}),
        ("manage", {"temporalio", "knowledge", "graphs", "fastapi"}),
        ("doctor", {"temporalio", "chromadb", "graphs", "fastapi"}),
    ],
)
def test_a_command_loads_only_what_it_needs(module: str, unneeded: set[str]) -> None:
    script = f"import sys, baton.commands.{module}; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert unneeded.isdisjoint(run.stdout.split())


def test_a_start_loads_no_reader_of_documents() -> None:
    script = "import sys, baton.embedded; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert {"pypdf", "docx", "trafilatura"}.isdisjoint(run.stdout.split())


def test_an_unknown_command_is_told(tmp_path: Path) -> None:
    run = baton(tmp_path, "upp")
    assert run.returncode == 2
    assert "No such command 'upp'" in run.stderr


def test_a_worker_for_no_queue_is_wrong_use(tmp_path: Path) -> None:
    run = baton(tmp_path, "worker", "coffee")
    assert (run.returncode, "'chat', 'ai'" in run.stderr) == (2, True)


def test_a_question_without_words_is_refused_in_one_line(tmp_path: Path) -> None:
    for question in ("", "   "):
        refused(baton(tmp_path, "try", question), "cannot be asked")


def test_a_contract_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    refused(baton(tmp_path, "openapi", "--path", str(tmp_path)), "cannot be written")


def test_no_sources_are_told_with_what_adds_one(tmp_path: Path) -> None:
    run = baton(tmp_path, "sources")
    assert (run.returncode, "baton ingest" in run.stdout) == (0, True)


def test_a_wrong_setting_is_named_with_its_value(tmp_path: Path) -> None:
    refused(baton(tmp_path, "up", BATON_PORT="99999"), "BATON_PORT", "'99999'")


def test_a_wrong_line_of_the_env_file_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("BATON_LOG_LEVEL=loud\n")
    refused(baton(tmp_path, "up"), "BATON_LOG_LEVEL", "'loud'")


def test_settings_that_fit_alone_but_not_together_are_named(tmp_path: Path) -> None:
    refused(baton(tmp_path, "up", BATON_METRICS_PORT="8000"), "BATON_PORT", "BATON_METRICS_PORT")


def test_an_env_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"BATON_LLM_MODEL=caf\xe9\n")
    refused(baton(tmp_path, "up"), ".env", "utf-8")


def test_a_setting_that_does_not_exist_is_named_in_one_line(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("BATON_COLOUR=red\n")
    run = baton(tmp_path, "sources", BATON_LLM_APIKEY="secret")
    assert run.returncode == 0, run.stderr
    [line] = [line for line in run.stderr.splitlines() if line.startswith("baton: ")]
    assert "BATON_COLOUR" in line
    assert "BATON_LLM_APIKEY (did you mean BATON_LLM_API_KEY?)" in line
    assert "secret" not in run.stderr


def test_an_occupied_port_is_named_with_its_setting(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        refused(baton(tmp_path, "up", BATON_PORT=port), f"Port {port}", "BATON_PORT")


@pytest.mark.parametrize("setting", ["BATON_TEMPORAL_PORT", "BATON_TEMPORAL_UI_PORT"])
def test_temporals_ports_too(tmp_path: Path, setting: str) -> None:
    names = ["BATON_PORT", "BATON_TEMPORAL_PORT", "BATON_TEMPORAL_UI_PORT"]
    ports = dict(zip(names, map(str, free_ports(3)), strict=True))
    with socket.create_server(("127.0.0.1", int(ports[setting]))):
        refused(baton(tmp_path, "up", **ports), f"Port {ports[setting]}", setting)


def test_a_data_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file")
    refused(baton(tmp_path, "up"), "BATON_DATA_DIR")


def test_a_wrong_temporal_program_is_told(tmp_path: Path) -> None:
    port = str(free_ports(1)[0])
    run = baton(tmp_path, "up", BATON_PORT=port, BATON_TEMPORAL_CLI=sys.executable)
    refused(run, "BATON_TEMPORAL_CLI", "not the Temporal CLI")


@pytest.mark.parametrize("command", [["api"], ["worker", "chat"], ["worker", "ai"]])
def test_the_scaled_layout_refuses_sqlite(tmp_path: Path, command: list[str]) -> None:
    refused(baton(tmp_path, *command), f"`baton {' '.join(command)}`", "BATON_DATABASE_URL")


def test_the_scaled_layout_asks_for_a_temporal(tmp_path: Path) -> None:
    url = "postgresql://nobody@127.0.0.1:1/none"
    refused(baton(tmp_path, "api", BATON_DATABASE_URL=url), "BATON_TEMPORAL_ADDRESS")


def test_a_broken_database_is_told(tmp_path: Path) -> None:
    database = tmp_path / "var" / "baton.db"
    database.parent.mkdir()
    database.write_bytes(b"this is no database, " * 1000)
    refused(baton(tmp_path, "migrate"), "file is not a database", "var/baton.db", "backup")


def test_a_disk_without_room_is_told_and_no_database_is_given_up_for_it(tmp_path: Path) -> None:
    limited = f"ulimit -f 8; exec {sys.executable} -m baton migrate"
    run = subprocess.run(["bash", "-c", limited], cwd=tmp_path, capture_output=True, text=True)
    refused(run, "disk", "MB are free", "Make room")
    assert "move the file away" not in run.stderr


def test_a_database_that_may_not_be_opened_is_told_with_the_right_that_is_missing(
    tmp_path: Path,
) -> None:
    (tmp_path / "var" / "baton.db").mkdir(parents=True)
    refused(baton(tmp_path, "migrate"), "unable to open", "right to write")


def test_an_absent_postgres_is_told_without_its_password(tmp_path: Path) -> None:
    url = f"postgresql://baton:geheim@127.0.0.1:{free_ports(1)[0]}/baton"
    run = baton(tmp_path, "migrate", BATON_DATABASE_URL=url)
    refused(run, "BATON_DATABASE_URL")
    assert "geheim" not in run.stderr


def test_migrate_makes_the_database_and_can_be_repeated(tmp_path: Path) -> None:
    for _ in range(2):
        assert baton(tmp_path, "migrate").returncode == 0
    with sqlite3.connect(tmp_path / "var" / "baton.db") as database:
        assert database.execute("SELECT count(*) FROM conversations").fetchone() == (0,)
    database.close()


def test_a_link_signs_in_the_owner_or_somebody_new(tmp_path: Path) -> None:
    link = f"{Settings(_env_file=None).url}/sign-in/"
    assert baton(tmp_path, "sign-in-link", "owner@example.com").stdout.startswith(link)
    run = baton(tmp_path, "sign-in-link", "alex.doe@example.com")
    assert run.stdout.startswith(link)
    assert "Added Alex Doe" in run.stderr
    again = baton(tmp_path, "sign-in-link", "alex.doe@example.com")
    assert "Added" not in again.stderr


@pytest.mark.parametrize("email", ["notanemail", "a@b", "a b@example.com", ""])
def test_a_link_for_what_is_no_address_is_refused_in_one_line(tmp_path: Path, email: str) -> None:
    run = baton(tmp_path, "sign-in-link", email)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == f"baton: {email!r} is no email address.\n"
    assert not (tmp_path / "var").exists()


def test_ingest_starts_a_temporal_of_its_own_where_nothing_runs(tmp_path: Path) -> None:
    (tmp_path / "parking.md").write_text(PARKING)
    read = baton(tmp_path, "ingest", "parking.md")
    assert "1 added" in read.stdout, read.stderr
    assert left_running(tmp_path / "var") == []


def test_documents_are_read_once_and_can_be_asked(tmp_path: Path, temporal: Temporal) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "parking.md").write_text(PARKING)
    assert "1 added" in baton(tmp_path, "ingest", "documents", **temporal).stdout
    assert "1 unchanged" in baton(tmp_path, "ingest", "documents", **temporal).stdout
    assert "1 documents" in baton(tmp_path, "sources").stdout
    run = baton(tmp_path, "try", "Where are bicycles parked?")
    assert "hall seven" in run.stdout, run.stderr
    made = baton(tmp_path, "ingest", "documents", "--assistant", "Porter", **temporal)
    assert "Created the assistant 'Porter'" in made.stdout
    again = baton(tmp_path, "ingest", "documents", "--assistant", "porter", **temporal)
    assert "Porter: 0 added" in again.stdout, again.stdout + again.stderr
    listed = baton(tmp_path, "sources").stdout
    assert f"documents ({folder}), for Porter" in listed
    run = baton(tmp_path, "try", "Where are bicycles parked?", "--assistant", "Porter")
    assert "hall seven" in run.stdout, run.stderr
    assert "Passages" in run.stdout


def test_an_interrupt_stops_the_reading_that_the_command_began(
    tmp_path: Path, temporal: Temporal
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        command = [sys.executable, "-m", "baton", "ingest", address]
        needed = {**temporal, "BATON_ALLOW_PRIVATE_SOURCES": "true"}
        process = subprocess.Popen(
            command, cwd=tmp_path, env={**os.environ, **needed}, stderr=subprocess.PIPE, text=True
        )
        connection, _ = silent.accept()  # the page is being fetched
        with connection:
            process.send_signal(signal.SIGINT)
            _, said = process.communicate()
    assert process.returncode == 130, said
    assert "Stopped. What was published before stays" in said
    with sqlite3.connect(tmp_path / "var" / "baton.db") as database:
        assert database.execute("SELECT state FROM ingest_runs").fetchall() == [("stopped",)]
        assert database.execute("SELECT state FROM sources").fetchall() == [("stopped",)]
    database.close()


def test_what_cannot_be_read_is_listed_and_alone_is_a_failure(
    tmp_path: Path, temporal: Temporal
) -> None:
    (tmp_path / "notes.txt").write_text("Parking\n\nBicycles are parked in hall seven.\n")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 broken")
    read = baton(tmp_path, "ingest", "notes.txt", "--name", "Notes", **temporal)
    assert (read.returncode, "1 added" in read.stdout) == (0, True), read.stdout + read.stderr
    failed = baton(tmp_path, "ingest", "broken.pdf", **temporal)
    assert failed.returncode == 1
    assert "not read: broken.pdf: " in failed.stdout
    alone = baton(tmp_path, "ingest", "broken.pdf", "--assistant", "Guide2", **temporal)
    assert alone.returncode == 1
    assert "'Guide2' was not created" in alone.stdout, alone.stdout + alone.stderr
    refused(baton(tmp_path, "try", "Hello?", "--assistant", "Guide2"), "no assistant 'Guide2'")
    listed = baton(tmp_path, "sources").stdout
    assert "Notes" in listed
    removed = baton(tmp_path, "sources", "remove", listed.split()[0], **temporal)
    assert "Removed." in removed.stdout, removed.stderr
    assert "Notes" not in baton(tmp_path, "sources").stdout


def test_a_kind_that_does_not_fit_is_told(tmp_path: Path) -> None:
    refused(baton(tmp_path, "ingest", ".", "--kind", "crawl"), "'crawl'", "folder")


def test_arguments_and_folders_that_are_no_text_are_told(tmp_path: Path) -> None:
    old = os.fsdecode(b"caf\xe9")
    refused(baton(tmp_path, "try", old), "no UTF-8 text")
    (tmp_path / old).mkdir()
    refused(baton(tmp_path / old, "ingest", "."), "no UTF-8", "rename")


def test_an_unknown_assistant_or_folder_is_told(tmp_path: Path) -> None:
    refused(baton(tmp_path, "ingest", ""), "not a folder")
    refused(baton(tmp_path, "ingest", ".", "--assistant", ""), "--assistant needs the name")
    refused(baton(tmp_path, "try", "Hello?", "--assistant", "nobody"), "'nobody'", "demo")
    refused(baton(tmp_path, "ingest", "absent"), "absent", "not a folder")
    refused(baton(tmp_path, "ingest", "~nobody-of-this-name/docs"), "~nobody", "cannot be read")
    refused(baton(tmp_path, "ingest", "a" * 300), "aaa", "cannot be read")


def test_two_on_one_data_folder_are_refused(tmp_path: Path) -> None:
    holder = (
        "import sys; from pathlib import Path; from baton.process.instance import only_one\n"
        "with only_one(Path('var')): print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holder],
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as first:
        assert first.stdout is not None
        first.stdout.readline()
        refused(baton(tmp_path, "up"), f"process {first.pid}", "BATON_DATA_DIR")
        first.kill()
