"""Runs every step of the training on a few made-up pictures with tiny budgets: shows that the steps fit together, not that anything is
learned. Everything goes to the folder given; takes about a minute."""
import argparse
import csv
import json
import pathlib
import subprocess
import sys

import cv2
import numpy as np

import data

HERE = pathlib.Path(__file__).parent


def picture(rng, side, soft):
    """Shaded discs and stripes over a gradient, with grain; `soft` leaves the grain out."""
    y, x = np.mgrid[0:side, 0:side] / side
    image = np.stack([rng.uniform(60, 180) + 50 * (rng.uniform(-1, 1) * x + rng.uniform(-1, 1) * y) for _ in range(3)], 2)
    image += 12 * np.sin(x * rng.uniform(20, 120) + y * rng.uniform(20, 120))[..., None]
    for _ in range(6):
        colour = rng.uniform(0, 255, 3)
        disc = np.hypot(x - rng.random(), y - rng.random()) < rng.uniform(.04, .2)
        image[disc] = colour
    image = cv2.GaussianBlur(image, (0, 0), .8)
    return (image + rng.normal(0, 0 if soft else 4, image.shape)).clip(0, 255).astype(np.uint8)


def make_data(root, seed=1):
    """Twelve training reals, three reserved ones, six generated pictures (one held out), and a tuning set."""
    rng, rows = np.random.default_rng(seed), []

    def add(path, split, label, soft, mask=""):
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(file), picture(rng, 288, soft))
        rows.append({"path": path, "split": split, "label": label, "mask": mask, "source": "made up", "licence": "CC0-1.0",
                     "width": 288, "height": 288})

    def named(folder, ending, held, count):
        names = (f"{folder}/{n:03d}{ending}" for n in range(1000))
        return [n for n in names if (data.fold(n) == 0) == held][:count]
    for held, count in ((False, 12), (True, 3)):
        for n, path in enumerate(named("train/real/made", ".jpg", held, count)):
            add(path, "train", "real", soft=False)
    for held, count in ((False, 5), (True, 1)):
        for path in named("train/generated/soft", ".png", held, count):
            add(path, "train", "generated", soft=True)
    for n in range(4):
        add(f"val/real/made/{n}.png", "val", "real", soft=False)
        add(f"val/generated/soft/{n}.png", "val", "generated", soft=True)
    mask = np.zeros((288, 288), np.uint8)
    mask[80:180, 60:200] = 255
    add("val/edited/made/0.png", "val", "edited", soft=False, mask="val/edited/made/0.mask.png")
    cv2.imwrite(str(root / "val/edited/made/0.mask.png"), mask)
    with open(root / "index.csv", "w", newline="") as f:
        out = csv.DictWriter(f, rows[0])
        out.writeheader()
        out.writerows(rows)


def run(script, *arguments):
    print("==", script, *arguments, flush=True)
    subprocess.run([sys.executable, HERE / script, *map(str, arguments)], check=True)


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("folder", help="an empty folder")
    a = p.parse_args()
    folder = pathlib.Path(a.folder).resolve()
    root, work, model = folder / "data", folder / "work", folder / "trace-small"
    make_data(root)
    where = ("--data", root, "--work", work)
    run("train_autoencoders.py", *where, "--minutes", .015, "--batch", 2, "--crop", 64, "--widths", 8, 8, 16, 16, 16)
    run("make_fakes.py", *where, "--stage", "train")
    run("make_fakes.py", *where, "--stage", "held-out")
    training = (*where, "--run", "smoke", "--variants", "trace-small", "--pairs", 6, "--workers", 0)
    run("train.py", *training, "--minutes", .05, "--report", .02)
    run("train.py", *training, "--minutes", .1, "--report", .04)              # goes on where it was
    checkpoints = sorted(work.glob("smoke-trace-small-*.pt"))
    run("average.py", *checkpoints, "--out", work / "trace-small.pt")
    run("calibrate.py", *where, "--checkpoint", work / "trace-small.pt", "--name", "trace-small")
    run("export.py", "--work", work, "--checkpoint", work / "trace-small.pt", "--name", "trace-small", "--model", model,
        "--samples", HERE / "../../samples")
    log = (work / "smoke.log").read_text()
    assert log.count(" min, step ") >= 2 and "sharpness AUC" in log, log
    json.loads((model / "manifest.json").read_text())
    print("smoke: every step ran")


if __name__ == "__main__":
    main()
