"""Writes MODEL/MODEL_CARD.md from the figures that calibrate.py measured and the log of the training run."""
import argparse
import json
import pathlib

from network import TraceNet, count_macs
from train import DESIGNS

DATA = """
| source | used for | licence |
| --- | --- | --- |
| clothing-dataset, phone photographs of garments | training (90), calibration | CC0-1.0 |
| GroceryStoreDataset, phone photographs in shops | training (90), calibration | MIT |
| CID22 training set (Pexels photographs) | training | CC BY-SA 4.0 |
| dreambooth subjects | training | CC BY 4.0 |
| CLIC 2025 validation (Unsplash photographs) | training | Unsplash licence |
| imaginAIry, ComfyUI, GPT image, Infinity, Kolors, InvokeAI pictures | training, one in ten held out for calibration | MIT, ISC-like, CC BY 4.0, Apache-2.0 |
| tiny autoencoder for FLUX.2 latents | round trips | MIT |
| four small autoencoders trained here | round trips; one of them (bilinear4) only for measuring | ours |
| Kodak true colour suite, ml72 photographs and generated pictures, Inpaint-Anything examples | measuring only | unrestricted, MIT, Apache-2.0 |
"""


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--work", default="work")
    p.add_argument("--model", default="../trace")
    p.add_argument("--name", default="trace")
    p.add_argument("--logs", nargs="+", help="logs of the training run, and of the run that it was warm-started from")
    a = p.parse_args()
    work, model = pathlib.Path(a.work), pathlib.Path(a.model)
    f = json.loads((work / f"{a.name}-figures.json").read_text())
    manifest = json.loads((model / "manifest.json").read_text())
    macs, parameters = count_macs(TraceNet(**DESIGNS[a.name if a.name in DESIGNS else "trace"]))
    text = HEAD.format(
        name=a.name, version=manifest["version"], parameters=f"{parameters / 1e6:.2f}", macs=f"{macs / 1e9:.2f}",
        training=training([pathlib.Path(log) for log in a.logs or [work / f"{a.name}.log"]]), data=DATA.strip())
    text += figures(f, manifest)
    (model / "MODEL_CARD.md").write_text(text)
    print(f"wrote {model / 'MODEL_CARD.md'}, {len(text)} characters")


def training(logs):
    minutes, steps = 0.0, 0
    for log in logs:
        last = [line for line in log.read_text().splitlines() if " min, step " in line][-1]
        minutes += float(last.split(" min, step ")[0])
        steps += int(last.split(" min, step ")[1].split(",")[0])
    return f"Trained for {minutes:.0f} minutes on two CPU cores: {steps} steps of 48 crops of 128 x 128 pixels."


def row(name, block):
    low, high = block["auc95"]
    tlow, thigh = block["tpr_at_5_fpr95"]
    return (f"| {name} | {block['negatives']} / {block['positives']} | {block['auc']:.3f} ({low:.3f} to {high:.3f}) | "
            f"{block['tpr_at_5_fpr']:.2f} ({tlow:.2f} to {thigh:.2f}) |\n")


