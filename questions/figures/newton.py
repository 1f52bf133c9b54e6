"""Newton's method: errors that square at each step near a minimum, and iterates that run away from a start too far off."""

import numpy as np
from matplotlib.figure import Figure
from style import save


def draw() -> Figure:
    figure = Figure(figsize=(8.4, 3.4))
    near, far = figure.subplots(1, 2)
    x, slow = [0.0], [0.0]
    for _ in range(5):
        x.append(x[-1] - (np.exp(x[-1]) - 2) / np.exp(x[-1]))
    for _ in range(20):
        slow.append(slow[-1] - 0.2 * (np.exp(slow[-1]) - 2))
    near.semilogy(range(21), np.abs(np.array(slow) - np.log(2)), "s--", markersize=3.5, label="gradient descent, rate 0.2")
    near.semilogy(range(5), np.abs(np.array(x[:5]) - np.log(2)), "o-", markersize=4, label="Newton")
    near.set(title="f(x) = exp(x) - 2x, from 0", xlabel="step", ylabel="distance to the minimum", xticks=range(0, 21, 5))
    near.legend(loc="upper right")
    for start in (1.1, 1.0, 0.9):
        path = [start]
        for _ in range(3):
            path.append(-(path[-1] ** 3))
        far.plot(range(4), path, "o-", markersize=4, label=f"from {start}")
    far.set(title="f(x) = sqrt(1 + x²): x becomes -x³", xlabel="step", ylabel="x", xticks=range(4))
    far.set_yscale("symlog", linthresh=1)
    far.set_ylim(-30, 30)
    far.set_yticks([-10, -1, 0, 1, 10], ["-10", "-1", "0", "1", "10"])
    far.legend(loc="lower left")
    return figure


if __name__ == "__main__":
    save(draw(), "newton")
