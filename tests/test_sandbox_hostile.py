"""Hostile snippets, each in the sandbox only, and followed by a control that must pass and one that must fail.

Those below are our own: what succeeds in what it must not prints BREACH. Beside them run the rows of a shared list, where it is
there. A level that this machine does not have is skipped: nothing here ever runs in less than L2.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import sysconfig
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import contained

if sys.platform != "linux":
    pytest.skip("the sandbox is for Linux", allow_module_level=True)

from proctor.runners.languages.choose import program
from proctor.runners.languages.programs import Program
from proctor.runners.languages.results import result
from proctor.runners.sandbox import limits, processes
from proctor.runners.sandbox.pool import Job, Pool
from proctor.runners.settings import RunSettings
from proctor.snippets.values import Result, Task

ROWS = Path(__file__).resolve().parents[2] / "shared" / "truth" / "hostile.jsonl"
SHORT, LONG = 0.6, 20.0  # seconds: where the verdict may be a time-out, and where it must not
ANY = ("ok", "fail")
ENDS = ("fail", "signal", "timeout")


class Attack(NamedTuple):
    """A snippet, the verdicts that are right for it, and invariants of its own."""

    name: str
    code: str
    verdicts: tuple[str, ...] = ANY
    language: str = "python"
    invariants: tuple[str, ...] = ()


RAW = """
import ctypes, os, platform, signal, sys
libc = ctypes.CDLL(None, use_errno=True)
def call(number, *words):
    return libc.syscall(*[ctypes.c_long(word) for word in (number, *words)])
def names(**numbers):
    return numbers[platform.machine()]
def breach(what, succeeded):
    print("BREACH" if succeeded else "held", what)
"""

OWN = (
    Attack(
        "forged-mark",
        r"""
import os
for end in range(3, 64):
    for mark in (b'0' * 32 + b'00000000', b'["done"]\n', b'ok\n'):
        try: os.write(end, mark)
        except OSError: pass
os._exit(0)
""",
        ("exited-early", "fail"),
    ),
    Attack(
        "mark-from-memory",
        """
import gc, os, re, sys
found = set()
def look(value):
    if isinstance(value, bytes) and re.fullmatch(rb'[0-9a-f]{32}', value): found.add(value)
frame = sys._getframe()
while frame:
    for value in list(frame.f_locals.values()) + gc.get_referents(frame): look(value)
    frame = frame.f_back
gc.unfreeze()
for thing in gc.get_objects():
    if not isinstance(thing, type):
        for value in gc.get_referents(thing): look(value)
for mark in found:
    for end in range(3, 16):
        try: os.write(end, mark + b'00000000')
        except OSError: pass
os._exit(0)
""",
        ("exited-early", "fail"),
    ),
    Attack(
        "second-mark",
        """
import os
for end in range(3, 64):
    try: print('BREACH', os.read(end, 64))
    except OSError: pass
""",
    ),
    Attack(
        "record-flood",
        """
import os
while True: os.write(3, b'x' * 65536)
""",
        ("output-limit",),
    ),
    Attack(
        "own-memory",
        """
try:
    open('/proc/self/mem', 'r+b')
    print('BREACH')
except OSError: pass
""",
    ),
    Attack(
        "io-uring",
        RAW
        + """
breach('io_uring', call(425, 4, 0) >= 0)
""",
    ),
    Attack(
        "memfd",
        RAW
        + """
breach('memfd', call(names(x86_64=319, aarch64=279), 0, 0) >= 0)
breach('secret', call(447, 0) >= 0)
""",
    ),
    Attack(
        "prctl",
        RAW
        + """
for option, word in ((1, 0), (4, 0), (36, 1), (38, 0), (22, 0), (47, 2)):
    breach(option, libc.prctl(option, ctypes.c_ulong(word), ctypes.c_ulong(21), 0, 0) == 0 and option != 22)
""",
    ),
    Attack(
        "namespaces",
        RAW
        + """
