"""Builds the pseudo-fakes: every real with its own, aligned pixel by pixel, in WORK/pairs/<stage>.

For each real: round trips, super-resolution, denoising and inpainting by the networks of the zoo; the FLUX.2 tiny autoencoder's
round trip and a latent edit (noise, a patch from another place, smoothing) decoded by it; and a spectrum swap: the real with the
radial spectrum of its round trip (still a real) and the round trip with that of the real (still a fake), so that sharpness alone
tells nothing. The stages held-out and val give the reserved reals and the photographs of val/ what training never sees: other
decoders and another inpainter.
"""
import argparse
import json
import pathlib
import time
from dataclasses import dataclass

import cv2
import numpy as np
import torch

import data
import samples
from autoencoders import ZOO, TinyFlux2
from device import add_device, pick_device
from train_autoencoders import load

GRID = 16           # pictures are cut to multiples of the largest stride


@dataclass(frozen=True)
class PairSet:
    """One real (first) with the pictures made of it: `pixels` [n, h, w, 3] is mapped from disk, and read only where it is used.
    `masks` holds, for the names that start with inpaint, which pixels were invented."""
    source: str
    names: list
    pixels: np.ndarray
    masks: dict

    @staticmethod
    def read(file):
        about = json.loads(file.read_text())
        pixels = np.load(file.with_suffix(".npy"), mmap_mode="r")
        masks = np.load(file.with_suffix(".masks.npy"), mmap_mode="r") if about["masks"] else []
        return PairSet(about["source"], about["names"], pixels, dict(zip(about["masks"], masks)))

    def __getitem__(self, name):
        return self.pixels[self.names.index(name)]


def read_all(work, stage):
    return [PairSet.read(f) for f in sorted((pathlib.Path(work) / "pairs" / stage).glob("*.json"))]


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--data", required=True)
    p.add_argument("--work", default="work")
    p.add_argument("--stage", choices=["train", "held-out", "val"], required=True)
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--limit", type=int, default=512, help="largest side, native crop")
    p.add_argument("--crops", type=int, default=1, help="of each picture of more than twice the limit on a side")
    p.add_argument("--most", type=int, default=10 ** 6, help="pictures")
    p.add_argument("--part", default="0/1", help="K/N: every Nth picture, beginning with the Kth")
    add_device(p)
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    work, root, device = pathlib.Path(a.work), pathlib.Path(a.data), pick_device(a.device)
    torch.backends.cudnn.benchmark = False              # many shapes, each seen a few times
    out = work / "pairs" / a.stage
    out.mkdir(parents=True, exist_ok=True)
    index = data.load_index(root)
    train, reserved = data.split_reals(index)
    val = [r for r in index if r["split"] == "val" and r["label"] == "real"]
    part, parts = (int(n) for n in a.part.split("/"))
    rows = {"train": train, "held-out": reserved, "val": val}[a.stage][:a.most][part::parts]
    zoo = {s.name: load(work, s, device) for s in ZOO if s.held_out == (a.stage != "train") and (work / "zoo" / f"{s.name}.pt").exists()}
    tae = None
    if a.stage == "train" and (root / "tae").exists():
        tae = TinyFlux2(root / "tae/taef2_encoder.pth", root / "tae/taef2_decoder.pth").eval().to(device)
    start = time.monotonic()
    for n, row in enumerate(rows):
        large = max(int(row["width"]), int(row["height"])) > 2 * a.limit
        for crop in range(a.crops if large else 1):
            target = out / (row["path"].replace("/", "_") + (f".{crop}" if crop else "") + ".json")
            if not target.exists() and (root / row["path"]).exists():
                write(target, row, crop, root, a.limit, zoo, tae, device)
        if n % 50 == 0:
            print(f"{a.stage} {n}/{len(rows)} {time.monotonic() - start:.0f} s", flush=True)


