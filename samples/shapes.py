"""Shapes for the path tracer: distance fields (fruit, vase), spheres in a bunch, planes, cards and convex solids."""
import numpy as np

from tracing import FAR, Surface, dot, pick, unit, vector


class Field:
    """A solid given by a distance estimate in its own coordinates (about unit size), found by sphere tracing.

    `scale` and `turn` (rotation matrix, columns = own axes in the world) place it; `bound` is its
    radius before scaling.
    """

    def __init__(self, distance, centre, scale, material, turn=None, bound=1.2, caution=.7):
        self.distance, self.material, self.caution = distance, material, np.float32(caution)
        self.centre, self.scale = vector(*centre), np.float32(scale)
        self.turn = np.eye(3, dtype=np.float32) if turn is None else np.asarray(turn, np.float32)
        self.bound = np.float32(bound)

    def intersect(self, o, d):
        out = np.full(o.shape[1], FAR)
        offset = (o - self.centre) / self.scale
        along = dot(offset, d)
        inside = along * along - dot(offset, offset) + self.bound ** 2
        near = np.nonzero(inside > 0)[0]
        root = np.sqrt(inside[near])
        end = root - along[near]
        near, root, end = near[end > 0], root[end > 0], end[end > 0]
        if not len(near):
            return out
        own, way = self.turn.T @ pick(offset, near), self.turn.T @ pick(d, near)
        t = np.maximum(-along[near] - root, np.float32(0))
        for step in range(48):
            gap = self.distance(own + t * way)
            t = t + self.caution * gap
            if step % 4 == 3:
                done = gap < 4e-4
                out[near[done]] = t[done] * self.scale
                go = ~done & (t < end)
                if not go.any():
                    break
                near, own, way, t, end = near[go], own.compress(go, 1), way.compress(go, 1), t[go], end[go]
        return out

    def surface(self, p, d):
        own = self.turn.T @ ((p - self.centre) / self.scale)
        h = np.float32(2e-3)
        at = self.distance(own)
        gradient = np.stack([self.distance(own + h * axis[:, None]) - at for axis in np.eye(3, dtype=np.float32)])
        normal = unit(gradient + 1e-9)
        u = np.arctan2(own[0], own[2]) / np.float32(2 * np.pi) + np.float32(.5)
        v = np.arccos(np.clip(own[1] / np.sqrt(dot(own, own)), -1, 1)) / np.float32(np.pi)
        east = unit(np.stack([own[2], np.zeros_like(u), -own[0]]) + 1e-6)
        south = np.cross(normal, east, axis=0)
        s = self.material.surface(u, v, normal, east, -south)
        s.normal = (self.turn @ s.normal).astype(np.float32)
        return s


def apple(p):
    r = np.sqrt(dot(p, p)) + 1e-6
    m = p[1] / r
    lobes = .012 * np.cos(5 * np.arctan2(p[0], p[2])) * (1 - m)
    return r - (.97 - .36 * np.exp((m - 1) * 9) - .20 * np.exp((-1 - m) * 14) + .05 * m + lobes)


def lemon(p):
    r = np.sqrt(dot(p, p)) + 1e-6
    m = np.abs(p[1] / r)
    return r - (.72 + .16 * m * m + .22 * m ** 14)


def orange(p):
    r = np.sqrt(dot(p, p)) + 1e-6
    m = p[1] / r
    return r - (.95 - .06 * m * m - .05 * np.exp((m - 1) * 60))


def pear(p):
    belly = np.sqrt(p[0] ** 2 + (p[1] + .28) ** 2 + p[2] ** 2) - .66
    neck = np.sqrt((p[0] - .05) ** 2 + (p[1] - .58) ** 2 + p[2] ** 2) - .27
    h = np.clip(.5 + .5 * (neck - belly) / .55, 0, 1)
    return neck + (belly - neck) * h - .55 * h * (1 - h)


def turned(heights, radii):
    """A body turned on a wheel: radius by height (own units), smoothly interpolated, closed at both ends."""
    heights, radii = np.asarray(heights), np.asarray(radii)
    fine = np.linspace(heights[0], heights[-1], 400)
    curve = np.interp(fine, heights, radii)
    for _ in range(3):
        curve[10:-10] = np.convolve(curve, np.ones(21) / 21, "valid")
    curve = curve.astype(np.float32)
    low, high = np.float32(heights[0]), np.float32(heights[-1])

    def distance(p):
        place = np.clip((p[1] - low) / (high - low) * 399, 0, 398.99)
        i = place.astype(np.int32)
        radius = curve[i] + (curve[i + 1] - curve[i]) * (place - i)
        side = (np.sqrt(p[0] ** 2 + p[2] ** 2) - radius) * np.float32(.8)
        return np.maximum(side, np.maximum(low - p[1], p[1] - high))
    return distance


def stalk(p):
    """A bent stem from the origin up, thicker at its end."""
    y = np.clip(p[1], 0, .5)
    return np.sqrt((p[0] - .5 * y * y) ** 2 + (p[1] - y) ** 2 + p[2] ** 2) - (.028 + .05 * y * y)