for kind in (0x20000, 0x10000000, 0x20000000, 0x40000000, 0x10020000, 0x80):
    breach('unshare', libc.unshare(kind) == 0)
    child = call(names(x86_64=56, aarch64=220), kind | 17, 0, 0, 0, 0)
    if child == 0: os._exit(0)
    breach('clone', child > 0)
breach('clone3', call(435, 0, 88) >= 0)
for kind in ('mnt', 'pid', 'user', 'net'):
    for pid in ('1', str(os.getppid()), 'self'):
        try: breach('setns', libc.setns(os.open(f'/proc/{pid}/ns/{kind}', 0), 0) == 0)
        except OSError: pass
""",
    ),
    Attack(
        "mounts",
        RAW
        + """
for source, target, kind, flags in ((b'tmpfs', b'/usr', b'tmpfs', 0), (b'/', b'.', None, 4096), (None, b'/', None, 32)):
    breach('mount', libc.mount(source, target, kind, ctypes.c_ulong(flags), None) == 0)
breach('umount', libc.umount2(b'/proc', 2) == 0 or libc.umount2(os.getcwd().encode(), 2) == 0)
breach('chroot', libc.chroot(b'.') == 0)
breach('pivot', call(names(x86_64=155, aarch64=41), 0, 0) == 0)
breach('fsopen', call(430, 0, 0) >= 0)
""",
    ),
    Attack(
        "x32",
        RAW
        + """
if platform.machine() != 'x86_64': os.kill(os.getpid(), 31)
call(0x40000000 | 39)
print('BREACH')
""",
        ("signal",),
    ),
    Attack(
        "int80",
        RAW
        + """
import mmap
if platform.machine() != 'x86_64': os.kill(os.getpid(), 31)
page = mmap.mmap(-1, 4096, prot=7)
page.write(bytes.fromhex('b814000000cd80c3'))
ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()
print('BREACH')
""",
        ("signal",),
    ),
    Attack(
        "unknown-call",
        RAW
        + """
for number in (470, 500, 1000, 0x3fffffff): breach(number, call(number, 0) != -1)
""",
    ),
    Attack(
        "watching-files",
        RAW
        + """
breach('inotify', call(names(x86_64=294, aarch64=26), 0) >= 0)
breach('fanotify', call(names(x86_64=300, aarch64=262), 0, 0) >= 0)
""",
    ),
    Attack(
        "sockets",
        r"""
import socket
def send(make):
    try:
        make(); print('BREACH')
    except OSError: pass
for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX, socket.AF_NETLINK, socket.AF_PACKET, 40):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW):
        send(lambda: socket.socket(family, kind))
for kind in (socket.SOCK_DGRAM, socket.SOCK_RAW):
    send(lambda: socket.socketpair(socket.AF_UNIX, kind)[0].sendto(b'CANARY-NET', '\0proctor-@PORT@'))
one, other = socket.socketpair()
for address in ('\0proctor-@PORT@', '@REPO@/../host.sock'):
    send(lambda: one.sendto(b'CANARY-NET', address))
    send(lambda: one.connect(address))
send(lambda: other.bind('\0mine'))
send(lambda: other.listen())
""",
    ),
    Attack(
        "many-files",
        """
n = 0
while True:
    open(f'{n:x}', 'w').close()
    n += 1
""",
        ("fail", "signal", "timeout", "disk-limit"),
        invariants=("disk_capped",),
    ),
    Attack(
        "sparse-file",
        """
import os
try:
    os.truncate(os.open('big', os.O_CREAT | os.O_RDWR), 1 << 40)
    print('BREACH')
except OSError: pass
for n in range(50): os.truncate(os.open(f's{n}', os.O_CREAT | os.O_RDWR), 60 << 20)
""",
        invariants=("disk_capped",),
    ),
    Attack(
        "nameless-files",
        """
