"""The first scene: fruit, a vase and a book on a wooden table beside a window."""
import cv2
import numpy as np

import textures as tx
from shapes import Bunch, Card, Field, Plane, Solid, apple, lemon, orange, pear, stalk, turned
from tracing import Lens, Material, Scene, dot, vector

VASE = turned([-1, -.97, -.8, -.35, .1, .45, .68, .8, .93, 1],
              [.30, .34, .44, .60, .58, .38, .23, .21, .29, .31])


def turn(yaw, tilt=0.0, roll=0.0):
    """Rotation matrix from angles in degrees: about the own axis, then tipped sideways, then about the vertical."""
    a, b, c = np.radians([yaw, tilt, roll])
    own = np.array([[np.cos(c), 0, np.sin(c)], [0, 1, 0], [-np.sin(c), 0, np.cos(c)]])
    tip = np.array([[np.cos(b), -np.sin(b), 0], [np.sin(b), np.cos(b), 0], [0, 0, 1]])
    yaw = np.array([[np.cos(a), 0, np.sin(a)], [0, 1, 0], [-np.sin(a), 0, np.cos(a)]])
    return yaw @ tip @ own


class Window:
    """A window left of the table, two by three panes between bars, with a brighter sky above."""
    corner, across, up = vector(-2.7, .55, -.5), vector(0, 0, 2.2), vector(0, 2.0, 0)
    colour = vector(13, 14.2, 15.5)

    def brightness(self, u, v):
        bar = (np.abs(u * 2 - 1) < .06) | (np.abs(v * 3 % 1 - .5) > .46)
        return np.where(bar, 0, .55 + .6 * v).astype(np.float32) * self.colour

    def __call__(self, p, uv):
        way = self.corner + self.across * uv[0] + self.up * uv[1] - p
        square = dot(way, way)
        distance = np.sqrt(square)
        way = way / distance
        return way, distance, self.brightness(*uv) * np.maximum(-way[0], 0) * np.float32(2.2 * 2.0) / square

    def background(self, o, d, mirrored):
        """A dim room with warm walls; mirrored rays also see the window."""
        room = .30 + .16 * d[1] + .10 * d[2]
        light = vector(.95, .88, .78) * np.maximum(room, .04)
        t = (self.corner[0] - o[0]) / np.where(d[0] < -1e-4, d[0], -1e-4)
        u, v = (o[2] + t * d[2] - self.corner[2]) / 2.2, (o[1] + t * d[1] - self.corner[1]) / 2.0
        seen = mirrored & (d[0] < -1e-4) & (t > 0) & (np.abs(u - .5) < .5) & (np.abs(v - .5) < .5)
        return np.where(seen, self.brightness(u, v), light).astype(np.float32)


def bouquet(seed, width=900, height=1000):
    """Painted dry branches with leaves and small white blossoms, linear RGBA, rooted in the middle below."""
    rng = np.random.default_rng(seed)
    picture = np.zeros((height, width, 4), np.float32)
    for _ in range(30):
        lean, bend, length = rng.normal(0, .34), rng.normal(0, .25), rng.uniform(.5, .95)
        steps = np.linspace(0, 1, 60)
        x = width / 2 + width * .55 * (lean * steps + bend * steps ** 2) * length + rng.normal(0, 14)
        y = height - height * length * steps * (1 - .2 * abs(lean) * steps)
        line = np.stack([x, y], 1).astype(np.int32)
        cv2.polylines(picture, [line], False, (.10, .075, .035, 1), 4)
        kind = rng.random()
        for k in range(14, 60):
            if rng.random() < .3:
                continue
            shade, side = rng.uniform(.4, 1.2), rng.choice([-1, 1])
            if kind < .55:
                colour = np.array([.13, .19, .075]) * shade * rng.uniform(.85, 1.15, 3)
                centre = (x[k] + side * 15, y[k] - 6)
                cv2.ellipse(picture, (centre, (34, 13), float(-side * rng.uniform(15, 60))), (*colour, 1), -1)
                cv2.line(picture, line[k].tolist(), tuple(int(c) for c in centre), (*(colour * 1.35), 1), 1)
            elif k > 26:
                centre = np.array([x[k] + rng.normal(0, 16), y[k] + rng.normal(0, 12)])
                for petal in range(5):
                    spot = centre + 6 * np.array([np.cos(petal * 1.257), np.sin(petal * 1.257)])
                    tone = np.array([.72, .62, .56]) * shade * rng.uniform(.75, 1)
                    cv2.circle(picture, spot.astype(int).tolist(), 5, (*tone, 1), -1)
                cv2.circle(picture, centre.astype(int).tolist(), 3, (.5, .33, .05, 1), -1)
    picture[..., :3] *= 1 + .12 * tx.spectral(height, width, .2, seed)[..., None]
    return np.clip(picture, 0, 1)


