"""The second scene: a brick house by a lake under a summer sky, with trees, reeds and hills behind."""
import cv2
import numpy as np

import textures as tx
from shapes import Card, Solid
from tracing import FAR, Lens, Material, Scene, Surface, unit, vector

SUN = unit(vector(-.62, .52, .60))
SUN_POWER = vector(13.5, 12.2, 10.2)
WALL = 3.1          # height of the walls in metres


def sun(p, uv):
    """The sun as a small disc, wider than the real one for the haze around it."""
    angle, r = 2 * np.pi * uv[0], .012 * np.sqrt(uv[1])
    way = unit(SUN + r * (np.cos(angle) * vector(.64, 0, .77) + np.sin(angle) * vector(-.4, -.85, .34)))
    n = p.shape[1]
    return way.astype(np.float32), np.full(n, FAR), np.broadcast_to(SUN_POWER, (3, n))


class Sky:
    """Blue gradient with cumulus clouds on a flat layer seen in perspective."""

    def __init__(self, seed):
        self.clouds = tx.spectral(1024, 1024, 1.75, seed)

    def __call__(self, o, d, mirrored):
        up = np.maximum(d[1], .015)
        blue = vector(.34, .62, 1.25) + (vector(1.05, 1.12, 1.2) - vector(.34, .62, 1.25)) * np.exp(-5.5 * up)
        u, v = ((a / (up + .06) * 90).astype(np.int32) % 1024 for a in (d[0], d[2]))
        w = ((d[2] / (up + .06) + .45) * 90).astype(np.int32) % 1024
        cover = tx.smooth(.25, 1.5, self.clouds[v, u])
        lit = np.clip(1.0 + .28 * (self.clouds[v, u] - self.clouds[w, u]), .62, 1.25)
        white = vector(1.65, 1.62, 1.55) * lit
        return (blue + (white - blue) * cover * .92).astype(np.float32)


def haze(light, d, t):
    share = 1 - np.exp(-t / np.float32(600))
    return light + (vector(.80, .93, 1.10) - light) * share


class Ground:
    """The level ground: meadow and a gravel path beyond the shore line, the lake before it."""

    def __init__(self, seed):
        self.bank = tx.spectral(1, 512, 1.2, seed)[0]
        share = .5 + .3 * tx.spectral(1024, 1024, .5, seed + 1) + .25 * tx.spectral(1024, 1024, 1.5, seed + 2)
        grass = tx.blend((.045, .085, .012), (.13, .17, .03), np.clip(share, 0, 1))
        self.meadow = Material(tx.pack(grass, 1.2 * tx.spectral(1024, 1024, .4, seed + 3), 0), .5, .4)
        stones = .30 + .10 * tx.spectral(1024, 1024, .2, seed + 4) + .05 * tx.spectral(1024, 1024, 1, seed + 5)
        gravel = np.clip(stones, .05, 1)[..., None] * np.array((1, .9, .75))
        self.gravel = Material(tx.pack(gravel, tx.spectral(1024, 1024, .4, seed + 6), 0), .5, .5)
        waves = tx.spectral(1024, 1024, 1.45, seed + 7, (1, 1.8))
        waves += .9 * tx.spectral(1024, 1024, 2.2, seed + 8, (1, 1.5))
        self.water = Material(tx.pack(np.full((1024, 1024, 3), (.018, .032, .028)), waves, .021), 0, .055)

    def shore(self, x):
        """z of the shore line, water on the camera's side."""
        return 1.2 + .35 * self.bank[(x * 11).astype(np.int32) % 512] + .25 * np.sin(x * .5)

    def intersect(self, o, d):
        t = -o[1] / np.where(np.abs(d[1]) < 1e-6, 1e-6, d[1])
        return np.where((t > 2e-3) & (t < 400), t, FAR).astype(np.float32)

    def surface(self, p, d):
        n, (x, z) = p.shape[1], (p[0], p[2])
        up = np.broadcast_to(vector(0, 1, 0), p.shape)
        path = np.abs(x - 1.6 - .5 * np.sin(z * .55)) - .55 - .06 * self.bank[(z * 30).astype(np.int32) % 512]
        edge = self.shore(x)
        kinds = np.where(z > edge, 2, np.where(((path < 0) & (z > -2.4)) | (z > edge - .22), 1, 0))
        out = Surface(up.copy(), np.zeros_like(p), np.zeros(n, np.float32), np.zeros(n, np.float32))
        for kind, (material, size) in enumerate(((self.meadow, 6.0), (self.gravel, 5.0), (self.water, 9.0))):
            at = np.nonzero(kinds == kind)[0]
            s = material.surface(x[at] / size, z[at] / size, up[:, at], vector(1, 0, 0), vector(0, 0, 1))
            out.normal[:, at], out.albedo[:, at], out.reflectance[at] = s.normal, s.albedo, s.reflectance
        return out