import os, time
for n in range(200):
    end = os.open('f', os.O_CREAT | os.O_RDWR)
    os.unlink('f')
    for _ in range(60): os.write(end, b'x' * (1 << 20))
""",
        ("fail", "signal", "timeout", "disk-limit"),
        invariants=("disk_capped",),
    ),
    Attack(
        "deep-folders",
        """
import os
for n in range(600):
    os.mkdir('d' * 200)
    os.chdir('d' * 200)
""",
    ),
    Attack(
        "awkward-names",
        r"""
import os
os.makedirs('shut/in/side'); open('shut/in/file', 'w').close(); os.symlink('@HOME@', 'shut/in/home')
for name in (b'\xff\xfe', b'new\nline', b'-rf', b' ', b'0', b'1'): os.makedirs(name + b'/' + name)
os.mkfifo('pipe'); os.symlink('loop', 'loop'); os.symlink('/', 'root')
for name in ('shut/in', 'shut', '.'): os.chmod(name, 0)
""",
    ),
    Attack(
        "swapped-links",
        """
import os
os.mkdir('real'); open('real/README.md', 'w').close()
if os.fork() == 0:
    os.setsid()
    while True:
        for a, b in (('real', 'away'), ('link', 'real'), ('real', 'link'), ('away', 'real')):
            try:
                if a == 'link' and not os.path.lexists('link'): os.symlink('@REPO@', 'link')
                os.rename(a, b)
            except OSError: pass
""",
        ("ok",),
    ),
    Attack(
        "open-files",
        """
import os
ends = []
try:
    while True: ends.append(os.open('/dev/null', 0))
except OSError as e: print(e.errno)
""",
        ("ok",),
    ),
    Attack(
        "signals-around",
        """
import os
for pid in [-1, *range(2, 70000)]:
    if pid != os.getpid():
        for target in (pid, -pid) if pid > 1 else (pid,):
            try:
                os.kill(target, 0)
                if target != -os.getpgrp(): print('BREACH', target)
            except OSError: pass
""",
        ("ok",),
    ),
    Attack(
        "limits-of-others",
        RAW
        + """
import resource
for pid in {os.getppid(), 1, 2}:
    for attempt in (
        lambda: resource.prlimit(pid, resource.RLIMIT_CPU, (1, 1)),
        lambda: resource.prlimit(pid, resource.RLIMIT_NOFILE),
        lambda: os.setpriority(os.PRIO_PROCESS, pid, 19),
        lambda: os.setpriority(os.PRIO_USER, 0, 19),
        lambda: os.sched_setaffinity(pid, {0}),
        lambda: os.sched_setscheduler(pid, os.SCHED_IDLE, os.sched_param(0)),
    ):
        try: attempt(); print('BREACH')
        except (OSError, ValueError): pass
try: resource.setrlimit(resource.RLIMIT_AS, (1 << 34, 1 << 34)); print('BREACH')
except (OSError, ValueError): pass
""",
        ("ok",),
    ),
    Attack(
        "shared-folders",
        """
import os
for folder in ('/tmp', '/var/tmp', '/dev/shm', '/run/lock', '/run', '/dev/mqueue', '/var/crash', '@HOME@', '@VENV@'):
    try: open(folder + '/proctor-left-behind', 'w').write('x')
    except OSError: pass
""",
        ("ok",),
    ),
    Attack(
        "foreign-proc",
        """
import os
for pid in (1, 2, os.getppid(), @CHECKER@):
    for name in ('environ', 'maps', 'mem', 'auxv', 'fd/0', 'fd/3', 'root/etc/shadow', 'cwd/README.md', 'ns/mnt', 'pagemap'):
        try: print('BREACH', pid, name, os.read(os.open(f'/proc/{pid}/{name}', 0), 8))
        except OSError: pass
    try: print('BREACH', os.readlink(f'/proc/{pid}/fd/3'))
    except OSError: pass
