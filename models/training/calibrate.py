"""Fits pooling, calibration, thresholds and kinds on images that training never saw, and writes MODEL/manifest.json.

Fitted on the reserved reals and on pseudo-fakes made of them with a decoder that training never used, on held-out generator
pictures and on local edits. Checked on val/, which is fitted on nowhere. All figures go to WORK/<name>-figures.json with
bootstrap intervals; card.py turns them into the model card.
"""
import argparse
import hashlib
import json
import pathlib

import cv2
import numpy as np
import torch

import augment
import data
import export
import make_fakes
import measure
import samples

TILE, OVERLAP, STRIDE = 256, 64, 8
CELL_THRESHOLDS = (.3, .4, .45, .5, .55, .6, .7)
CONDITIONS = ("native", "jpeg90", "jpeg75", "down", "up")


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
        x = torch.from_numpy(np.stack([canvas[y:y + TILE, x:x + TILE] for y, x in part])).permute(0, 3, 1, 2).float() / 255
        score, trace = net(x.contiguous(memory_format=torch.channels_last))
        logits += score.tolist()
        for (y, x), cells in zip(part, trace[:, 0].numpy()):
            total[y // STRIDE:y // STRIDE + side, x // STRIDE:x // STRIDE + side] += cells
            count[y // STRIDE:y // STRIDE + side, x // STRIDE:x // STRIDE + side] += 1
    rows, columns = -(-h // STRIDE), -(-w // STRIDE)
    cells = (total / count.clip(1))[:rows, :columns]
    return np.array(logits), 1 / (1 + np.exp(-cells))


def features(logits):
    top = np.sort(logits)[::-1]
    return np.array([top[0], top[:3].mean(), top.mean(), np.log(len(top))])


def degrade(image, condition, rng):
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

    def add(self, name, label, image, mask=None, condition=""):
        logits, cells = infer(self.net, image)
        row = {"source": name, "label": label, "condition": condition, "features": features(logits),
               "coverage": [float((cells >= t).mean()) for t in CELL_THRESHOLDS],
               "sharpness": augment.sharpness(image)}
        if mask is not None:
            target = cv2.resize(mask, cells.shape[::-1], interpolation=cv2.INTER_AREA) > .5
            if 0 < target.sum() < target.size:
                row["cell_auc"] = measure.auc(cells[~target], cells[target])
                hit = (cells >= .5)
                row["f1"] = float(2 * (hit & target).sum() / max(1, hit.sum() + target.sum()))
        self.rows.append(row)


def collect(net, root, work, most, seed=11):
    """The fitting set and the checking set."""
    rng = np.random.default_rng(seed)
    index = data.load_index(root)
    _, reserved = data.split_reals(index)
    held = make_fakes.load("held-out", root, work)
    fit, check = Sink(net), Sink(net)
    for n, row in enumerate(reserved[:most]):
        image, jpeg = data.load_rgb(root / row["path"], 640, rng)
        image = image[: image.shape[0] // 8 * 8, : image.shape[1] // 8 * 8]
        condition = CONDITIONS[n % len(CONDITIONS)]
        fit.add(row["source"], 0, degrade(image, condition, rng), condition=condition)
        if n % 3 == 0:
            fake(fit, image, jpeg, held, condition, rng, whole=n % 2 == 0)
    for row in data.split_generated(index)[1]:
        image = data.load_rgb(root / row["path"], 640, rng)[0]
        for condition in CONDITIONS:
            fit.add("held-generated/" + row["source"], 1, degrade(image, condition, rng), condition=condition)
    for row in index:
        if row["split"] != "val":
            continue
        image = data.load_rgb(root / row["path"], 1024)[0]
        name = "val/" + row["label"] + "/" + row["source"]
        if row["label"] == "edited":
            mask = (data.load_rgb(root / row["mask"], 1024)[0][..., 0] > 127).astype(np.float32)
            check.add(name, 1, augment.jpeg(image, 90), mask)
            continue
        check.add(name, int(row["label"] == "generated"), augment.jpeg(image, 90), condition="native")
        small = cv2.resize(image, None, fx=.6, fy=.6, interpolation=cv2.INTER_AREA)
        check.add(name, int(row["label"] == "generated"), augment.jpeg(small, 90), condition="down")
        for quality in (95, 75):
            check.add(name, int(row["label"] == "generated"), augment.jpeg(image, quality), condition=f"jpeg{quality}")
    return fit.rows, check.rows


@torch.no_grad()
def fake(sink, image, jpeg, held, condition, rng, whole):
    """A whole round trip or a regenerated region, by a decoder that training never saw."""
    for name, model in held.items():
        x = torch.from_numpy(image).permute(2, 0, 1)[None].float() / 255
        z = model.encode(x)
        inner = make_fakes.to_bytes(model.decode(z + float(rng.choice([0, .05])) * torch.randn_like(z)))
        mask = np.ones(image.shape[:2], np.float32) if whole else samples.shape_mask(image.shape[:2], rng)
        if not whole:
            inner = (image + (inner.astype(np.float32) - image) * mask[..., None]).round().clip(0, 255).astype(np.uint8)
        if jpeg is not None:
            inner = data.encode_like(inner, jpeg)
        degraded = degrade(inner, condition, rng)
        if not whole:
            mask = cv2.resize(mask, degraded.shape[1::-1], interpolation=cv2.INTER_AREA)
        sink.add(f"{'whole' if whole else 'local'}/{name}", 1, degraded, None if whole else mask, condition)


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


def interval(statistic, groups, rng, rounds=1000):
    """Bootstrap 95 % interval: every group of images is drawn anew with replacement."""
    values = [statistic(*(g[rng.integers(len(g), size=len(g))] for g in groups)) for _ in range(rounds)]
    return [round(float(v), 3) for v in np.quantile(values, [.025, .975])]


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
    p.add_argument("--model", default="../trace")
    p.add_argument("--name", default="trace")
    p.add_argument("--version", default="0.1.0")
    p.add_argument("--most", type=int, default=600, help="reserved reals to fit on")
    a = p.parse_args()
    root, work, model = pathlib.Path(a.data), pathlib.Path(a.work), pathlib.Path(a.model)
    torch.manual_seed(11)
    net = export.load(a.checkpoint).to(memory_format=torch.channels_last)
    fit, check = collect(net, root, work, a.most)
    x, y = np.stack([r["features"] for r in fit]), np.array([r["label"] for r in fit])
    groups = [r["source"].split("/")[0] + str(r["label"]) for r in fit]
    weight = np.array([1 / groups.count(g) for g in groups])
    for label in (0, 1):                                          # even odds of real and fake
        weight[y == label] *= .5 / weight[y == label].sum() * len(y)
    # Order statistics of one image go together: keep their sum free, share it by what held-out data prefer.
    w, b = fit_logistic(x, y, weight)
    w, b = non_negative(x, y, weight, w, b)
    scale = w[:3].sum()
    pooling = w / scale

    def probability(rows):
        logit = np.stack([r["features"] for r in rows]) @ pooling
        return 1 / (1 + np.exp(-(scale * logit + b)))
    p_fit = probability(fit)
    negatives = p_fit[y == 0]
    thresholds = {f: float(np.quantile(negatives, 1 - f)) for f in (.05, .01)}
    kinds = fit_kinds([r for r in fit if r["label"]])
    figures = report(fit, y, p_fit, check, probability(check), thresholds) | {"kinds": kinds}
    manifest = build_manifest(a, model, pooling, scale, b, thresholds, negatives, kinds, y) | {"figures": stated(figures)}
    (model / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
    (work / f"{a.name}-figures.json").write_text(json.dumps(figures, indent=2) + "\n")
    print(json.dumps(figures, indent=2))


def stated(figures):
    """The figures that every answer can be read against, bad ones too."""
    sets = {"val": "val, generated against real, JPEG 90", "val_jpeg95": "val, generated against real, JPEG 95",
            "val_jpeg75": "val, generated against real, JPEG 75",
            "fit": "reserved photographs against held-out fakes, on which calibration was fitted"}
    rows = [{"metric": m, "data": words, "value": figures[k][m], "interval95": figures[k][f"{m}95"],
             "positives": figures[k]["positives"], "negatives": figures[k]["negatives"]}
            for k, words in sets.items() for m in ("auc", "tpr_at_5_fpr")]
    for k, words in (("val_edited", "val, real inpainting tools"),
                     ("local_held_out", "regions by a decoder that training never saw")):
        rows += [{"metric": m, "data": words, "value": figures[k][n], "positives": figures[k]["pictures"], "negatives": 0}
                 for m, n in (("map_cell_auc", "cell_auc"), ("map_f1", "f1"))]
    return rows


def fit_kinds(fakes):
    """Whole frame or local edit, from the covered share of the map, at even odds of both; the cell threshold is the one that
    tells them apart best on the fitting set."""
    full = np.array([not r["source"].startswith("local") for r in fakes], float)
    weight = np.where(full == 1, .5 / full.sum(), .5 / (1 - full).sum()) * len(full)
    cover = np.array([r["coverage"] for r in fakes])
    aucs = [measure.auc(cover[full == 0, i], cover[full == 1, i]) for i in range(len(CELL_THRESHOLDS))]
    best = int(np.argmax(aucs))
    (slope,), bias = fit_logistic(cover[:, best:best + 1], full, weight, l2=1e-4)
    return {"method": "map_coverage", "cell_threshold": CELL_THRESHOLDS[best],
            "midpoint": round(float(np.clip(-bias / slope, .02, .98)), 4), "slope": round(max(float(slope), 1.0), 4),
            "auc": round(float(aucs[best]), 3)}


def non_negative(x, y, weight, w, b):
    """Drops order statistics with a negative weight one by one: a higher tile must never lower the image."""
    keep = list(range(x.shape[1]))
    while (w[:3] < 0).any():
        keep.remove(min((i for i in keep if i < 3), key=lambda i: w[i]))
        part, b = fit_logistic(x[:, keep], y, weight)
        w = np.zeros(x.shape[1])
        w[keep] = part
    return w, b


def build_manifest(a, model, pooling, scale, bias, thresholds, negatives, kinds, y):
    def threshold(f):
        hits = int((negatives >= thresholds[f]).sum())
        return {"threshold": round(thresholds[f], 6), "false_positive_rate": f, "negatives": len(negatives),
                "false_positive_rate95": wilson(hits, len(negatives))}
    return {
        "$schema": "../manifest.schema.json", "format_version": 1, "name": a.name, "version": a.version,
        "description": "Finds decoder and compositing traces in tiles at native resolution; trained from scratch.",
        "licence": "Apache-2.0",
        "model": {"file": "model.onnx", "sha256": hashlib.sha256((model / "model.onnx").read_bytes()).hexdigest()},
        "input": {"name": "tiles", "layout": "nchw", "dtype": "float32", "channels": "rgb", "scale": 1 / 255,
                  "mean": [0, 0, 0], "std": [1, 1, 1]},
        "framing": {"method": "tiles", "size": TILE, "overlap": OVERLAP, "max_tiles": 128},
        "outputs": {"score": {"name": "score", "kind": "logit"}, "map": {"name": "map", "kind": "logit", "stride": STRIDE}},
        "pooling": dict(zip(("max_weight", "top3_weight", "mean_weight", "log_count_weight"),
                            (round(float(v), 6) for v in pooling)), method="statistics"),
        "calibration": {"method": "platt", "scale": round(float(scale), 6), "bias": round(float(bias), 6),
                        "fitted_on": f"{int((y == 0).sum())} reserved photographs and {int((y == 1).sum())} held-out fakes, "
                                     "five conditions, weighted to even odds"},
        "verdicts": {"inconclusive": threshold(.05), "likely_manipulated": threshold(.01)},
        "kinds": {k: v for k, v in kinds.items() if k != "auc"},
        "regions": {"threshold": .5, "min_area": 6, "max_regions": 16},
        "golden": {"file": "golden/golden.json", "tolerance": 1e-4},
    }


def report(fit, y, p_fit, check, p_check, thresholds):
    rng = np.random.default_rng(5)

    def block(neg, pos):
        return {"negatives": len(neg), "positives": len(pos),
                "auc": round(float(measure.auc(neg, pos)), 3), "auc95": interval(measure.auc, (neg, pos), rng),
                "tpr_at_5_fpr": round(measure.tpr_at(neg, pos, .05), 3),
                "tpr_at_5_fpr95": interval(lambda n, q: measure.tpr_at(n, q, .05), (neg, pos), rng)}
    source = np.array([r["source"] for r in check])
    label, condition = np.array([r["label"] for r in check]), np.array([r["condition"] for r in check])
    out = {"fit": block(p_fit[y == 0], p_fit[y == 1]), "thresholds": thresholds}
    names = np.array([r["source"] for r in fit])
    out["fit_per_source"] = {n: block(p_fit[y == 0], p_fit[names == n]) for n in np.unique(names[y == 1])}
    real, fake_ = (label == 0), (label == 1) & (source != "")
    generated = np.char.startswith(source, "val/generated")
    out["val"] = block(p_check[real & (condition == "native")], p_check[generated & (condition == "native")])
    for c in ("jpeg95", "jpeg75"):
        out[f"val_{c}"] = block(p_check[real & (condition == c)], p_check[generated & (condition == c)])
    out["val_grid"] = {f"real {r} / generated {g}": round(float(measure.auc(
        p_check[real & (condition == r)], p_check[generated & (condition == g)])), 3)
        for r in ("native", "down") for g in ("native", "down")}
    edited = [r for r in check if "edited" in r["source"]]
    out["val_edited"] = {
        "pictures": len(edited), "image_auc": round(float(measure.auc(
            p_check[real & (condition == "native")], p_check[np.char.startswith(source, "val/edited")])), 3),
        "cell_auc": round(float(np.mean([r["cell_auc"] for r in edited if "cell_auc" in r])), 3),
        "f1": round(float(np.mean([r["f1"] for r in edited if "f1" in r])), 3)}
    local = [r for r in fit if r["source"].startswith("local") and "cell_auc" in r]
    out["local_held_out"] = {"pictures": len(local), "cell_auc": round(float(np.mean([r["cell_auc"] for r in local])), 3),
                             "f1": round(float(np.mean([r["f1"] for r in local])), 3)}
    out["fpr_per_real_source"] = {
        n: {"images": int(m.sum()), "over_1_percent_threshold": round(float((p[m] >= thresholds[.01]).mean()), 3),
            "over_5_percent_threshold": round(float((p[m] >= thresholds[.05]).mean()), 3)}
        for p, s, k in ((p_fit, names, y == 0), (p_check, source, real & (condition == "native")))
        for n in np.unique(s[k]) for m in [(s == n) & k]}
    sharp = np.array([r["sharpness"] for r in check])
    m = real & (condition == "native")
    ranks = [v.argsort().argsort() for v in (sharp[m], p_check[m])]
    out["rank_correlation_with_sharpness_on_reals"] = round(float(np.corrcoef(*ranks)[0, 1]), 3)
    g = generated & (condition == "native")
    out["sharpness_alone_auc"] = round(float(measure.auc(sharp[m], sharp[g])), 3)
    return out


if __name__ == "__main__":
    main()
