"""Trains the zoo on the training reals: one file per network in WORK/zoo. Finished ones are skipped, so it can be stopped; several
processes share the work with --part."""
import argparse
import pathlib
import time

import numpy as np
import torch
import torch.nn.functional as F

import data
import samples
from autoencoders import ZOO, PatchDiscriminator, Refitted, ZooNet, reconstruction
from device import add_device, autocast, pick_device

RATE, ADVERSARY_FROM = 1.5e-3, .3


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--data", required=True)
    p.add_argument("--work", default="work")
    p.add_argument("--minutes", type=float, default=2.5, help="per network")
    p.add_argument("--batch", type=int, default=32)
    p.add_argument("--crop", type=int, default=128)
    p.add_argument("--widths", type=int, nargs=5, default=(32, 64, 96, 128, 160))
    p.add_argument("--part", default="0/1", help="K/N: every Nth network, beginning with the Kth")
    p.add_argument("--threads", type=int, default=2)
    add_device(p)
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    out = pathlib.Path(a.work) / "zoo"
    out.mkdir(parents=True, exist_ok=True)
    rows, _ = data.split_reals(data.load_index(a.data))
    images = [data.load_rgb(pathlib.Path(a.data) / r["path"])[0] for r in rows if (pathlib.Path(a.data) / r["path"]).exists()]
    part, parts = (int(n) for n in a.part.split("/"))
    for number, spec in enumerate(ZOO):
        if spec.task == "refit" and not (pathlib.Path(a.data) / "tae").exists():
            continue
        if number % parts == part and not (out / f"{spec.name}.pt").exists():
            train(spec, images, out, number, a)


def train(spec, images, out, seed, a):
    rng, device = np.random.default_rng(seed), pick_device(a.device)
    torch.manual_seed(seed)
    net = build(spec, tuple(a.widths), pathlib.Path(a.data) / "tae").to(device, memory_format=torch.channels_last)
    critic = PatchDiscriminator().to(device, memory_format=torch.channels_last) if spec.adversarial else None
    opt = torch.optim.AdamW(net.decoder.parameters() if spec.task == "refit" else net.parameters(), RATE, betas=(.9, .99))
    critic_opt = torch.optim.AdamW(critic.parameters(), 4e-4, betas=(.5, .99)) if critic else None
    pictures = [torch.from_numpy(i).to(device) for i in images]
    rate = RATE / 5 if spec.task == "refit" else RATE
    start, step, losses = time.monotonic(), 0, []
    while (progress := (time.monotonic() - start) / (a.minutes * 60)) < 1:
        for group in opt.param_groups:
            group["lr"] = rate * min(1, step / 100 + .01) * (1 - progress) + 1e-5
        x = torch.stack([crop(pictures[rng.integers(len(pictures))], a.crop, rng) for _ in range(a.batch)])
        x = x.permute(0, 3, 1, 2).float().div(255).contiguous(memory_format=torch.channels_last)
        mask = masks(x, rng) if spec.task == "inpaint" else None
        with autocast(device):
            y = net.make(x, mask, strength=rng.uniform(.01, .1))
            loss = reconstruction(spec, x, y)
            adversary = critic is not None and progress > ADVERSARY_FROM
            if adversary:
                loss = loss - spec.adversarial * .2 * critic(y).mean()
        opt.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        opt.step()
        if adversary:
            with autocast(device):
                hinge = F.relu(1 - critic(x)).mean() + F.relu(1 + critic(y.detach())).mean()
            critic_opt.zero_grad(set_to_none=True)
            hinge.backward()
            critic_opt.step()
        step += 1
        losses.append(loss.detach())
    mean = torch.stack(losses[-50:]).mean().item()
    net.eval()
    mse = (net.forge(x, mask) - x).pow(2).mean().item()
    print(f"{spec.name}: {step} steps, loss {mean:.4f}, PSNR {-10 * np.log10(mse):.1f} dB", flush=True)
    torch.save({"net": net.state_dict(), "widths": tuple(a.widths)}, out / f"{spec.name}.pt")


def build(spec, widths, tae=None):
    if spec.task != "refit":
        return ZooNet(spec, widths)
    return Refitted(spec, *(tae / f"taef2_{part}.pth" for part in ("encoder", "decoder"))) if tae else Refitted(spec)


def load(work, spec, device):
    """A trained network of the zoo, for inference."""
    state = torch.load(pathlib.Path(work) / "zoo" / f"{spec.name}.pt", map_location="cpu")
    net = build(spec, state["widths"])
    net.load_state_dict(state["net"])
    return net.eval().to(device, memory_format=torch.channels_last)


def crop(image, size, rng):
    y, x = rng.integers(0, image.shape[0] - size + 1), rng.integers(0, image.shape[1] - size + 1)
    part = image[y:y + size, x:x + size]
    return part.flip(1) if rng.random() < .5 else part


def masks(x, rng):
    shape = x.shape[2:]
    return torch.from_numpy(np.stack([samples.shape_mask(shape, rng) > .5 for _ in range(len(x))]))[:, None].to(x)


if __name__ == "__main__":
    main()
