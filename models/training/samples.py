"""Draws training samples: pairs of a real crop and a fake crop with the map of what was changed. Only the window that a crop needs is
read and changed."""
import pathlib
from dataclasses import dataclass

import cv2
import numpy as np

import augment
import data

MARGIN = 8                  # half of the crops begin off the last encode's 8x8 grid, as cropped and padded pictures do; tiles are on it
GENERATED_SHARE = .28       # of the fakes
LOCAL_SHARE = .6            # of the paired fakes, unless train.py is told another one
GOOD_DECODERS = ("tae",)     # count double: nearest to what generators use
REAL, WHOLE, LOCAL, GENERATOR = 0, 1, 2, 3       # origins; the generators' pictures count up from GENERATOR


@dataclass(frozen=True)
class Sample:
    """One crop, uint8 RGB, with its map 0..1 at stride 8, where it comes from, and how hard the chain was (0 to 1)."""
    image: np.ndarray
    cells: np.ndarray
    origin: int
    severity: float


class Pool:
    """All training pictures: aligned sets by source, mapped from disk, and the generators' pictures in memory."""

    def __init__(self, work, root, local_share=LOCAL_SHARE):
        import make_fakes       # imports this module
        self.local_share = local_share
        self.sets, self.by_source = make_fakes.read_all(work, "train"), {}
        for n, entry in enumerate(self.sets):
            self.by_source.setdefault(entry.source, []).append(n)
        self.sources, self.source_share = shares(self.by_source)
        rows, _ = data.split_generated(data.load_index(root))
        self.generated = {}
        for r in rows:
            self.generated.setdefault(r["source"], []).append(data.load_rgb(pathlib.Path(root) / r["path"], 1024)[0])
        self.generators, self.generator_share = shares(self.generated)

    def pick_set(self, rng):
        source = self.sources[rng.choice(len(self.sources), p=self.source_share)]
        return self.sets[rng.choice(self.by_source[source])]

    def pick_generated(self, rng):
        """A generator's picture, and which generator's."""
        n = rng.choice(len(self.generators), p=self.generator_share)
        pictures = self.generated[self.generators[n]]
        return pictures[rng.integers(len(pictures))], n


def shares(groups):
    """Names, and shares by the square root of the size: large sources are seen more often, but do not dominate."""
    names = sorted(groups)
    share = np.sqrt([len(groups[n]) for n in names])
    return names, share / share.sum() if len(names) else share


def pair(pool, rng, severity, crop):
    """A real and a fake. Mostly the same window of the same picture under the same chain, so that only the trace differs."""
    entry = pool.pick_set(rng)
    shared, factor = augment.draw(rng, severity), scale(rng, severity)
    real_name = "real_eq" if "real_eq" in entry.names and rng.random() < .2 else "real"
    own = shared if rng.random() < .6 else augment.draw(rng, severity)
    if rng.random() < GENERATED_SHARE and pool.generators:
        picture, which = pool.pick_generated(rng)
        down = scale(rng, severity) * (1 if rng.random() < .5 else rng.uniform(.45, .9))
        part = cut(picture, window(picture.shape, down, rng, crop))
        if rng.random() < .6:      # reals were JPEGs before; so are these
            part = augment.jpeg(part, rng.integers(75, 97), own)
        fake, origin = finish(part, np.ones(part.shape[:2], np.float32), rng, own, crop), GENERATOR + which
        place = window(entry.pixels.shape[1:], factor, rng, crop)
    else:
        name = None
        if rng.random() < pool.local_share:
            inpainted = list(entry.masks)
            name = inpainted[rng.integers(len(inpainted))] if inpainted and rng.random() < .3 else ""
        # Most edited pictures were JPEGs, and are saved on the same grid: what was regenerated has been compressed once, the rest twice.
        # (Only here, where the real of the pair has the same past: a whole round trip has no grid.)
        place = window(entry.pixels.shape[1:], factor, rng, crop, entry.masks.get(name), on_grid=name is not None and rng.random() < .5)
        part, mask = forge(pool, entry, place, name, rng)
        fake, origin = finish(part, mask, rng, own, crop), WHOLE if name is None else LOCAL
    real = finish(cut(entry[real_name], place), None, rng, shared, crop)
    return Sample(*real, REAL, severity), Sample(*fake, origin, severity)