for path in ('/proc/self/root/etc/shadow', '/proc/self/root@HOME@/.canary', '/proc/kcore', '/proc/kmsg', '/proc/sysrq-trigger'):
    for mode in ('rb', 'r+b'):
        try: print('BREACH', open(path, mode).read(1))
        except OSError: pass
""",
        ("ok",),
    ),
    Attack(
        "ptrace",
        RAW
        + """
for pid in range(1, 2000):
    for request in (16, 0x4206):
        if pid != os.getpid() and libc.ptrace(request, pid, 0, 0) != -1: print('BREACH', pid)
word = ctypes.c_long(0)
vector = (ctypes.c_ulong * 2)(ctypes.addressof(word), 8)
for pid in (1, os.getppid()):
    breach('read', libc.process_vm_readv(pid, vector, ctypes.c_ulong(1), vector, ctypes.c_ulong(1), ctypes.c_ulong(0)) != -1)
breach('getfd', call(438, 0, 0, 0) >= 0)
""",
        ("ok",),
    ),
    Attack(
        "scratch-moved",
        """
import os
here = os.getcwd()
for attempt in (lambda: os.rename(here, here + '-moved'), lambda: os.rmdir(here), lambda: os.rename('.', '../x'),
                lambda: os.mkdir('../beside'), lambda: open('../beside.txt', 'w'), lambda: os.symlink('/', '../link')):
    try: attempt(); print('BREACH')
    except OSError: pass
os.mkdir('inner'); os.chdir('inner'); os.rmdir('../inner')
""",
        ("ok",),
    ),
    Attack(
        "stopped",
        """
import os, signal
os.kill(os.getpid(), signal.SIGSTOP)
""",
        ("timeout",),
    ),
    Attack(
        "stopped-group",
        """
import os, signal
os.fork()
os.kill(0, signal.SIGSTOP)
""",
        ("timeout",),
    ),
    Attack(
        "daemon",
        """
import os, signal, time
for _ in range(5):
    if os.fork() == 0:
        os.setsid()
        for number in range(1, 65):
            try: signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError): pass
        if os.fork() == 0:
            os.closerange(0, 64)
            while True: time.sleep(1)
        os._exit(0)
""",
        ("ok",),
    ),
    Attack(
        "held-output",
        """
import os, time
if os.fork() == 0:
    os.setsid()
    time.sleep(60)
    os._exit(0)
""",
        ("ok",),
    ),
    Attack(
        "brother",
        RAW
        + """
parent = 0x8000
if call(names(x86_64=56, aarch64=220), parent | 17, 0, 0, 0, 0) == 0:
    while True: signal.pause()
""",
        ("ok",),
    ),
    Attack(
        "closed-output",
        """
import os
os.close(1)
os.close(2)
print('into nothing')
assert 1 + 1 == 2
""",
    ),
    Attack(
        "closed-output-fails",
        """
import os
os.closerange(0, 3)
assert 1 == 2
""",
        ("fail", "exited-early"),
    ),
    Attack(
        "closed-everything",
        """
import os
os.closerange(0, 64)
""",
        ("exited-early", "fail", "signal"),
    ),
    Attack(
        "setuid-programs",
        """
import glob, os, stat, subprocess
for path in glob.glob('/usr/bin/*') + glob.glob('/usr/sbin/*') + glob.glob('/usr/lib/*/*'):
    try: mode = os.stat(path).st_mode
    except OSError: continue
    special = stat.S_ISREG(mode) and mode & (stat.S_ISUID | stat.S_ISGID)
    if special and os.path.basename(path) in ('su', 'mount', 'newgrp', 'passwd', 'chsh'):
        done = subprocess.run([path, '--help'], stdin=subprocess.DEVNULL, capture_output=True, timeout=5)
done = subprocess.run(['su', '-c', 'echo BRE''ACH'], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=5)
print(done.stdout)
""",
    ),
    Attack(
        "users",
        RAW
        + """
