"""Builds the pseudo-fakes: every training real with its own round trips, aligned pixel by pixel, in WORK/pairs.

For each real: round trips through every autoencoder of the training zoo and through the FLUX.2 tiny autoencoder; a latent
edit (noise, a patch from another place, smoothing) decoded by the latter; and a spectrum swap: the real with the radial
spectrum of its round trip (still a real) and the round trip with that of the real (still a fake), so that sharpness alone
tells nothing. With --held-out the reserved reals get the decoder that training never sees, for measuring.
"""
import argparse
import pathlib
import time

import cv2
import numpy as np
import torch

import data
from autoencoders import ZOO, TinyFlux2, ZooAutoencoder


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--data", required=True)
    p.add_argument("--work", default="work")
    p.add_argument("--stage", choices=["tae", "zoo", "held-out"], required=True)
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--limit", type=int, default=512, help="largest side, native crop")
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    work, root = pathlib.Path(a.work), pathlib.Path(a.data)
    out = work / "pairs" / a.stage
    out.mkdir(parents=True, exist_ok=True)
    train, reserved = data.split_reals(data.load_index(root))
    rows = reserved[:120] if a.stage == "held-out" else train
    models = load(a.stage, root, work)
    start = time.monotonic()
    for n, row in enumerate(rows):
        target = out / (row["path"].replace("/", "_") + ".npz")
        if target.exists():
            continue
        rng = np.random.default_rng(data.fold(row["path"], 1 << 30))
        real, jpeg = data.load_rgb(root / row["path"], a.limit, rng)
        real = real[: real.shape[0] // 8 * 8, : real.shape[1] // 8 * 8]
        fakes = variants(a.stage, models, real, rng)
        if jpeg is not None:
            fakes = {k: data.encode_like(v, jpeg) if k != "real_eq" and rng.random() < .6 else v for k, v in fakes.items()}
        part = target.with_suffix(".part.npz")
        np.savez(part, real=real, source=row["source"], **fakes)
        part.rename(target)
        if n % 20 == 0:
            print(f"{a.stage} {n}/{len(rows)} {time.monotonic() - start:.0f} s", flush=True)


def load(stage, root, work):
    if stage == "tae":
        models = {"tae": TinyFlux2(root / "tae/taef2_encoder.pth", root / "tae/taef2_decoder.pth")}
    else:
        models = {s.name: ZooAutoencoder(s) for s in ZOO if s.held_out == (stage == "held-out")}
        for name, model in models.items():
            model.load_state_dict(torch.load(work / "zoo" / f"{name}.pt", map_location="cpu"))
    return {k: m.eval().to(memory_format=torch.channels_last) for k, m in models.items()}


@torch.no_grad()
def variants(stage, models, real, rng):
    x = torch.from_numpy(real).permute(2, 0, 1)[None].float().div(255).contiguous(memory_format=torch.channels_last)
    fakes = {}
    for name, model in models.items():
        z = model.encode(x)
        if stage == "zoo":
            z = z + float(rng.choice([0, .02, .1])) * torch.randn_like(z)
        fakes[name] = to_bytes(model.decode(z))
        if stage != "tae":
            fakes[name] = keep_colours(real, fakes[name])
        if stage == "tae":
            fakes["tae_edit"] = to_bytes(model.decode(edit(z, rng)))
            fakes["real_eq"], fakes["tae_eq"] = swap_spectrum(real, fakes["tae"])
    return fakes


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


def to_bytes(x):
    return x[0].permute(1, 2, 0).mul(255).round().byte().numpy()


if __name__ == "__main__":
    main()
