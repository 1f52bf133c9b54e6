"""The sandbox from outside: levels and their proof, limits, a clean environment, and nothing left behind; attacks are apart."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from conftest import contained

if sys.platform != "linux":
    pytest.skip("the sandbox is for Linux", allow_module_level=True)

from proctor.errors import Incomplete
from proctor.runners.sandbox import landlock, levels, limits, namespaces, place, posts, processes, scratch, seatbelt, seccomp, wire
from proctor.runners.sandbox.jobs import Settings
from proctor.runners.sandbox.pool import Ended, Job, Pool
from proctor.runners.sandbox.syscalls import ARCHITECTURES

PACKAGE = Path(levels.__file__).parents[3]
TEMPORARY = Path(os.path.realpath("/tmp"))


@pytest.fixture(scope="module", params=["L3", "L2", "L1", "none"])
def pool(request: pytest.FixtureRequest) -> Iterator[Pool]:
    with Pool(contained(request.param), workers=2) as made:
        yield made


def python(code: str, **more: object) -> Job:
    """A job for the harness of Python."""
    payload = {"language": "python", "pieces": [textwrap.dedent(code)], "doctest": False, "environment": "", "paths": []}
    return Job("job", payload=payload)._replace(**more)


def shell(command: str, **more: object) -> Job:
    return Job("job", argv=("/bin/sh", "-c", command))._replace(**more)


def one(pool: Pool, job: Job) -> Ended:
    (ended,) = pool.run([job])
    return ended


def test_auto_is_at_least_L2() -> None:
    assert contained("auto") in ("L2", "L3")
    assert contained("require-L1") == contained("auto")


@pytest.mark.parametrize("wanted", ["none", "L1"])
def test_what_is_asked_for_is_taken(wanted: str) -> None:
    assert levels.choose(wanted, {}) == wanted


def test_a_level_that_does_not_hold_is_no_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(levels, "probe", lambda level: "" if level == "L1" else "a child of it could open a socket")
    for wanted in ("auto", "require-L2", "L3"):
        with pytest.raises(Incomplete, match="could open a socket"):
            levels.choose(wanted, {})
    assert levels.choose("require-L1", {}) == "L1"


def test_the_probe_tells_what_a_level_lets_through(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    payload = {"secret": str(tmp_path / "secret"), "target": str(tmp_path / "target"), "pid": os.getpid()}
    assert levels._attempt("L1", payload) == (
        "a child of it could open a socket, read a file outside, write a file outside, signal the program"
    )


def test_events_with_secrets_run_nothing() -> None:
    for wanted in ("auto", "L1", "none"):
        with pytest.raises(Incomplete, match="pull_request"):
            levels.choose(wanted, {"GITHUB_EVENT_NAME": "pull_request_target"})


@pytest.mark.parametrize(("head", "allowed"), [("o/bank", True), ("stranger/bank", False), (None, False)])
def test_a_fork_needs_a_sandbox(tmp_path: Path, head: str | None, allowed: bool) -> None:
    event = {"pull_request": {"head": {"repo": head and {"full_name": head}}, "base": {"repo": {"full_name": "o/bank"}}}}
    (tmp_path / "event.json").write_text(json.dumps(event))
    environ = {"GITHUB_EVENT_NAME": "pull_request", "GITHUB_EVENT_PATH": str(tmp_path / "event.json")}
    if allowed:
        assert levels.choose("L1", environ) == "L1"
    else:
        with pytest.raises(Incomplete, match="fork"):
            levels.choose("L1", environ)


def test_other_systems_have_no_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(levels, "os", SimpleNamespace(name="nt"))
    for wanted in ("auto", "L1", "none"):
        with pytest.raises(Incomplete, match="no sandbox"):
            levels.choose(wanted, {})


def test_a_server_that_cannot_be_set_up_is_no_pass() -> None:
    with pytest.raises(Incomplete, match="cannot be set up"), Pool("L1", harness="proctor.runners.harness.probe:nothing") as made:
        one(made, python("1"))


def test_verdicts(pool: Pool) -> None:
    jobs = {
        "ok": shell("echo out; echo err >&2"),
        "rc": shell("exit 7"),
        "signal": shell("kill -SEGV $$"),
        "absent": Job("job", argv=("no-such-program",)),
        "python": python("print('seen')"),
    }
    ended = {each.key: each for each in pool.run(job._replace(key=key) for key, job in jobs.items())}
    assert (ended["ok"].status, ended["ok"].output) == ("ok", b"out\nerr\n")
    assert (ended["rc"].status, ended["rc"].code) == ("rc", 7)
    assert (ended["signal"].status, ended["signal"].code) == ("signal", signal.SIGSEGV)
    assert (ended["absent"].code, ended["absent"].output) == (127, b"no-such-program: No such file or directory\n")
    assert (ended["python"].status, ended["python"].output, ended["python"].finished) == ("ok", b"seen\n", True)


def test_no_child_has_the_random_numbers_of_another(pool: Pool) -> None:
    with Pool(pool.settings.level, workers=1, preload=("random",)) as made:
        drawn = [each.output for each in made.run([python("import random; print(random.random())")] * 3)]
    assert len(set(drawn)) == 3


def test_files_record_and_mark(pool: Pool) -> None:
    command = (
        "read -r mark <&$PROCTOR_MARK; cat a/b; echo told >&$PROCTOR_RECORD; printf '%s00000000' $mark >&$PROCTOR_RECORD; pwd -P"
    )
    ended = one(pool, shell(command, files={"a/b": b"laid\n"}))
    assert ended.output.startswith(b"laid\n/")
    assert (ended.record, ended.finished) == (b"told\n", True)
    sealed = one(pool, shell("read -r mark <&$PROCTOR_MARK; printf 'forged%s00000004true' $mark >&$PROCTOR_RECORD"))
    assert (sealed.record, sealed.finished) == (b"true", True)
    assert not one(pool, shell("echo 00000000000000000000000000000000 >&$PROCTOR_RECORD")).finished


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", "", "a//b"])
def test_files_stay_in_the_scratch_folder(tmp_path: Path, name: str) -> None:
    folder = os.open(tmp_path, os.O_RDONLY)
    with pytest.raises(OSError, match="not a name"):
        scratch.lay(folder, {name: b"x"})
    os.close(folder)


def test_every_job_starts_from_nothing(pool: Pool) -> None:
    job = python(
        """
        import builtins, os
        assert not hasattr(builtins, "left") and os.listdir(".") == []
        builtins.left = True
        open("left", "w").close()
        os.environ["LEFT"] = "1"
        os.chmod(".", 0o500)
        """
    )
    assert [(ended.status, ended.output) for ended in pool.run([job] * 6)] == [("ok", b"")] * 6


def test_the_environment_is_built_up(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = one(pool, shell("env", env={"GIVEN": "1"})).output.decode().splitlines()
    found = dict(line.split("=", 1) for line in lines)
    assert found["HOME"] == found["TMPDIR"] == found["PWD"]
    assert set(found) - {"PWD", "OLDPWD", "SHLVL", "_", "LD_LIBRARY_PATH"} == {
        *place.environment(), "GIVEN", "HOME", "TMPDIR", "PROCTOR_RECORD", "PROCTOR_MARK"
    }  # fmt: skip
    assert (found["PYTHONHASHSEED"], found["TZ"], found["LC_ALL"], found["MPLBACKEND"]) == ("0", "UTC", "C.UTF-8", "Agg")
    inside = one(pool, python("import os\nprint(hash('a'), os.environ['HOME'] == os.getcwd(), open('/proc/self/environ').read())"))
    again = one(pool, python("print(hash('a'))"))
    assert inside.output.split()[0] == again.output.split()[0]
    assert b"True" in inside.output and b"GITHUB" not in inside.output and b"PYTEST" not in inside.output


def test_no_descriptors_but_its_own(pool: Pool) -> None:
    ended = one(pool, python("import os\nprint([n for n in range(256) if os.path.exists(f'/proc/self/fd/{n}') and n < 200])"))
    assert ended.output == b"[0, 1, 2, 3]\n"
    assert one(pool, shell('read line; echo "[$line]"')).output == b"[]\n"


def test_time_and_idleness(pool: Pool) -> None:
    jobs = [python("import time\ntime.sleep(60)", key="idle", timeout=0.4), python("while True: pass", key="busy", timeout=0.4)]
    ended = {each.key: each for each in pool.run(jobs)}
    assert [ended[key].status for key in ("idle", "busy")] == ["timeout", "timeout"]
    assert ended["idle"].idle and not ended["busy"].idle
    assert 0.4 <= ended["busy"].seconds < 3


def test_output_is_bounded(pool: Pool) -> None:
    ended = one(pool, shell("while :; do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; done"))
    assert ended.status == "output-limit"
    assert len(ended.output) == limits.OUTPUT


def test_memory_is_bounded(pool: Pool) -> None:
    if pool.settings.level == "none":
        pytest.skip("without limits")
    ended = one(pool, python("x = bytearray(300 << 20)", memory=200 << 20))
    assert b"MemoryError" in ended.record
    assert one(pool, python("x = bytearray(100 << 20)", memory=200 << 20)).status == "ok"
    one_gigabyte = f"{sys.executable} -I -c 'x = bytearray(1 << 30)'"
    assert b"MemoryError" in one(pool, shell(one_gigabyte, memory=500 << 20, data=True)).output


def test_the_scratch_folder_is_bounded(pool: Pool) -> None:
    if pool.settings.level == "none":
        pytest.skip("without limits")
    ended = one(pool, shell("for n in 1 2 3 4 5; do head -c 40000000 /dev/zero > f$n || exit 3; done; sleep 60", timeout=20))
    assert (ended.status, ended.code) in (("disk-limit", 0), ("rc", 3))


def test_preloaded_modules_are_there_at_once() -> None:
    code = "import sys\nprint('fractions' in sys.modules, 'no_such_module' in sys.modules)"
    with Pool(contained("auto"), workers=1, preload=("fractions", "no_such_module")) as made:
        assert one(made, python(code)).output == b"True False\n"


def test_a_module_that_ends_the_server_is_not_preloaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ends_it.py").write_text("import os\nos._exit(1)\n")
    monkeypatch.setattr(place, "_packages", lambda: (str(tmp_path),))
    with Pool(contained("auto"), workers=2, preload=("ends_it",)) as made:
        assert [ended.output for ended in made.run([python("print('on')")] * 3)] == [b"on\n"] * 3


def test_readable_folders_can_be_asked_for(tmp_path: Path) -> None:
    (tmp_path / "given").write_text("read")
    for wanted in ("L2", "L3"):
        with Pool(contained(wanted), workers=1, readable=[str(tmp_path)]) as made:
            ended = one(made, shell(f"cat {tmp_path}/given; echo x > {tmp_path}/taken"))
        assert ended.output.startswith(b"read")
        assert ended.code != 0
    assert not (tmp_path / "taken").exists()


def left() -> set[str]:
    """Scratch folders and servers that there are now."""
    servers = {
        name
        for name in os.listdir("/proc")
        if name.isdigit() and b"proctor.runners.sandbox.server" in processes._read(f"/proc/{name}/cmdline")
    }
    return servers | {path.name for path in TEMPORARY.glob(place.FOLDER + "*")}


def mine(pool: Pool) -> set[str]:
    """The processes and the folder of a pool."""
    pids = {pid for server in pool.servers for pid in (server.process.pid, *processes.below(server.process.pid))}
    return {str(pid) for pid in pids} | {os.path.basename(server.base) for server in pool.servers if server.base}


def gone(names: set[str], seconds: float = 5.0) -> bool:
    until = time.monotonic() + seconds
    while left() & names:
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def test_nothing_is_left_behind(pool: Pool) -> None:
    with Pool(pool.settings.level, workers=2) as made:
        one(made, shell("echo x > left; mkdir -p a/b/c; sleep 60 & exit 0"))
        names = mine(made)
        assert names & left()
    assert not left() & names


def test_a_break_leaves_nothing_behind(pool: Pool) -> None:
    with Pool(pool.settings.level, workers=2) as made:
        running = made.run([python("import time\ntime.sleep(60)", timeout=60), python("1", key="short")])
        assert next(running).key == "short"
        names = mine(made)
        running.close()
        assert one(made, shell("echo on")).output == b"on\n"
    assert gone(names)


PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
from proctor.runners.sandbox.pool import Job, Pool
with Pool(sys.argv[2], workers=2) as pool:
    jobs = [Job(str(n), argv=("/bin/sh", "-c", "echo x > left; sleep 60"), timeout=60) for n in range(2)]
    first = Job("first", argv=("/bin/true",))
    for ended in pool.run([first, *jobs]):
        print("running", *(server.process.pid for server in pool.servers), *(server.base for server in pool.servers), flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_killed_program_leaves_nothing_behind(pool: Pool, number: signal.Signals) -> None:
    command = [sys.executable, "-c", PROGRAM, str(PACKAGE), pool.settings.level]
    program = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert program.stdout is not None
    _, server, *base = program.stdout.readline().split()
    time.sleep(0.2)
    names = {server, *map(str, processes.below(int(server))), *map(os.path.basename, base)}
    program.send_signal(number)
    program.wait(10)
    assert gone(names)


@pytest.mark.parametrize("who", ["program", "server", "keeper"])
def test_the_pool_survives_its_servers(pool: Pool, who: str) -> None:
    with Pool(pool.settings.level, workers=1) as made:
        one(made, shell("true"))
        program = made.servers[0].process.pid
        server = processes.below(program)[0]
        victim = {"program": program, "server": server, "keeper": max(processes.below(server))}[who]
        names = mine(made)
        running = made.run([shell("sleep 60", timeout=60, key="lost"), shell("echo on", key="next")])
        subprocess.Popen(["/bin/sh", "-c", f"sleep 0.3; kill -9 {victim}"])
        ended = [(each.key, each.status, each.reason, each.output) for each in running]
        assert ended == [("lost", "signal", "lost", b""), ("next", "ok", "", b"on\n")]
    assert gone(names)


def test_scratch_folders_are_emptied_whatever_is_in_them(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").write_text("kept")
    inside = tmp_path / "inside"
    for name in ("0", "1", "shut/in", "many/a", "many/b"):
        (inside / name).mkdir(parents=True)
    (inside / "shut/in/file").write_text("x")
    for name in ("link", "shut/in/link", "many/kept"):
        (inside / name).symlink_to(outside)
    deep = os.open(inside, os.O_RDONLY)
    for _ in range(500):
        os.mkdir("d" * 100, dir_fd=deep)
        deep, old = os.open("d" * 100, os.O_RDONLY, dir_fd=deep), deep
        os.close(old)
    os.close(deep)
    (inside / "shut/in").chmod(0)
    (inside / "shut").chmod(0)
    scratch.remove(str(inside))
    assert not inside.exists()
    assert (outside / "kept").read_text() == "kept"


def test_the_size_of_a_scratch_folder(tmp_path: Path) -> None:
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "a/b/c").write_bytes(b"x" * 100_000)
    os.truncate(os.open(tmp_path / "hole", os.O_CREAT | os.O_WRONLY), 1 << 30)
    folder = os.open(tmp_path, os.O_RDONLY)
    size, count, _ = scratch.usage(folder, 100)
    assert 100_000 <= size < 1_000_000
    assert count == 4
    assert scratch.usage(folder, 2)[1] == 2
    os.close(folder)


@pytest.mark.parametrize("version", [1, 2, 3, 4, 5, 6, 7])
def test_older_landlock_guards_files_too(version: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if landlock.abi() < version:
        pytest.skip("this kernel is older")
    (tmp_path / "open").mkdir()
    (tmp_path / "shut").mkdir()
    (tmp_path / "shut/file").write_text("x")
    monkeypatch.setattr(landlock, "abi", lambda: version)
    child = os.fork()
    if not child:
        try:
            os._exit(_tried(tmp_path))
        finally:
            os._exit(99)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def _tried(folder: Path) -> int:
    """A number for the first thing that was not as it should be."""
    from proctor.runners.sandbox.kernel import NO_NEW_PRIVS, prctl

    prctl(NO_NEW_PRIVS, 1)
    ready = landlock.rules(landlock.writing([str(folder / "open"), str(folder / "absent")]))
    landlock.confine(landlock.ruleset(ready))
    (folder / "open/file").write_text("x")
    for attempt in (
        lambda: (folder / "shut/file").read_text(),
        lambda: (folder / "shut/new").write_text("x"),
        lambda: os.listdir("/"),
    ):
        try:
            attempt()
            return 1
        except PermissionError:
            continue
    return 0


@pytest.mark.parametrize("machine", sorted(ARCHITECTURES))
def test_filters_decide(machine: str) -> None:
    architecture = ARCHITECTURES[machine]
    lines = seccomp.assemble((*seccomp.SERVER, *seccomp.users(1000), *seccomp.snippet(7, owner=True)), architecture)
    numbers = architecture.numbers
    allow, kill = "allow", "kill"

    def decide(name: str | int, *words: int, audit: int = architecture.audit) -> str | int:
        return decided(lines, numbers[name] if isinstance(name, str) else name, audit, words)

    assert decide(5000) == errno.ENOSYS
    assert decide(numbers["socket"], audit=0x40000003) == kill
    assert decide(0x40000000 | 1) == kill
    assert decide("socket", 1, 1) == errno.EACCES
    assert decide("socketpair", 1, 1 | 0o2000000) == allow
    assert decide("socketpair", 1, 2) == errno.EPERM
    assert decide("socketpair", 2, 1) == errno.EPERM
    assert decide("clone", 17) == allow
    assert decide("clone", 17 | 0x10000000) == errno.EPERM
    assert decide("clone3") == errno.ENOSYS
    assert [decide("kill", pid & 0xFFFFFFFF) for pid in (-1, 7, -7, 8, 0)] == [errno.EPERM] * 3 + [allow] * 2
    assert decide("prlimit64", 0) == allow
    assert decide("prlimit64", 5) == errno.EPERM
    assert decide("setpriority", 0, 0) == allow
    assert decide("setpriority", 2, 0) == errno.EPERM
    assert decide("setresuid", 1000, 1000, 1000) == allow
    assert decide("setresuid", 1000, 0, 1000) == errno.EPERM
    assert decide("ioctl", 0, 0x5412) == errno.EPERM
    assert decide("ioctl", 0, 0x5401) == allow
    assert decide("prctl", 1) == errno.EPERM
    assert decide("prctl", 15) == allow
    assert decide("fchmod", 3) == 0
    assert decide("fsetxattr", 3) == errno.ENOTSUP
    assert decide(600) == errno.ENOSYS


def decided(lines: list[seccomp.Line], number: int, audit: int, words: tuple[int, ...]) -> str | int:
    """What a filter says to a call: an interpreter for the few instructions that it uses."""
    data = {0: number, 4: audit, **{16 + 8 * n: word for n, word in enumerate((*words, 0, 0, 0, 0))}}
    at = value = 0
    while True:
        code, yes, no, operand = lines[at]
        at += 1
        if code == 0x20:
            value = data[operand]
        elif code == 0x54:
            value &= operand
        elif code == 0x06:
            return {0x7FFF0000: "allow", 0x80000000: "kill"}.get(operand, operand & 0xFFFF)
        else:
            holds = {0x15: value == operand, 0x25: value > operand, 0x35: value >= operand, 0x45: bool(value & operand)}[code]
            at += yes if holds else no


def test_the_scratch_file_system_hides_nothing_needed() -> None:
    assert namespaces.spot(["/usr/bin"]) == "/tmp"
    assert namespaces.spot(["/tmp/venv/bin", "/usr"]) != "/tmp"
    with pytest.raises(OSError, match="no folder"):
        namespaces.spot(namespaces._SPOTS)


def test_only_installed_packages_are_on_the_path() -> None:
    orders = place.orders(Settings("L2"), (5,), "/base")
    assert posts.read(posts.written(orders)) == orders
    assert os.getcwd() not in orders.paths and str(Path(__file__).parent) not in orders.paths
    assert not {"/", os.path.expanduser("~")} & set(orders.readable)


def test_messages_that_break_the_form_are_refused() -> None:
    received = bytearray(wire.pack({"a": 1}, (b"xy", b"")) + b"\0")
    assert wire.unpack(received) == ({"a": 1}, [b"xy", b""])
    assert wire.unpack(received) is None
    for content in (b"\0\0\0\1\0\0\0\0x", b"\xff" * 8, b"\0\0\0\2\0\0\0\0[]", b"\0\0\0\2\0\0\0\0{}"):
        with pytest.raises(wire.Broken):
            wire.unpack(bytearray(content))


def test_the_profile_for_macos(request: pytest.FixtureRequest) -> None:
    text = seatbelt.profile("/private/tmp/scratch", ["/opt/python 3", "/Users/me/.venv"])
    golden = Path(__file__).parent / "golden" / "sandbox.sb"
    if request.config.getoption("--update"):
        golden.write_text(text)
    assert text == golden.read_text()