def scale(rng, s):
    """Output pixels per source pixel: 1 at severity 0, 0.4 to 1.6 (log-uniform) from severity 0.4 on. Pictures arrive scaled more often
    than compressed to pieces, and a run that stays easy would hardly see one."""
    full = min(1, 2.5 * s)
    return 1.0 if rng.random() < .3 else float(2 ** rng.uniform(-1.32 * full, .68 * full))


def window(shape, factor, rng, crop, mask=None, on_grid=False):
    """The square of the picture that becomes the crop: (y, x, side); where a mask is given, mostly one that shows some of it. `on_grid`
    begins it on the grid of the picture's JPEG, with subsampled chroma too."""
    h, w = shape[:2]
    side = int(min(max(round((crop + MARGIN) / factor), 16), h, w))
    y, x = rng.integers(0, h - side + 1), rng.integers(0, w - side + 1)
    if mask is not None and rng.random() < .85:
        ys, xs = np.nonzero(mask[::8, ::8])
        if len(ys):
            k = rng.integers(len(ys))
            y = int(np.clip(ys[k] * 8 - rng.integers(0, side), 0, h - side))
            x = int(np.clip(xs[k] * 8 - rng.integers(0, side), 0, w - side))
    if on_grid:
        y, x = y // 16 * 16, x // 16 * 16
    return y, x, side


def cut(image, place):
    y, x, side = place
    return np.ascontiguousarray(image[y:y + side, x:x + side])


def forge(pool, entry, place, name, rng):
    """A manipulated version of a window, with its mask. `name` is None for the whole frame, an inpainted picture, or "" for an edit
    that is made here."""
    real = cut(entry["real"], place)
    if name is None:
        fake = cut(entry[pick(entry, rng)], place)
        if rng.random() < .25:                       # a share of the real mixed in: the trace, less of the blur
            fake = cv2.addWeighted(fake, share := float(rng.uniform(.5, 1)), real, 1 - share, 0)
        return fake, np.ones(real.shape[:2], np.float32)
    if name:
        mask = cut(entry.masks[name], place).astype(np.float32)
        inner = cut(entry[name], place)
        return blend(real, inner, mask, rng) if rng.random() < .75 else (inner, mask)
    mask, kind = shape_mask(real.shape[:2], rng, largest=.7), rng.random()
    if kind < .5:                                    # regenerated region, original pixels kept elsewhere
        inner = cut(entry[pick(entry, rng)], place)
    elif kind < .56 and place[2] <= 320:             # classical inpainting
        method = cv2.INPAINT_TELEA if rng.random() < .5 else cv2.INPAINT_NS
        mask = shape_mask(real.shape[:2], rng, largest=.08)
        return cv2.inpaint(real, (mask > .5).astype(np.uint8), 4, method), (mask > .5).astype(np.float32)
    elif kind < .68:                                 # a fill that goes on smoothly from its surroundings
        inner = smooth_fill(real, mask, rng)
    elif kind < .74 and pool.generators:             # from a generator's picture
        picture, _ = pool.pick_generated(rng)
        inner = fit(cut(picture, window(picture.shape, 128 / place[2], rng, 128)), real.shape[:2])
    elif kind < .87:                                 # splice from another picture with another history
        other = pool.pick_set(rng)
        inner = history(fit(cut(other["real"], window(other.pixels.shape[1:], 128 / place[2], rng, 128)), real.shape[:2]), rng)
    elif kind < .94:                                 # self-blend: the face-swap case
        inner = history(np.roll(real, (int(rng.integers(-12, 13)), int(rng.integers(-12, 13))), (0, 1)), rng, colour=True)
    else:
        inner = moved_copy(real, rng)
    return blend(real, inner, mask, rng)


