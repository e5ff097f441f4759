"""Trains the detector. Resumes from WORK/<name>.pt when it is there; writes a log line per report to WORK/<name>.log."""
import argparse
import copy
import pathlib
import time

import numpy as np
import torch
import torch.nn.functional as F

import augment
import measure
import samples
from network import TraceNet, count_macs

DESIGNS = {
    "trace": dict(stem=12, widths=(20, 40, 80), blocks=(1, 1, 3)),
    "trace-local": dict(stem=12, widths=(20, 40, 80), blocks=(1, 1, 3), local_colour=True),
    "trace-small": dict(stem=8, widths=(12, 16, 32), blocks=(0, 1, 2)),
}


class Stream(torch.utils.data.IterableDataset):
    """Batches of pairs; the severity is shared with the trainer through one float in shared memory."""

    def __init__(self, pool, pairs, severity, seed):
        self.pool, self.pairs, self.severity, self.seed = pool, pairs, severity, seed

    def __iter__(self):
        worker = torch.utils.data.get_worker_info()
        rng = np.random.default_rng([self.seed, worker.id if worker else 0])
        import cv2
        cv2.setNumThreads(1)
        torch.set_num_threads(1)
        while True:
            s = float(self.severity)
            drawn = [samples.pair(self.pool, rng, s * rng.uniform(.3, 1) ** .5) for _ in range(self.pairs)]
            flat = [d[0] for d in drawn] + [d[1] for d in drawn]
            yield (torch.from_numpy(np.stack([f[0] for f in flat])),
                   torch.from_numpy(np.stack([f[1] for f in flat])),
                   torch.tensor([augment.sharpness(f[0]) for f in flat]))


def balance(sharp, label, bins=5):
    """Sample weights under which sharpness says nothing of the label: equal mass of both in every quantile bin."""
    edges = torch.quantile(sharp, torch.linspace(0, 1, bins + 1)[1:-1])
    slot = torch.bucketize(sharp, edges)
    weight = torch.ones_like(sharp)
    for b in range(bins):
        for y in (0, 1):
            members = (slot == b) & (label == y)
            if members.any():
                weight[members] = 1 / members.sum()
    weight = weight / weight.mean()
    return weight.clamp(max=3)