def bricks(seed, rows=40, width=1024, height=512, openings=()):
    """A brick wall; openings are (left, top, right, bottom, door) in shares of the picture."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:height, :width].astype(np.float32)
    row = (y * rows / height).astype(int)
    across = rows / height * .36
    column = (x * across + .5 * (row % 2)).astype(int)
    tone = rng.normal(1, .2, (rows + 1, 400))[row, column % 400]
    fy, fx = y * rows / height % 1, (x * across + .5 * (row % 2)) % 1
    mortar = (fy < .14) | (fx < .055)
    grain = 1 + .14 * tx.spectral(height, width, .3, seed) + .10 * tx.spectral(height, width, 1.4, seed + 1)
    colour = np.where(mortar[..., None], (.34, .31, .27), tone[..., None] * (.33, .115, .065)) * grain[..., None]
    bump = np.where(mortar, -.8, 0) + .25 * tx.spectral(height, width, .4, seed + 2)
    shine = np.zeros((height, width), np.float32)
    for left, top, right, bottom, door in openings:
        x0, x1, y0, y1 = int(left * width), int(right * width), int(top * height), int(bottom * height)
        colour[y0 - 7:y1 + 7, x0 - 7:x1 + 7] = (.62, .60, .55)
        bump[y0 - 7:y1 + 7, x0 - 7:x1 + 7] = .4
        board = 1 + .3 * tx.spectral(y1 - y0, x1 - x0, .5, seed + 3, (20, 1))[..., None]
        colour[y0:y1, x0:x1] = np.array((.05, .13, .10)) * board if door else (.012, .015, .02)
        if not door:
            shine[y0:y1, x0:x1], bump[y0:y1, x0:x1] = .08, 0
            for bar in (x0 + x1) // 2 - 3, :
                colour[y0:y1, bar:bar + 6], shine[y0:y1, bar:bar + 6] = (.62, .60, .55), 0
            for bar in y0 + (y1 - y0) // 3, y0 + 2 * (y1 - y0) // 3:
                colour[bar:bar + 5, x0:x1], shine[bar:bar + 5, x0:x1] = (.62, .60, .55), 0
    return Material(tx.pack(colour, bump, shine)[::-1].copy(), .02, .6)


def tiles(seed, rows=18, size=768):
    """Rounded roof tiles in overlapping rows."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:size, :size].astype(np.float32)
    row = (y * rows / size).astype(int)
    fy = y * rows / size % 1
    fx = x * 26 / size % 1
    tone = rng.normal(1, .16, (rows, 26))[row, (x * 26 / size).astype(int)]
    moss = tx.smooth(.6, 1.8, tx.spectral(size, size, 1.3, seed))
    colour = tx.blend((.20, .085, .055), (.10, .11, .04), moss) * (tone * (1 - .7 * tx.smooth(.88, 1, fy))
                                                                 * (.6 + .4 * np.sin(np.pi * fx)))[..., None]
    colour *= 1 + .15 * tx.spectral(size, size, .2, seed + 1)[..., None]
    return Material(tx.pack(colour, 4 * np.sin(np.pi * fx) + 3 * fy, 0), .5, .5)


class OneWall(Material):
    """A picture that covers one wall of this width once."""

    def __init__(self, base, width):
        super().__init__(base.texture, base.roughness, base.bump)
        self.width = width

    def surface(self, u, v, *rest):
        return super().surface(np.clip(u / self.width, 0, .999), np.clip(v / WALL, 0, .999), *rest)


