"""Trains the zoo of small autoencoders on the training reals: one file per autoencoder in WORK/zoo."""
import argparse
import pathlib
import time

import numpy as np
import torch

import data
from autoencoders import ZOO, ZooAutoencoder


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--data", required=True)
    p.add_argument("--work", default="work")
    p.add_argument("--minutes", type=float, default=2.5, help="per autoencoder")
    p.add_argument("--threads", type=int, default=2)
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    out = pathlib.Path(a.work) / "zoo"
    out.mkdir(parents=True, exist_ok=True)
    rows, _ = data.split_reals(data.load_index(a.data))
    images = [data.load_rgb(pathlib.Path(a.data) / r["path"])[0] for r in rows]
    for number, spec in enumerate(ZOO):
        if not (out / f"{spec.name}.pt").exists():
            train(spec, images, out, a.minutes * 60, number)


def train(spec, images, out, seconds, seed, size=64, batch=16):
    rng = np.random.default_rng(seed)
    torch.manual_seed(seed)
    net = ZooAutoencoder(spec).to(memory_format=torch.channels_last)
    opt = torch.optim.AdamW(net.parameters(), 2e-3, betas=(.9, .99))
    start, step, mean = time.monotonic(), 0, 0.0
    while (progress := (time.monotonic() - start) / seconds) < 1:
        for group in opt.param_groups:
            group["lr"] = 2e-3 * (1 - progress) + 1e-5
        crops = [crop(images[rng.integers(len(images))], size, rng) for _ in range(batch)]
        x = torch.from_numpy(np.stack(crops)).permute(0, 3, 1, 2).float().div(255)
        loss = net.loss(x.contiguous(memory_format=torch.channels_last))
        opt.zero_grad(set_to_none=True)
        loss.backward()
        opt.step()
        step += 1
        mean += (loss.item() - mean) / min(step, 50)
    with torch.no_grad():
        mse = (net.decode(net.encode(x)) - x).pow(2).mean().item()
    print(f"{spec.name}: {step} steps, loss {mean:.4f}, PSNR {-10 * np.log10(mse):.1f} dB", flush=True)
    torch.save(net.state_dict(), out / f"{spec.name}.pt")


def crop(image, size, rng):
    y, x = rng.integers(0, image.shape[0] - size + 1), rng.integers(0, image.shape[1] - size + 1)
    return image[y:y + size, x:x + size]


if __name__ == "__main__":
    main()
