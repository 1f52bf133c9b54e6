"""Which values of an activation tensor share one mean and one deviation, for batch, layer, instance and group norm."""

from matplotlib.figure import Figure
from matplotlib.patches import Polygon
from style import BLUE, save

SAMPLES, CHANNELS, PLACES = 3, 4, 3
KINDS = {
    "batch norm": lambda n, c: c == 0,
    "layer norm": lambda n, c: n == 0,
    "instance norm": lambda n, c: n == 0 and c == 0,
    "group norm (2 groups)": lambda n, c: n == 0 and c < CHANNELS // 2,
}


def corner(n: float, c: float, place: float) -> tuple[float, float]:
    """Where a corner of the block is drawn: channels to the right, places upward, samples to the back."""
    return c + 0.55 * n, place + 0.45 * n


def faces(chosen):
    """The visible unit faces of the block, each with whether it belongs to the set that shares its statistics."""
    for n in range(SAMPLES):
        for c in range(CHANNELS):
            yield [(n, c, PLACES), (n, c + 1, PLACES), (n + 1, c + 1, PLACES), (n + 1, c, PLACES)], chosen(n, c)
    for place in range(PLACES):
        for c in range(CHANNELS):
            yield [(0, c, place), (0, c + 1, place), (0, c + 1, place + 1), (0, c, place + 1)], chosen(0, c)
        for n in range(SAMPLES):
            side = [(n, CHANNELS, place), (n + 1, CHANNELS, place), (n + 1, CHANNELS, place + 1), (n, CHANNELS, place + 1)]
            yield side, chosen(n, CHANNELS - 1)


def draw() -> Figure:
    figure = Figure(figsize=(8.4, 2.7))
    for axes, (name, chosen) in zip(figure.subplots(1, 4), KINDS.items(), strict=True):
        for corners, inside in faces(chosen):
            color = BLUE if inside else "#eef1f4"
            axes.add_patch(Polygon([corner(*p) for p in corners], facecolor=color, edgecolor="#8a949e", linewidth=0.6))
        axes.set(title=name, xlim=(-0.7, 6), ylim=(-0.8, 4.5), aspect="equal")
        axes.set_axis_off()
        axes.text(CHANNELS / 2, -0.15, "C (channels)", ha="center", va="top", fontsize=8)
        axes.text(-0.15, PLACES / 2, "H, W (places)", ha="right", va="center", rotation=90, fontsize=8)
        axes.text(*corner(SAMPLES / 2, CHANNELS + 0.15, -0.25), "N (samples)", ha="center", va="center", rotation=39, fontsize=8)
    return figure


if __name__ == "__main__":
    save(draw(), "normalization_axes")
