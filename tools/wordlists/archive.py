"""Packages of three ecosystems: fetched by their ordinary clients, and read without unpacking to disk where possible."""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from sources import Source

_LARGEST = 4_000_000  # bytes of a member that is still read


def folder_of(source: Source, top: Path) -> Path:
    """Where the archive of a source lies: a folder of its own."""
    return top / source.ecosystem / source.name.lstrip("@").replace("/", "-")


def fetch(source: Source, top: Path) -> None:
    """Download a source's package unless it is there already. Raises CalledProcessError."""
    folder = folder_of(source, top)
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        return
    commands = {
        "debian": ["apt-get", "download", source.name],
        "npm": ["npm", "pack", "--silent", source.name],
        "pypi": [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary", ":all:", source.name],
    }
    subprocess.run(commands[source.ecosystem], cwd=folder, check=True, stdout=subprocess.DEVNULL)


def fetch_reader(top: Path) -> None:
    """Download the reader of packed lists, which only this build needs."""
    folder = reader(top)
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "node_modules").is_dir():
        subprocess.run(["npm", "install", "--silent", "--no-save", "cspell-trie-lib@8"], cwd=folder, check=True)


def reader(top: Path) -> Path:
    """Where that reader lies."""
    return top / "node"


def archive(source: Source, top: Path) -> Path:
    """The one archive of a source."""
    (found,) = folder_of(source, top).iterdir()
    return found


def members(path: Path) -> Iterator[tuple[str, bytes]]:
    """The files of an archive in order of their names."""
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as packed:
            for name in sorted(packed.namelist()):
                if packed.getinfo(name).file_size <= _LARGEST:
                    yield name, packed.read(name)
    elif path.suffix == ".deb":
        with tempfile.TemporaryDirectory() as unpacked:
            subprocess.run(["dpkg", "-x", path, unpacked], check=True)
            for file in sorted(p for p in Path(unpacked).rglob("*") if p.is_file() and not p.is_symlink()):
                yield file.relative_to(unpacked).as_posix(), file.read_bytes()
    else:
        with tarfile.open(path) as tar:
            for entry in sorted((e for e in tar if e.isfile() and e.size <= _LARGEST), key=lambda e: e.name):
                content = tar.extractfile(entry)
                assert content is not None
                yield entry.name, content.read()


def version(path: Path) -> str:
    """The version of a package, from its archive's own metadata or name."""
    if path.suffix == ".whl":
        return path.name.split("-")[1]
    if path.suffix == ".deb":
        return path.name.split("_")[1]
    content = next(content for name, content in members(path) if name.count("/") == 1 and name.endswith("/package.json"))
    return str(json.loads(content)["version"])
