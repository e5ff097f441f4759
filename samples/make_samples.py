"""Makes the project's own sample pictures beside this file. README.md says what each of them is.

    python3 make_samples.py               all of them (edited-1 and generated-1 need PyTorch)
    python3 make_samples.py --only camera the pictures that need no PyTorch
    python3 make_samples.py --cache DIR   keeps the rendered light in DIR, so that a second run is quick
"""
import argparse
import pathlib
import time

import cv2
import numpy as np
from PIL import Image

import landscape
import regenerate
import still_life
import tracing
from camera import Camera, render_to_display

HERE = pathlib.Path(__file__).resolve().parent
BODY_A, BODY_B = Camera(seed=101), Camera(seed=202, full_well=18000, balance=(2.2, 1, 1.4), blur=.45, sharpening=.45)
# The part of camera-1 that is regenerated: centre and half axes in shares of width and height, turn in degrees.
EDIT = (.685, .625, .155, .215, -20)
# Beside the tests, so that `detector scan samples` meets pictures only.
MASK = HERE.parent / "tests/assets/samples/edited-1.mask.png"
FEATHER = 9.0           # pixels, deviation of the blur of the mask's edge
LATENT_NOISE = .05      # deviation; the latent's own is about .35


def still_life_light(variant, width, height, samples):
    return tracing.render(still_life.scene(variant), still_life.lens(variant), width, height, samples, 10 + variant)


def landscape_light(width, height, samples):
    return tracing.render(landscape.scene(), landscape.lens(), width, height, samples, 20)


def cached(folder, name, make):
    if folder is None:
        return make()
    file = pathlib.Path(folder) / f"{name}.npy"
    if not file.exists():
        np.save(file, make())
    return np.load(file)


def exposure(light, share, level):
    """Scales the light so that this share of the picture is darker than this level of the sensor's range."""
    return level / float(np.quantile(light.mean(2), share))


def edit_mask(height, width):
    """Soft ellipse, 0..1."""
    x, y, half_x, half_y, angle = EDIT
    mask = np.zeros((height, width), np.float32)
    box = ((x * width, y * height), (2 * half_x * width, 2 * half_y * height), angle)
    cv2.ellipse(mask, box, 1, -1)
    return cv2.GaussianBlur(mask, (0, 0), FEATHER)


def save_jpeg(picture, name, quality):
    Image.fromarray(picture).save(HERE / name, quality=quality, subsampling="4:2:0", optimize=True)


def make_camera(lights):
    for number, (light, body, bright) in enumerate(zip(lights, (BODY_A, BODY_B), ((.97, .8), (.97, .85))), 1):
        raw = body.expose(light, exposure(light, *bright), 300 + number)
        save_jpeg(body.develop(raw), f"camera-{number}.jpg", 92)


def make_lossless(light):
    raw = BODY_A.expose(light, exposure(light, .97, .8), 303)
    Image.fromarray(BODY_A.develop(raw)).save(HERE / "camera-3.png", optimize=True)


def make_manipulated(landscape_picture):
    """Edits camera-1 as it was stored, and regenerates the whole of the second scene."""
    net = regenerate.load()
    original = np.asarray(Image.open(HERE / "camera-1.jpg"))
    mask = edit_mask(*original.shape[:2])
    inner = regenerate.regenerate(net, original, LATENT_NOISE, 401).astype(np.float32)
    edited = original + (inner - original) * mask[..., None]
    save_jpeg(np.round(edited).clip(0, 255).astype(np.uint8), "edited-1.jpg", 90)
    Image.fromarray(np.round(mask * 255).astype(np.uint8)).save(MASK, optimize=True)
    print(f"edited: {100 * mask.mean():.1f} % of the picture")
    clean = render_to_display(landscape_picture, exposure(landscape_picture, .97, .85))
    save_jpeg(regenerate.regenerate(net, clean, LATENT_NOISE, 402), "generated-1.jpg", 90)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=("camera", "manipulated"))
    parser.add_argument("--cache", help="folder for the rendered light")
    parser.add_argument("--samples", type=int, default=20, help="rays through each pixel")
    a = parser.parse_args()
    start = time.monotonic()
    far = cached(a.cache, "landscape", lambda: landscape_light(1000, 750, a.samples))
    if a.only != "manipulated":
        near = cached(a.cache, "still-life", lambda: still_life_light(0, 1000, 750, a.samples))
        small = cached(a.cache, "still-life-small", lambda: still_life_light(1, 560, 420, a.samples))
        make_camera((near, far))
        make_lossless(small)
    if a.only != "camera":
        make_manipulated(far)
    print(f"{time.monotonic() - start:.0f} s, {time.process_time():.0f} s of processor time")


if __name__ == "__main__":
    main()
