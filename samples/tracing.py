"""A small path tracer. Rays are float32 arrays [3, n]; a picture is traced in strips so that they stay in the cache.

Each camera ray gets direct light from one sampled point of the light and one bounce, diffuse or mirrored; after that a
constant ambient term stands in for further bounces.
"""
from dataclasses import dataclass

import numpy as np

FAR = np.float32(1e9)
EPSILON = np.float32(2e-3)
BRIGHTEST = np.float32(30)       # a single sample above this would leave a lone bright dot


def dot(a, b):
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def unit(a):
    return a / np.sqrt(dot(a, a))


def pick(a, at):
    """Columns of a, as a row-major array: a[:, at] is column-major, on which NumPy's functions are slower and
    their last bits depend on the place in memory."""
    return np.take(a, at, 1)


def vector(*values):
    return np.array(values, np.float32).reshape(3, 1)


def frame(n):
    """Two tangents for each unit normal."""
    up = np.where(np.abs(n[1]) < .9, vector(0, 1, 0), vector(1, 0, 0))
    u = unit(np.cross(up, n, axis=0))
    return u, np.cross(n, u, axis=0)


@dataclass
class Surface:
    """What the rays hit: unit normals [3, n], albedo [3, n], reflectance [n] and roughness [n]."""
    normal: np.ndarray
    albedo: np.ndarray
    reflectance: np.ndarray
    roughness: np.ndarray


class Material:
    """A texture (see textures.py) repeated over surface coordinates."""

    def __init__(self, texture, roughness=.1, bump=1.0):
        self.texture, self.roughness, self.bump = texture, roughness, bump

    def surface(self, u, v, normal, tangent_u, tangent_v):
        """u, v in repeats of the texture; the tangents point along them."""
        h, w = self.texture.shape[:2]
        texel = self.texture[(v * h).astype(np.int32) % h, (u * w).astype(np.int32) % w].T
        bent = unit(normal - self.bump * (texel[3] * tangent_u + texel[4] * tangent_v))
        return Surface(bent, texel[:3], texel[5], np.full(len(u), self.roughness, np.float32))


class Scene:
    """Objects, one light and what lies behind. Objects offer intersect(o, d) -> t and surface(p, d) -> Surface."""

    def __init__(self, objects, light, background, ambient, haze=None):
        self.objects, self.light, self.background = objects, light, background
        self.ambient, self.haze = vector(*ambient), haze

    def nearest(self, o, d):
        best, who = np.full(o.shape[1], FAR), np.full(o.shape[1], -1)
        for k, thing in enumerate(self.objects):
            t = thing.intersect(o, d)
            closer = t < best
            best[closer], who[closer] = t[closer], k
        return best, who

    def blocked(self, o, d, distance):
        """True where anything lies nearer than the light."""
        hit, open_rays = np.zeros(o.shape[1], bool), np.arange(o.shape[1])
        for thing in self.objects:
            if not getattr(thing, "casts_shadow", True):
                continue
            shadowed = thing.intersect(pick(o, open_rays), pick(d, open_rays)) < distance[open_rays] - EPSILON
            hit[open_rays[shadowed]] = True
            open_rays = open_rays[~shadowed]
        return hit

    def surface(self, p, d, who):
        n = p.shape[1]
        s = Surface(np.zeros((3, n), np.float32), np.zeros((3, n), np.float32), np.zeros(n, np.float32),
                    np.zeros(n, np.float32))
        for k in np.unique(who):
            at = np.nonzero(who == k)[0]
            part = self.objects[k].surface(pick(p, at), pick(d, at))
            s.normal[:, at], s.albedo[:, at] = part.normal, part.albedo
            s.reflectance[at], s.roughness[at] = part.reflectance, part.roughness
        return s


def radiance(scene, o, d, rng, bounces, mirrored, pair):
    """Light arriving along the rays [3, n]. `mirrored` marks rays that may see the light itself; `pair(n)` gives two
    numbers in 0..1 for each ray with which the light is sampled."""
    t, who = scene.nearest(o, d)
    out = np.zeros_like(o)
    miss = np.nonzero(who < 0)[0]
    out[:, miss] = scene.background(pick(o, miss), pick(d, miss), mirrored[miss])
    hit = np.nonzero(who >= 0)[0]
    if not len(hit):
        return out
    d, t = pick(d, hit), t[hit]
    p = pick(o, hit) + d * t
    s = scene.surface(p, d, who[hit])
    facing = np.where(dot(s.normal, d) > 0, -1, 1).astype(np.float32)
    normal = s.normal * facing
    p = p + normal * EPSILON
    cosine = np.clip(-dot(normal, d), 0, 1)
    fresnel = np.where(s.reflectance > 0, s.reflectance + (1 - s.reflectance) * (1 - cosine) ** 5, 0)
    fresnel *= 1 - .8 * np.sqrt(s.roughness)         # a rough surface does not reach full reflection at grazing angles
    light = direct(scene, p, normal, s.albedo * (1 - fresnel), pair(hit))
    if bounces:
        light += indirect(scene, p, d, normal, s, fresnel, rng, bounces)
    else:
        light += s.albedo * scene.ambient
    if scene.haze is not None:
        light = scene.haze(light, d, t)
    out[:, hit] = np.minimum(light, BRIGHTEST)
    return out


