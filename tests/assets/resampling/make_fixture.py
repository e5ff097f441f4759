"""Writes expected.json: a small picture and what Pillow resizes it to. Run it here; needs Pillow 9.1 or later.

The picture is made by arithmetic, so that every run gives the same file: a gradient, hard edges, and noise.
"""

import base64
import json
import pathlib

import PIL
from PIL import Image

WIDTH, HEIGHT = 37, 29
TARGETS = [(12, 9), (16, 16), (5, 41), (64, 7), (45, 35), (1, 1)]
FILTERS = {
    "Bilinear": Image.Resampling.BILINEAR,
    "Bicubic": Image.Resampling.BICUBIC,
    "Lanczos": Image.Resampling.LANCZOS,
}


def picture():
    state = 12345
    data = bytearray()
    for y in range(HEIGHT):
        for x in range(WIDTH):
            state = (state * 1103515245 + 12345) % 2**31
            data += bytes([x * 255 // (WIDTH - 1), 255 * ((x // 5 + y // 4) % 2), state >> 23])
    return Image.frombytes("RGB", (WIDTH, HEIGHT), bytes(data))


def encode(image):
    return base64.b64encode(image.tobytes()).decode()


source = picture()
cases = [
    {"filter": name, "width": w, "height": h, "pixels": encode(source.resize((w, h), value))}
    for name, value in FILTERS.items()
    for w, h in TARGETS
]
expected = {
    "pillow": PIL.__version__,
    "width": WIDTH,
    "height": HEIGHT,
    "pixels": encode(source),
    "cases": cases,
}
here = pathlib.Path(__file__).parent
(here / "expected.json").write_text(json.dumps(expected, indent=1) + "\n", newline="\n")