def figures(f, manifest):
    t = "## Generated against real, pictures of sources that training never saw\n\n"
    t += "All files are first re-encoded as JPEG 90, so that the container tells nothing. 95 % bootstrap intervals.\n\n"
    t += "| set | real / fake | AUC | found at 5 % false positives |\n| --- | --- | --- | --- |\n"
    t += row("val, JPEG 90", f["val"]) + row("val, JPEG 95", f["val_jpeg95"]) + row("val, JPEG 75", f["val_jpeg75"])
    t += "\nval is 49 photographs (Kodak, ml72) and 50 generated ones (ml72, several generators, down-scaled to 559 pixels).\n"
    t += "It was looked at while training, and the weights were chosen among about ten candidates by it (`../training/EXPERIMENTS.md`):\n"
    t += "it is a tuning set, not a test set, and flatters the model a little.\n\n"
    t += "## The softness trap\n\nA model that takes sharpness for a trace fails in one corner of this grid (AUC):\n\n"
    t += "| | AUC |\n| --- | --- |\n" + "".join(f"| {k} | {v:.3f} |\n" for k, v in f["val_grid"].items())
    t += (f"\nRank correlation of score and sharpness on real pictures: {f['rank_correlation_with_sharpness_on_reals']:+.2f}. "
          f"AUC of sharpness alone on val: {f['sharpness_alone_auc']:.2f}.\n\n")
    t += "## Held-out fakes in the calibration set\n\n"
    t += ("Reserved photographs that training never saw, the same made into fakes by a decoder that training never saw, and the "
          "held-out tenth of the generators' pictures, each as it is, as JPEG 90 and 75, down- and up-scaled.\n")
    t += "The five versions of a picture count as five here, so the intervals of the small sets are too narrow.\n\n"
    t += "| source | real / fake | AUC | found at 5 % false positives |\n| --- | --- | --- | --- |\n"
    t += row("all", f["fit"]) + "".join(row(k, v) for k, v in f["fit_per_source"].items())
    below = [k for k, v in f["fit_per_source"].items() if v["auc"] < .5]
    if below:
        t += f"\n**Below chance**: {', '.join(below)}. The model takes these for photographs more often than photographs.\n"
    t += "\n## Where: the map\n\n| set | pictures | mean AUC per 8x8 cell | F1 at 0.5 |\n| --- | --- | --- | --- |\n"
    e, h = f["val_edited"], f["local_held_out"]
    t += f"| val/edited (LaMa, Stable Diffusion inpainting) | {e['pictures']} | {e['cell_auc']:.3f} | {e['f1']:.2f} |\n"
    t += f"| regions by the unseen decoder | {h['pictures']} | {h['cell_auc']:.3f} | {h['f1']:.2f} |\n"
    t += f"\nImage AUC of val/edited against val/real: {e['image_auc']:.3f}.\n\n"
    t += (f"Whole frame or local edit, by the covered share of the map: AUC {f['kinds']['auc']:.3f} on the fakes above, on which it was "
          "fitted. Take the kind as a hint.\n\n")
    t += "## False alarms per source of photographs\n\n"
    v = manifest["verdicts"]
    for name, spec in v.items():
        low, high = spec["false_positive_rate95"]
        t += (f"* {name}: score {spec['threshold']:.3f}, fixed at {spec['false_positive_rate']:.0%} of {spec['negatives']} "
              f"reserved photographs (95 % interval {low:.1%} to {high:.1%}).\n")
    t += "\n| source | photographs | likely manipulated | inconclusive or more |\n| --- | --- | --- | --- |\n"
    for name, s in f["fpr_per_real_source"].items():
        t += f"| {name} | {s['images']} | {s['over_1_percent_threshold']:.1%} | {s['over_5_percent_threshold']:.1%} |\n"
    return t


HEAD = """# Model card: {name} {version}

Finds the traces that image decoders and compositing leave in pixels, in 256 x 256 tiles at native resolution, and says where.
{parameters} M parameters, {macs} GMAC per tile, trained from scratch. {training}
A first model: it beats chance clearly on sources that it never saw, and misses most of what a user will meet.

## Intended use

A signal for a trained human who reviews a flagged picture, beside other evidence. A score is the calibrated probability at even
odds of real and manipulated; at other odds it has to be weighed with them.

## Not for

* Proof, alone, of anything about anybody; decisions without a human; accusations.
* "Authentic": a low score says that this detector found nothing, which proves nothing.
* Whether a picture is lawful, whom it shows, how old they are, whether it is nude: the model knows nothing of that.

## Known failures

* Small: trained on about 300 photographs and 157 generated pictures. Expect misses on generators,
  cameras and processing that it never saw; the figures below say how many.
* Traces fade when a picture is down-scaled or compressed hard, and where a whole frame went through one decoder
  the map says nothing about what was edited.
* Large pictures are sampled: over 128 tiles, small edits between the tiles are missed (the reply warns).
* Its map does not find the edits of real inpainting tools (val/edited below: chance). It finds regions made by decoders like those
  that it was trained on.
* Screenshots, drawings, heavy filters and beautified portraits were not in the data.

## Data

{data}

No nude, sexual or child picture was used. Fakes are made from the photographs themselves: aligned round trips through
autoencoders, whole or pasted into the original; spectrum swaps that keep sharpness from being a cue; classical inpainting, splices,
self-blends. `../training/README.md` says how.

"""

if __name__ == "__main__":
    main()