def house(x, z, length, depth, rise):
    """Walls and a gable roof with eaves; the long side faces the lake."""
    long_wall = bricks(21, 44, 1536, 512, ((.08, .30, .19, .70, False), (.29, .30, .40, .70, False),
                                           (.52, .28, .61, .97, True), (.74, .30, .88, .70, False)))
    short_wall = bricks(22, 44, 768, 512, ((.36, .30, .62, .70, False),))
    roof, wood = tiles(23), bricks(24, 60)
    left, right, front, back = x - length / 2, x + length / 2, z + depth / 2, z - depth / 2
    walls = Solid([
        ((0, 0, 1), (left, 0, front), (1, 0, 0), (0, 1, 0), 1, OneWall(long_wall, length)),
        ((0, 0, -1), (left, 0, back), (1, 0, 0), (0, 1, 0), 1, OneWall(long_wall, length)),
        ((1, 0, 0), (right, 0, front), (0, 0, -1), (0, 1, 0), 1, OneWall(short_wall, depth)),
        ((-1, 0, 0), (left, 0, back), (0, 0, 1), (0, 1, 0), 1, OneWall(short_wall, depth)),
        ((0, 1, 0), (left, WALL, back), (1, 0, 0), (0, 0, 1), 4, wood)])
    eave = .35
    half = depth / 2 + eave
    slope = np.array((0, rise, half)) / np.hypot(rise, half)
    prism = Solid([
        ((0, half, rise), (left, WALL + rise, z), (1, 0, 0), (0, slope[1], -slope[2]), 4.2, roof),
        ((0, half, -rise), (left, WALL + rise, z), (1, 0, 0), (0, slope[1], slope[2]), 4.2, roof),
        ((0, -1, 0), (left, WALL - .12, z), (1, 0, 0), (0, 0, 1), 4, wood),
        ((1, 0, 0), (right + eave, 0, front), (0, 0, -1), (0, 1, 0), 3.1, wood),
        ((-1, 0, 0), (left - eave, 0, back), (0, 0, 1), (0, 1, 0), 3.1, wood)])
    stack = bricks(25, 44)
    cx, cz, r = x - length * .27, z - .25, .36
    chimney = Solid([((0, 1, 0), (cx, WALL + rise + .75, cz), (1, 0, 0), (0, 0, 1), 3, stack)]
                    + [((a, 0, b), (cx + a * r, 0, cz + b * r), (b, 0, -a), (0, 1, 0), 3, stack)
                       for a, b in ((1, 0), (-1, 0), (0, 1), (0, -1))])
    return [walls, prism, chimney]


def tree(seed, colour, width=720, height=900, leaves=16000):
    """A broad-leaved tree painted leaf by leaf, far to near, each leaf lit by its place in the crown: linear RGBA."""
    rng = np.random.default_rng(seed)
    picture = np.zeros((height, width, 4), np.float32)
    middle = width / 2
    fork = (int(middle + rng.normal(0, 8)), int(height * .72))
    cv2.line(picture, (int(middle), height), fork, (.06, .045, .03, 1), 24)
    for k in range(9):
        tip = (int(middle + rng.normal(0, width * .2)), int(height * rng.uniform(.2, .6)))
        cv2.line(picture, fork, tip, (.06, .045, .03, 1), 16 - k)
    puffs = [(middle + rng.normal(0, width * .17), height * rng.uniform(.18, .70), rng.uniform(.10, .19) * width,
              rng.uniform(-1, 1)) for _ in range(30)]
    puff = rng.integers(0, len(puffs), leaves)
    ball = rng.normal(size=(leaves, 3))
    ball /= np.linalg.norm(ball, axis=1, keepdims=True) / rng.uniform(.45, 1.05, (leaves, 1))
    cx, cy, r, cz = np.array(puffs).T
    x, y, depth = cx[puff] + ball[:, 0] * r[puff], cy[puff] + ball[:, 1] * r[puff], cz[puff] + ball[:, 2]
    shade = np.clip(.55 + .42 * (ball @ (-.55, -.7, .45)) + .15 * cz[puff], .12, 1.4) * rng.uniform(.7, 1.25, leaves)
    tint = np.asarray(colour) * rng.uniform(.8, 1.2, (leaves, 3))
    for i in np.argsort(depth):
        if 6 < x[i] < width - 6 and y[i] > 6:
            cv2.ellipse(picture, ((x[i], y[i]), (rng.uniform(4, 8), rng.uniform(8, 13)), float(rng.uniform(0, 180))),
                        (*(tint[i] * shade[i]), 1), -1)
    return picture


