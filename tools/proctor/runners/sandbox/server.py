"""The program behind a pool: sets up the sandbox, loads what snippets import, and keeps the workers.

the program: outside, started with a built-up environment; clears away at the end
  the server: in the namespaces, locked; loads modules
    a keeper for each worker: reads jobs from its own socket
      a child for each job
"""

from __future__ import annotations

import gc
import importlib
import os
import signal
import sys
from typing import NamedTuple, NoReturn

from proctor.runners.sandbox import child, jail, keeper, landlock, namespaces, posts, privileges, processes, scratch, wire
from proctor.runners.sandbox.kernel import NEWNS, NEWPID, SUBREAPER, die_with, enter, prctl
from proctor.runners.sandbox.posts import Orders

_DUMPABLE = 4


class Ready(NamedTuple):
    """A server that has only its workers left to start."""

    orders: Orders
    shared: list[landlock.Allowed]
    rooms: list[namespaces.Room]
    own_pids: int  # descriptor of its pid namespace; -1 where workers have none of their own
    harness: child.Harness


def main(text: str) -> NoReturn:
    """Run the server to its end; `text` holds its orders. Errors of the set-up go to all workers' sockets."""
    gc.disable()  # what is loaded here stays
    orders = posts.read(text)
    orders = orders._replace(ends=tuple(map(_renumbered, orders.ends)))
    os.umask(0o022)
    outside = 0 if orders.apart else os.getpid()
    try:
        orders = _with_users(orders)
        if orders.base:
            _make_folders(orders)
        if orders.apart:
            namespaces.separate(list(orders.users))
        server = os.fork()
    except OSError as error:
        _fail(orders, error)
        server = -1
    if not server:
        _run(orders, outside)
    for end in orders.ends:
        os.close(end)
    if server > 0:
        os.waitpid(server, 0)
    if orders.base:
        scratch.remove(orders.base)
    os._exit(0)


def _renumbered(end: int) -> int:
    """The same socket under a low number: children close those, and it comes from a program with any number of files."""
    low = os.dup(end)
    os.close(end)
    return low


def _with_users(orders: Orders) -> Orders:
    """Whether the users of an order can read what they need; none of them where root may become nobody else. Raises OSError."""
    if not orders.locked:
        return orders
    users, reads_all = orders.users, False
    needed = (*orders.readable, *orders.paths, orders.package + "/proctor", os.path.dirname(orders.base) or "/")
    try:
        reads_all = bool(users) and not privileges.can_read(users[0], list(filter(os.path.exists, needed)))
    except OSError:
        users = ()
    if reads_all and not privileges.permitted() & privileges.READ_ALL:
        users, reads_all = (), False
    if not users and privileges.is_unbounded():
        raise OSError("root can become no other user here, and no limit holds for its processes")
    return orders._replace(users=users, reads_all=reads_all)


def _make_folders(orders: Orders) -> None:
    """A scratch folder for the server and for each worker, each its user's."""
    os.chmod(orders.base, 0o711)
    for number in range(len(orders.ends) + 1):
        os.mkdir(orders.folder(number), 0o700)
        if orders.users:
            os.chown(orders.folder(number), orders.users[number], orders.users[number])


def _fail(orders: Orders, error: BaseException) -> None:
    for end in orders.ends:
        try:
            wire.send(end, wire.pack({"error": f"{type(error).__name__}: {error}"}))
        except OSError:
            continue


def _run(orders: Orders, parent: int) -> NoReturn:
    """The server's own process."""
    try:
        ready = _set_up(orders, parent)
        keepers = {_start_keeper(ready, number): number for number in range(len(orders.ends))}
    except BaseException as error:
        _fail(orders, error)
        os._exit(1)
    for end in orders.ends:
        os.close(end)
    _wait(ready, keepers)
    os._exit(0)


