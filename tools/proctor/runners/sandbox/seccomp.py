"""Which system calls a sandboxed process may still make: a filter in the kernel's own small language.

Two filters lie on top of each other. `SERVER` is put on before anything of the bank or of a package is loaded, and takes away what
nothing here ever needs. `SNIPPET` comes on in each child and takes away what its keeper still needed. Filters pass on to children
and past exec, and cannot be taken off.
"""

from __future__ import annotations

import ctypes
import errno
import struct
from collections.abc import Sequence
from typing import NamedTuple

from proctor.runners.sandbox.kernel import syscall
from proctor.runners.sandbox.syscalls import ARCHITECTURES, HIGHEST, Architecture

_LOAD, _EQUAL, _ABOVE, _AT_LEAST, _ANY_BIT, _AND, _RETURN = 0x20, 0x15, 0x25, 0x35, 0x45, 0x54, 0x06
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_SECCOMP = {"x86_64": 317, "aarch64": 277}
_X32 = 0x40000000  # calls of the x32 interface carry this bit
_NEW_NAMESPACES = 0x7E020080

Line = tuple[int, int, int, int]  # code, jump if true, jump if false, value


class Refused(NamedTuple):
    """Calls that fail with an error number, 0 for a success that does nothing."""

    names: str
    error: int = errno.EPERM


class Unless(NamedTuple):
    """Calls that fail unless the lower half of every one of these arguments, masked, is one of the values."""

    names: str
    arguments: tuple[tuple[int, int, tuple[int, ...]], ...]  # number, mask, values
    error: int = errno.EPERM


class Never(NamedTuple):
    """Calls that fail when an argument, masked, is one of the values."""

    names: str
    argument: int
    values: tuple[int, ...]
    mask: int = 0xFFFFFFFF


class NoFlag(NamedTuple):
    """Calls that fail when an argument has one of the bits."""

    names: str
    argument: int
    bits: int


class AtLeast(NamedTuple):
    """Calls that fail when one of the first three arguments is below the bound."""

    names: str
    bound: int


Rule = Refused | Unless | Never | NoFlag | AtLeast
_WHOLE = 0xFFFFFFFF
# TIOCSTI, TIOCLINUX, TIOCSETD; then attributes of files, which need no right to write: SETFLAGS, FSSETXATTR, SETVERSION;
# then volumes of btrfs, which anybody may make in a folder of his own, and make so that they cannot be emptied.
_CONTROLS = (0x5412, 0x541C, 0x5423, 0x40086602, 0x40046602, 0x401C5820, 0x40087602, 0x40047602)
_VOLUMES = (0x50009401, 0x5000940E, 0x50009417, 0x50009418, 0x4008941A)
_NETWORK_CONTROLS = 0x8900  # what every socket tells of the machine's interfaces and addresses
_CORE = 4  # RLIMIT_CORE
_BUFFERS = (7, 8)  # SO_SNDBUF, SO_RCVBUF

SERVER: tuple[Rule, ...] = (
    # The network. A pair of datagram sockets could send to any path or abstract socket, thus only connected pairs.
    Refused("socket connect bind listen accept accept4", errno.EACCES),
    Unless("socketpair", ((0, _WHOLE, (1,)), (1, 0xF, (1, 5)))),
    # Descriptors on their way through a socket are held by no process: what they keep would be counted for none.
    Refused("sendmsg sendmmsg", errno.EACCES),
    Never("setsockopt", 2, _BUFFERS),
    # Other processes: their memory, and their limits and priorities, which Landlock does not guard.
    Refused("ptrace process_vm_readv process_vm_writev process_madvise process_mrelease kcmp pidfd_getfd"),
    Unless(
        "prlimit64 sched_setparam sched_setscheduler sched_setattr sched_setaffinity migrate_pages move_pages", ((0, _WHOLE, (0,)),)
    ),
    Unless("setpriority ioprio_set", ((0, _WHOLE, (0, 1)), (1, _WHOLE, (0,)))),
    # File systems as a whole.
    Refused("mount umount2 pivot_root chroot mount_setattr open_tree open_tree_attr move_mount fsopen fsconfig fsmount fspick"),
    Refused("statmount listmount open_by_handle_at name_to_handle_at quotactl quotactl_fd acct swapon swapoff"),
    NoFlag("clone", 0, _NEW_NAMESPACES),
    Refused("clone3", errno.ENOSYS),  # its flags lie in memory; libraries fall back to clone
    # Parts of the kernel that have no business here.
    Refused("bpf perf_event_open keyctl add_key request_key userfaultfd fanotify_init fanotify_mark syslog"),
    Refused("io_uring_setup io_uring_enter io_uring_register", errno.ENOSYS),
    Refused("init_module finit_module delete_module create_module kexec_load kexec_file_load reboot uselib modify_ldt"),
    Refused(
        "settimeofday clock_settime clock_adjtime adjtimex sethostname setdomainname iopl ioperm vhangup nfsservctl lookup_dcookie"
    ),
    Refused("lsm_set_self_attr"),
    Unless("personality", ((0, _WHOLE, (0, _WHOLE)),)),
    Never("ioctl", 1, (*_CONTROLS, *_VOLUMES)),
    # It sees names of files that may not be read.
    Refused("inotify_init inotify_init1 inotify_add_watch"),
    # Memory that belongs to no process, and would be counted for none.
    Refused("io_setup memfd_create memfd_secret shmget shmat shmctl semget semop semctl semtimedop", errno.ENOSYS),
    Refused("msgget msgsnd msgrcv msgctl mq_open mq_unlink", errno.ENOSYS),
    # Attributes would outlive the clean-up of the scratch folder, and Landlock lets an owner set them anywhere.
    Refused(
        "setxattr lsetxattr fsetxattr removexattr lremovexattr fremovexattr setxattrat removexattrat file_setattr", errno.ENOTSUP
    ),
)