def blades(seed, colours, width=2400, height=260, count=2600):
    """A strip of grass or reed, blade by blade; it gets low at both ends, so that repeats look like clumps."""
    rng = np.random.default_rng(seed)
    picture = np.zeros((height, width, 4), np.float32)
    clump = .55 + .45 * tx.smooth(-1, 1.2, tx.spectral(1, width, 1, seed)[0])
    clump *= tx.smooth(0, .14, .5 - np.abs(np.arange(width) / width - .5)) * .9 + .1
    for _ in range(count):
        x = rng.integers(width)
        size = height * clump[x] * rng.uniform(.35, 1)
        lean = rng.normal(0, .22) * size
        colour = np.asarray(colours[rng.integers(len(colours))]) * rng.uniform(.5, 1.25)
        s = np.linspace(0, 1, 7)
        points = np.stack([x + lean * s ** 2, height - size * s], 1)
        cv2.polylines(picture, [points.astype(np.int32)], False, (*colour, 1), int(rng.integers(2, 5)))
    return picture


def hills(seed, colour, width=3000, height=400):
    """A wooded ridge: jagged outline, mottled trees."""
    ridge = height * (.45 + .14 * tx.spectral(1, width, 1.6, seed)[0] + .012 * tx.spectral(1, width, .5, seed + 1)[0])
    y = np.arange(height)[:, None]
    tone = 1 + .35 * tx.spectral(height, width, .7, seed + 2) + .15 * tx.spectral(height, width, 0, seed + 3)
    picture = np.empty((height, width, 4), np.float32)
    picture[..., :3] = np.asarray(colour) * np.clip(tone, .2, 2.2)[..., None]
    picture[..., 3] = y > ridge
    return picture


def scene():
    oak, birch = tree(31, (.13, .20, .035)), tree(32, (.20, .25, .05), 560, 900, 11000)
    reed = blades(33, ((.16, .21, .05), (.24, .23, .08), (.10, .16, .03)))
    lawn = blades(34, ((.10, .16, .025), (.15, .19, .04), (.20, .20, .06)), height=120, count=4200)
    flower = (.25, .7, .6)
    things = [Ground(35), *house(-1.3, -4.6, 7.6, 4.4, 2.2)]
    trees = ((-10.6, -5.5, 7.6, oak), (6.4, -3.3, 6.2, oak), (10.2, -4.4, 5.6, birch), (-7.4, -9, 7.2, birch),
             (10.8, -8, 7.4, oak), (-15.5, -12, 8.5, birch), (1.2, -12, 8.2, birch), (15, -14, 8, oak))
    for x, z, size, picture in trees:
        wide = size * picture.shape[1] / picture.shape[0]
        things.append(Card(x - wide / 2, -.1, z, wide, size, picture))
    for z, high in ((-2.0, .22), (-.9, .24), (.1, .22)):
        things.append(Card(-14, -.02, z, 15.0, high, lawn, flower, 4, casts_shadow=False))
        things.append(Card(2.5, -.02, z, 12, high, lawn, flower, 3, casts_shadow=False))
    things.append(Card(-13, -.05, .95, 12.6, .7, reed, flower, 2))
    things.append(Card(3.1, -.05, .9, 10, .62, reed, flower, 2))
    things.append(Card(-140, -2, -95, 280, 27, hills(36, (.05, .085, .03)), casts_shadow=False))
    things.append(Card(-330, -5, -250, 660, 92, hills(40, (.06, .09, .05)), casts_shadow=False))
    return Scene(things, sun, Sky(41), (.30, .36, .44), haze)


def lens():
    return Lens((3.0, 1.75, 13.2), (.3, 2.25, -3.0), 37, .012)
