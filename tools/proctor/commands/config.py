"""Print the settings in force, and where each came from."""

from __future__ import annotations

import argparse

from proctor import config
from proctor.surface import CLEAN, root, shown


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--config", metavar="FILE", help="settings from this file instead of the bank's")


def run(options: argparse.Namespace) -> int:
    """Print."""
    top = root()
    settings = config.load(top, options.config)
    print(f"root = {shown(top)}")
    for key in config.KEYS:
        value = getattr(settings, key.replace("-", "_"))
        print(f"{key} = {shown(repr(value))}  ({settings.origin.get(key, 'default')})")
    return CLEAN
