"""What all figures of the bank share: type, colors, and a way to write them that gives the same bytes each time.

A figure is a script beside this one: `NAME.py` has a function `draw()` that returns a Figure and, run as a program, writes
`questions/assets/NAME.svg` with `save(draw(), "NAME")`. The text of a figure is drawn as outlines, so that it looks the same on
every machine.
"""

import re
from io import BytesIO
from pathlib import Path

import matplotlib
from matplotlib.figure import Figure

ASSETS = Path(__file__).resolve().parent.parent / "assets"

BLUE, ORANGE, GREEN, RED, PURPLE, GRAY = "#0b5cad", "#c25e00", "#23803c", "#b3261e", "#6b4ba3", "#5b6570"

matplotlib.rcdefaults()  # and no settings of this machine
matplotlib.rcParams.update(
    {
        "axes.axisbelow": True,
        "axes.edgecolor": GRAY,
        "axes.grid": True,
        "axes.prop_cycle": matplotlib.cycler(color=[BLUE, ORANGE, GREEN, RED, PURPLE, GRAY]),
        "axes.spines.right": False,
        "axes.spines.top": False,
        "axes.titlesize": 11,
        "figure.constrained_layout.use": True,
        "figure.facecolor": "white",
        "font.family": "DejaVu Sans",
        "font.size": 10,
        "grid.color": "#e3e6e8",
        "legend.frameon": False,
        "lines.linewidth": 1.8,
        "path.simplify_threshold": 0.25,
        "svg.fonttype": "path",
        "svg.hashsalt": "questions",
        "xtick.bottom": False,
        "ytick.left": False,
    }
)


PLACES = re.compile(rb' (?:d|x|y)="[^"]*"')
FRACTION = re.compile(rb"-?\d+\.\d{2,}")
INDENT = re.compile(rb"\n +")


def render(figure: Figure) -> bytes:
    """The figure as SVG: no date, no version, no random names in it, and no more digits than eyes can see."""
    buffer = BytesIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return INDENT.sub(b"\n", PLACES.sub(lambda place: FRACTION.sub(rounded, place[0]), buffer.getvalue()))


def rounded(number: re.Match[bytes]) -> bytes:
    return b"%.1f" % float(number[0])


def save(figure: Figure, name: str) -> None:
    """Write `questions/assets/NAME.svg`."""
    ASSETS.mkdir(exist_ok=True)
    (ASSETS / f"{name}.svg").write_bytes(render(figure))