def _set_up(orders: Orders, parent: int) -> Ready:
    """Enter the sandbox, then load what was asked for. Raises OSError."""
    rooms: list[namespaces.Room] = []
    own_pids = -1
    if orders.apart:
        namespaces.lock_mounts()
        own_pids = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
        server, *workers = orders.users or (os.geteuid(),) * (len(orders.ends) + 1)
        namespaces.mount_scratch(orders.scratch, server)
        rooms = [namespaces.make_room(orders.scratch, user) for user in workers]
    ready = Ready(orders, jail.common(orders), rooms, own_pids, _function(orders.harness))
    folders = jail.server_folders(orders, [room.root for room in rooms])
    kept = privileges.KILL | (privileges.SYS_ADMIN | privileges.SYS_CHROOT if orders.apart else 0)
    if orders.users:
        os.setgroups([])
        kept |= privileges.SETUID | privileges.SETGID | (privileges.READ_ALL if orders.reads_all else 0)
        privileges.become(orders.users[0], kept & privileges.permitted())
    elif orders.locked:
        privileges.keep(kept if orders.apart else 0)
    prctl(_DUMPABLE, 1)
    die_with(parent)
    prctl(SUBREAPER, 1)
    if orders.locked:
        jail.lock_server(orders, ready.shared + folders)
    _live_in(orders.folder(0))
    sys.path += orders.paths
    _preload(orders.preload)
    _share(ready.harness)
    return ready


def _function(dotted: str) -> child.Harness:
    module, _, name = dotted.partition(":")
    found: child.Harness = getattr(importlib.import_module(module), name)
    return found


def _live_in(folder: str) -> None:
    os.chdir(folder)
    os.environ.update(HOME=folder, TMPDIR=folder)
    if "tempfile" in sys.modules:
        vars(sys.modules["tempfile"])["tempdir"] = None  # it remembers the one before


def _preload(modules: tuple[str, ...]) -> None:
    """Import what can be imported; the snippets tell about the rest. Nothing of the bank's is on the path."""
    for name in modules:
        try:
            importlib.import_module(name)
        except (Exception, SystemExit):
            continue


def _share(harness: child.Harness) -> None:
    """Let the harness do what children need not do again, then touch no object any more: what changes, they must copy."""
    prepare = vars(sys.modules[harness.__module__]).get("ready")
    if prepare:
        prepare()
    gc.collect()
    gc.freeze()


def _start_keeper(ready: Ready, number: int) -> int:
    """Fork a worker's process, into its room if there is one; its pid. Raises OSError."""
    room = ready.rooms[number] if ready.rooms else None
    parent = 0 if room else os.getpid()
    if room:
        enter(room.pids, NEWPID)
    pid = os.fork()
    if not pid:
        try:
            keeper.serve(_post(ready, number, parent))
        except BaseException as error:
            _fail(ready.orders._replace(ends=ready.orders.ends[number : number + 1]), error)
        os._exit(0)
    if room:
        enter(ready.own_pids, NEWPID)
        os.close(room.life)
    return pid


def _post(ready: Ready, number: int, parent: int) -> keeper.Post:
    """Take a worker's place: its namespaces, its user, its folder. Raises OSError."""
    orders = ready.orders
    for other in range(number + 1, len(orders.ends)):
        if ready.rooms:
            os.close(ready.rooms[other].life)
    for end in orders.ends:
        if end != orders.ends[number]:
            os.close(end)
    if ready.rooms:
        enter(ready.rooms[number].mounts, NEWNS)
    if orders.users:
        privileges.become(orders.users[number + 1], privileges.READ_ALL if orders.reads_all else 0)
    if orders.locked:
        privileges.keep(privileges.READ_ALL if orders.reads_all else 0, inherited=orders.reads_all)
    prctl(_DUMPABLE, 1)
    die_with(parent)
    prctl(SUBREAPER, 1)
    folder = orders.folder(number + 1)
    _live_in(folder)
    folders = [folder, *([namespaces.SHARED] if ready.rooms and os.path.isdir(namespaces.SHARED) else [])]
    return keeper.Post(
        orders.ends[number],
        tuple(os.open(each, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC) for each in folders),
        not ready.rooms,
        bool(ready.rooms),
        jail.prepare(orders, ready.shared, folders),
        ready.harness,
    )


def _wait(ready: Ready, keepers: dict[int, int]) -> None:
    """Bury orphans until the last keeper has ended; what one leaves behind is killed."""
    while keepers:
        number = keepers.pop(os.wait()[0], None)
        if number is None or ready.rooms:
            continue  # a room ends with its keeper
        spared = {pid for known in keepers for pid in (known, *processes.below(known))}
        for pid in set(processes.below(os.getpid())) - spared:
            try:
                os.kill(pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                continue
