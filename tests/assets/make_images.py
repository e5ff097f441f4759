#!/usr/bin/env python3
"""Makes images/: tiny pictures written by an encoder other than the one that the decoder under test belongs to (Pillow).

Every picture is 96 x 64: four coloured quadrants (see QUADRANTS), so that a test can tell colour, orientation and order.
Run from anywhere: python3 tests/assets/make_images.py. Needs Pillow 9 or later.
"""
import pathlib
import zlib

from PIL import Image, ImageCms

WIDTH, HEIGHT = 96, 64
# Top left, top right, bottom left, bottom right.
QUADRANTS = [(220, 40, 40), (40, 200, 60), (40, 60, 210), (230, 220, 60)]
OUT = pathlib.Path(__file__).parent / "images"


def quadrants(colours=QUADRANTS, mode="RGB"):
    image = Image.new(mode, (WIDTH, HEIGHT))
    for i, colour in enumerate(colours):
        x, y = (i % 2) * WIDTH // 2, (i // 2) * HEIGHT // 2
        image.paste(colour, (x, y, x + WIDTH // 2, y + HEIGHT // 2))
    return image


def save(image, name, **options):
    image.save(OUT / name, **options)


def main():
    OUT.mkdir(exist_ok=True)
    rgb = quadrants()
    save(rgb, "baseline.jpg", quality=95)
    save(rgb, "progressive.jpg", quality=95, progressive=True)
    save(rgb.convert("L"), "grey.jpg", quality=95)
    save(rgb.convert("CMYK"), "cmyk.jpg", quality=95)
    exif = Image.Exif()
    exif[0x0112] = 6
    save(rgb.transpose(Image.Transpose.ROTATE_90), "orientation6.jpg", quality=95, exif=exif)
    save(rgb, "srgb_profile.jpg", quality=95,
         icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    save(rgb, "rgb.png")
    save(rgb.quantize(4), "palette.png", bits=2)
    save(rgb.convert("1", dither=Image.Dither.NONE), "bilevel.png")
    save(grey16_image(), "grey16.png")
    save(quadrants([c + (a,) for c, a in zip(QUADRANTS, (255, 128, 0, 255))], "RGBA"), "alpha.png")
    other = quadrants(QUADRANTS[::-1])
    save(rgb, "animated.png", save_all=True, append_images=[other, rgb])
    save(rgb, "lossy.webp", quality=95)
    save(rgb, "lossless.webp", lossless=True)
    save(rgb, "animated.webp", save_all=True, append_images=[other], lossless=True)
    save(rgb.quantize(4), "still.gif")
    save(rgb.quantize(4), "animated.gif", save_all=True, append_images=[other.quantize(4), rgb.quantize(4)], duration=100)
    save(rgb, "lzw.tif", compression="tiff_lzw")
    save(rgb, "jpeg.tif", compression="jpeg", quality=95)
    save(rgb, "pages.tif", save_all=True, append_images=[other])
    save(rgb, "refused.bmp")
    save(rgb, "refused.jp2")
    save(rgb, "refused.ppm")
    save(rgb, "refused.ico", sizes=[(64, 64)])
    # A text that never was an image, and a compressed one.
    (OUT / "text.jpg").write_text("This is no picture.\n" * 10)
    (OUT / "compressed.jpg").write_bytes(zlib.compress(b"neither is this"))


def grey16_image():
    image = Image.new("I;16", (WIDTH, HEIGHT))
    for y in range(HEIGHT):
        for x in range(WIDTH):
            image.putpixel((x, y), x * 65535 // (WIDTH - 1))
    return image


if __name__ == "__main__":
    main()
