"""What a snippet could use up without any process seeming to have it: shared memory, buffers of sockets, tables, nameless files."""

from __future__ import annotations

import os
import sys
import textwrap
from collections.abc import Iterator

import pytest
from conftest import contained

if sys.platform != "linux":
    pytest.skip("the sandbox is for Linux", allow_module_level=True)

from proctor.runners.languages import python
from proctor.runners.languages.programs import Program
from proctor.runners.sandbox import levels
from proctor.runners.sandbox.pool import Ended, Pool
from proctor.runners.settings import RunSettings
from proctor.snippets.values import Task

MEMORY = 96 << 20
LIBC = """
import ctypes, os, time
libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
libc.munmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
block = b'x' * (1 << 20)
"""


@pytest.fixture(scope="module", params=["L3", "L2"])
def pool(request: pytest.FixtureRequest) -> Iterator[Pool]:
    with Pool(contained(request.param), workers=1) as made:
        yield made


def ended(pool: Pool, code: str, **more: object) -> Ended:
    made = python.program(Task("job", "python", (LIBC + textwrap.dedent(code),), timeout=10.0), RunSettings())
    assert isinstance(made, Program)
    (found,) = pool.run([made.job._replace(**more)])
    return found


def test_shared_memory_of_which_a_page_is_mapped(pool: Pool) -> None:
    code = """
        for n in range(24):
            at = libc.mmap(None, 16 << 20, 3, 0x21, -1, 0)
            ctypes.memset(at, 1, 16 << 20)
            libc.munmap(at + 4096, (16 << 20) - 4096)
            time.sleep(0.02)
        time.sleep(2)
        """
    # The system counts shared memory of all its processes: what a test beside this one lets go may hide it once.
    found = (ended(pool, code, memory=MEMORY) for _ in range(3))
    assert any((each.status, each.reason) == ("signal", "memory") for each in found)


def test_tables_of_pages_that_are_only_read(pool: Pool) -> None:
    code = """
        at = libc.mmap(None, 96 << 30, 1, 0x4022, -1, 0)
        for n in range(0, 96 << 30, 2 << 20): ctypes.string_at(at + n, 1)
        time.sleep(0.2)
        """
    found = ended(pool, code, memory=MEMORY, data=True)
    assert (found.status, found.reason) == ("signal", "memory")


def test_buffers_of_sockets(pool: Pool) -> None:
    code = """
        import socket
        for _ in range(12):
            if os.fork() == 0: break
        kept = [end for _ in range(100) for end in socket.socketpair()]
        time.sleep(10)
        """
    found = ended(pool, code)
    assert (found.status, found.reason) == ("signal", "open files")


@pytest.mark.parametrize(
    "way",
    [
        "for n in range(20): os.mkdir('d' * 250); os.chdir('d' * 250)",  # too deep to be named
        "os.mkdir('d', 0o300); os.chdir('d')",  # in a folder that nobody may list
        "forget = True",  # mapped, without a name and a descriptor
    ],
)
def test_files_that_are_not_found(pool: Pool, way: str) -> None:
    if pool.settings.level == "L3":
        pytest.skip("a file system of its own bounds them")
    code = f"""
        forget = False
        {way}
        for n in range(24):
            file = os.open(f'f{{n}}', os.O_CREAT | os.O_RDWR)
            for _ in range(40): os.write(file, block)
            if forget:
                libc.mmap(None, 4096, 3, 1, file, 0)
                os.unlink(f'f{{n}}')
            os.close(file)
        time.sleep(0.2)
        """
    assert ended(pool, code).status == "disk-limit"


def test_harmless_code_that_looks_like_it(pool: Pool) -> None:
    code = """
        import asyncio, mmap, multiprocessing, socket, subprocess, tempfile
        shared = mmap.mmap(-1, 32 << 20); shared[:3] = b'abc'
        here, there = multiprocessing.Pipe()
        worker = multiprocessing.Process(target=there.send, args=(4,)); worker.start(); worker.join()
        one, other = socket.socketpair(); one.sendall(b'x'); other.recv(1)
        with tempfile.TemporaryDirectory() as folder: os.makedirs(folder + '/a/b')
        asyncio.run(asyncio.sleep(0))
        os.mkdir('shut', 0)
        time.sleep(0.2)
        print(here.recv(), subprocess.run(['true']).returncode)
        """
    found = ended(pool, code)
    assert (found.status, found.output) == ("ok", b"4 0\n"), found


def test_crashes_are_nobodys_business(pool: Pool) -> None:
    """A handler of crashes that the system has runs outside, as root, whenever the limit of cores is not 1."""
    code = """
        import resource
        print([line.split()[4:6] for line in open('/proc/self/limits') if 'core' in line])
        for attempt in (lambda: resource.setrlimit(resource.RLIMIT_CORE, (0, 0)), lambda: resource.getrlimit(4)):
            try: attempt(); print('BREACH')
            except (OSError, ValueError): pass
        """
    assert ended(pool, code).output == b"[['1', '1']]\n"


def test_descriptors_with_high_numbers_are_not_passed_on() -> None:
    """Also where the program has thousands of files open, so that the sockets of its workers come after them."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < 6000:
        pytest.skip("there are no such descriptors here")
    resource.setrlimit(resource.RLIMIT_NOFILE, (6000, hard))
    held = [os.open(os.devnull, os.O_RDONLY) for _ in range(4200)]
    try:
        with Pool(levels.choose("auto", {}), workers=1) as made:
            found = ended(made, "print([n for n in os.listdir('/proc/self/fd') if int(n) > 200])")
    finally:
        for file in held:
            os.close(file)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert found.output == b"[]\n"


def test_private_keys_are_not_for_reading(pool: Pool) -> None:
    """Even where the interpreter lies in root's home, so that snippets may read what its owner may."""
    code = """
        for path in ('/etc/ssl/private', '/etc/pki/tls/private', '/etc/ssl', '/proc/self/net/tcp', '/proc/self/task'):
            try: os.listdir(path) if os.path.isdir(path) else open(path).read(); print('read', path)
            except OSError: pass
        """
    wanted = b"" if pool.settings.level == "L2" else b"read /proc/self/net/tcp\nread /proc/self/task\n"  # of a network of its own
    assert ended(pool, code).output == wanted


def test_sockets_tell_nothing_of_the_network(pool: Pool) -> None:
    code = """
        import fcntl, socket
        one, other = socket.socketpair()
        for number in (0x8912, 0x8927, 0x8901):
            try: fcntl.ioctl(one.fileno(), number, bytes(64)); print('BREACH', hex(number))
            except OSError: pass
        for attempt in (lambda: socket.send_fds(one, [b'x'], [0]), lambda: one.setsockopt(1, 7, 1 << 24)):
            try: attempt(); print('BREACH')
            except OSError: pass
        """
    assert ended(pool, code).output == b""
