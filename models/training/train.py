"""Trains one or more variants of the detector on one stream of samples, so that what differs between them is the variant and nothing
else. Resumes from WORK/<run>.pt when it is there; writes a log line per variant and report to WORK/<run>.log, and the averaged weights
of every report to WORK/<run>-<variant>-<minutes>.pt."""
import argparse
import copy
import pathlib
import time
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F

import augment
import measure
import samples
from device import add_device, autocast, pick_device
from network import DESIGNS, TraceNet, count_macs

LARGE_FROM = .75            # of the run: crops of twice the side from here, as the tiles of 256 pixels that are judged


@dataclass(frozen=True)
class Variant:
    """A design and what it learns from: the weight of the generators' pictures, the hardest chain (0 to 1) and theirs, generators of
    which it sees nothing (so that they measure what an unseen generator does), and how much its worst photographs count once more."""
    design: str
    generated: float = 1
    hardest: float = 1
    generated_hardest: float = 1
    without: tuple = ()
    tail: float = 0


VARIANTS = {
    "trace": Variant("trace"),
    "trace-easy": Variant("trace", hardest=.3),
    "trace-pairs": Variant("trace", generated=.3),
    "trace-unseen": Variant("trace", without=("sd1-imaginairy", "kolors", "gpt-image")),
    "trace-wide-view": Variant("trace-wide-view"),
    "trace-large": Variant("trace-large"),
    "trace-small": Variant("trace-small"),
    "small-pairs": Variant("trace-small", generated=.3),
    "small-easy": Variant("trace-small", hardest=.2),
    "small-compare": Variant("trace-compare"),
    "compare-pairs": Variant("trace-compare", generated=.3),
    "wide-pairs": Variant("trace-compare-wide", generated=.3),
    "compare-gated": Variant("trace-compare", generated=.3, generated_hardest=.2),
    "compare-gated-tail": Variant("trace-compare", generated=.3, generated_hardest=.2, tail=.5),
    "compare-tail": Variant("trace-compare", generated=.3, tail=.5),
    "trace-tail": Variant("trace", generated=.3, tail=.5),
}


class Stream(torch.utils.data.IterableDataset):
    """Batches of pairs, reals first; severity and crop are shared with the trainer through shared memory."""

    def __init__(self, pool, pairs, control, seed):
        self.pool, self.pairs, self.control, self.seed = pool, pairs, control, seed

    def __iter__(self):
        worker = torch.utils.data.get_worker_info()
        rng = np.random.default_rng([self.seed, worker.id if worker else 0])
        import cv2
        cv2.setNumThreads(1)
        torch.set_num_threads(1)
        while True:
            severity, crop = self.control.tolist()
            pairs = max(2, round(self.pairs * (128 / crop) ** 2))
            drawn = [samples.pair(self.pool, rng, severity * rng.random() ** .7, int(crop)) for _ in range(pairs)]
            flat = [d[0] for d in drawn] + [d[1] for d in drawn]
            yield (torch.from_numpy(np.stack([f.image for f in flat])),
                   torch.from_numpy(np.stack([f.cells for f in flat])),
                   torch.tensor([augment.sharpness(f.image) for f in flat]),
                   torch.tensor([f.origin for f in flat]),
                   torch.tensor([f.severity for f in flat]))


def balance(sharp, label, weight, bins=5):
    """The weights, changed so that sharpness says nothing of the label: equal mass of both in every quantile bin."""
    edges = torch.quantile(sharp, torch.linspace(0, 1, bins + 1)[1:-1].to(sharp))
    slot = torch.bucketize(sharp, edges)
    balanced = torch.ones_like(sharp)
    for b in range(bins):
        for y in (0, 1):
            members = (slot == b) & (label == y)
            balanced = torch.where(members, 1 / (members * weight).sum().clamp(min=.5), balanced)
    balanced = balanced * weight
    return (balanced / balanced.mean().clamp(min=1e-6)).clamp(max=3)       # a small batch may hold nothing that counts


def emphasis(variant, generators, origin, severity):
    """How much each sample counts for a variant; the members of a pair count alike."""
    table = torch.ones(samples.GENERATOR + len(generators))
    table[samples.GENERATOR:] = variant.generated
    for name in variant.without:
        if name in generators:
            table[samples.GENERATOR + generators.index(name)] = 0
    hardest = torch.where(origin < samples.GENERATOR, variant.hardest, min(variant.hardest, variant.generated_hardest))
    weight = table.to(origin.device)[origin] * (severity <= hardest)
    half = len(weight) // 2
    return weight[half:].repeat(2)


