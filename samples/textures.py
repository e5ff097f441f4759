"""Procedural textures: arrays [height, width, 6] of linear albedo (r, g, b), bump slope (u, v) and reflectance at
normal incidence. They repeat at their edges, and hold detail down to single texels, as surfaces do."""
import cv2
import numpy as np

DIELECTRIC = .04     # reflectance of glaze, varnish or fruit skin, refractive index about 1.5


def spectral(height, width, slope, seed, stretch=(1, 1)):
    """Tileable noise with a power-law amplitude spectrum, mean 0 and deviation 1; `stretch` elongates it (y, x)."""
    rng = np.random.default_rng(seed)
    fy = np.fft.fftfreq(height)[:, None] * height * stretch[0]
    fx = np.fft.rfftfreq(width)[None] * width * stretch[1]
    radius = np.hypot(fy, fx)
    radius[0, 0] = np.inf
    noise = np.fft.irfft2(np.fft.rfft2(rng.standard_normal((height, width))) / radius ** slope, (height, width))
    return ((noise - noise.mean()) / noise.std()).astype(np.float32)


def blend(a, b, share):
    """Linear mixture of two colours (or colour pictures): a where share is 0, b where it is 1."""
    return np.asarray(a, np.float32) + (np.asarray(b, np.float32) - np.asarray(a, np.float32)) * share[..., None]


def smooth(low, high, x):
    """0 below low, 1 above high, cubic between."""
    x = np.clip((x - low) / (high - low), 0, 1)
    return x * x * (3 - 2 * x)


def pack(colour, bump, reflectance=DIELECTRIC):
    """Joins colour, the slopes of a height field (in texels of height per texel) and reflectance."""
    out = np.empty(colour.shape[:2] + (6,), np.float32)
    out[..., :3] = np.clip(colour, .002, .95)
    out[..., 3] = (np.roll(bump, -1, 1) - np.roll(bump, 1, 1)) / 2
    out[..., 4] = (np.roll(bump, -1, 0) - np.roll(bump, 1, 0)) / 2
    out[..., 5] = reflectance
    return out


def wood(seed, size=2048, planks=5):
    """Varnished planks; the grain runs across the picture."""
    v = np.linspace(0, planks, size, endpoint=False)[:, None] + np.zeros((1, size))
    plank = v.astype(int)
    rng = np.random.default_rng(seed)
    shift = spectral(size, size, 1.9, seed, (1, 9))
    phase = (v - plank) * rng.uniform(2.5, 5, planks)[plank] + .9 * shift + rng.uniform(0, 9, planks)[plank]
    ring = phase % 1
    ring = smooth(0, .75, ring) * (1 - smooth(.8, 1, ring))
    fibre = spectral(size, size, .35, seed + 1, (1, 30))
    pores = smooth(1.5, 2.4, spectral(size, size, .1, seed + 2, (1, 14)))
    tone = .52 * ring + .10 * fibre + .35 * rng.uniform(-.4, .5, planks)[plank]
    tone = tone + .06 * spectral(size, size, 1.3, seed + 3)
    colour = blend((.36, .185, .085), (.115, .048, .02), np.clip(tone, -.15, 1.1)) * (1 - .55 * pores)[..., None]
    gap = np.abs((v + .5) % 1 - .5) * size / planks
    seam = 1 - smooth(1, 5, gap)
    return pack(colour * (1 - .85 * seam)[..., None], .10 * fibre - .8 * pores - 2.5 * seam, .045 * (1 - seam))


def textile(seed, size=1024, threads=128):
    """Woven wall cloth with a damask figure: two dyes, single threads visible."""
    y, x = np.mgrid[:size, :size].astype(np.float32) / size
    figure = np.maximum(rosettes(x * 2, y * 2), rosettes(x * 2 + .5, y * 2 + .5))
    rng = np.random.default_rng(seed)
    tx, ty = (x * threads).astype(int), (y * threads).astype(int)
    warp, weft = np.sin(np.pi * (x * threads % 1)), np.sin(np.pi * (y * threads % 1))
    over = (tx + ty) % 2 == 0
    thread = np.where(over, warp, weft)
    dye = np.where(over, rng.normal(1, .09, threads)[tx], rng.normal(1, .09, threads)[ty])
    fuzz = 1 + .10 * spectral(size, size, 0, seed + 1) + .04 * spectral(size, size, 1.2, seed + 2)
    colour = blend((.075, .115, .105), (.27, .25, .165), figure) * ((.5 + .6 * thread) * dye * fuzz)[..., None]
    return pack(colour, 1.6 * thread + .15 * figure, 0)


