"""What the tests share: banks laid out on disk, and the command line run on them."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, settings

from proctor import engine
from proctor.bank import Bank, Repository
from proctor.cli import main
from proctor.config import Config
from proctor.errors import Incomplete
from proctor.model import Report
from proctor.tree import WorkTree
from proctor.workers import cores

settings.register_profile(
    "proctor",
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=(HealthCheck.too_slow, HealthCheck.function_scoped_fixture),
)
settings.load_profile("proctor")

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # the tests start hundreds of processes: what one has compiled the next ones use
sys.dont_write_bytecode = False

SHARED = Path(__file__).resolve().parents[2] / "shared"
LONG = ("test_doctor.py", "test_init.py", "test_precommit.py")
Content = str | bytes
Files = Mapping[str, Content]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite the golden files")


def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are cores, for many tests wait: for servers, browsers, time-outs."""
    return cores() + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest tests start first, so that no process works on one of them when the others have ended."""
    items.sort(key=lambda item: item.path.name not in LONG)


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No configuration of this machine, and no colours."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("XDG_CONFIG_HOME", os.devnull)
    for name in ("NO_COLOR", "FORCE_COLOR", "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "PROCTOR_TRACEBACK"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def shared() -> Path:
    """Measuring data beside the repository; most machines have none."""
    if not SHARED.is_dir():
        pytest.skip("no measuring data beside the repository")
    return SHARED


def git(root: Path, *arguments: str) -> str:
    """Run git in a bank, as a fixed author."""
    who = ("-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false", "-c", "core.autocrlf=false")
    who += ("-c", "maintenance.auto=false")  # by a process of its own, after each commit
    where = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    return subprocess.run(["git", *who, *arguments], cwd=root, check=True, capture_output=True, text=True, env=where).stdout


def write(root: Path, files: Files) -> None:
    """Lay out files; their names may be any that the disk takes."""
    for name, content in files.items():
        place = root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.encode() if isinstance(content, str) else content)


MakeBank = Callable[..., Path]


@pytest.fixture(scope="session")
def nowhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with nothing in it, for generated banks that are laid over it in memory."""
    return tmp_path_factory.mktemp("nowhere")


@pytest.fixture
def bank(tmp_path: Path) -> MakeBank:
    """A function that lays out a bank: `bank(files, git=True, symlinks={name: target}, origin=address, untracked=files)`."""

    def make(
        files: Files,
        git: bool = True,
        symlinks: Mapping[str, str] | None = None,
        origin: str = "https://github.com/acme/bank.git",
        untracked: Files | None = None,
    ) -> Path:
        root = tmp_path / "bank"
        root.mkdir(exist_ok=True)
        write(root, files)
        for name, target in (symlinks or {}).items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).symlink_to(target)
        if git:
            commit(root, origin)
        write(root, untracked or {})
        return root

    return make


def commit(root: Path, origin: str) -> None:
    git(root, "init", "-q", "-b", "main", "--template=")
    if origin:
        with (root / ".git/config").open("a") as file:  # as `git remote add` does it, without a process
            file.write(f'[remote "origin"]\n\turl = {origin}\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n')
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", "A bank")


class Ran(NamedTuple):
    """What a run of the command line gave."""

    status: int
    out: str
    err: str


class _Stream(io.TextIOWrapper):
    """A stream in memory that can be asked for its text at the end."""

    def text(self) -> str:
        self.flush()
        return self.buffer.getvalue().decode()  # type: ignore[attr-defined, no-any-return]


def stream(content: bytes = b"") -> _Stream:
    return _Stream(io.BytesIO(content), encoding="utf-8", newline="\n")


@contextlib.contextmanager
def _streams(stdin: bytes) -> Iterator[tuple[_Stream, _Stream]]:
    old = sys.stdin, sys.stdout, sys.stderr
    out, err = stream(), stream()
    sys.stdin, sys.stdout, sys.stderr = stream(stdin), out, err
    try:
        yield out, err
    finally:
        sys.stdin, sys.stdout, sys.stderr = old


@pytest.fixture
def proctor(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """A function that runs the command line in this process: `proctor(root, "check", "--fix", stdin=b"")`."""

    def run(root: Path, *arguments: str, stdin: bytes = b"") -> Ran:
        monkeypatch.chdir(root)
        with _streams(stdin) as (out, err):
            try:
                status = main(arguments)
            except SystemExit as stop:  # argparse
                status = int(stop.code or 0)
        return Ran(status, out.text(), err.text())

    return run


def process(root: Path, *arguments: str, stdin: bytes = b"", timeout: float = 60) -> Ran:
    """Run the command line as a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "proctor", *arguments], cwd=root, input=stdin, capture_output=True, timeout=timeout
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def judge(root: Path, select: Sequence[str] | None = None, config: Config | None = None, repository: str = "") -> Report:
    """The report on a bank on disk."""
    config = config or Config()
    found, notes = engine.read_bank(WorkTree(str(root)), config, repository)
    return engine.run(found, config, engine.Request(select=tuple(select) if select is not None else None), notes)


def open_bank(root: Path, names: Sequence[str] = ("acme/bank",), branches: Sequence[str] = ("HEAD", "main", "master")) -> Bank:
    """The bank of a folder, under names of its own."""
    found, _ = engine.read_bank(WorkTree(str(root)), Config())
    return Bank(found.documents, found.tree, Repository(frozenset(names), frozenset(branches)))


def contained(wanted: str = "auto") -> str:
    """The sandbox's level. Where the system lacks the means the test is skipped; where it has them, no sandbox is a failure."""
    from proctor.runners.sandbox import levels

    try:
        return levels.choose(wanted, {})
    except Incomplete as error:
        if _has_means("L3" in wanted):
            pytest.fail(f"this system has all that the sandbox needs, and yet: {error.message}")
        pytest.skip(error.message)


def _has_means(apart: bool) -> bool:
    """Whether the kernel offers Landlock with signals scoped and, for `apart`, namespaces to this user: not asked of proctor."""
    if sys.platform != "linux" or not shutil.which("unshare"):
        return False
    from proctor.runners.sandbox import landlock

    spaces = ["unshare", "--user", "--map-root-user", "--net", "--mount", "--pid", "--fork", "true"]
    return landlock.abi() >= 6 and not (apart and subprocess.run(spaces, capture_output=True).returncode)
