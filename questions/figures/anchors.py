"""Anchors found by k-means on box sizes: by IoU each kind gets its own, by Euclidean distance the largest takes two."""

import numpy as np
from matplotlib.figure import Figure
from style import BLUE, GRAY, ORANGE, RED, save


def overlap(a, b):
    """IoU of sizes (width, height) that share a corner."""
    inter = np.minimum(a[:, None], b[None]).prod(-1)
    return inter / (a.prod(1)[:, None] + b.prod(1)[None] - inter)


def nearness(a, b):
    return -((a[:, None] - b[None]) ** 2).sum(-1)


def cluster(sizes, k, near):
    """The best of 20 random starts of k-means, as in the answer."""
    rng, found = np.random.default_rng(0), []
    for _ in range(20):
        anchors = rng.choice(sizes, k, replace=False)
        for _ in range(20):
            mine = near(sizes, anchors).argmax(1)
            anchors = np.array([sizes[mine == j].mean(0) if j in mine else anchors[j] for j in range(k)])
        found.append(anchors)
    return max(found, key=lambda anchors: near(sizes, anchors).max(1).mean())


def draw() -> Figure:
    rng = np.random.default_rng(13)
    shapes = np.array([[20.0, 30.0], [60.0, 50.0], [100.0, 220.0], [300.0, 180.0]])
    sizes = np.repeat(shapes, 100, 0) * np.exp(0.2 * rng.normal(size=(400, 2)))
    figure = Figure(figsize=(8.4, 3.6))
    plane, curve = figure.subplots(1, 2)
    plane.loglog(*sizes[::4].T, ".", color=GRAY, markersize=3, label="boxes")
    plane.loglog(*cluster(sizes, 4, overlap).T, "^", color=BLUE, markersize=9, label="anchors by IoU")
    plane.loglog(*cluster(sizes, 4, nearness).T, "x", color=RED, markersize=9, mew=2, label="anchors by distance")
    plane.set(title="Four anchors for 400 boxes", xlabel="width (pixels)", ylabel="height (pixels)")
    for axis in (plane.xaxis, plane.yaxis):
        axis.set_ticks([20, 50, 100, 200, 400], ["20", "50", "100", "200", "400"])
        axis.set_ticks([], minor=True)
    plane.legend(fontsize=8, loc="upper left")
    ks = range(1, 9)
    for name, near, style in (("by IoU", overlap, "o-"), ("by distance", nearness, "s--")):
        color = BLUE if near is overlap else ORANGE
        mean = [overlap(sizes, cluster(sizes, k, near)).max(1).mean() for k in ks]
        curve.plot(ks, mean, style, color=color, markersize=4, label=name)
    curve.set(title="How well anchors fit", xlabel="number of anchors", ylabel="mean IoU with the best anchor", ylim=(0, 1))
    curve.legend(loc="lower right")
    return figure


if __name__ == "__main__":
    save(draw(), "anchors")
