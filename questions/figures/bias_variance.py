"""Bias, variance and error of polynomials of growing degree, simulated over many training sets."""

import numpy as np
from matplotlib.figure import Figure
from numpy.polynomial import legendre
from style import BLUE, GRAY, GREEN, ORANGE, RED, save

RUNS, N, SIGMA = 4000, 21, 0.5


def draw() -> Figure:
    x = np.linspace(-1, 1, N)
    truth = np.sin(np.pi * x)
    rng = np.random.default_rng(9)
    train, test = (truth + SIGMA * rng.normal(size=(RUNS, N)) for _ in range(2))
    degrees = np.arange(16)
    fits = [train @ np.linalg.qr(legendre.legvander(x, d))[0] @ np.linalg.qr(legendre.legvander(x, d))[0].T for d in degrees]
    figure = Figure(figsize=(8.4, 3.4))
    curves, samples = figure.subplots(1, 2)
    curves.plot(degrees, [np.mean((f - test) ** 2) for f in fits], "o-", color=RED, markersize=3.5, label="test error")
    curves.plot(degrees, [np.mean((f - train) ** 2) for f in fits], "s-", color=BLUE, markersize=3.5, label="training error")
    curves.plot(degrees, [np.mean((f.mean(0) - truth) ** 2) for f in fits], "--", color=ORANGE, label="squared bias")
    curves.plot(degrees, [f.var(0).mean() for f in fits], "-.", color=GREEN, label="variance")
    curves.axhline(SIGMA**2, color=GRAY, linestyle=":", label="noise")
    curves.set(
        title="Mean squared error over 4000 training sets",
        xlabel="degree of the polynomial",
        ylabel="squared error",
        ylim=0,
        xticks=range(0, 16, 3),
    )
    curves.legend(fontsize=8, loc="upper right")
    samples.plot(x, fits[15][:5].T, color=ORANGE, linewidth=0.9)
    samples.plot(x, fits[1][:5].T, color=BLUE, linewidth=0.9)
    samples.plot(x, truth, color="black", label="truth")
    samples.plot([], [], color=BLUE, label="degree 1")
    samples.plot([], [], color=ORANGE, label="degree 15")
    samples.set(title="Fits to five training sets", xlabel="x", ylabel="y")
    samples.legend(fontsize=8, loc="upper left")
    return figure


if __name__ == "__main__":
    save(draw(), "bias_variance")
