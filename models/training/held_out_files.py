"""Writes the held-out pseudo-fakes of val's photographs (make_fakes.py --stage val) as PNG files with masks and an index.csv, which
`detector evaluate` reads: the photographs, whole round trips by unseen decoders, and regions by those and by an unseen inpainter. Beside
it, reserved.csv lists the reserved photographs that calibrate.py leaves for checking, and the generators' held-out pictures. OUT/large holds val's large
photographs, and each with a small region made anew by each of the unseen networks."""
import argparse
import csv
import os
import pathlib

import numpy as np
from PIL import Image

import calibrate
import data
import make_fakes
import samples
from device import pick_device


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--data", required=True)
    p.add_argument("--work", default="work")
    p.add_argument("--most", type=int, default=700, help="reserved reals that calibrate.py fits on; the others are listed")
    p.add_argument("--listed", type=int, default=100, help="how many of those others")
    p.add_argument("--out", default="work/held-out")
    a = p.parse_args()
    out, root = pathlib.Path(a.out), pathlib.Path(a.data)
    made, index = of_pairs(a.work, out), data.load_index(root)
    large = of_large(root, pathlib.Path(a.work), index, out / "large")
    listed = data.split_reals(index)[1][a.most:][:a.listed] + data.split_generated(index)[1]
    table(out / "reserved.csv", [{"path": os.path.relpath(root / r["path"], out), "label": r["label"], "source": r["source"],
                                  "mask": ""} for r in listed])
    print(f"{out}: {made} pictures made, {large} large ones, {len(listed)} reserved ones listed")


class Folder:
    """Pictures with their masks, and a table of them."""

    def __init__(self, out):
        self.out, self.rows = out, []
        out.mkdir(parents=True, exist_ok=True)

    def write(self, name, label, source, pixels, mask=None):
        Image.fromarray(pixels).save(self.out / f"{name}.png")
        if mask is not None:
            Image.fromarray(mask.astype(np.uint8) * 255).save(self.out / f"{name}.mask.png")
        self.rows.append({"path": f"{name}.png", "label": label, "source": source,
                          "mask": f"{name}.mask.png" if mask is not None else ""})

    def close(self):
        table(self.out / "index.csv", self.rows)
        return len(self.rows)


def of_large(root, work, index, out):
    folder, zoo = Folder(out), calibrate.unseen_networks(work, pick_device("cpu"))
    for n, row in enumerate(r for r in index if r["split"] == "val" and r["label"] == "real"):
        rng = np.random.default_rng(data.fold(f"large {n}", 1 << 30))
        image, _ = data.load_rgb(root / row["path"], 1600, rng)
        if min(image.shape[:2]) > 1.5 * calibrate.EDITED:
            folder.write(f"{n:03d}-real", "real", "val/" + row["source"], image)
            for maker in zoo:
                edited, mask = calibrate.small_edit(image, maker, rng)
                folder.write(f"{n:03d}-{maker.spec.name}", "edited", "small " + maker.spec.name, edited, mask > .5)
    return folder.close()


def of_pairs(work, out):
    folder = Folder(out)
    for n, entry in enumerate(make_fakes.read_all(work, "val")):
        rng = np.random.default_rng(data.fold(f"held-out {n}", 1 << 30))
        folder.write(f"{n:03d}-real", "real", "val/" + entry.source, np.array(entry["real"]))
        for name in entry.names[1:]:
            if name in entry.masks:
                if name.endswith("-0"):
                    folder.write(f"{n:03d}-{name}", "edited", "local " + name[:-2], np.array(entry[name]), entry.masks[name])
                continue
            folder.write(f"{n:03d}-{name}", "generated", "whole " + name, np.array(entry[name]))
            mask = samples.shape_mask(entry.pixels.shape[1:3], rng) > .5
            pixels = np.where(mask[..., None], entry[name], entry["real"])
            folder.write(f"{n:03d}-{name}-local", "edited", "local " + name, pixels, mask)
    return folder.close()


def table(file, rows):
    with open(file, "w", newline="") as f:
        out = csv.DictWriter(f, ["path", "label", "source", "mask", "split"])
        out.writeheader()
        out.writerows(dict(r, split="val") for r in rows)


if __name__ == "__main__":
    main()