def users(lowest: int) -> tuple[Rule, ...]:
    """For a server that was started as root: no way back, only to the users of the snippets."""
    return (AtLeast("setresuid setresgid", lowest), Refused("setuid setgid setreuid setregid setfsuid setfsgid setgroups"))


def snippet(keeper: int, owner: bool) -> tuple[Rule, ...]:
    """What else a child must not do.

    `keeper` is the pid of the process that watches it, as the child sees it. `owner`: the child runs as the user whose files lie
    around, and Landlock does not guard modes and times; such calls then succeed without an effect, since much harmless code (touch,
    shutil.copy) makes them on its own files.
    """
    return (
        Refused("unshare setns"),
        Never("prctl", 0, (1, 4, 36)),  # dying with the keeper, being looked at by it, and leaving orphans to it
        # Where Landlock is too old to guard signals, this does, with a pid namespace.
        Never("kill", 0, (_WHOLE, keeper, -keeper & _WHOLE)),
        Never("tkill tgkill rt_sigqueueinfo rt_tgsigqueueinfo pidfd_open", 0, (keeper,)),
        Unless("pidfd_send_signal", ((1, _WHOLE, (0,)),)),
        Never("ioctl", 1, (_NETWORK_CONTROLS,), 0xFF00),
        # Its bound keeps the system's own handler of crashes away, see `limits`: 0 would not.
        Never("setrlimit", 0, (_CORE,)),
        Never("prlimit64", 1, (_CORE,)),
        *_files_of_an_owner(owner),
    )


def _files_of_an_owner(owner: bool) -> tuple[Rule, ...]:
    names = "chmod fchmod fchmodat fchmodat2 chown lchown fchown fchownat utime utimes utimensat futimesat"
    return (Refused(names, 0),) if owner else ()


class Program(NamedTuple):
    """A filter ready to be put on."""

    number: int  # of the system call seccomp
    header: ctypes.Array[ctypes.c_char]
    body: ctypes.Array[ctypes.c_char]  # the header points into it


def program(rules: Sequence[Rule], machine: str) -> Program:
    """Assemble a filter. Raises KeyError for a machine that is not known."""
    lines = assemble(rules, ARCHITECTURES[machine])
    body = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *line) for line in lines))
    header = ctypes.create_string_buffer(struct.pack("@HP", len(lines), ctypes.addressof(body)))
    return Program(_SECCOMP[machine], header, body)


def install(filter_: Program) -> None:
    """Put it on this process; needs no_new_privs. Raises OSError."""
    keeps_speculation = 4  # else older kernels make every sandboxed process slow
    syscall(filter_.number, 1, keeps_speculation, ctypes.addressof(filter_.header))


def assemble(rules: Sequence[Rule], architecture: Architecture) -> list[Line]:
    """The instructions: wrong architectures die, unknown calls do not exist, then the rules, then everything else passes."""
    lines = [
        (_LOAD, 0, 0, 4),
        (_EQUAL, 1, 0, architecture.audit),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, 0),
        (_AT_LEAST, 0, 1, _X32),
        (_RETURN, 0, 0, _KILL),
        (_ABOVE, 0, 1, HIGHEST),
        (_RETURN, 0, 0, _REFUSE | errno.ENOSYS),
    ]
    for rule in rules:
        block = _block(rule)
        for name in rule.names.split():
            if name in architecture.numbers:
                lines += [(_EQUAL, 0, len(block), architecture.numbers[name]), *block]
    return [*lines, (_RETURN, 0, 0, _ALLOW)]


def _block(rule: Rule) -> list[Line]:
    """What happens to a call that a rule names."""
    if isinstance(rule, Refused):
        return [(_RETURN, 0, 0, _REFUSE | rule.error)]
    refuse, allow = (_RETURN, 0, 0, _REFUSE | errno.EPERM), (_RETURN, 0, 0, _ALLOW)
    if isinstance(rule, Unless):
        return [line for argument in rule.arguments for line in _one_of(*argument, (_RETURN, 0, 0, _REFUSE | rule.error))] + [allow]
    if isinstance(rule, NoFlag):
        return [_argument(rule.argument), (_ANY_BIT, 0, 1, rule.bits), refuse, allow]
    if isinstance(rule, AtLeast):
        return [line for n in range(3) for line in (_argument(n), (_AT_LEAST, 1, 0, rule.bound), refuse)] + [allow]
    found = (line for value in rule.values for line in ((_EQUAL, 0, 1, value), refuse))
    return [_argument(rule.argument), (_AND, 0, 0, rule.mask), *found, allow]


def _one_of(number: int, mask: int, values: Sequence[int], refuse: Line) -> list[Line]:
    found = [(_EQUAL, len(values) - n, 0, value) for n, value in enumerate(values)]
    return [_argument(number), (_AND, 0, 0, mask), *found, refuse]


def _argument(number: int) -> Line:
    """Load the lower half of an argument."""
    return (_LOAD, 0, 0, 16 + 8 * number)
