"""Averages the weights of checkpoints of one run and its continuation, which often generalises better than either (WiSE-FT,
CVPR 2022)."""
import argparse

import torch


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("checkpoints", nargs="+")
    p.add_argument("--out", default="work/trace.pt")
    a = p.parse_args()
    states = [torch.load(f, map_location="cpu") for f in a.checkpoints]
    weights = [s["average"] for s in states]
    mean = {k: torch.stack([w[k].float() for w in weights]).mean(0) if v.dtype.is_floating_point else v
            for k, v in weights[0].items()}
    torch.save({"average": mean, "design": states[0]["design"]}, a.out)
    print(f"{a.out}: mean of {len(states)} checkpoints")


if __name__ == "__main__":
    main()
