"""What keeps a process in: put together once in the server, put on by the server itself and again, tighter, by every child."""

from __future__ import annotations

import os
from typing import NamedTuple

from proctor.runners.sandbox import landlock, limits, namespaces, privileges, processes, seccomp
from proctor.runners.sandbox.kernel import NO_NEW_PRIVS, prctl
from proctor.runners.sandbox.posts import Orders

_SYSTEM = """
/usr /bin /sbin /lib /lib32 /lib64 /libx32 /nix/store /etc/ld.so.cache /etc/ld.so.conf /etc/ld.so.conf.d /etc/alternatives
/etc/localtime /etc/timezone /etc/passwd /etc/group /etc/nsswitch.conf /etc/ca-certificates /etc/mime.types
/etc/ssl/certs /etc/ssl/cert.pem /etc/ssl/openssl.cnf /etc/pki/ca-trust /etc/pki/java /etc/pki/tls/certs /etc/pki/tls/cert.pem
/etc/fonts /etc/terminfo /etc/protocols /etc/services /etc/os-release /etc/java /sys/devices/system/cpu
""".split()
# Of all processes, and nothing of any one of them.
_PROC = "cpuinfo meminfo stat version uptime loadavg filesystems sys/vm sys/kernel/osrelease sys/kernel/ngroups_max".split()
# Of the process itself; not its view of the machine's network, which tells addresses and who talks to whom.
_SELF = """
cgroup cmdline comm environ exe fd io limits maps mountinfo mounts smaps stat statm status
""".split()
_READ_DEVICES = ("/dev/random", "/dev/urandom")
_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", *_READ_DEVICES)


class Jail(NamedTuple):
    """For one worker's children."""

    rules: landlock.Rules | None  # none: not locked
    filter: seccomp.Program | None
    ruleset: int  # of Landlock, where all children have the same; else -1, and each may see itself in /proc besides
    tasks: int
    reserved: int  # bytes of address space that a child has from the server
    limited: bool = True


def common(orders: Orders) -> list[landlock.Allowed]:
    """What the server and all children may read, and the devices."""
    if not orders.locked:
        return []
    proc = [] if orders.apart else [f"/proc/{name}" for name in _PROC]
    paths = [*_SYSTEM, *orders.readable, *orders.paths, os.path.join(orders.package, "proctor"), *proc]
    return landlock.reading(paths) + landlock.writing(_DEVICES)


def server_folders(orders: Orders, roots: list[str]) -> list[landlock.Allowed]:
    """What the server and its keepers need besides: all scratch folders, and to look at their children.

    `roots` are the root folders of the workers' rooms, if they have rooms. To be called before it becomes another user.
    """
    if not orders.locked:
        return []
    inside = [root + folder for root in roots for folder in (orders.scratch, namespaces.SHARED)]
    proc = ["/proc", *(root + "/proc" for root in roots)]
    return landlock.reading(proc) + landlock.writing([orders.base or orders.scratch, *inside])


def lock_server(orders: Orders, allowed: list[landlock.Allowed]) -> None:
    """Confine the server before it loads anything. Raises OSError."""
    prctl(NO_NEW_PRIVS, 1)
    landlock.confine(landlock.ruleset(landlock.rules(allowed)))
    rules = seccomp.SERVER + (seccomp.users(privileges.FIRST_USER) if orders.users else ())
    seccomp.install(seccomp.program(rules, os.uname().machine))


def prepare(orders: Orders, shared: list[landlock.Allowed], folders: list[str]) -> Jail:
    """The jail of a worker's children, who may write in these folders; called in the worker."""
    reserved = processes.reserved(os.getpid())
    # A worker with a user of its own has its number of processes to itself. Others share theirs with all of that user: there
    # this is the last resort, the worker looks after its own.
    tasks = limits.TASKS if orders.users else processes.of_user(os.getuid()) + 8 * limits.TASKS
    if orders.level != "none":
        limits.leave_no_core()
    if not orders.locked:
        return Jail(None, None, -1, tasks, reserved, orders.level != "none")
    owner = not orders.users and not orders.apart
    rules = seccomp.snippet(os.getpid(), owner)
    filter_ = seccomp.program(rules, os.uname().machine)
    allowed = shared + landlock.writing(folders) + (landlock.reading(["/proc"]) if orders.apart else [])
    ready = landlock.rules(allowed)
    return Jail(ready, filter_, landlock.ruleset(ready) if orders.apart else -1, tasks, reserved)


def enter(jail: Jail) -> None:
    """Lock this process up for good. Raises OSError."""
    if jail.rules is None or jail.filter is None:
        return
    made = jail.ruleset
    if made < 0:
        made = landlock.ruleset(jail.rules, *landlock.reading(f"/proc/self/{name}" for name in _SELF))
    landlock.confine(made)
    seccomp.install(jail.filter)
