"""Exports a checkpoint to ONNX (opset 16, dynamic batch, fixed tile) with its golden set: MODEL/model.onnx, MODEL/golden."""
import argparse
import json
import pathlib

import numpy as np
import torch
from PIL import Image

from network import TraceNet, count_macs
from train import DESIGNS

TILE = 256


def load(file):
    """The averaged weights of a checkpoint."""
    state = torch.load(file, map_location="cpu")
    net = TraceNet(**DESIGNS[state["design"]])
    net.load_state_dict(state["average"])
    return net.eval()


def golden_tiles(samples):
    """Tiles cut from the project's own sample pictures, and one of plain noise."""
    tiles = {}
    for name, x, y in (("camera-1.jpg", 300, 260), ("edited-1.jpg", 560, 380), ("generated-1.jpg", 200, 200)):
        pixels = np.asarray(Image.open(pathlib.Path(samples) / name).convert("RGB"))
        tiles[pathlib.Path(name).stem] = pixels[y:y + TILE, x:x + TILE]
    tiles["noise"] = np.random.default_rng(7).integers(0, 256, (TILE, TILE, 3)).astype(np.uint8)
    return tiles


@torch.no_grad()
def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--checkpoint", default="work/trace.pt")
    p.add_argument("--model", default="../trace")
    p.add_argument("--samples", default="../../samples")
    a = p.parse_args()
    net, out = load(a.checkpoint), pathlib.Path(a.model)
    (out / "golden").mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        net, torch.rand(2, 3, TILE, TILE), str(out / "model.onnx"), opset_version=16, do_constant_folding=True,
        input_names=["tiles"], output_names=["score", "map"],
        dynamic_axes={"tiles": {0: "batch"}, "score": {0: "batch"}, "map": {0: "batch"}})
    cases = []
    for name, pixels in golden_tiles(a.samples).items():
        Image.fromarray(pixels).save(out / "golden" / f"{name}.png", optimize=True)
        score, trace = net(torch.from_numpy(pixels.copy()).permute(2, 0, 1)[None].float() / 255)
        cases.append({"image": f"golden/{name}.png", "score": round(score.item(), 6), "map_stride": 8,
                      "map": [round(v, 5) for v in trace.flatten().tolist()]})
    (out / "golden" / "golden.json").write_text(json.dumps({"cases": cases}) + "\n")
    macs, parameters = count_macs(net)
    print(f"{out}: {macs / 1e9:.3f} GMAC per tile, {parameters} parameters, {len(cases)} golden tiles")


if __name__ == "__main__":
    main()
