"""Draws training samples: pairs of a real crop and a fake crop with the map of what was changed."""
import pathlib

import cv2
import numpy as np

import augment
import data

CROP = 128
MARGIN = 8                  # the last encode's 8x8 grid must not sit still under the crop
GENERATED_SHARE = .28       # of the fakes
LOCAL_SHARE = .5            # of the paired fakes


class Pool:
    """All training pictures in memory: aligned real / round-trip sets by source, and whole generator pictures."""

    def __init__(self, work, root):
        self.sets, self.by_source = [], {}
        for file in sorted((pathlib.Path(work) / "pairs/tae").glob("*.npz")):
            entry = dict(np.load(file))
            zoo = pathlib.Path(work) / "pairs/zoo" / file.name
            if zoo.exists():
                entry.update({k: v for k, v in np.load(zoo).items() if k not in ("real", "source")})
            source = str(entry.pop("source"))
            self.by_source.setdefault(source, []).append(len(self.sets))
            self.sets.append(entry)
        self.sources = sorted(self.by_source)
        # Square root of the size: large sources are seen more often, but do not dominate.
        share = np.sqrt([len(self.by_source[s]) for s in self.sources])
        self.source_share = share / share.sum()
        rows, _ = data.split_generated(data.load_index(root))
        self.generated = {}
        for r in rows:
            picture = data.load_rgb(pathlib.Path(root) / r["path"], 1024)[0]
            self.generated.setdefault(r["source"], []).append(picture)
        self.generators = sorted(self.generated)
        share = np.sqrt([len(self.generated[g]) for g in self.generators])
        self.generator_share = share / share.sum()
        self.qualities = [q for q in range(75, 97)]

    def pick_set(self, rng):
        source = self.sources[rng.choice(len(self.sources), p=self.source_share)]
        return self.sets[rng.choice(self.by_source[source])]

    def pick_generated(self, rng):
        name = self.generators[rng.choice(len(self.generators), p=self.generator_share)]
        pictures = self.generated[name]
        return pictures[rng.integers(len(pictures))]


def pair(pool, rng, severity, crop=CROP):
    """One real and one fake: (image, map 0..1 at stride 8, label) twice."""
    entry = pool.pick_set(rng)
    shared = augment.draw(rng, severity)
    factor = scale(rng, severity)
    real_name = "real_eq" if "real_eq" in entry and rng.random() < .25 else "real"
    real = finish(entry[real_name], None, rng, factor, shared, crop)
    own = shared if rng.random() < .6 else augment.draw(rng, severity)
    if rng.random() < GENERATED_SHARE:
        picture = pool.pick_generated(rng)
        if rng.random() < .6:      # reals were JPEGs before; so are these
            picture = augment.jpeg(picture_crop(picture, rng), rng.choice(pool.qualities), own)
        down = scale(rng, severity) * (1 if rng.random() < .5 else rng.uniform(.45, .9))
        fake = finish(picture, np.ones(picture.shape[:2], np.float32), rng, down, own, crop)
    else:
        picture, mask = make_fake(pool, entry, rng)
        fake = finish(picture, mask, rng, factor if own is shared else scale(rng, severity), own, crop)
    return real, fake


def picture_crop(picture, rng, limit=640):
    h, w = picture.shape[:2]
    y, x = rng.integers(0, max(1, h - limit + 1)), rng.integers(0, max(1, w - limit + 1))
    return np.ascontiguousarray(picture[y:y + limit, x:x + limit])


def scale(rng, s):
    """Output pixels per source pixel: 1 at severity 0, 0.4 to 1.6 (log-uniform) at severity 1."""
    return 1.0 if rng.random() < .3 else float(2 ** rng.uniform(-1.32 * s, .68 * s))


def make_fake(pool, entry, rng):
    """A manipulated version of a real, at native size, with its mask."""
    real = entry["real"]
    names = [k for k in entry if k not in ("real", "real_eq")]
    if rng.random() >= LOCAL_SHARE:
        fake = entry[pick(names, rng)]
        if rng.random() < .25:                       # a share of the real mixed in: the trace, less of the blur
            fake = cv2.addWeighted(fake, share := float(rng.uniform(.5, 1)), real, 1 - share, 0)
        return fake, np.ones(real.shape[:2], np.float32)
    mask = shape_mask(real.shape[:2], rng)
    kind = rng.random()
    if kind < .62:                                   # regenerated region, original pixels kept elsewhere
        inner = entry[pick(names, rng)]
    elif kind < .74:                                 # classical inpainting, on a reduced picture where large
        method = cv2.INPAINT_TELEA if rng.random() < .5 else cv2.INPAINT_NS
        mask = shape_mask(real.shape[:2], rng, largest=.08)
        return cv2.inpaint(real, (mask > .5).astype(np.uint8), 4, method), (mask > .5).astype(np.float32)
    elif kind < .87:                                 # splice from another picture with another history
        inner = history(fit(pool.pick_set(rng)["real"], real.shape[:2]), rng)
    else:                                            # self-blend: the face-swap case
        inner = history(np.roll(real, (int(rng.integers(-12, 13)), int(rng.integers(-12, 13))), (0, 1)), rng, colour=True)
    soft = mask if rng.random() < .5 else cv2.GaussianBlur(mask, (0, 0), rng.uniform(1, 6))
    blended = real + (inner.astype(np.float32) - real) * soft[..., None]
    return blended.round().clip(0, 255).astype(np.uint8), soft