for attempt in (lambda: os.setuid(0), lambda: os.setresuid(0, 0, 0), lambda: os.setgroups([0]), lambda: os.setresgid(0, 0, 0)):
    if os.getuid() == 0: break
    try: attempt(); print('BREACH')
    except OSError: pass
header = (ctypes.c_uint32 * 2)(0x20080522, 0)
breach('capset', libc.capset(header, (ctypes.c_uint32 * 6)(*[0xffffffff] * 6)) == 0)
breach('new privileges', libc.prctl(39, 0, 0, 0, 0) != 1)
""",
        ("ok",),
    ),
    Attack(
        "killing-the-server",
        """
import os, signal
for target in {os.getppid(), -os.getppid(), 1, 2, -1} - {os.getpid()}:
    for number in (signal.SIGSTOP, signal.SIGKILL, signal.SIGTERM, signal.SIGINT):
        try: os.kill(target, number); print('BREACH', target)
        except OSError: pass
""",
        ("ok",),
    ),
    Attack(
        "other-ways-to-signal",
        RAW
        + """
target = os.getppid()
info = ctypes.create_string_buffer(128)
breach('tkill', call(names(x86_64=200, aarch64=130), target, 9) == 0)
breach('tgkill', call(names(x86_64=234, aarch64=131), target, target, 9) == 0)
breach('sigqueue', call(names(x86_64=129, aarch64=138), target, 9, ctypes.addressof(info)) == 0)
handle = call(434, target, 0)
breach('pidfd', handle >= 0 and call(424, handle, 9, 0, 0) == 0)
import fcntl
one, other = os.pipe()
fcntl.fcntl(one, fcntl.F_SETOWN, target); fcntl.fcntl(one, 10, 9); fcntl.fcntl(one, fcntl.F_SETFL, os.O_ASYNC)
os.write(other, b'x')
""",
    ),
    Attack(
        "endless-atexit",
        """
import atexit
def loop():
    while True: pass
atexit.register(loop)
""",
        ("ok", "timeout", "fail"),
    ),
    Attack(
        "endless-del",
        """
class Loop:
    def __del__(self):
        while True: pass
kept = Loop()
kept.me = kept
""",
        ("ok", "timeout"),
    ),
    Attack(
        "thread-bomb",
        """
import _thread, time
while True:
    try: _thread.start_new_thread(time.sleep, (60,))
    except RuntimeError: pass
""",
        ENDS,
    ),
    Attack(
        "fork-bomb",
        """
import os
while True:
    try: os.fork()
    except OSError: pass
""",
        ENDS,
    ),
    Attack(
        "shell-bomb",
        """
import subprocess
subprocess.run(['sh', '-c', 'b() { b | b & b; }; b'])
while True: pass
""",
        ENDS,
    ),
    Attack(
        "memory-of-many",
        """
import os, time
for _ in range(40):
    if os.fork() == 0:
        kept = bytearray(b'x') * (200 << 20)
        time.sleep(60)
time.sleep(60)
""",
        ENDS,
        invariants=("peak_rss_capped",),
    ),
    Attack(
        "shared-memory",
        RAW
        + """
import mmap, time
breach('shmget', call(names(x86_64=29, aarch64=194), 0, 1 << 30, 0o1600) >= 0)
breach('msgget', call(names(x86_64=68, aarch64=186), 0, 0o1600) >= 0)
for _ in range(20):
    if os.fork() == 0:
        page = mmap.mmap(-1, 200 << 20)
        for n in range(0, 200 << 20, 4096): page[n] = 1
        time.sleep(60)
time.sleep(60)
""",
        ENDS,
        invariants=("peak_rss_capped",),
    ),
    Attack(
        "flood-of-many",
        """
import os
for _ in range(5): os.fork()
while True: os.write(2, b'y' * 65536)
""",
        ("output-limit",),
    ),
    Attack(
        "links-outside",
        """
import os
for path in ('/etc/passwd', os.__file__, '@REPO@/README.md'):
    try: os.link(path, 'hard'); print('BREACH')
    except OSError: pass
