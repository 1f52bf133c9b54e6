"""Five optimizers on an ill-conditioned quadratic, along the axes and turned by 45 degrees: their ways and their values."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Ellipse
from style import BLUE, GRAY, GREEN, ORANGE, PURPLE, RED, save

CURVATURE = np.array([1.0, 50.0])
START = np.array([-4.0, 1.0])
STEPS = 100
STRAIGHT = np.eye(2)
TURNED = np.array([[1, -1], [1, 1]]) / 2**0.5


def sgd(g, state):
    return -2 / 51 * g


def momentum(g, state):
    state["v"] = 0.75 * state.get("v", 0) - 0.02 * g
    return state["v"]


def adagrad(g, state):
    state["s"] = state.get("s", 0) + g**2
    return -1.0 * g / (np.sqrt(state["s"]) + 1e-8)


def rmsprop(g, state):
    state["s"] = 0.9 * state.get("s", 0) + 0.1 * g**2
    return -0.1 * g / (np.sqrt(state["s"]) + 1e-8)


def adam(g, state):
    t = state["t"] = state.get("t", 0) + 1
    state["m"] = 0.9 * state.get("m", 0) + 0.1 * g
    state["s"] = 0.999 * state.get("s", 0) + 0.001 * g**2
    return -0.3 * (state["m"] / (1 - 0.9**t)) / (np.sqrt(state["s"] / (1 - 0.999**t)) + 1e-8)


RULES = (
    ("gradient descent", sgd, GRAY),
    ("momentum", momentum, BLUE),
    ("AdaGrad", adagrad, ORANGE),
    ("RMSProp", rmsprop, GREEN),
    ("Adam", adam, RED),
)


def way(rule, rotation):
    """Points (STEPS + 1, 2) and the values of f at them."""
    points, state = [rotation @ START], {}
    hessian = rotation @ np.diag(CURVATURE) @ rotation.T
    for _ in range(STEPS):
        points.append(points[-1] + rule(hessian @ points[-1], state))
    points = np.array(points)
    return points, np.einsum("ni,ij,nj->n", points, hessian, points) / 2


def contours(axes, degrees):
    """Ellipses where f is 25 (the start is a bit higher), 10, 3, 0.5."""
    for level in (0.5, 3, 10, 25):
        width, height = 2 * np.sqrt(2 * level / CURVATURE)
        axes.add_patch(Ellipse((0, 0), width, height, angle=degrees, fill=False, edgecolor="#c9ced3", linewidth=0.9))


def draw() -> Figure:
    figure = Figure(figsize=(9, 7))
    grid = figure.subplots(2, 2)
    for row, (rotation, name) in enumerate(((STRAIGHT, "along the axes"), (TURNED, "turned by 45°"))):
        left, right = grid[row]
        contours(left, 45 * row)
        for label, rule, color in RULES:
            points, values = way(rule, rotation)
            left.plot(*points[:41].T, color=color, linewidth=1.3, label=label)
            right.plot(np.maximum(values, 1e-8), color=color, label=label)
        left.plot(0, 0, "*", color=PURPLE, markersize=10)
        left.set(title=f"{name}: 40 steps", xlabel="x", ylabel="y")
        right.set(title=f"{name}: value", xlabel="step", ylabel="f", yscale="log", ylim=(1e-8, 100))
        right.set(xticks=(0, 50, 100), yticks=(1e-8, 1e-4, 1))
    grid[0, 0].set(xlim=(-4.4, 1.6), ylim=(-1.5, 1.5), xticks=(-4, -2, 0), yticks=(-1, 0, 1))
    grid[1, 0].set(xlim=(-4.4, 1.6), ylim=(-3.6, 1.6), xticks=(-4, -2, 0), yticks=(-2, 0))
    grid[1, 0].legend(loc="upper left", fontsize=8)
    return figure


if __name__ == "__main__":
    save(draw(), "optimizers")
