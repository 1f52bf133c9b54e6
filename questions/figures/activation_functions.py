"""Eight activation functions and their derivatives; a derivative that jumps has a gap at the jump."""

import numpy as np
from matplotlib.figure import Figure
from scipy.special import erf, expit
from style import save

FUNCTIONS = {
    "sigmoid": (expit, lambda z: expit(z) * (1 - expit(z))),
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    "ReLU": (lambda z: np.maximum(z, 0), lambda z: np.heaviside(z, np.nan)),
    "leaky ReLU (0.01)": (lambda z: np.where(z > 0, z, 0.01 * z), lambda z: 0.01 + 0.99 * np.heaviside(z, np.nan)),
    "ELU": (lambda z: np.where(z > 0, z, np.expm1(np.minimum(z, 0))), lambda z: np.exp(np.minimum(z, 0))),
    "softplus": (lambda z: np.logaddexp(0, z), expit),
    "SiLU": (lambda z: z * expit(z), lambda z: expit(z) * (1 + z * (1 - expit(z)))),
    "GELU": (
        lambda z: z * (1 + erf(z / 2**0.5)) / 2,
        lambda z: (1 + erf(z / 2**0.5)) / 2 + z * np.exp(-z * z / 2) / np.sqrt(2 * np.pi),
    ),
}


def draw() -> Figure:
    figure = Figure(figsize=(8.4, 4.4))
    grid = figure.subplots(2, 4, sharex=True, sharey=True)
    z = np.linspace(-4, 4, 161)
    for axes, (name, (function, slope)) in zip(grid.flat, FUNCTIONS.items(), strict=True):
        axes.plot(z, function(z), label="f(z)")
        axes.plot(z, slope(z), linestyle="--", label="f'(z)")
        axes.set(title=name, ylim=(-1.3, 3), xticks=(-4, -2, 0, 2, 4))
    for axes in grid[1]:
        axes.set_xlabel("input z")
    for axes in grid[:, 0]:
        axes.set_ylabel("value")
    grid[0, 0].legend(loc="upper left")
    return figure


if __name__ == "__main__":
    save(draw(), "activation_functions")