os.symlink('/etc/shadow', 'soft')
try: print('BREACH', open('soft').read())
except OSError: pass
""",
        ("ok",),
    ),
    Attack(
        "modes-and-times",
        """
import os, stat
for path in (os.__file__, '@REPO@/README.md', '@HOME@', '@VENV@', '/usr/bin/env', os.path.dirname(os.__file__)):
    try: before = os.stat(path)
    except OSError: continue
    for attempt in (lambda: os.chmod(path, 0o777), lambda: os.utime(path, (1, 1)), lambda: os.chown(path, 1, 1),
                    lambda: os.setxattr(path, 'user.x', b'x'), lambda: os.fchmod(os.open(path, 0), 0o777)):
        try: attempt()
        except OSError: pass
    after = os.stat(path)
    if (before.st_mode, before.st_mtime, before.st_uid) != (after.st_mode, after.st_mtime, after.st_uid): print('BREACH', path)
    if b'x' in b''.join(map(str.encode, os.listxattr(path))): print('BREACH')
""",
    ),
    Attack(
        "devices",
        """
import os, stat
for name in 'mem kmem kmsg port vda sda tty fuse kvm net/tun loop0'.split():
    try: os.open('/dev/' + name, os.O_RDWR); print('BREACH', name)
    except OSError: pass
try: os.mknod('disk', stat.S_IFBLK | 0o600, os.makedev(254, 0)); print('BREACH')
except OSError: pass
""",
        ("ok",),
    ),
    Attack(
        "handles",
        RAW
        + """
buffer = ctypes.create_string_buffer(128)
breach('name', call(names(x86_64=303, aarch64=264), -100, 0, ctypes.addressof(buffer), 0, 0) != -1)
breach('open', call(names(x86_64=304, aarch64=265), -100, ctypes.addressof(buffer), 0) >= 0)
for number in (names(x86_64=250, aarch64=219), names(x86_64=248, aarch64=217), names(x86_64=321, aarch64=280)):
    breach(number, call(number, 0, 0, 0, 0, 0) != -1 or ctypes.get_errno() != 1)
""",
        ("ok",),
    ),
    Attack(
        "packages",
        """
import os, site, sys, sysconfig
for folder in {*sysconfig.get_paths().values(), *sys.path, os.path.dirname(sys.executable)}:
    if folder == os.getcwd(): continue
    for name in ('zz_left.pth', 'sitecustomize.py', '__pycache__/os.cpython.pyc'):
        try: open(os.path.join(folder, name), 'w'); print('BREACH', folder)
        except OSError: pass
""",
        ("ok",),
    ),
    Attack(
        "abort",
        """
import os
os.abort()
""",
        ("signal",),
    ),
    Attack(
        "own-kill",
        """
import os
os.kill(os.getpid(), 15)
""",
        ("signal",),
    ),
    Attack(
        "input",
        """
input()
""",
        ("fail",),
    ),
    Attack(
        "no-way-out",
        """
import os, sys, time
def never(*words): raise RuntimeError
for module in (os, sys, time):
    for name in ('_exit', 'exit', 'write', 'kill', 'abort', 'close'):
        if hasattr(module, name): setattr(module, name, never)
import proctor.runners.sandbox.child as child
for name in list(vars(child)):
    if not name.startswith('__'): setattr(child, name, never)
assert False
""",
        ("fail", "exited-early", "signal"),
    ),
    Attack(
        "stack",
        """
import sys
sys.setrecursionlimit(10**9)
def f(): f()
f()
""",
        ENDS,
    ),
    Attack(
        "garbage",
        """
