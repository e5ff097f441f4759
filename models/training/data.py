"""The image index, decoding, and which image is used for what."""
import csv
import hashlib
import pathlib

import cv2
import numpy as np
from PIL import Image

# Narrow sources are capped so that they do not dominate; what is left over is never trained on and serves calibration.
PAIRED_CAP = {"clothing": 150, "grocery": 150}
# Large pictures are few; more of them are kept back, since the thresholds have to hold for many tiles too.
RESERVED_FOLDS = {"dreambooth": 4, "clic": 4}


def source_of(path):
    """Folder that names the source: train/real/clothing/0000.jpg -> clothing."""
    return pathlib.PurePosixPath(path).parts[2]


def load_index(root):
    with open(pathlib.Path(root) / "index.csv", newline="") as f:
        return [dict(r, source=source_of(r["path"])) for r in csv.DictReader(f)]


def fold(path, folds=10):
    """A stable fold number of a path, independent of order and platform."""
    return int(hashlib.sha256(path.encode()).hexdigest()[:8], 16) % folds


def split_reals(index):
    """Training reals (paired with fakes) and reserved reals (calibration and held-out measuring), disjoint."""
    train, reserved, used = [], [], {}
    for row in sorted((r for r in index if r["split"] == "train" and r["label"] == "real"), key=lambda r: _key(r)):
        source = row["source"]
        if used.get(source, 0) < PAIRED_CAP.get(source, 10 ** 6) and fold(row["path"]) >= RESERVED_FOLDS.get(source, 1):
            used[source] = used.get(source, 0) + 1
            train.append(row)
        else:
            reserved.append(row)
    return train, reserved


def split_generated(index):
    """Generator images: training, and one fold in ten that is never trained on."""
    rows = [r for r in index if r["split"] == "train" and r["label"] == "generated"]
    return [r for r in rows if fold(r["path"]) != 0], [r for r in rows if fold(r["path"]) == 0]


def _key(row):
    return hashlib.sha256(("order" + row["path"]).encode()).hexdigest()


def load_rgb(path, limit=640, rng=None):
    """Decodes to uint8 RGB at native resolution, cropped (never resized) to at most limit x limit. A crop begins on the grid of
    JPEG's blocks: off it, the blocks alone would tell which pictures were cut (see docs/evaluating.md).

    Returns the pixels and the JPEG quantisation tables with the subsampling, or None for a lossless file."""
    image = Image.open(path)
    jpeg = None
    if image.format == "JPEG":
        jpeg = {"qtables": [list(t) for t in image.quantization.values()]}
    pixels = np.array(image.convert("RGB"))
    h, w = pixels.shape[:2]
    y, x = (0 if n <= limit else (rng.integers(n - limit + 1) if rng is not None else (n - limit) // 2) // 16 * 16 for n in (h, w))
    return np.ascontiguousarray(pixels[y:y + limit, x:x + limit]), jpeg


def encode_like(pixels, jpeg):
    """The same JPEG tables as the source had: a fake of a JPEG gets that JPEG first."""
    import io
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", qtables=jpeg["qtables"])
    return cv2.cvtColor(cv2.imdecode(np.frombuffer(buffer.getvalue(), np.uint8), cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
