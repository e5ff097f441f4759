"""Exports a checkpoint to a model package: MODEL/model.onnx (opset 16, dynamic batch, fixed tile), its golden set, and the manifest with
what calibrate.py fitted. card.py adds the figures."""
import argparse
import hashlib
import json
import pathlib

import numpy as np
import torch
from PIL import Image

from network import OVERLAP, STRIDE, TILE, count_macs, load


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
    p.add_argument("--work", default="work")
    p.add_argument("--checkpoint", default="work/trace.pt")
    p.add_argument("--name", default="trace")
    p.add_argument("--version", default="0.5.0")
    p.add_argument("--model", help="folder of the package; ../NAME unless stated")
    p.add_argument("--samples", default="../../samples")
    a = p.parse_args()
    net, out = load(a.checkpoint), pathlib.Path(a.model or f"../{a.name}")
    (out / "golden").mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        net, torch.rand(2, 3, TILE, TILE), str(out / "model.onnx"), opset_version=16, do_constant_folding=True,
        input_names=["tiles"], output_names=["score", "map"],
        dynamic_axes={"tiles": {0: "batch"}, "score": {0: "batch"}, "map": {0: "batch"}},
        **({"dynamo": False} if torch.__version__ >= "2.5" else {}))
    cases = []
    for name, pixels in golden_tiles(a.samples).items():
        Image.fromarray(pixels).save(out / "golden" / f"{name}.png", optimize=True)
        score, trace = net(torch.from_numpy(pixels.copy()).permute(2, 0, 1)[None].float() / 255)
        cases.append({"image": f"golden/{name}.png", "score": round(score.item(), 6), "map_stride": STRIDE,
                      "map": [round(v, 5) for v in trace.flatten().tolist()]})
    (out / "golden" / "golden.json").write_text(json.dumps({"cases": cases}) + "\n")
    fitted = json.loads((pathlib.Path(a.work) / f"{a.name}-calibration.json").read_text())
    (out / "manifest.json").write_text(json.dumps(manifest(a, out, fitted), indent=2) + "\n")
    macs, parameters = count_macs(net)
    print(f"{out}: {macs / 1e9:.3f} GMAC per tile, {parameters} parameters, {len(cases)} golden tiles")


def manifest(a, out, fitted):
    return {
        "$schema": "../manifest.schema.json", "format_version": 1, "name": a.name, "version": a.version,
        "description": "Finds decoder and compositing traces in tiles at native resolution; trained from scratch.",
        "licence": "Apache-2.0",
        "model": {"file": "model.onnx", "sha256": hashlib.sha256((out / "model.onnx").read_bytes()).hexdigest()},
        "input": {"name": "tiles", "layout": "nchw", "dtype": "float32", "channels": "rgb", "scale": 1 / 255,
                  "mean": [0, 0, 0], "std": [1, 1, 1]},
        "framing": {"method": "tiles", "size": TILE, "overlap": OVERLAP, "max_tiles": 128},
        "outputs": {"score": {"name": "score", "kind": "logit"}, "map": {"name": "map", "kind": "logit", "stride": STRIDE}},
        **{k: fitted[k] for k in ("pooling", "calibration", "verdicts", "kinds", "regions")},
        "golden": {"file": "golden/golden.json", "tolerance": 1e-4},
    }


if __name__ == "__main__":
    main()