def moved_copy(real, rng):
    """Copy-move: the same picture shifted far, and mostly turned and scaled too, which interpolates it."""
    h, w = real.shape[:2]
    turned = rng.random() < .7
    turn = cv2.getRotationMatrix2D((w / 2, h / 2), *((float(rng.uniform(-30, 30)), float(rng.uniform(.7, 1.4))) if turned else (0, 1)))
    turn[:, 2] += [int(rng.integers(w // 6, w // 2 + 1)) * side for side in rng.choice((-1, 1), 2)]
    return cv2.warpAffine(real, turn, (w, h), flags=int(rng.integers(1, 3)), borderMode=cv2.BORDER_REFLECT_101)


def smooth_fill(real, mask, rng):
    """What removal tools leave: the surroundings carried on without their grain. Inpainted at a fraction of the size, brought back, and
    given a little grain of its own."""
    h, w = real.shape[:2]
    f = int(rng.integers(2, 6))
    small = cv2.resize(real, (max(8, w // f), max(8, h // f)), interpolation=cv2.INTER_AREA)
    hole = (cv2.resize(mask, small.shape[1::-1], interpolation=cv2.INTER_LINEAR) > .05).astype(np.uint8)
    filled = cv2.inpaint(small, hole, 3, cv2.INPAINT_TELEA if rng.random() < .5 else cv2.INPAINT_NS)
    wide = cv2.resize(filled, (w, h), interpolation=cv2.INTER_CUBIC)
    if rng.random() < .5:                            # texture from elsewhere in the picture over the smooth fill
        moved = np.roll(real, (int(rng.integers(16, 64)), int(rng.integers(16, 64))), (0, 1)).astype(np.float32)
        detail = moved - cv2.GaussianBlur(moved, (0, 0), 3)
        wide = (wide + rng.uniform(.3, 1) * cv2.GaussianBlur(detail, (0, 0), rng.uniform(.3, 1))).clip(0, 255).astype(np.uint8)
    return wide


def blend(real, inner, mask, rng):
    soft = mask if rng.random() < .5 else cv2.GaussianBlur(mask, (0, 0), rng.uniform(1, 6))
    blended = real + (inner.astype(np.float32) - real) * soft[..., None]
    return blended.round().clip(0, 255).astype(np.uint8), soft


def pick(entry, rng):
    """The name of one decoder's whole picture."""
    names = [n for n in entry.names if n not in ("real", "real_eq") and n not in entry.masks]
    weight = np.array([2.0 if n.startswith(GOOD_DECODERS) else 1.0 for n in names])
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


def finish(part, mask, rng, d, crop):
    """Brings a window to the crop size and runs the chain; the map is the mask per 8x8 cell."""
    size = crop + MARGIN
    part = augment.resize(augment.before_resize(part, d), size, size, d)
    part = augment.after_resize(part, d)
    oy, ox = rng.integers(0, MARGIN + 1, 2) if rng.random() < .5 else (0, 0)
    part = part[oy:oy + crop, ox:ox + crop]
    if mask is None:
        return flip(part, np.zeros((crop // 8, crop // 8), np.float32), d)
    wide = cv2.resize(mask, (size, size), interpolation=cv2.INTER_AREA)
    cells = cv2.resize(wide[oy:oy + crop, ox:ox + crop], (crop // 8, crop // 8), interpolation=cv2.INTER_AREA)
    return flip(part, cells, d)


def flip(image, cells, d):
    if d.seed & 64:
        image, cells = image[:, ::-1], cells[:, ::-1]
    if d.seed & 128:
        image, cells = image.swapaxes(0, 1), cells.swapaxes(0, 1)
    return np.ascontiguousarray(image), np.ascontiguousarray(cells)