def losses(net, variant, x, cells, weight, label, visible, paired):
    score, trace = net(x)
    score, trace = score.float(), trace.float()[:, 0]
    cell = F.binary_cross_entropy_with_logits(trace, cells, reduction="none").mean((1, 2))
    # Dice on the edited tiles only: it does not care how small the region is.
    p = trace.sigmoid()
    dice = 1 - 2 * (p * cells).sum((1, 2)) / (p.square().sum((1, 2)) + cells.square().sum((1, 2)) + 1)
    partial = ((visible > .02) & (visible < .95)).float() * weight
    tile = F.binary_cross_entropy_with_logits(score, label * .96 + .02, reduction="none")
    # Within a pair the content is the same, so their order can only be learned from the trace.
    half = len(score) // 2
    order = F.softplus(score[:half] - score[half:]) * paired * weight[:half]
    loss = (weight * (tile + cell)).mean() + .3 * (partial * dice).sum() / (partial.sum() + 1) + .3 * order.mean()
    if variant.tail:        # false alarms are made by the worst of the photographs' tiles, which a mean over all hardly sees
        loss = loss + variant.tail * (weight * tile)[label == 0].topk(max(1, len(label) // 10))[0].mean()
    return loss, score.detach()


class Learner:
    """One variant: its network, the running average of its weights, and its optimiser."""

    def __init__(self, name, device, rate):
        self.name, self.variant, self.rate = name, VARIANTS[name], rate
        net = TraceNet(**DESIGNS[self.variant.design])
        net.head[-1].bias.data.zero_()
        self.size = count_macs(net)
        self.net = net.to(device, memory_format=torch.channels_last)
        self.average = copy.deepcopy(self.net).eval()
        decayed, plain = ([q for q in net.parameters() if (q.ndim > 1) == many] for many in (True, False))
        self.opt = torch.optim.AdamW([{"params": decayed, "weight_decay": .02}, {"params": plain, "weight_decay": 0}],
                                     rate, betas=(.9, .99))
        self.tally = []

    def step(self, batch, weight, device, step, progress):
        for group in self.opt.param_groups:
            group["lr"] = self.rate * min(1, step / 200 + .01) * max(.005, .5 * (1 + np.cos(np.pi * progress)))
        self.net.train()
        with autocast(device):
            loss, score = losses(self.net, self.variant, batch["x"], batch["cells"], weight, batch["label"], batch["visible"], batch["paired"])
        self.opt.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
        self.opt.step()
        self.follow(min(.999, 1 - 1 / (step / 10 + 1)))
        self.tally.append((loss.detach(), score, batch["label"], batch["sharp"], weight))

    @torch.no_grad()
    def follow(self, decay):
        for q, r in zip(self.average.state_dict().values(), self.net.state_dict().values()):
            q.lerp_(r, 1 - decay) if q.dtype.is_floating_point else q.copy_(r)

    def stream_figures(self):
        """Over the last samples: the loss, the AUC, and the AUC of sharpness alone under the weights that count."""
        loss = torch.stack([t[0] for t in self.tally]).mean().item()
        if not np.isfinite(loss):
            raise SystemExit(f"{self.name}: the loss is {loss}. Nothing was saved since the last report: go on from there, or change the run.")
        s, y, q, w = (torch.cat([t[i] for t in self.tally[-40:]]).cpu().numpy() for i in range(1, 5))
        self.tally = []
        keep = np.random.default_rng(0).random(len(w)) < w / w.max()
        s, y, q = s[keep], y[keep], q[keep]
        return (f"loss {loss:.4f}, stream AUC {measure.auc(s[y == 0], s[y == 1]):.3f}, "
                f"sharpness AUC {measure.auc(q[y == 0], q[y == 1]):.3f}")

    def begin_with(self, checkpoint):
        if checkpoint["design"] == self.variant.design:
            self.net.load_state_dict(checkpoint["average"])
            self.average.load_state_dict(checkpoint["average"])

    def state(self):
        return {"net": self.net.state_dict(), "average": self.average.state_dict(), "opt": self.opt.state_dict()}

    def load(self, state):
        self.net.load_state_dict(state["net"])
        self.average.load_state_dict(state["average"])
        self.opt.load_state_dict(state["opt"])


def prepare(batch, device):
    images, cells, sharp, origin, severity = (t.to(device, non_blocking=True) for t in batch)
    visible = cells.mean((1, 2))
    half = len(origin) // 2
    label = (visible > .02).float()
    return {"x": images.permute(0, 3, 1, 2).float().div(255).contiguous(memory_format=torch.channels_last), "cells": cells,
            "sharp": sharp, "origin": origin, "severity": severity, "visible": visible, "label": label,
            "paired": ((origin[half:] < samples.GENERATOR) & (label[half:] > 0)).float()}


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--data", required=True)
    p.add_argument("--work", default="work")
    p.add_argument("--run", default="run")
    p.add_argument("--variants", nargs="+", default=["trace"], choices=VARIANTS)
    p.add_argument("--minutes", type=float, default=60)
    p.add_argument("--pairs", type=int, default=24)
    p.add_argument("--rate", type=float, default=2e-3)
    p.add_argument("--report", type=float, default=5, help="minutes between reports")
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--workers", type=int, default=1)
    p.add_argument("--severity", type=float, default=.6, help="of the processing chain at the end of the curriculum, 0 to 1")
    p.add_argument("--local", type=float, default=samples.LOCAL_SHARE, help="share of local edits among the fakes made of photographs")
    p.add_argument("--warm", nargs="+", help="checkpoint with which the variants of its design begin, or one for each variant")
    p.add_argument("--seed", type=int, default=1)
    add_device(p)
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    work, device = pathlib.Path(a.work), pick_device(a.device)
    control = torch.tensor([.08, 128.]).share_memory_()
    pool = samples.Pool(work, a.data, a.local)
    unseen = {g for n in a.variants for g in VARIANTS[n].without}
    monitor = measure.Monitor(a.data, work, device, unseen)
    learners = [Learner(n, device, a.rate) for n in a.variants]
    if a.warm and len(a.warm) not in (1, len(learners)):
        p.error(f"--warm has {len(a.warm)} checkpoints for {len(learners)} variants: give one, or one for each")
    for n, one in enumerate(learners):
        if a.warm:
            one.begin_with(torch.load(a.warm[n % len(a.warm)], map_location=device))
        log(work, a.run, f"{one.name}: {one.size[0] / 1e9:.3f} GMAC, {one.size[1] / 1e6:.3f} M parameters, {one.variant}")
    elapsed, step, seen, file = 0.0, 0, 0, work / f"{a.run}.pt"
    if file.exists():
        state = torch.load(file, map_location=device)
        elapsed, step, seen = state["elapsed"], state["step"], state["seen"]
        for one in learners:
            one.load(state["learners"][one.name])
    stream = Stream(pool, a.pairs, control, a.seed + step)
    loader = iter(torch.utils.data.DataLoader(stream, batch_size=None, num_workers=a.workers, pin_memory=device.type == "cuda",
                                              prefetch_factor=2))
    total, last, reported = a.minutes * 60, time.monotonic(), elapsed
    while elapsed < total:
        progress = elapsed / total
        control[0] = min(a.severity, max(.08, .08 + (progress - .05) / .5 * a.severity))
        control[1] = 256 if progress > LARGE_FROM else 128
        batch = prepare(next(loader), device)
        for one in learners:
            weight = emphasis(one.variant, pool.generators, batch["origin"], batch["severity"])
            one.step(batch, balance(batch["sharp"], batch["label"], weight), device, step, progress)
        step, seen = step + 1, seen + len(batch["label"])
        now = time.monotonic()
        elapsed, last = elapsed + now - last, now
        if elapsed - reported > a.report * 60 or elapsed >= total:
            report(learners, monitor, work, a.run, elapsed, step, seen, float(control[0]))
            reported, last = elapsed, time.monotonic()
            save = {"learners": {one.name: one.state() for one in learners}, "elapsed": elapsed, "step": step, "seen": seen}
            torch.save(save, file.with_suffix(".part"))
            file.with_suffix(".part").rename(file)


def report(learners, monitor, work, run, elapsed, step, seen, severity):
    log(work, run, f"{elapsed / 60:.1f} min, step {step}, {seen} samples, severity {severity:.2f}")
    for one in learners:
        log(work, run, f"  {one.name}: {one.stream_figures()}, {monitor.run(one.average)}")
        torch.save({"average": one.average.state_dict(), "design": one.variant.design},
                   work / f"{run}-{one.name}-{round(elapsed / 6):05d}.pt")


def log(work, name, text):
    print(text, flush=True)
    with open(work / f"{name}.log", "a") as f:
        f.write(text + "\n")


if __name__ == "__main__":
    main()