def book(x, z, yaw, base, size, cover, paper):
    """A closed book lying on the table: two boards and the pages between them."""
    turned_axes = turn(yaw)
    along, deep = turned_axes[:, 0], turned_axes[:, 2]

    def box(low, high, half_x, half_z, side):
        faces = [((0, s, 0), (x, low if s < 0 else high, z), along, deep, .34, cover) for s in (-1, 1)]
        for axis, half, other in ((along, half_x, deep), (deep, half_z, along)):
            for s in (-1, 1):
                faces.append((axis * s, np.array((x, low, z)) + axis * s * half, other, (0, 1, 0), .34, side))
        return Solid(faces)
    w, h, d = size
    return [box(base, base + .018, w, d, cover), box(base + .018, base + h - .018, w - .025, d - .025, paper),
            box(base + h - .018, base + h, w, d, cover)]


def grapes(x, z, seed):
    rng = np.random.default_rng(seed)
    centres, radii = [], []
    for _ in range(600):             # as many as find room
        r = rng.uniform(.072, .088)
        layer = rng.choice([0, 0, 0, 1, 1, 2])
        spread = (.40 - .13 * layer, .21 - .07 * layer)
        c = np.array([x + rng.uniform(-1, 1) * spread[0], r + layer * .125, z + rng.uniform(-1, 1) * spread[1]])
        if all(np.linalg.norm(c - other) > .82 * (r + s) for other, s in zip(centres, radii)):
            centres.append(c)
            radii.append(r)
    return centres, radii


def scene(variant=0):
    """variant 0: the whole table; variant 1: fewer things, other fruit, other colours."""
    skin = {
        "red": Material(tx.peel(11, ((.30, .018, .012), (.46, .22, .045)), .22, .34, 0, 1), .09, .5),
        "green": Material(tx.peel(12, ((.26, .34, .05), (.46, .38, .10)), .2, .2, 0, .6), .09, .5),
        "orange": Material(tx.peel(13, ((.62, .19, .012), (.72, .27, .02)), .25, 0, .9), .22, .5),
        "lemon": Material(tx.peel(14, ((.72, .47, .03), (.64, .50, .07)), .25, 0, .7), .2, .5),
        "pear": Material(tx.peel(15, ((.38, .36, .055), (.42, .20, .05)), .3, .12, .15, .8), .2, .4),
        "grape": Material(tx.peel(16, ((.03, .012, .035), (.13, .07, .13)), .45, 0, .1, size=256), .12, .4),
        "stem": Material(tx.peel(17, ((.09, .05, .02), (.16, .10, .05)), .4, .3, 0, size=128), .6),
    }
    wood, wall = Material(tx.wood(1 + variant), .13, .10), Material(tx.textile(5), .5, .25)
    vase, paper = Material(tx.glaze(7), .03, .06), Material(tx.pages(9), .6, .5)
    cover = Material(tx.cloth_cover(8, (.05, .11, .10) if variant == 0 else (.26, .05, .04)), .5, .15)
    grain = turn(84)        # the planks run away from the viewer, a little askew
    things = [Plane((.3, 0, .2), grain[:, 0], grain[:, 2], 2.3, wood),
              Plane((0, 0, -1.35), (1, 0, 0), (0, 1, 0), 1.3, wall)]

    def fruit(shape, x, z, size, kind, rest, yaw=0, tilt=0, stem=None, lift=0.0):
        axes = turn(yaw, tilt)
        centre = np.array((x, rest * size + lift, z))
        things.append(Field(shape, centre, size, skin[kind], axes, 1.25))
        if stem is not None:
            things.append(Field(stalk, centre + axes[:, 1] * stem * size, size, skin["stem"], axes, .62))

    if variant == 0:
        things.append(Field(VASE, (-.42, .62, -.55), .62, vase, turn(20), 1.13))
        things.append(Card(-1.22, 1.17, -.55, 1.6, 1.5, bouquet(3), (-.55, .35, .75)))
        things.extend(book(.72, -.42, 14, 0, (.46, .15, .33), cover, paper))
        fruit(pear, .86, -.42, .34, "pear", .93, 25, 7, .80, .15)
        fruit(apple, -.02, .06, .275, "red", .74, 40, -9, .62)
        fruit(apple, -.88, .02, .26, "green", .74, -20, 12, .62)
        fruit(orange, .50, .14, .25, "orange", .90, 60, 35)
        fruit(lemon, .98, .34, .21, "lemon", .74, 35, 84)
        things.append(Bunch(*grapes(-.38, .52, 4), skin["grape"]))
    else:
        things.append(Field(VASE, (.62, .5, -.5), .5, vase, turn(-40), 1.13))
        fruit(orange, -.10, -.05, .26, "orange", .90, 10, 20)
        fruit(orange, -.55, .22, .24, "orange", .90, 130, -30)
        fruit(lemon, .22, .38, .2, "lemon", .74, -25, 82)
        fruit(pear, -.62, -.40, .35, "pear", .93, 70, -5, .80)
        fruit(apple, .62, .12, .26, "green", .74, 80, 8, .62)
    window = Window()
    return Scene(things, window, window.background, (.16, .145, .125))


def lens(variant=0):
    if variant == 0:
        return Lens((.25, 1.12, 3.7), (-.02, .60, .12), 33, .030)
    return Lens((-.35, .85, 2.9), (.0, .28, .12), 27, .030)
