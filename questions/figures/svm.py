"""Two support vector machines: a straight margin with slack, and a Gaussian kernel around a circle."""

import numpy as np
from matplotlib.figure import Figure
from sklearn.svm import SVC
from style import BLUE, ORANGE, save


def draw() -> Figure:
    rng = np.random.default_rng(10)
    y = np.repeat([-1, 1], 20)
    apart = rng.normal(size=(40, 2)) + y[:, None] * [1.2, 0.8]
    angle, radius = rng.uniform(0, 2 * np.pi, 40), np.repeat([1.0, 2.0], 20)
    round_ = radius[:, None] * np.c_[np.cos(angle), np.sin(angle)] + 0.1 * rng.normal(size=(40, 2))
    figure = Figure(figsize=(8.4, 3.9))
    models = {"linear kernel": (apart, SVC(kernel="linear", C=1)), "Gaussian kernel": (round_, SVC(gamma=0.5, C=1))}
    for axes, (name, (points, model)) in zip(figure.subplots(1, 2), models.items(), strict=True):
        model.fit(points, y)
        low, high = points.min(0) - 0.4, points.max(0) + 0.4
        across, up = np.meshgrid(np.linspace(low[0], high[0], 80), np.linspace(low[1], high[1], 80))
        height = model.decision_function(np.c_[across.ravel(), up.ravel()]).reshape(across.shape)
        axes.contour(across, up, height, [-1, 0, 1], colors="black", linestyles=["--", "-", "--"], linewidths=1.2)
        for label, color, marker in ((-1, BLUE, "o"), (1, ORANGE, "^")):
            axes.plot(*points[y == label].T, marker, color=color, markersize=4.5, label=f"class {label:+}")
        axes.plot(*points[model.support_].T, "o", mfc="none", mec="black", markersize=10, mew=0.9, label="support vector")
        axes.set(title=f"{name}: {len(model.support_)} support vectors of 40", xlabel="first feature", ylabel="second feature")
    figure.axes[0].legend(fontsize=8, loc="upper left")
    return figure


if __name__ == "__main__":
    save(draw(), "svm")
