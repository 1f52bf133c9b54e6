"""Batch norm at inference: one fixed line, where training had another line for each batch."""

import numpy as np
from matplotlib.figure import Figure
from style import BLUE, GRAY, ORANGE, save

BATCHES, SIZE, MOMENTUM = 2000, 32, 0.01
MEAN, SPREAD = 3.0, 2.0
SAMPLE = 5.0


def draw() -> Figure:
    rng = np.random.default_rng(0)
    batches = rng.normal(MEAN, SPREAD, (BATCHES, SIZE))
    batches[:, 0] = SAMPLE
    mean, spread = batches.mean(axis=1), batches.std(axis=1)
    running_mean, running_var = 0.0, 1.0
    for batch in batches:
        running_mean += MOMENTUM * (batch.mean() - running_mean)
        running_var += MOMENTUM * (batch.var(ddof=1) - running_var)
    figure = Figure(figsize=(9, 3.8))
    left, right = figure.subplots(1, 2)
    x = np.array([-3.0, 9.0])
    for at in range(20):
        label = "training: 20 batches" if at == 0 else None
        left.plot(x, (x - mean[at]) / spread[at], color=ORANGE, linewidth=0.8, alpha=0.5, label=label)
    left.plot(x, (x - running_mean) / running_var**0.5, color=BLUE, linewidth=2.4, label="inference: running statistics")
    left.axvline(SAMPLE, color=GRAY, linestyle=":")
    left.set(title="input to output (scale 1, shift 0)", xlabel="input x", ylabel="output y", xlim=(-3, 9))
    left.legend(loc="upper left")
    right.hist((SAMPLE - mean) / spread, bins=np.linspace(0.2, 2, 25), color=ORANGE, alpha=0.75, label="training: 2,000 batches")
    right.axvline((SAMPLE - running_mean) / running_var**0.5, color=BLUE, linewidth=2.4, label="inference")
    right.set(xlim=(0.2, 2.5), title="output for the same example, x = 5", xlabel="output y", ylabel="number of batches")
    right.legend(loc="upper right")
    return figure


if __name__ == "__main__":
    save(draw(), "batch_norm_inference")