def rosettes(x, y):
    """One eight-petalled flower in each unit cell, with a ring of dots and a lattice that joins the cells: 0..1."""
    u, v = x % 1 - .5, y % 1 - .5
    r, angle = np.hypot(u, v), np.arctan2(v, u)
    petals = smooth(-.012, .012, .12 + .05 * np.cos(8 * angle) - r) * smooth(.035, .05, r)
    dots = smooth(-.004, .004, .017 - np.abs(r - .215)) * smooth(.3, .5, np.cos(16 * angle))
    lattice = smooth(-.003, .003, .010 - np.abs(np.abs(u) + np.abs(v) - .5 + .05 * np.sin(4 * angle) ** 2))
    return np.maximum.reduce([petals, dots, lattice])


def peel(seed, colours, mottle=.5, streaks=0., pores=0., fleck=0., size=1024):
    """Fruit skin over (longitude, latitude): two mixed colours, streaks from pole to pole, pits and pale flecks."""
    h, w = size, 2 * size
    share = .5 + mottle * spectral(h, w, 1.6, seed) + .06 * spectral(h, w, .2, seed + 4)
    if streaks:
        share += streaks * spectral(h, w, .8, seed + 1, (14, 1))
    colour = blend(*colours, np.clip(share, 0, 1))
    grain = cv2.GaussianBlur(spectral(h, w, 0, seed + 2), (0, 0), 2.2, borderType=cv2.BORDER_REFLECT)
    pits = smooth(.6, 1.8, grain / grain.std())
    spots = smooth(2.6, 3.0, np.roll(grain, 300, 0) / grain.std())
    colour = blend(colour * (1 - .25 * min(pores, 1) * pits)[..., None], (.55, .45, .22), fleck * spots)
    return pack(colour, -2.2 * pores * pits + .05 * spectral(h, w, .3, seed + 3))


def glaze(seed, size=1024):
    """White vase glaze with brushed cobalt bands and leaves."""
    h, w = size, 2 * size
    y, x = np.mgrid[:h, :w].astype(np.float32) / h
    wobble = .012 * spectral(h, w, 1.5, seed)
    bands = ((.30, .012), (.335, .004), (.70, .012), (.735, .004))       # place and half width
    band = np.minimum.reduce([np.abs(y + wobble - c) - r for c, r in bands])
    u = np.abs((x * 5) % 1 - .5)
    leaf = np.abs(np.sin(9 * np.pi * (y - .36) / .3 * .34)) * .34 - u + .02 * np.cos(60 * y)
    motif = smooth(0, .03, np.where((y > .37) & (y < .67), leaf - .04, -1))
    motif = motif * (.65 + .35 * smooth(-.3, .3, np.sin(70 * (u + y))))
    ink = np.clip(np.maximum(1 - smooth(-.001, .003, band), motif) * (.8 + .15 * spectral(h, w, .6, seed + 1)), 0, 1)
    crackle = 1 - .10 * (np.abs(spectral(h, w, 1.1, seed + 2)) < .03)
    colour = blend((.66, .64, .58), (.02, .045, .22), ink) * crackle[..., None]
    return pack(colour + .012 * spectral(h, w, 0, seed + 3)[..., None], .25 * spectral(h, w, 1.2, seed + 4), .05)


def cloth_cover(seed, colour, size=512):
    """Book cloth: a fine weave of one colour."""
    y, x = np.mgrid[:size, :size]
    weave = np.sin(x * np.pi / 3) * np.sin(y * np.pi / 3)
    tone = 1 + .22 * weave + .12 * spectral(size, size, 0, seed) + .1 * spectral(size, size, 1.4, seed + 1)
    return pack(np.asarray(colour, np.float32) * tone[..., None], .9 * weave, .02)


def pages(seed, size=512):
    """The cut side of a book: many thin sheets."""
    tone = .62 + .10 * spectral(size, size, .15, seed, (1, 60)) + .03 * spectral(size, size, 0, seed + 1)
    return pack(np.asarray((1, .93, .78), np.float32) * tone[..., None], tone, 0)
