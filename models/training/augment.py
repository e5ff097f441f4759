"""What happens to a picture between its making and our seeing it: the same random chain for real and fake.

Severity runs from 0 (nearly nothing) to 1 (full); see README.md for the ranges and their sources. Images are uint8 RGB.
"""
import io
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image

KERNELS = (cv2.INTER_LINEAR, cv2.INTER_CUBIC, cv2.INTER_AREA, cv2.INTER_LANCZOS4)
SUBSAMPLING = (2, 2, 0, 1)       # Pillow's numbers: 4:2:0 (most common), 4:4:4, 4:2:2


@dataclass(frozen=True)
class Draw:
    """One draw of the chain's parameters, so that both members of a pair can share it."""
    first_quality: int      # JPEG at native size, 0 = none
    kernel: int
    blur: float
    sharpen: float
    denoise: bool
    noise: float
    chroma_noise: float
    gamma: float
    saturation: float
    gains: tuple            # per channel
    rescale: float          # screenshot-like round trip of the scale, 0 = none
    quality: int            # last encode, 0 = none
    webp: bool
    second_quality: int     # a further JPEG, 0 = none
    subsampling: int
    seed: int


def draw(rng, s):
    """Draws parameters at severity s in 0..1."""
    def chance(p):
        return rng.random() < p

    saved = min(1, 2 * s)       # poor encodings, like scales, come in the easy part: nearly every picture online has been through one
    low = 95 - 55 * saved
    return Draw(
        first_quality=int(rng.uniform(max(low, 60), 99)) if chance(.5 * saved) else 0,
        kernel=int(rng.integers(len(KERNELS))),
        blur=float(rng.uniform(.2, .3 + 1.2 * s)) if chance(.25 * s) else 0,
        sharpen=float(rng.uniform(.2, 1.5)) if chance(.25 * s) else 0,
        denoise=chance(.08 * s),
        noise=float(rng.uniform(.5, 1 + 6 * s)) if chance(.3 * s) else 0,
        chroma_noise=float(rng.uniform(.3, 3)) if chance(.1 * s) else 0,
        gamma=float(rng.uniform(.7, 1.4)) if chance(.3) else 1,
        saturation=float(rng.uniform(.5, 1.3)) if chance(.25) else 1,
        gains=tuple(rng.uniform(.88, 1.12, 3)) if chance(.25) else (),
        rescale=float(rng.uniform(.6, 1.5)) if chance(.1 * s) else 0,
        quality=int(rng.uniform(low, 99)) if chance(.2 + .7 * saved) else 0,
        webp=chance(.15),
        second_quality=int(rng.uniform(max(low, 50), 99)) if chance(.25 * saved) else 0,
        subsampling=int(rng.integers(len(SUBSAMPLING))),
        seed=int(rng.integers(1 << 31)))


def before_resize(image, d):
    return jpeg(image, d.first_quality, d) if d.first_quality else image


def resize(image, width, height, d):
    if image.shape[1] == width and image.shape[0] == height:
        return image
    down = image.shape[1] > 1.5 * width
    kernel = KERNELS[d.kernel]
    if down and kernel != cv2.INTER_AREA and d.seed % 3:        # mostly antialiased, as good software does
        pil = (Image.BILINEAR, Image.BICUBIC, Image.BOX, Image.LANCZOS)[d.kernel]
        return np.asarray(Image.fromarray(image).resize((width, height), pil))
    return cv2.resize(image, (width, height), interpolation=kernel)


def after_resize(image, d):
    """Blur, sharpen, denoise, noise, colour, gamma, screenshot-like rescale, then up to two encodings."""
    rng = np.random.default_rng(d.seed)
    if d.blur:
        image = cv2.GaussianBlur(image, (0, 0), d.blur)
    if d.sharpen:
        soft = cv2.GaussianBlur(image, (0, 0), 1.0 + d.sharpen / 2)
        image = cv2.addWeighted(image, 1 + d.sharpen, soft, -d.sharpen, 0)
    if d.denoise:
        image = cv2.medianBlur(image, 3) if d.seed % 2 else cv2.bilateralFilter(image, 5, 18, 3)
    if d.noise or d.chroma_noise:
        shape = image.shape
        field = d.noise * rng.standard_normal((shape[0], shape[1], 1), dtype=np.float32)
        if d.chroma_noise:
            field = field + d.chroma_noise * rng.standard_normal(shape, dtype=np.float32)
        image = np.clip(image + field, 0, 255).round().astype(np.uint8)
    if d.gains or d.saturation != 1:
        grey = image.mean(2, keepdims=True)
        image = grey + (image - grey) * d.saturation
        image = np.clip(image * np.float32(d.gains or (1, 1, 1)), 0, 255).round().astype(np.uint8)
    if d.gamma != 1:
        image = cv2.LUT(image, (255 * (np.arange(256) / 255) ** d.gamma).round().astype(np.uint8))
    if d.rescale:
        h, w = image.shape[:2]
        image = cv2.resize(image, (int(w * d.rescale), int(h * d.rescale)), interpolation=KERNELS[d.kernel])
        image = cv2.resize(image, (w, h), interpolation=cv2.INTER_LINEAR if d.rescale > 1 else cv2.INTER_CUBIC)
    if d.quality:
        image = webp(image, d.quality) if d.webp else jpeg(image, d.quality, d)
    if d.second_quality:
        image = jpeg(image[3:, 5:] if d.seed % 2 else image, d.second_quality, d)
        if image.shape[0] % 8:
            image = cv2.copyMakeBorder(image, 3, 0, 5, 0, cv2.BORDER_REFLECT_101)
    return image


def jpeg(image, quality, d=None):
    buffer = io.BytesIO()
    Image.fromarray(image).save(buffer, "JPEG", quality=int(quality),
                                subsampling=SUBSAMPLING[d.subsampling] if d is not None else 2)
    return _decode(np.frombuffer(buffer.getvalue(), np.uint8))


def webp(image, quality):
    ok, data = cv2.imencode(".webp", image[..., ::-1], [cv2.IMWRITE_WEBP_QUALITY, int(quality)])
    assert ok
    return _decode(data)


def _decode(data):
    return cv2.cvtColor(cv2.imdecode(data, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)


def sharpness(image):
    """Log ratio of second-difference energy to variance: the cue that must tell nothing about the label."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.float32)
    return float(np.log((cv2.Laplacian(grey, cv2.CV_32F).var() + .1) / (grey.var() + 1)))