def direct(scene, p, normal, albedo, uv):
    to_light, distance, power = scene.light(p, uv)
    cosine = dot(normal, to_light)
    out = np.zeros_like(p)
    lit = np.nonzero((cosine > 0) & (power.max(0) > 0))[0]
    lit = lit[~scene.blocked(pick(p, lit), pick(to_light, lit), distance[lit])]
    out[:, lit] = pick(albedo, lit) * pick(power, lit) * cosine[lit] / np.float32(np.pi)
    return out


def indirect(scene, p, d, normal, s, fresnel, rng, bounces):
    """One bounce: mirrored with a probability that follows the reflectance, diffuse (cosine-weighted) otherwise."""
    n = p.shape[1]
    chance = np.where(fresnel > 0, np.clip(2.5 * fresnel, .3, .9), 0).astype(np.float32)
    mirrored = rng.random(n, np.float32) < chance
    angle, r2 = 2 * np.pi * rng.random(n, np.float32), rng.random(n, np.float32)
    u, v = frame(normal)
    r = np.sqrt(r2)
    scattered = u * (r * np.cos(angle)) + v * (r * np.sin(angle)) + normal * np.sqrt(1 - r2)
    spread = s.roughness * np.sqrt(-np.log1p(-r2 * np.float32(.99999))) * .7
    reflected = d - 2 * dot(d, normal) * normal + u * (spread * np.cos(angle)) + v * (spread * np.sin(angle))
    away = unit(np.where(mirrored, reflected, scattered)).astype(np.float32)
    light = radiance(scene, p, away, rng, bounces - 1, mirrored, lambda at: rng.random((2, len(at)), np.float32))
    return light * np.where(mirrored, fresnel / np.maximum(chance, .1), s.albedo * (1 - fresnel) / (1 - chance))


@dataclass
class Lens:
    """A thin lens: position, target (which is in focus), vertical field of view in degrees, radius of the aperture."""
    position: tuple
    target: tuple
    field: float
    aperture: float = 0.0

    def rays(self, x, y, width, height, disc):
        """Rays through picture points (pixels, y down); disc: points of the unit square, for the aperture."""
        eye, target = vector(*self.position), vector(*self.target)
        forward = unit(target - eye)
        right = unit(np.cross(forward, vector(0, 1, 0), axis=0))
        up = np.cross(right, forward, axis=0)
        half = np.tan(np.radians(self.field) / 2)
        sx, sy = (2 * x - width) / height * half, (1 - 2 * y / height) * half
        focus = np.sqrt(dot(target - eye, target - eye)) * (forward + right * sx + up * sy)
        r, angle = self.aperture * np.sqrt(disc[0]), 2 * np.pi * disc[1]
        start = right * (r * np.cos(angle)) + up * (r * np.sin(angle))
        return (eye + start).astype(np.float32), unit(focus - start).astype(np.float32)


def render(scene, lens, width, height, samples, seed, rows=24):
    """Linear RGB radiance [height, width, 3]. Samples follow the R2 sequence, shifted for each pixel."""
    rng = np.random.default_rng(seed)
    step = np.array([[.7548777], [.5698403]])
    picture = np.empty((height, width, 3), np.float32)
    for top in range(0, height, rows):
        bottom = min(top + rows, height)
        y, x = (a.ravel() for a in np.mgrid[top:bottom, :width])
        shifts = rng.random((3, 2, len(x)))
        total = np.zeros((3, len(x)), np.float32)
        for i in range(samples):
            pixel, disc, lamp = ((shifts + i * step) % 1).astype(np.float32)
            o, d = lens.rays(x + pixel[0], y + pixel[1], width, height, disc)
            total += radiance(scene, o, d, rng, 1, np.ones(len(x), bool), lambda at, lamp=lamp: pick(lamp, at))
        picture[top:bottom] = (total / samples).T.reshape(bottom - top, width, 3)
    return picture
