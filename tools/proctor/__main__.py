"""`python -m proctor`, and the `proctor` command."""

import os
import sys
from typing import NoReturn

from proctor.cli import main


def run() -> NoReturn:
    """Run proctor as a process of its own, which ends at once: the interpreter would first take all documents apart."""
    status = main()
    sys.stderr.flush()  # `main` did it for the other
    os._exit(status)


if __name__ == "__main__":
    run()
