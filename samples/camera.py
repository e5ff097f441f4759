"""A simulated camera: from linear light to the 8-bit picture that it would store, with the traces that a camera leaves.

Optical blur and colour fringes, the colour filter mosaic, shot and read noise, uneven pixel response, a 12-bit
converter; then development: white balance, demosaicing, colour matrix, noise reduction, tone curve and sharpening.
"""
from dataclasses import dataclass

import cv2
import numpy as np

BLACK, WHITE = 256, 4095                    # 12-bit raw levels
SENSITIVITY = np.array([[.60, .34, .06], [.17, .71, .12], [.03, .24, .73]])   # linear sRGB -> sensor colours


@dataclass(frozen=True)
class Camera:
    """One body: its pattern of uneven pixel response (by seed), its noise and its taste in development."""
    seed: int
    full_well: float = 14000.0               # electrons at the white level
    read_noise: float = 3.5                 # electrons
    response_deviation: float = .008        # of the pixels' sensitivity
    balance: tuple = (1.95, 1.0, 1.55)      # white balance gains, red, green, blue
    blur: float = .5                        # pixels, deviation
    fringe: float = .0004                   # relative magnification of red against green
    sharpening: float = .55

    def expose(self, light, exposure, seed):
        """Raw 12-bit mosaic (RGGB) of a radiance picture [h, w, 3]; `exposure` scales radiance to the white level."""
        rng = np.random.default_rng(seed)
        light = self._lens(light * np.float32(exposure))
        channels = np.clip(light @ SENSITIVITY.T, 0, None) / self.balance
        share = _mosaic(channels)
        share = share * (1 + self.response_deviation * np.random.default_rng(self.seed).standard_normal(share.shape))
        electrons = rng.poisson(np.clip(share, 0, 4) * self.full_well) + rng.normal(0, self.read_noise, share.shape)
        raw = BLACK + electrons / self.full_well * (WHITE - BLACK)
        return np.clip(np.round(raw), 0, WHITE).astype(np.uint16)

    def develop(self, raw):
        """8-bit sRGB picture [h, w, 3] of a raw mosaic."""
        level = np.clip((raw.astype(np.float32) - BLACK) / (WHITE - BLACK), 0, 1)
        gains = np.empty_like(level)
        gains[:] = self.balance[1]
        gains[::2, ::2], gains[1::2, 1::2] = self.balance[0], self.balance[2]
        balanced = np.clip(level * gains, 0, 1)
        # OpenCV names the mosaic by its second row and column: its BG is a mosaic that begins RG / GB.
        full = cv2.cvtColor((balanced * 65535).astype(np.uint16), cv2.COLOR_BayerBG2BGR_EA)[..., ::-1]
        linear = np.clip(full.astype(np.float32) / 65535 @ np.linalg.inv(SENSITIVITY).T.astype(np.float32), 0, 1)
        picture = self._tone(linear)
        picture = self._reduce_noise(picture)
        soft = cv2.GaussianBlur(picture, (0, 0), .9)
        return np.round(np.clip(picture + self.sharpening * (picture - soft), 0, 1) * 255).astype(np.uint8)

    def _lens(self, light):
        h, w = light.shape[:2]
        light = cv2.GaussianBlur(light, (0, 0), self.blur)
        y, x = np.mgrid[:h, :w].astype(np.float32)
        cy, cx = (h - 1) / 2, (w - 1) / 2
        out = np.empty_like(light)
        for channel, size in enumerate((1 - self.fringe, 1, 1 + self.fringe)):
            out[..., channel] = cv2.remap(light[..., channel], (x - cx) * size + cx, (y - cy) * size + cy,
                                          cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT)
        square = ((x - cx) ** 2 + (y - cy) ** 2) / (cx * cx + cy * cy)
        return np.maximum(out, 0) * (1 / (1 + .14 * square) ** 2)[..., None]     # fall-off towards the corners

    @staticmethod
    def _tone(linear):
        """sRGB transfer function, then a mild S-curve."""
        coded = np.where(linear < .0031308, 12.92 * linear, 1.055 * np.maximum(linear, 1e-6) ** (1 / 2.4) - .055)
        curve = coded * coded * (3 - 2 * coded)
        return (coded + .35 * (curve - coded)).astype(np.float32)

    @staticmethod
    def _reduce_noise(picture):
        """Strong on colour, weak and edge-preserving on brightness."""
        ycc = cv2.cvtColor(picture, cv2.COLOR_RGB2YCrCb)
        ycc[..., 0] = .6 * ycc[..., 0] + .4 * cv2.bilateralFilter(ycc[..., 0], 5, .03, 1.2)
        ycc[..., 1:] = cv2.GaussianBlur(ycc[..., 1:], (0, 0), 1.1)
        return np.clip(cv2.cvtColor(ycc, cv2.COLOR_YCrCb2RGB), 0, 1)


def _mosaic(channels):
    raw = channels[..., 1].copy()
    raw[::2, ::2], raw[1::2, 1::2] = channels[::2, ::2, 0], channels[1::2, 1::2, 2]
    return raw


def render_to_display(light, exposure):
    """What a renderer stores instead: the tone curve alone, no camera."""
    return np.round(np.clip(Camera._tone(np.clip(light * np.float32(exposure), 0, 1)), 0, 1) * 255).astype(np.uint8)
