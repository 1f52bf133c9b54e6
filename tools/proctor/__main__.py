"""`python -m proctor`, and the `proctor` command."""

import os
import signal
import sys
from typing import Any, NoReturn


def run() -> NoReturn:
    """Run proctor as a process of its own, which ends at once: the interpreter would first take all documents apart."""
    status = 130
    try:
        _heed()
        from proctor.cli import main

        status = main()
        _bury()
    except SystemExit as end:  # of help, or of a request to end
        status = end.code if isinstance(end.code, int) else 0
    except KeyboardInterrupt:  # so early, or so late, that there is nothing to say
        pass
    os._exit(status)


def _heed() -> None:
    """A request to end unwinds, so that what is half done is cleared away; and children's ends are told, whoever started this."""
    signal.signal(signal.SIGTERM, _stop)
    if sys.platform != "win32":
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)


def _stop(number: int, _frame: Any) -> NoReturn:
    raise SystemExit(128 + number)


def _bury() -> None:
    """Take leave of processes that have ended: who inherits them may not."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except (ChildProcessError, AttributeError):  # AttributeError: this system has none of this
        pass


if __name__ == "__main__":
    run()