class Bunch:
    """Spheres with one material each, inside one bounding sphere."""

    def __init__(self, centres, radii, material):
        self.centres, self.radii = np.asarray(centres, np.float32), np.asarray(radii, np.float32)
        self.material = material
        self.middle = vector(*self.centres.mean(0))
        self.reach = np.float32((np.linalg.norm(self.centres - self.middle.T, axis=1) + self.radii).max())

    def intersect(self, o, d):
        out = np.full(o.shape[1], FAR)
        offset = o - self.middle
        along = dot(offset, d)
        near = np.nonzero(along * along - dot(offset, offset) + self.reach ** 2 > 0)[0]
        o, d = pick(o, near), pick(d, near)
        best = np.full(len(near), FAR)
        for centre, radius in zip(self.centres, self.radii):
            offset = o - centre[:, None]
            along = dot(offset, d)
            inside = along * along - dot(offset, offset) + radius ** 2
            t = -along - np.sqrt(np.maximum(inside, 0))
            best = np.where((inside > 0) & (t > 1e-3) & (t < best), t, best)
        out[near] = best
        return out

    def surface(self, p, d):
        gaps = np.stack([np.abs(dot(p - c[:, None], p - c[:, None]) - r * r) for c, r in zip(self.centres, self.radii)])
        which = gaps.argmin(0)
        normal = unit(p - pick(self.centres.T, which))
        u = np.arctan2(normal[0], normal[2]) / np.float32(2 * np.pi) + .5 + which * np.float32(.37)
        v = normal[1] * np.float32(.5) + np.float32(.5)
        east = unit(np.stack([normal[2], np.zeros_like(u), -normal[0]]) + 1e-6)
        return self.material.surface(u, v, normal, east, np.cross(normal, east, axis=0))


class Plane:
    """An endless plane through `point`, textured along two axes; `size` is the extent of one repeat."""

    def __init__(self, point, u_axis, v_axis, size, material):
        self.point, self.u, self.v = vector(*point), vector(*u_axis), vector(*v_axis)
        self.normal, self.size, self.material = np.cross(self.u, self.v, axis=0), np.float32(size), material

    def intersect(self, o, d):
        slope = dot(d, self.normal)
        t = dot(self.point - o, self.normal) / np.where(np.abs(slope) < 1e-6, 1e-6, slope)
        return np.where(t > 1e-3, t, FAR).astype(np.float32)

    def surface(self, p, d):
        q = p - self.point
        along = np.broadcast_to(self.normal, p.shape)
        return self.material.surface(dot(q, self.u) / self.size, dot(q, self.v) / self.size, along, self.u, self.v)


class Card:
    """An upright picture with see-through parts, facing +z: painted foliage. `texture` is linear RGBA [h, w, 4]."""

    def __init__(self, left, bottom, z, width, height, texture, normal=(.25, .75, .6), repeats=1, casts_shadow=True):
        self.left, self.bottom, self.z, self.width, self.height = map(np.float32, (left, bottom, z, width, height))
        self.texture, self.repeats, self.casts_shadow = texture, repeats, casts_shadow
        self.normal = unit(vector(*normal))

    def lookup(self, x, y):
        h, w = self.texture.shape[:2]
        column = ((x - self.left) / self.width * self.repeats * w).astype(np.int32) % w
        row = np.clip(((1 - (y - self.bottom) / self.height) * h).astype(np.int32), 0, h - 1)
        return self.texture[row, column].T

    def intersect(self, o, d):
        out = np.full(o.shape[1], FAR)
        slope = np.where(np.abs(d[2]) < 1e-6, 1e-6, d[2])
        t = (self.z - o[2]) / slope
        x, y = o[0] + t * d[0], o[1] + t * d[1]
        at = np.nonzero((t > 5e-3) & (x > self.left) & (x < self.left + self.width) & (y > self.bottom)
                        & (y < self.bottom + self.height))[0]
        solid = at[self.lookup(x[at], y[at])[3] > .5]
        out[solid] = t[solid]
        return out

    def surface(self, p, d):
        zero = np.zeros(p.shape[1], np.float32)
        return Surface(np.broadcast_to(self.normal, p.shape), self.lookup(p[0], p[1])[:3], zero, zero)


class Solid:
    """A convex solid: faces are (outward normal, point, u axis, v axis, repeat size, material)."""

    def __init__(self, faces):
        self.faces = [(unit(vector(*n)), vector(*p), vector(*u), vector(*v), np.float32(size), m)
                      for n, p, u, v, size, m in faces]

    def intersect(self, o, d):
        enter, leave = np.full(o.shape[1], -FAR), np.full(o.shape[1], FAR)
        for normal, point, *_ in self.faces:
            slope, gap = dot(d, normal), dot(point - o, normal)
            t = gap / np.where(np.abs(slope) < 1e-7, 1e-7, slope)
            enter = np.where(slope < 0, np.maximum(enter, t), enter)
            leave = np.where(slope >= 0, np.minimum(leave, t), leave)
        return np.where((enter < leave) & (enter > 1e-3), enter, FAR).astype(np.float32)

    def surface(self, p, d):
        gaps = np.stack([np.abs(dot(p - point, normal))
                         for normal, point, *_ in self.faces])
        which = gaps.argmin(0)
        n = p.shape[1]
        out = Surface(np.zeros((3, n), np.float32), np.zeros((3, n), np.float32), np.zeros(n, np.float32),
                      np.zeros(n, np.float32))
        for k in np.unique(which):
            at = np.nonzero(which == k)[0]
            normal, point, u, v, size, material = self.faces[k]
            q = pick(p, at) - point
            s = material.surface(dot(q, u) / size, dot(q, v) / size, np.broadcast_to(normal, q.shape), u, v)
            out.normal[:, at], out.albedo[:, at] = s.normal, s.albedo
            out.reflectance[at], out.roughness[at] = s.reflectance, s.roughness
        return out
