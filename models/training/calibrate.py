"""Fits pooling, calibration, thresholds and kinds on images that training never saw, and writes WORK/<name>-calibration.json.

Fitted on the reserved reals and on pseudo-fakes made of them with a decoder and an inpainter that training never used, on held-out
generator pictures, on local edits, and on small edits in large pictures, which the mean of all tiles misses. export.py puts what was
fitted into the manifest; `detector evaluate` measures it on other data.
"""
import argparse
import json
import pathlib

import cv2
import numpy as np
import torch

import augment
import data
import make_fakes
import measure
import samples
from autoencoders import ZOO
from device import add_device, pick_device
from network import OVERLAP, STRIDE, TILE, load
from train_autoencoders import load as zoo_network

CELL_THRESHOLDS = (.3, .4, .45, .5, .55, .6, .7)
LARGE = {"dreambooth": 1600, "clic": 1600}      # longest side, pixels; the rest is small
EDITED = 384                                    # pixels: side of the window that a small edit lies in
MAP_TOP = 256            # ImagePooling's: one in so many cells
OTSU_WEIGHT = .5         # of regions: chosen on the pictures that this fits on (EXPERIMENTS.md)
CONDITIONS = ("native", "jpeg90", "jpeg75", "down", "up", "cropped")


def tile_origins(side):
    """The rule of TilePlanner.Plan in the C# library, without its limit on the number of tiles."""
    last = 0 if side <= TILE else -(-(side - TILE) // STRIDE)
    count = 1 + -(-last // ((TILE - OVERLAP) // STRIDE))
    return [0] if count == 1 else [i * last // (count - 1) * STRIDE for i in range(count)]


@torch.no_grad()
def infer(net, image):
    """Tile logits and the stitched map of probabilities (plain average of overlapping logits)."""
    h, w = image.shape[:2]
    ys, xs = tile_origins(h), tile_origins(w)
    bottom, right = max(0, ys[-1] + TILE - h), max(0, xs[-1] + TILE - w)
    canvas = image
    while bottom or right:                       # reflection repeats where the picture is much smaller than a tile
        b, r = min(bottom, canvas.shape[0] - 1), min(right, canvas.shape[1] - 1)
        canvas = cv2.copyMakeBorder(canvas, 0, b, 0, r, cv2.BORDER_REFLECT_101)
        bottom, right = bottom - b, right - r
    total = np.zeros((canvas.shape[0] // STRIDE + 1, canvas.shape[1] // STRIDE + 1))
    count, logits, side = np.zeros_like(total), [], TILE // STRIDE
    origins = [(y, x) for y in ys for x in xs]
    for start in range(0, len(origins), 8):
        part = origins[start:start + 8]
        x = torch.from_numpy(np.stack([canvas[y:y + TILE, x:x + TILE] for y, x in part])).to(next(net.parameters()).device)
        score, trace = net(x.permute(0, 3, 1, 2).float().div(255).contiguous(memory_format=torch.channels_last))
        logits += score.tolist()
        for (y, x), cells in zip(part, trace[:, 0].cpu().numpy()):
            total[y // STRIDE:y // STRIDE + side, x // STRIDE:x // STRIDE + side] += cells
            count[y // STRIDE:y // STRIDE + side, x // STRIDE:x // STRIDE + side] += 1
    rows, columns = -(-h // STRIDE), -(-w // STRIDE)
    cells = (total / count.clip(1))[:rows, :columns]
    return np.array(logits), 1 / (1 + np.exp(-cells))


def own_thresholds(cells, thresholds):
    """MapThreshold of the C# library: thresholds, moved towards the map's own (Otsu 1979), in logits of 256 bins within 6 of 0."""
    p, given = cells.clip(1e-7, 1 - 1e-7), np.array(thresholds)
    bins = ((np.log(p / (1 - p)) + 6) * (256 / 12)).clip(0, 255).astype(int)
    counts = np.bincount(bins.ravel(), minlength=256)
    below, mass = np.cumsum(counts)[:-1], np.cumsum(counts * np.arange(256))
    above = counts.sum() - below
    if not (below * above).any():
        return given
    between = below * above * (mass[:-1] / below.clip(1) - (mass[-1] - mass[:-1]) / above.clip(1)) ** 2.
    fixed, own = np.log(given / (1 - given)), (np.argmax(between) + 1) * 12 / 256 - 6
    return 1 / (1 + np.exp(-(fixed + OTSU_WEIGHT * (own - fixed))))


def features(logits, cells):
    """The tiles' mean logit, that of the map's highest cells (one in 256, at least one), and the logarithm of the tile count."""
    top = np.sort(cells.ravel())[-max(1, cells.size // MAP_TOP):].clip(1e-7, 1 - 1e-7)
    return np.array([logits.mean(), np.log(top / (1 - top)).mean(), np.log(len(logits))])


def degrade(image, condition, rng):
    if condition == "cropped":                   # off the grid of the last JPEG, and compressed again on another
        return augment.jpeg(np.ascontiguousarray(image[3:, 5:]), int(rng.integers(75, 96)))
    if condition in ("down", "up"):
        f = rng.uniform(.5, .9) if condition == "down" else rng.uniform(1.1, 1.5)
        size = max(64, int(image.shape[1] * f)), max(64, int(image.shape[0] * f))
        image = cv2.resize(image, size, interpolation=cv2.INTER_AREA if f < 1 else cv2.INTER_CUBIC)
        return augment.jpeg(image, int(rng.integers(75, 96)))
    return {"native": lambda: image, "jpeg90": lambda: augment.jpeg(image, 90),
            "jpeg75": lambda: augment.jpeg(image, 75)}[condition]()


class Sink:
    """Collects one row per scored picture."""

    def __init__(self, net):
        self.net, self.rows = net, []

    def add(self, name, label, image, mask=None):
        logits, cells = infer(self.net, image)
        row = {"source": name, "label": label, "features": features(logits, cells),
               "coverage": [float((cells >= t).mean()) for t in CELL_THRESHOLDS]}
        if mask is not None:
            target = cv2.resize(mask, cells.shape[::-1], interpolation=cv2.INTER_AREA) > .5
            if 0 < target.sum() < target.size:
                hits = [cells >= t for t in own_thresholds(cells, CELL_THRESHOLDS)]
                row["f1"] = [float(2 * (hit & target).sum() / (hit.sum() + target.sum())) for hit in hits]
        self.rows.append(row)


def collect(net, root, work, most, seed=11):
    """Reserved reals, the fakes made of reserved reals, and the generators' held-out pictures, in six conditions."""
    rng, index, fit = np.random.default_rng(seed), data.load_index(root), Sink(net)
    for n, row in enumerate(data.split_reals(index)[1][:most]):
        for extra in range(len(CONDITIONS) if row["source"] in LARGE else 1):      # few large ones: each in every condition
            image, _ = data.load_rgb(root / row["path"], LARGE.get(row["source"], 640), rng)
            condition = CONDITIONS[(n + extra) % len(CONDITIONS)]
            fit.add(row["source"], 0, degrade(image, condition, rng))
    large_fakes(fit, root, work, index, rng)
    for n, entry in enumerate(make_fakes.read_all(work, "held-out")):
        held_out_fakes(fit, entry, CONDITIONS[n % len(CONDITIONS)], rng)
    for row in data.split_generated(index)[1]:
        image = data.load_rgb(root / row["path"], 1600, rng)[0]
        for condition in CONDITIONS:
            fit.add("held-generated/" + row["source"], 1, degrade(image, condition, rng))
    return fit.rows


def large_fakes(sink, root, work, index, rng):
    """Of every large reserved real: a small edit by each network that training never used."""
    zoo = unseen_networks(work, next(sink.net.parameters()).device)
    for n, row in enumerate(r for r in data.split_reals(index)[1] if r["source"] in LARGE):
        image, _ = data.load_rgb(root / row["path"], LARGE[row["source"]], rng)
        for k, maker in enumerate(zoo if min(image.shape[:2]) > 1.5 * EDITED else []):
            edited, mask = small_edit(image, maker, rng)
            degraded = degrade(edited, CONDITIONS[(n + k) % len(CONDITIONS)], rng)
            sink.add("large/" + maker.spec.name, 1, degraded, cv2.resize(mask, degraded.shape[1::-1], interpolation=cv2.INTER_AREA))


def unseen_networks(work, device):
    """Those of the zoo that training never used."""
    return [zoo_network(work, s, device) for s in ZOO if s.held_out and (work / "zoo" / f"{s.name}.pt").exists()]


@torch.no_grad()
def small_edit(image, maker, rng):
    """A region in a window of a large picture, made anew by a network that training never used; with its mask."""
    y, x = (int(rng.integers(0, (n - EDITED) // 16 + 1)) * 16 for n in image.shape[:2])
    window = np.ascontiguousarray(image[y:y + EDITED, x:x + EDITED])
    given = make_fakes.to_tensor(window, next(maker.parameters()).device)
    mask = samples.shape_mask(window.shape[:2], rng)
    if maker.spec.task == "inpaint":
        inner = make_fakes.to_bytes(maker.forge(given, torch.from_numpy(mask > .5)[None, None].to(given)))
    else:
        inner = make_fakes.keep_colours(window, make_fakes.to_bytes(maker.forge(given, strength=0.)))
    edited, soft = samples.blend(window, inner, mask, rng)
    out, where = image.copy(), np.zeros(image.shape[:2], np.float32)
    out[y:y + EDITED, x:x + EDITED], where[y:y + EDITED, x:x + EDITED] = edited, soft
    return out, where


def held_out_fakes(sink, entry, condition, rng):
    """Of one reserved real: a whole round trip and a regenerated region by the unseen decoder, and the unseen inpainter's region."""
    for name in entry.names[1:]:
        if name in entry.masks:
            if not name.endswith("-0"):
                continue
            kind, picture, mask = "local/" + name[:-2], entry[name], entry.masks[name].astype(np.float32)
        else:
            sink.add("whole/" + name, 1, degrade(entry[name], condition, rng))
            mask = samples.shape_mask(entry.pixels.shape[1:3], rng)
            kind, (picture, mask) = "local/" + name, samples.blend(entry["real"], entry[name], mask, rng)
        degraded = degrade(np.ascontiguousarray(picture), condition, rng)
        sink.add(kind, 1, degraded, cv2.resize(mask, degraded.shape[1::-1], interpolation=cv2.INTER_AREA))


def fit_logistic(x, y, weight, l2=1e-2, steps=300):
    """Weighted logistic regression by Newton's method; the bias is not penalised."""
    x = np.column_stack([x, np.ones(len(x))])
    w = np.zeros(x.shape[1])
    penalty = np.diag([l2] * (x.shape[1] - 1) + [1e-9]) * weight.sum()
    for _ in range(steps):
        p = 1 / (1 + np.exp(-(x @ w).clip(-30, 30)))
        step = np.linalg.solve((x * (weight * p * (1 - p))[:, None]).T @ x + penalty,
                               x.T @ (weight * (p - y)) + penalty @ w)
        w -= step
        if np.abs(step).max() < 1e-9:
            break
    return w[:-1], w[-1]


def wilson(hits, n, z=1.96):
    """Wilson score interval of a proportion (Wilson 1927)."""
    p = hits / n
    middle, half = p + z * z / (2 * n), z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return [round(float((middle + s * half) / (1 + z * z / n)), 4) for s in (-1, 1)]


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--data", required=True)
    p.add_argument("--work", default="work")
    p.add_argument("--checkpoint", default="work/trace.pt")
    p.add_argument("--name", default="trace")
    p.add_argument("--most", type=int, default=700, help="reserved reals to fit on")
    add_device(p)
    a = p.parse_args()
    root, work, device = pathlib.Path(a.data), pathlib.Path(a.work), pick_device(a.device)
    torch.backends.cudnn.benchmark = False              # batches of many sizes
    net = load(a.checkpoint).to(device, memory_format=torch.channels_last)
    fit = collect(net, root, work, a.most)
    x, y = np.stack([r["features"] for r in fit]), np.array([r["label"] for r in fit])
    groups = [r["source"].split("/")[0] + str(r["label"]) for r in fit]
    # By the square root of its size, as training sees them: at equal weight four photographs of one source count like four hundred.
    weight = np.array([groups.count(g) ** -.5 for g in groups])
    for label in (0, 1):                                          # even odds of real and fake
        weight[y == label] *= .5 / weight[y == label].sum() * len(y)
    count, top = x[:, 2], x[:, :2]
    # More cells, higher ones: what reals gain by their size is taken off. (Fitting the count by label would learn that the
    # large pictures here are real.)
    slopes = np.array([np.polyfit(count[y == 0], s[y == 0], 1, w=np.sqrt(weight[y == 0]))[0] for s in top.T])
    w, b = fit_logistic(top - count[:, None] * slopes, y, weight)
    w, b = non_negative(top - count[:, None] * slopes, y, weight, w, b)
    if w.sum() <= 0:
        print("neither statistic rises with the label: this network has learned nothing, and its mean is left uncalibrated")
        w, b = np.array([1., 0]), 0.
    scale = w.sum()
    pooling = np.append(w, -w @ slopes) / scale
    p_fit = 1 / (1 + np.exp(-(scale * (x @ pooling) + b)))
    negatives = p_fit[y == 0]
    thresholds = {f: float(np.quantile(negatives, 1 - f)) for f in (.05, .01)}
    kinds = fit_kinds([r for r in fit if r["label"]])
    f1 = np.mean([r["f1"] for r in fit if "f1" in r], 0)
    cut = int(np.argmax(f1))
    fitted = {
        "pooling": dict(zip(("mean_weight", "map_top_weight", "log_count_weight"),
                            (round(float(v), 6) for v in pooling)), method="statistics"),
        "calibration": {"method": "platt", "scale": round(float(scale), 6), "bias": round(float(b), 6),
                        "fitted_on": f"{int((y == 0).sum())} reserved photographs and {int((y == 1).sum())} held-out fakes, "
                                     "six conditions, weighted to even odds"},
        "verdicts": {"inconclusive": verdict(thresholds[.05], .05, negatives),
                     "likely_manipulated": verdict(thresholds[.01], .01, negatives)},
        "kinds": {k: v for k, v in kinds.items() if k != "auc"},
        "regions": {"threshold": CELL_THRESHOLDS[cut], "min_area": 6, "max_regions": 16, "otsu_weight": OTSU_WEIGHT},
    }
    (work / f"{a.name}-calibration.json").write_text(json.dumps(fitted, indent=2, allow_nan=False) + "\n")
    print(json.dumps(fitted, indent=2))
    for name in sorted({r["source"] for r in fit}):
        p = p_fit[[r["source"] == name for r in fit]]
        print(f"{name}: {len(p)} scored, {(p >= thresholds[.05]).mean():.1%} and {(p >= thresholds[.01]).mean():.1%} over the thresholds")
    print(f"AUC on what was fitted {measure.auc(negatives, p_fit[y == 1]):.3f}, kinds {kinds['auc']:.3f}, F1 of the map {f1[cut]:.3f}")


def verdict(threshold, rate, negatives):
    return {"threshold": round(threshold, 6), "false_positive_rate": rate, "negatives": len(negatives),
            "false_positive_rate95": wilson(int((negatives >= threshold).sum()), len(negatives))}


def fit_kinds(fakes):
    """Whole frame or local edit, from the covered share of the map, at even odds of both; the cell threshold is the one that
    tells them apart best on the fitting set."""
    full = np.array([not r["source"].startswith(("local", "large")) for r in fakes], float)
    weight = np.where(full == 1, .5 / full.sum(), .5 / (1 - full).sum()) * len(full)
    cover = np.array([r["coverage"] for r in fakes])
    aucs = [measure.auc(cover[full == 0, i], cover[full == 1, i]) for i in range(len(CELL_THRESHOLDS))]
    best = int(np.argmax(aucs))
    (slope,), bias = fit_logistic(cover[:, best:best + 1], full, weight, l2=1e-4)
    return {"method": "map_coverage", "cell_threshold": CELL_THRESHOLDS[best],
            "midpoint": round(float(np.clip(-bias / slope, .02, .98)), 4), "slope": round(max(float(slope), 1.0), 4),
            "auc": round(float(aucs[best]), 3)}


def non_negative(x, y, weight, w, b):
    """Drops statistics with a negative weight one by one: a higher tile must never lower the image."""
    keep = list(range(x.shape[1]))
    while (w < 0).any():
        keep.remove(min(keep, key=lambda i: w[i]))
        part, b = fit_logistic(x[:, keep], y, weight)
        w = np.zeros(x.shape[1])
        w[keep] = part
    return w, b


if __name__ == "__main__":
    main()
