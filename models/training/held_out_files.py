"""Writes the held-out pseudo-fakes of val's photographs (make_fakes.py --stage val) as PNG files with masks and an index.csv, which
`detector evaluate` reads: the photographs, whole round trips by unseen decoders, and regions by those and by an unseen inpainter. Beside
it, reserved.csv lists the reserved photographs that calibrate.py leaves for checking, and the generators' held-out pictures."""
import argparse
import csv
import os
import pathlib

import numpy as np
from PIL import Image

import data
import make_fakes
import samples


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--data", required=True)
    p.add_argument("--work", default="work")
    p.add_argument("--most", type=int, default=700, help="reserved reals that calibrate.py fits on; the others are listed")
    p.add_argument("--listed", type=int, default=100, help="how many of those others")
    p.add_argument("--out", default="work/held-out")
    a = p.parse_args()
    out, rows = pathlib.Path(a.out), []
    out.mkdir(parents=True, exist_ok=True)

    def write(name, label, source, pixels, mask=None):
        Image.fromarray(pixels).save(out / f"{name}.png")
        if mask is not None:
            Image.fromarray(mask.astype(np.uint8) * 255).save(out / f"{name}.mask.png")
        rows.append({"path": f"{name}.png", "label": label, "source": source, "mask": f"{name}.mask.png" if mask is not None else ""})
    for n, entry in enumerate(make_fakes.read_all(a.work, "val")):
        rng = np.random.default_rng(data.fold(f"held-out {n}", 1 << 30))
        write(f"{n:03d}-real", "real", "val/" + entry.source, np.array(entry["real"]))
        for name in entry.names[1:]:
            if name in entry.masks:
                if name.endswith("-0"):
                    write(f"{n:03d}-{name}", "edited", "local " + name[:-2], np.array(entry[name]), entry.masks[name])
                continue
            write(f"{n:03d}-{name}", "generated", "whole " + name, np.array(entry[name]))
            mask = samples.shape_mask(entry.pixels.shape[1:3], rng) > .5
            pixels = np.where(mask[..., None], entry[name], entry["real"])
            write(f"{n:03d}-{name}-local", "edited", "local " + name, pixels, mask)
    table(out / "index.csv", rows)
    root, index = pathlib.Path(a.data), data.load_index(a.data)
    listed = data.split_reals(index)[1][a.most:][:a.listed] + data.split_generated(index)[1]
    table(out / "reserved.csv", [{"path": os.path.relpath(root / r["path"], out), "label": r["label"], "source": r["source"],
                                  "mask": ""} for r in listed])
    print(f"{out}: {len(rows)} pictures made, {len(listed)} reserved ones listed")


def table(file, rows):
    with open(file, "w", newline="") as f:
        out = csv.DictWriter(f, ["path", "label", "source", "mask", "split"])
        out.writeheader()
        out.writerows(dict(r, split="val") for r in rows)


if __name__ == "__main__":
    main()
