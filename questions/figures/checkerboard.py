"""How many inputs reach each output pixel of a transposed convolution with stride 2: uneven for 3 x 3, even for 4 x 4."""

import numpy as np
from matplotlib.figure import Figure
from style import save


def draw() -> Figure:
    figure = Figure(figsize=(8.4, 3.9))
    for axes, size in zip(figure.subplots(1, 2), (3, 4), strict=True):
        wide = np.zeros(7)
        wide[::2] = 1
        counts = np.convolve(wide, np.ones(size)).astype(int)
        board = np.outer(counts, counts)
        axes.pcolormesh(board, cmap="Blues", vmin=0, vmax=5, edgecolors="white", linewidth=0.6)
        for (row, column), value in np.ndenumerate(board[:4, :4]):
            axes.text(column + 0.5, row + 0.5, value, ha="center", va="center", fontsize=7, color="white" if value > 3 else "black")
        axes.set(title=f"kernel {size} × {size}, stride 2", xlabel="output column", ylabel="output row", aspect="equal")
        axes.set_xticks(np.arange(0, len(board), 2) + 0.5, np.arange(0, len(board), 2))
        axes.set_yticks(np.arange(0, len(board), 2) + 0.5, np.arange(0, len(board), 2))
        axes.invert_yaxis()
        axes.grid(False)
    return figure


if __name__ == "__main__":
    save(draw(), "checkerboard")
