"""Measures a checkpoint while training: held-out pseudo-fakes, held-out generator pictures, and the tuning set val/.

The figures that count are those of the C# `evaluate` command and of calibrate.py; these here steer training and are logged.
"""
import pathlib

import cv2
import numpy as np
import torch

import augment
import data


def auc(negatives, positives):
    """Area under the ROC curve as the rank statistic (Mann-Whitney U / (n m)), ties counted half."""
    scores = np.concatenate([negatives, positives])
    order = scores.argsort(kind="mergesort")
    ranks = np.empty(len(scores))
    ranks[order] = np.arange(1, len(scores) + 1)
    for value in np.unique(scores[np.diff(np.sort(scores), prepend=np.nan) == 0]):
        tie = scores == value
        ranks[tie] = ranks[tie].mean()
    n, m = len(negatives), len(positives)
    return (ranks[n:].sum() - m * (m + 1) / 2) / (n * m)


def tpr_at(negatives, positives, fpr):
    """Share of positives over the (1 - fpr) quantile of the negatives."""
    return float((np.asarray(positives) > np.quantile(negatives, 1 - fpr)).mean())


def tiles(image, size=256):
    """At most two native tiles, from opposite corners; small pictures are padded by reflection."""
    h, w = image.shape[:2]
    if h < size or w < size:
        image = cv2.copyMakeBorder(image, 0, max(0, size - h), 0, max(0, size - w), cv2.BORDER_REFLECT_101)
        h, w = image.shape[:2]
    corners = {(0, 0), (h - size, w - size)}
    return np.stack([image[y:y + size, x:x + size] for y, x in sorted(corners)])


@torch.no_grad()
def score(net, image):
    x = torch.from_numpy(tiles(image)).permute(0, 3, 1, 2).float().div(255)
    logits, trace = net(x.contiguous(memory_format=torch.channels_last))
    logits = logits.numpy()
    return float(.5 * logits.max() + .5 * logits.mean()), trace


class Monitor:
    """A small fixed set, decoded once."""

    def __init__(self, root, work, most=30):
        root, index = pathlib.Path(root), data.load_index(root)
        self.sets = {}
        for r in index:
            if r["split"] == "val" and r["label"] != "edited":
                self._add(f"val-{r['label']}", data.load_rgb(root / r["path"], 768)[0])
        _, reserved = data.split_reals(index)
        for r in [r for r in reserved if data.fold(r["path"], 7) == 3][:most]:
            self._add("held-real", data.load_rgb(root / r["path"], 512)[0])
        for r in data.split_generated(index)[1]:
            self._add("held-generated", data.load_rgb(root / r["path"], 768)[0])
        for file in sorted((pathlib.Path(work) / "pairs/held-out").glob("*.npz"))[:most]:
            entry = np.load(file)
            self._add("pair-real", entry["real"])
            self._add("pair-bilinear4", entry["bilinear4"])

    def _add(self, name, image):
        self.sets.setdefault(name, []).append(image)

    def run(self, net):
        net.eval()
        s = {}
        for name, images in self.sets.items():
            s[name] = np.array([score(net, augment.jpeg(i, 90))[0] for i in images])
            if name.startswith("val"):
                half = [cv2.resize(i, None, fx=.6, fy=.6, interpolation=cv2.INTER_AREA) for i in images]
                s[name + "-down"] = np.array([score(net, augment.jpeg(i, 90))[0] for i in half])
        sharp = np.array([augment.sharpness(i) for i in self.sets["val-real"] + self.sets["held-real"]])
        reals = np.concatenate([s["val-real"], s["held-real"]])
        rank = np.corrcoef(sharp.argsort().argsort(), reals.argsort().argsort())[0, 1]
        out = {
            "val": auc(s["val-real"], s["val-generated"]),
            "val-tpr5": tpr_at(s["val-real"], s["val-generated"], .05),
            "val-down": auc(s["val-real-down"], s["val-generated-down"]),
            "real-down": auc(s["val-real-down"], s["val-generated"]),
            "gen-down": auc(s["val-real"], s["val-generated-down"]),
            "held-gen": auc(s["held-real"], s["held-generated"]),
            "rank": rank,
        }
        if "pair-real" in s:
            out["pair"] = auc(s["pair-real"], s["pair-bilinear4"])
        return {k: round(float(v), 3) for k, v in out.items()}