def losses(net, batch):
    images, cells, sharp = batch
    x = images.permute(0, 3, 1, 2).float().div(255).contiguous(memory_format=torch.channels_last)
    score, trace = net(x)
    visible = cells.mean((1, 2))
    label = (visible > .02).float()
    weight = balance(sharp, label)
    cell = F.binary_cross_entropy_with_logits(trace[:, 0], cells, reduction="none").mean((1, 2))
    # Dice on the edited tiles only: it does not care how small the region is.
    p = trace[:, 0].sigmoid()
    dice = 1 - 2 * (p * cells).sum((1, 2)) / (p.square().sum((1, 2)) + cells.square().sum((1, 2)) + 1)
    partial = ((visible > .02) & (visible < .95)).float()
    tile = F.binary_cross_entropy_with_logits(score, label * .96 + .02, reduction="none")
    loss = (weight * (tile + cell)).mean() + .3 * (partial * dice).sum() / (partial.sum() + 1)
    return loss, score.detach(), label, weight


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--data", required=True)
    p.add_argument("--work", default="work")
    p.add_argument("--name", default="trace")
    p.add_argument("--design", default="trace", choices=DESIGNS)
    p.add_argument("--minutes", type=float, default=60)
    p.add_argument("--warm", help="checkpoint whose weights to begin with; the curriculum then begins at a severity of 0.16 and more")
    p.add_argument("--pairs", type=int, default=24)
    p.add_argument("--rate", type=float, default=2e-3)
    p.add_argument("--report", type=float, default=5, help="minutes between reports")
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--workers", type=int, default=1)
    p.add_argument("--severity", type=float, default=.5, help="of the processing chain at the end of the curriculum, 0 to 1")
    p.add_argument("--seed", type=int, default=1)
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    work = pathlib.Path(a.work)
    severity = torch.zeros(()).share_memory_()
    stream = Stream(samples.Pool(work, a.data), a.pairs, severity, a.seed)
    loader = iter(torch.utils.data.DataLoader(
        stream, batch_size=None, num_workers=a.workers, prefetch_factor=4 if a.workers else 2))
    net = TraceNet(**DESIGNS[a.design])
    net.head[-1].bias.data.zero_()
    log(work, a.name, "%.3f GMAC, %.3f M parameters" % tuple(n / d for n, d in zip(count_macs(net), (1e9, 1e6))))
    net = net.to(memory_format=torch.channels_last)
    average = copy.deepcopy(net).eval()
    decayed = [q for q in net.parameters() if q.ndim > 1]
    plain = [q for q in net.parameters() if q.ndim <= 1]
    opt = torch.optim.AdamW([{"params": decayed, "weight_decay": .02}, {"params": plain, "weight_decay": 0}],
                            a.rate, betas=(.9, .99))
    elapsed, step = 0.0, 0
    if a.warm:
        state = torch.load(a.warm)
        net.load_state_dict(state["net"])
        average.load_state_dict(state["average"])
    file = work / f"{a.name}.pt"
    if file.exists():
        state = torch.load(file)
        net.load_state_dict(state["net"])
        average.load_state_dict(state["average"])
        opt.load_state_dict(state["opt"])
        elapsed, step = state["elapsed"], state["step"]
    monitor = measure.Monitor(a.data, work)
    total, last, reported, tally = a.minutes * 60, time.monotonic(), elapsed, Tally()
    while elapsed < total:
        progress = elapsed / total
        severity.fill_(min(a.severity, max(.08, (progress - .08) / .42 + (.35 if a.warm else 0))))
        rate = a.rate * min(1, step / 200 + .01) * max(.005, .5 * (1 + np.cos(np.pi * progress)))
        for group in opt.param_groups:
            group["lr"] = rate
        net.train()
        batch = next(loader)
        loss, score, label, weight = losses(net, batch)
        opt.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        opt.step()
        step += 1
        follow(average, net, min(.998, 1 - 1 / (step / 10 + 1)))
        tally.add(loss.item(), score, label, batch[2], weight)
        now = time.monotonic()
        elapsed, last = elapsed + now - last, now
        if elapsed - reported > a.report * 60 or elapsed >= total:
            log(work, a.name, f"{elapsed / 60:.1f} min, step {step}, severity {float(severity):.2f}, {tally.text()}, "
                              f"{monitor.run(average)}")
            tally, reported = Tally(), elapsed
            save = {"net": net.state_dict(), "average": average.state_dict(), "opt": opt.state_dict(),
                    "elapsed": elapsed, "step": step, "design": a.design}
            torch.save(save, work / f"{a.name}-{round(elapsed / 60):03d}.pt")
            torch.save(save, file.with_suffix(".part"))
            file.with_suffix(".part").rename(file)
            last = time.monotonic()


@torch.no_grad()
def follow(average, net, decay):
    for q, r in zip(average.state_dict().values(), net.state_dict().values()):
        if q.dtype.is_floating_point:
            q.lerp_(r, 1 - decay)
        else:
            q.copy_(r)


class Tally:
    """Training-stream figures since the last report."""

    def __init__(self):
        self.loss, self.scores, self.labels, self.sharp, self.weights = [], [], [], [], []

    def add(self, loss, score, label, sharp, weight):
        self.loss.append(loss)
        for kept, value in zip((self.scores, self.labels, self.sharp, self.weights), (score, label, sharp, weight)):
            kept.append(value.numpy())

    def text(self):
        y, s, q, w = (np.concatenate(v) for v in (self.labels, self.scores, self.sharp, self.weights))
        keep = np.random.default_rng(0).random(len(w)) < w / w.max()
        return (f"loss {np.mean(self.loss):.4f}, stream AUC {measure.auc(s[y == 0], s[y == 1]):.3f}, sharpness AUC "
                f"{measure.auc(q[y == 0], q[y == 1]):.3f} raw {measure.auc(q[keep & (y == 0)], q[keep & (y == 1)]):.3f} weighted")


def log(work, name, text):
    print(text, flush=True)
    with open(work / f"{name}.log", "a") as f:
        f.write(text + "\n")


if __name__ == "__main__":
    main()