def pick(names, rng):
    """A decoder's picture; the good decoder counts double, since the small ones of the zoo are soon told apart."""
    weight = np.array([2.0 if n.startswith("tae") else 1.0 for n in names])
    return names[rng.choice(len(names), p=weight / weight.sum())]


def history(image, rng, colour=False):
    """Another past: rescaled there and back or sharpened, with its own JPEG, and for self-blends other colours."""
    h, w = image.shape[:2]
    if rng.random() < .6:
        f = rng.uniform(.5, 1.7)
        image = cv2.resize(cv2.resize(image, None, fx=f, fy=f, interpolation=int(rng.integers(1, 4))), (w, h))
    elif rng.random() < .5:
        image = cv2.addWeighted(image, 1.6, cv2.GaussianBlur(image, (0, 0), 1.2), -.6, 0)
    if rng.random() < .7:
        image = augment.jpeg(image, int(rng.integers(50, 96)))
    if colour:
        image = (image * rng.uniform(.9, 1.1, 3) + rng.uniform(-12, 12, 3)).clip(0, 255).astype(np.uint8)
    return image


def fit(image, shape):
    reps = [-(-n // m) for n, m in zip(shape, image.shape)]
    return np.tile(image, (*reps, 1))[: shape[0], : shape[1]]


def shape_mask(shape, rng, largest=.45):
    """Ellipse, polygon, face-like oval with a jaw, rectangle or brush stroke covering 2 % to `largest` of the picture."""
    h, w = shape
    mask = np.zeros((h, w), np.uint8)
    area = np.exp(rng.uniform(np.log(.02), np.log(largest))) * h * w
    cy, cx = rng.uniform(.15, .85) * h, rng.uniform(.15, .85) * w
    aspect = rng.uniform(.5, 2)
    ry, rx = np.sqrt(area / np.pi * aspect), np.sqrt(area / np.pi / aspect)
    kind = rng.integers(5)
    if kind == 0:
        cv2.ellipse(mask, ((cx, cy), (2 * rx, 2 * ry), float(rng.uniform(0, 180))), 255, -1)
    elif kind == 1:
        angles = np.sort(rng.uniform(0, 2 * np.pi, rng.integers(4, 10)))
        radii = rng.uniform(.6, 1.4, len(angles))
        points = np.stack([cx + rx * radii * np.cos(angles), cy + ry * radii * np.sin(angles)], 1)
        cv2.fillPoly(mask, [points.astype(np.int32)], 255)
    elif kind == 2:
        cv2.ellipse(mask, (int(cx), int(cy)), (int(rx), int(rx * 1.2)), 0, 180, 360, 255, -1)
        cv2.ellipse(mask, (int(cx), int(cy)), (int(rx), int(rx * 1.6)), 0, 0, 180, 255, -1)
    elif kind == 3:
        cv2.rectangle(mask, (int(cx - rx), int(cy - ry)), (int(cx + rx), int(cy + ry)), 255, -1)
    else:
        points = np.cumsum(rng.normal(0, max(rx, ry) / 2, (6, 2)), 0) + (cx, cy)
        cv2.polylines(mask, [points.astype(np.int32)], False, 255, int(max(12, min(rx, ry))))
    return (mask / 255).astype(np.float32)


def finish(image, mask, rng, factor, d, crop):
    """Cuts a random window, brings it to the crop size and runs the chain; the map is the mask per 8x8 cell."""
    h, w = image.shape[:2]
    size = crop + MARGIN
    window = int(min(max(round(size / factor), 16), h, w))
    y, x = rng.integers(0, h - window + 1), rng.integers(0, w - window + 1)
    if mask is not None and 0 < mask.mean() < .9 and rng.random() < .8:     # look where the edit is
        ys, xs = np.nonzero(mask[::8, ::8] > .5)
        if len(ys):
            k = rng.integers(len(ys))
            y = int(np.clip(ys[k] * 8 - rng.integers(0, window), 0, h - window))
            x = int(np.clip(xs[k] * 8 - rng.integers(0, window), 0, w - window))
    # The part that can be seen, encoded on its own grid first.
    part = np.ascontiguousarray(image[y:y + window, x:x + window])
    part = augment.resize(augment.before_resize(part, d), size, size, d)
    part = augment.after_resize(part, d)
    oy, ox = rng.integers(0, MARGIN + 1, 2)
    part = part[oy:oy + crop, ox:ox + crop]
    if mask is None:
        return flip(part, np.zeros((crop // 8, crop // 8), np.float32), d)
    cut = cv2.resize(mask[y:y + window, x:x + window], (size, size), interpolation=cv2.INTER_AREA)
    cells = cv2.resize(cut[oy:oy + crop, ox:ox + crop], (crop // 8, crop // 8), interpolation=cv2.INTER_AREA)
    return flip(part, cells, d)


def flip(image, cells, d):
    if d.seed & 64:
        image, cells = image[:, ::-1], cells[:, ::-1]
    if d.seed & 128:
        image, cells = image.swapaxes(0, 1), cells.swapaxes(0, 1)
    return np.ascontiguousarray(image), np.ascontiguousarray(cells)
