"""Batch norm in training: what happens to one feature of a batch, and how the running statistics follow."""

import numpy as np
from matplotlib.figure import Figure
from style import BLUE, GRAY, GREEN, ORANGE, save

BATCHES, SIZE, MOMENTUM = 60, 32, 0.1
MEAN, SPREAD = 3.0, 2.0  # of the feature
GAMMA, BETA = 1.5, -1.0


def draw() -> Figure:
    rng = np.random.default_rng(1)
    batches = rng.normal(MEAN, SPREAD, (BATCHES, SIZE))
    figure = Figure(figsize=(9, 3.8))
    left, right = figure.subplots(1, 2, width_ratios=(1.1, 1))
    stages(left, batches[0])
    running(right, batches)
    return figure


def stages(axes, batch):
    """Each example of a batch as a stroke, before, after normalizing, after scale and shift."""
    normal = (batch - batch.mean()) / batch.std()
    rows = (("input x", batch, BLUE), ("normalized", normal, ORANGE), ("output y = 1.5 x̂ - 1", GAMMA * normal + BETA, GREEN))
    for row, (_, values, color) in enumerate(rows):
        axes.plot(np.repeat(values, 3), np.tile([-row - 0.12, -row + 0.12, np.nan], SIZE), color=color, linewidth=1.2)
        axes.plot([values.mean() - values.std(), values.mean() + values.std()], [-row - 0.3] * 2, color=color, linewidth=3)
        axes.plot(values.mean(), -row - 0.3, "o", color=color)
        axes.text(12.8, -row - 0.05, f"mean {values.mean():.1f}\nsd {values.std():.1f}", ha="right", va="center", color=color)
    axes.set(title="one batch of 32 (dot and bar: mean ± sd)", xlabel="value of the feature", ylim=(-2.6, 0.5), xlim=(-5, 13))
    axes.set_yticks([0, -1, -2], [name for name, _, _ in rows])
    axes.grid(axis="y", visible=False)


def running(axes, batches):
    """Mean and variance of each batch as thin lines, their moving averages as thick ones, the truth dotted."""
    rows = (
        ("variance", batches.var(axis=1, ddof=1), 1.0, SPREAD**2, ORANGE),
        ("mean", batches.mean(axis=1), 0.0, MEAN, BLUE),
    )
    for name, seen, average, truth, color in rows:
        line = [average]
        for value in seen:
            line.append(line[-1] + MOMENTUM * (value - line[-1]))
        axes.plot(np.arange(1, BATCHES + 1), seen, color=color, alpha=0.45, linewidth=0.8, label=f"{name} of the batch")
        axes.plot(line, color=color, label=f"running {name}")
        axes.axhline(truth, color=GRAY, linestyle=":", linewidth=1)
    axes.set(title="running statistics, momentum 0.1", xlabel="training step", ylabel="mean, variance", ylim=(-0.2, 11))
    axes.legend(loc="upper right", fontsize=8, ncols=2)


if __name__ == "__main__":
    save(draw(), "batch_norm_training")