import ctypes
ctypes.memset(id(type), 0, 1 << 16)
print(type)
""",
        ("fail", "signal", "timeout", "exited-early"),
    ),
)


def shared() -> list[Attack]:
    """The rows of the shared list, the worst last."""
    if not ROWS.is_file():
        return []
    rows = [json.loads(line) for line in ROWS.read_text(encoding="utf-8").splitlines() if line.strip()]
    made = [Attack(row["id"], row["code"], tuple(row["verdict"]), row["language"], tuple(row["invariants"])) for row in rows]
    return sorted(made, key=lambda attack: attack.name == "kill-parent")


class Ground:
    """What snippets try to reach: a home, a repository, an environment of packages, and listeners."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home, self.repository, self.packages = folder / "home", folder / "repo", folder / "venv"
        for each in (self.home, self.repository / ".git", self.packages):
            each.mkdir(parents=True)
        (self.home / ".canary").write_text("CANARY-HOME")
        (self.repository / "README.md").write_text("# A bank\n")
        (self.repository / ".git" / "config").write_text("token = CANARY-HOME\n")
        self.heard: list[bytes] = []
        self.tcp, self.udp = socket.create_server(("127.0.0.1", 0)), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.port = self.tcp.getsockname()[1]
        self.udp.bind(("127.0.0.1", self.port))
        self.path, self.abstract, self.datagrams = (socket.socket(socket.AF_UNIX, kind) for kind in (1, 1, 2))
        here = os.open(folder, os.O_RDONLY)  # the address of a socket must be short
        self.path.bind(f"/proc/self/fd/{here}/host.sock")
        os.close(here)
        self.abstract.bind(f"\0proctor-{self.port}")
        self.datagrams.bind(f"\0proctor-datagrams-{self.port}")
        for each in (self.path, self.abstract):
            each.listen()

    def filled(self, code: str) -> str:
        for mark, value in (("HOME", self.home), ("REPO", self.repository), ("VENV", self.packages), ("PORT", self.port)):
            code = code.replace(f"@{mark}@", str(value))
        return code.replace("@CHECKER@", str(os.getpid()))

    def state(self) -> dict[str, tuple[int, int, int, bytes]]:
        """Everything about every file that could have been changed."""
        found = {}
        folders = (self.home, self.repository, self.packages)
        for path in [*folders, *(path for folder in folders for path in folder.rglob("*"))]:
            stat = path.lstat()
            found[str(path)] = (stat.st_mode, stat.st_uid, stat.st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        return found

    def silent(self) -> bool:
        """Whether nobody has connected or sent."""
        for each in (self.tcp, self.udp, self.path, self.abstract, self.datagrams):
            each.setblocking(False)
            try:
                each.recv(1) if each in (self.udp, self.datagrams) else each.accept()
            except BlockingIOError:
                continue
            return False
        return True

    def close(self) -> None:
        for each in (self.tcp, self.udp, self.path, self.abstract, self.datagrams):
            each.close()


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    made = Ground(tmp_path_factory.mktemp("ground"))
    secrets = {"GITHUB_TOKEN": "CANARY-ENV", "ACTIONS_RUNTIME_TOKEN": "CANARY-ENV", "GITHUB_ENV": str(made.home / "GITHUB_ENV")}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in secrets.items():
            patch.setenv(name, value)
        yield made
    made.close()


@pytest.fixture(scope="module", params=["L3", "L2"])
def pool(request: pytest.FixtureRequest, ground: Ground) -> Iterator[Pool]:
    with Pool(contained(request.param), workers=1) as made:
        yield made


def answer(pool: Pool, code: str, language: str = "python", timeout: float = LONG) -> Result:
    task = Task("snippet", language, (code,), timeout=timeout)
    made = program(task, RunSettings())
    if not isinstance(made, Program):
        pytest.skip(made.reason)
    (ended,) = pool.run([made.job])
    return result(made, ended, pool.settings.level)


class Gauge:
    """Samples what the sandbox's processes have in memory, and its folders on the disk, while something runs."""

    def __init__(self, pool: Pool, wanted: bool) -> None:
        self.pool = pool
        self.wanted = wanted
        self.memory = self.disk = 0
        self.done = threading.Event()
        self.thread = threading.Thread(target=self._sample)

    def __enter__(self) -> Gauge:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.done.set()
        self.thread.join()

    def _sample(self) -> None:
        while self.wanted and not self.done.wait(0.02):
            for server in list(self.pool.servers):
                pids = processes.below(server.process.pid)
                self.memory = max(self.memory, sum(proportional(pid) for pid in pids))
                if server.base:
                    used = subprocess.run(["du", "-sk", server.base], capture_output=True, text=True).stdout.split()
                    self.disk = max(self.disk, int(used[0]) << 10 if used else 0, processes.deleted(pids))


def proportional(pid: int) -> int:
    """Bytes of memory of a process; what it shares with others counts by its share."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return sum(int(line.split()[1]) << 10 for line in text.splitlines() if line.startswith("Pss:"))


def settled(pool: Pool) -> bool:
    """Within a second nothing is left but the servers' own processes."""
    own = {"L2": 2, "L3": 3}[pool.settings.level]
    until = time.monotonic() + 1
    while any(len(processes.below(server.process.pid)) > own for server in pool.servers):
        if time.monotonic() > until:
            return False
        time.sleep(0.01)
    return True


def assert_invariants(attack: Attack, shown: Result, gauge: Gauge, ground: Ground) -> None:
    """Those that belong to this snippet only."""
    if "peak_rss_capped" in attack.invariants:
        assert gauge.memory < 1.35 * (1 << 30)
    if "disk_capped" in attack.invariants:
        assert gauge.disk < 8 * limits.SCRATCH
    if "no_sudo" in attack.invariants:
        assert "NNP 1" in shown.output and "SUDO 0 0" not in shown.output
    if "no_ptrace" in attack.invariants:
        assert "PTRACE -1" in shown.output and "MEM-OPEN" not in shown.output
    assert "CANARY" not in shown.output.replace("CANARY-NET", "")
    assert "BREACH" not in shown.output
    assert ground.silent()


def assert_contained(pool: Pool, ground: Ground, attack: Attack) -> None:
    before, packages = ground.state(), sorted(os.listdir(sysconfig.get_path("purelib")))
    short = "timeout" in attack.verdicts
    with Gauge(pool, not {"peak_rss_capped", "disk_capped"}.isdisjoint(attack.invariants)) as gauge:
        shown = answer(pool, ground.filled(attack.code), attack.language, SHORT if short else LONG)
    assert shown.verdict in attack.verdicts, shown
    assert_invariants(attack, shown, gauge, ground)
    assert settled(pool), "something of it is left"
    right = answer(pool, "import os\nassert os.listdir('.') == []\nprint('right')\n")
    assert (right.verdict, right.output) == ("ok", "right\n"), right
    assert answer(pool, "assert 1 == 2\n").verdict == "fail"
    assert ground.state() == before
    assert sorted(os.listdir(sysconfig.get_path("purelib"))) == packages
    for folder in ("/tmp", "/var/tmp", "/dev/shm", "/run/lock", "/run"):
        assert not os.path.exists(folder + "/proctor-left-behind")


@pytest.mark.parametrize("attack", OWN, ids=lambda attack: attack.name)
def test_own_attacks_are_contained(pool: Pool, ground: Ground, attack: Attack) -> None:
    assert_contained(pool, ground, attack)


@pytest.mark.skipif(not ROWS.is_file(), reason="the shared list of hostile snippets is not here")
@pytest.mark.parametrize("attack", shared(), ids=lambda attack: attack.name)
def test_the_shared_list_is_contained(pool: Pool, ground: Ground, attack: Attack) -> None:
    assert_contained(pool, ground, attack)


def test_a_flood_stays_out_of_the_checker(pool: Pool) -> None:
    (ended,) = pool.run([Job("flood", argv=("/bin/sh", "-c", "while :; do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; done"))])
    assert ended.status == "output-limit"
    assert len(ended.output) == limits.OUTPUT
