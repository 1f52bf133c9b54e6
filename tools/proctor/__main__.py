"""`python -m proctor`, and the `proctor` command."""

import os
from typing import NoReturn


def run() -> NoReturn:
    """Run proctor as a process of its own, which ends at once: the interpreter would first take all documents apart."""
    status = 130
    try:
        from proctor.cli import main

        status = main()
        _bury()
    except KeyboardInterrupt:  # so early, or so late, that there is nothing to say
        pass
    os._exit(status)


def _bury() -> None:
    """Take leave of processes that have ended: who inherits them may not."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except (ChildProcessError, AttributeError):  # AttributeError: this system has none of this
        pass


if __name__ == "__main__":
    run()
