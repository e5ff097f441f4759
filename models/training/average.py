"""Averages the weights of checkpoints of one run and its continuation, which often generalises better than either (WiSE-FT,
CVPR 2022); or, with --side-by-side, makes one model of networks that may differ in design: the mean of what they say."""
import argparse

import torch


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("checkpoints", nargs="+")
    p.add_argument("--side-by-side", action="store_true")
    p.add_argument("--out", default="work/trace.pt")
    a = p.parse_args()
    states = [{k: s[k] for k in ("average", "design")} for s in (torch.load(f, map_location="cpu") for f in a.checkpoints)]
    if a.side_by_side:
        torch.save({"members": states}, a.out)
    else:
        weights = [s["average"] for s in states]
        mean = {k: torch.stack([w[k].float() for w in weights]).mean(0) if v.dtype.is_floating_point else v
                for k, v in weights[0].items()}
        torch.save({"average": mean, "design": states[0]["design"]}, a.out)
    print(f"{a.out}: {len(states)} checkpoints")


if __name__ == "__main__":
    main()