def write(target, row, crop, root, limit, zoo, tae, device):
    seed = data.fold(row["path"] + (f"#{crop}" if crop else ""), 1 << 30)
    rng = np.random.default_rng(seed)
    torch.manual_seed(seed)
    real, jpeg = data.load_rgb(root / row["path"], limit, rng)
    real = np.ascontiguousarray(real[: real.shape[0] // GRID * GRID, : real.shape[1] // GRID * GRID])
    x = to_tensor(real, device)
    made, masks = {}, {}
    for name, net in zoo.items():
        if net.spec.task == "inpaint":
            for k in range(2):
                mask = samples.shape_mask(real.shape[:2], rng) > .5
                made[f"{name}-{k}"] = to_bytes(net.forge(x, torch.from_numpy(mask)[None, None].to(x)))
                masks[f"{name}-{k}"] = mask
        else:
            made[name] = keep_colours(real, to_bytes(net.forge(x, strength=float(rng.choice([0, .02, .1])))))
    if tae is not None:
        with torch.no_grad():
            z = tae.encode(x)
            made["tae"], made["tae_edit"] = to_bytes(tae.decode(z)), to_bytes(tae.decode(edit(z, rng)))
        made["real_eq"], made["tae_eq"] = swap_spectrum(real, made["tae"])
    if jpeg is not None:
        made = {k: data.encode_like(v, jpeg) if k != "real_eq" and rng.random() < .6 else v for k, v in made.items()}
    np.save(target.with_suffix(".npy"), np.stack([real, *made.values()]))
    if masks:
        np.save(target.with_suffix(".masks.npy"), np.stack(list(masks.values())))
    target.write_text(json.dumps({"source": row["source"], "names": ["real", *made], "masks": list(masks)}))


def keep_colours(real, fake, sigma=4):
    """The fake with the low frequencies of its real. A small autoencoder trained for minutes shifts colours (two of ours lost the
    green-magenta axis), and the detector would learn the shift instead of the trace."""
    difference = cv2.GaussianBlur(real.astype(np.float32) - fake, (0, 0), sigma)
    return (fake + difference).round().clip(0, 255).astype(np.uint8)


def edit(z, rng):
    """Latent edits: what a generator changes before it decodes."""
    kind = rng.integers(3)
    if kind == 0:
        return z + float(rng.uniform(.1, .6)) * z.std() * torch.randn_like(z)
    if kind == 1:
        moved = torch.roll(z, (int(rng.integers(4, 16)), int(rng.integers(4, 16))), (2, 3))
        share = float(rng.uniform(.3, .7))
        return z * (1 - share) + moved * share
    smooth = torch.nn.functional.avg_pool2d(z, 3, 1, 1)
    return smooth + float(rng.uniform(.1, .3)) * z.std() * torch.randn_like(z)


def swap_spectrum(real, fake, bins=48):
    """Gives each image the radially averaged amplitude spectrum of the other (per channel, gain limited to 1/3..3)."""
    h, w = real.shape[:2]
    radius = np.hypot(np.fft.fftfreq(h)[:, None], np.fft.rfftfreq(w)[None, :])
    index = np.minimum((radius / .7072 * bins).astype(int), bins - 1).ravel()
    count = np.bincount(index, minlength=bins).clip(1)
    out_real, out_fake = np.empty_like(real), np.empty_like(fake)
    for c in range(3):
        a, b = np.fft.rfft2(real[..., c].astype(np.float32)), np.fft.rfft2(fake[..., c].astype(np.float32))
        power = [np.bincount(index, (np.abs(s) ** 2).ravel(), bins) / count for s in (a, b)]
        gain = np.sqrt((power[1] + 1e-3) / (power[0] + 1e-3)).clip(1 / 3, 3)
        gain = np.convolve(np.pad(gain, 1, mode="edge"), [.25, .5, .25], "valid")
        gain[0] = 1
        field = np.interp(radius / .7072 * bins, np.arange(bins) + .5, gain)
        out_real[..., c] = np.fft.irfft2(a * field, (h, w)).round().clip(0, 255)
        out_fake[..., c] = np.fft.irfft2(b / field, (h, w)).round().clip(0, 255)
    return out_real, out_fake


def to_tensor(pixels, device):
    """What a network of the zoo is given: [1, 3, h, w], 0 to 1."""
    x = torch.from_numpy(pixels).to(device).permute(2, 0, 1)[None].float().div(255)
    return x.contiguous(memory_format=torch.channels_last)


def to_bytes(x):
    return x[0].permute(1, 2, 0).mul(255).round().byte().cpu().numpy()


if __name__ == "__main__":
    main()
