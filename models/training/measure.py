"""Measures a checkpoint while training: held-out pseudo-fakes, held-out generator pictures, and the tuning set val/.

The figures that count are those of the C# `evaluate` command and of calibrate.py; these here steer training and are logged.
"""
import pathlib

import cv2
import numpy as np
import torch

import augment
import data
import make_fakes
import samples


def auc(negatives, positives):
    """Area under the ROC curve as the rank statistic (Mann-Whitney U / (n m)), ties counted half; NaN where a score is."""
    scores = np.concatenate([negatives, positives])
    if np.isnan(scores).any():
        return np.nan
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


class Monitor:
    """A small fixed set, decoded and cut into tiles once, every picture as JPEG 90, or 75 where it is said to be poor. `unseen` names the
    generators whose training pictures some variant does not learn from: for that one they are held out."""

    def __init__(self, root, work, device, unseen=(), most=30):
        root, index = pathlib.Path(root), data.load_index(root)
        self.device, self.sets, self.maps, self.sharp = device, {}, {}, []
        for r in index:
            if r["split"] == "val" and r["label"] == "edited":
                mask = data.load_rgb(root / r["mask"], 1024)[0][..., 0] > 127
                image = data.load_rgb(root / r["path"], 1024)[0]
                self.maps.setdefault("cells", []).append((augment.jpeg(image, 90), mask))
                self.maps.setdefault("cells-lossless", []).append((image, mask))
            elif r["split"] == "val":
                image = data.load_rgb(root / r["path"], 768)[0]
                self._add(f"val-{r['label']}", image)
                self._add(f"val-{r['label']}-cropped", image[3:, 5:])
                self._add(f"val-{r['label']}-poor", image, quality=75)
                self._add(f"val-{r['label']}-down", cv2.resize(image, None, fx=.6, fy=.6, interpolation=cv2.INTER_AREA))
        _, reserved = data.split_reals(index)
        for r in [r for r in reserved if data.fold(r["path"], 7) == 3][:most]:
            self._add("held-real", data.load_rgb(root / r["path"], 512)[0])
        for r in data.split_generated(index)[1]:
            self._add("held-generated", data.load_rgb(root / r["path"], 768)[0])
        for r in [r for r in data.split_generated(index)[0] if r["source"] in unseen]:
            self._add("of-" + r["source"], data.load_rgb(root / r["path"], 768)[0])
        for entry in make_fakes.read_all(work, "held-out")[:most]:
            self._add("pair-real", entry["real"])
            for name in entry.names[1:]:
                if not name.endswith("-1"):
                    self._add("pair-" + name, entry[name])
                if name.startswith("tae"):
                    rng = np.random.default_rng(len(self.maps.get("cells-local", [])))
                    local, mask = samples.blend(entry["real"], entry[name], samples.shape_mask(entry.pixels.shape[1:3], rng), rng)
                    self._add("pair-local", local)
                    self.maps.setdefault("cells-local", []).append((augment.jpeg(local, 90), mask > .5))
        self.tiles = {k: torch.from_numpy(np.concatenate(v)) for k, v in self.sets.items()}
        self.counts = {k: [len(t) for t in v] for k, v in self.sets.items()}
        del self.sets

    def _add(self, name, image, quality=90):
        if name in ("val-real", "held-real"):
            self.sharp.append(augment.sharpness(image))
        self.sets.setdefault(name, []).append(tiles(augment.jpeg(np.ascontiguousarray(image), quality)))

    @torch.no_grad()
    def score(self, net, name):
        logits = torch.cat([net(self._input(part))[0] for part in self.tiles[name].split(32)]).cpu().numpy()
        parts = np.split(logits, np.cumsum(self.counts[name])[:-1])
        return np.array([.5 * p.max() + .5 * p.mean() for p in parts])

    def _input(self, part):
        x = part.to(self.device).permute(0, 3, 1, 2).float().div(255)
        return x.contiguous(memory_format=torch.channels_last)

    @torch.no_grad()
    def cell_auc(self, net, pictures):
        """Mean AUC per cell on edited pictures, the map taken from the whole picture at once."""
        values = []
        for image, mask in pictures:
            h, w = (n // 16 * 16 for n in mask.shape)
            trace = net(self._input(torch.from_numpy(image[None, :h, :w])))[1][0, 0].cpu().numpy()
            cells = cv2.resize(mask[:h, :w].astype(np.float32), trace.shape[::-1], interpolation=cv2.INTER_AREA) > .5
            if cells.any() and not cells.all():
                values.append(auc(trace[~cells], trace[cells]))
        return np.mean(values) if values else np.nan

    def run(self, net):
        net.eval()
        by_trial, torch.backends.cudnn.benchmark = torch.backends.cudnn.benchmark, False        # many shapes, each used once
        s = {name: self.score(net, name) for name in self.tiles}
        cells = {name: self.cell_auc(net, pictures) for name, pictures in self.maps.items()}
        torch.backends.cudnn.benchmark = by_trial
        out = {}

        def add(name, negatives, positives):
            if negatives in s and positives in s:
                out[name] = auc(s[negatives], s[positives])
        add("val", "val-real", "val-generated")
        if "val" in out:
            out["tpr5"] = tpr_at(s["val-real"], s["val-generated"], .05)
        add("down", "val-real-down", "val-generated-down")
        add("real-down", "val-real-down", "val-generated")
        add("gen-down", "val-real", "val-generated-down")
        add("cropped", "val-real-cropped", "val-generated-cropped")
        add("poor", "val-real-poor", "val-generated-poor")
        out.update(cells)
        add("held-gen", "held-real", "held-generated")
        reals = np.concatenate([s[n] for n in ("val-real", "held-real") if n in s])
        out["rank"] = np.corrcoef(np.argsort(np.argsort(self.sharp)), np.argsort(np.argsort(reals)))[0, 1]
        for name in s:
            if name.startswith("pair-") and name != "pair-real":
                add(name[5:], "pair-real", name)
            if name.startswith("of-"):
                add(name, "held-real", name)
        return {k: round(float(v), 3) for k, v in out.items()}
