"""Pictures that the test made, and what is to be said of them."""

import base64
import hashlib
import struct
import zlib

from harness import same, settings


def _decoded(pictures):
    return [{**picture, "image": base64.b64decode(picture["image"])} for picture in pictures]


good = _decoded(settings["good"])  # image, score
bad = _decoded(settings["bad"])  # image, reason, field, perhaps priority


def assert_scored(analysis, picture):
    same(analysis.sha256, hashlib.sha256(picture["image"]).hexdigest())
    assert abs(analysis.score - picture["score"]) < 1e-4, f"{analysis.score} is not {picture['score']}"


def read_png(png, channels):
    """Columns, rows, bit depth and colour type; checks that all rows are there."""
    same(png[:8], b"\x89PNG\r\n\x1a\n")
    width, height, depth, colour = struct.unpack(">IIBB", png[16:26])
    data, at = b"", 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at:at + 4])
        if png[at + 4:at + 8] == b"IDAT":
            data += png[at + 8:at + 8 + length]
        at += 12 + length
    same(len(zlib.decompress(data)), (width * channels + 1) * height)
    return width, height, depth, colour
