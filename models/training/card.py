"""Writes MODEL/MODEL_CARD.md, and the figures and the reliability of MODEL/manifest.json, from what `detector evaluate` measured. Nothing
in them comes from training."""
import argparse
import json
import pathlib

from network import count_macs, load

DATA = """
| source | used for | licence |
| --- | --- | --- |
| clothing-dataset, phone photographs of garments | training, calibration, checking | CC0-1.0 |
| GroceryStoreDataset, phone photographs in shops | training, calibration, checking | MIT |
| CID22 training set (Pexels photographs) | training, calibration | CC BY-SA 4.0 |
| dreambooth subjects | training, calibration | CC BY 4.0 |
| CLIC 2025 validation (Unsplash photographs) | training, calibration | Unsplash licence |
| imaginAIry, ComfyUI, GPT image, Infinity, Kolors, InvokeAI pictures | training, one in ten held out | MIT, ISC-like, CC BY 4.0, Apache-2.0 |
| tiny autoencoder for FLUX.2 latents | round trips | MIT |
| the zoo of decoders and inpainters trained here | round trips, regions; three of them only for measuring | ours |
| Kodak true colour suite, ml72 photographs and generated pictures, Inpaint-Anything examples | measuring only | unrestricted, MIT, Apache-2.0 |
"""


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--model", default="../trace")
    p.add_argument("--checkpoint", default="work/trace.pt")
    p.add_argument("--val", required=True, help="evaluation of val/, with --grid")
    p.add_argument("--lossless", help="evaluation of val/ as it is, not re-encoded: for the map")
    p.add_argument("--robust", help="evaluation of val/, all pictures cut to one size, with --sweep")
    p.add_argument("--large", help="evaluation of small edits in val's large photographs")
    p.add_argument("--held-out", help="evaluation of the held-out pseudo-fakes")
    p.add_argument("--reserved", help="evaluation of val/ and the reserved pictures, with --sweep and --reliability")
    p.add_argument("--logs", nargs="+", default=[], help="logs of the training runs, in order")
    a = p.parse_args()
    model = pathlib.Path(a.model)
    val, lossless, robust, large, held, reserved = (json.loads(pathlib.Path(f).read_text()) if f else None
                                                    for f in (a.val, a.lossless, a.robust, a.large, a.held_out, a.reserved))
    manifest = json.loads((model / "manifest.json").read_text())
    for report in filter(None, (val, lossless, robust, large, held, reserved)):
        assert report["model"]["sha256"] == manifest["model"]["sha256"], "an evaluation is of another model"
    manifest["figures"] = stated(val, held)
    manifest["reliability"] = [{k: v for k, v in b.items() if k != "found"} for b in (reserved or {}).get("reliability", [])]
    (model / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
    macs, parameters = count_macs(load(a.checkpoint))
    text = HEAD.format(name=manifest["name"], version=manifest["version"], parameters=f"{parameters / 1e6:.2f}",
                       macs=f"{macs / 1e9:.2f}", training=training([pathlib.Path(f) for f in a.logs]), data=DATA.strip())
    text += generated(val, reserved) + robustness(robust) + checks(val, robust, reserved) + where(val, lossless, large, held)
    text += alarms(manifest, val, reserved)
    if held:
        text += "## Held-out pseudo-fakes\n\nPhotographs of val/, made into fakes by decoders and an inpainter that training never saw.\n"
        text += f"{normalized(held)}\n\n" + per_source(held)
    if large:
        text += "## Small edits in large pictures\n\nA region within 384 pixels of val's large photographs (up to 1600 pixels), made anew by "
        text += f"the same networks.\n{normalized(large)}\n\n" + per_source(large)
    if manifest["reliability"]:
        text += buckets(manifest["reliability"])
    (model / "MODEL_CARD.md").write_text(text)
    print(f"wrote {model / 'MODEL_CARD.md'}, {len(text)} characters, and {len(manifest['figures'])} figures")


def stated(val, held):
    """The figures that every answer can be read against, bad ones too."""
    rows = []

    def add(report, words, level, metrics):
        block = report["image_level"].get(level)
        for m in metrics if block else ():
            rows.append({"metric": m, "data": words, "value": block[m]["value"], "interval95": block[m]["interval95"],
                         "positives": block["positives"], "negatives": block["negatives"]})
    add(val, "val, generated against real, JPEG 90", "generated", ("auc", "tpr_at_1_fpr", "tpr_at_5_fpr", "ece"))
    add(val, "val, real inpainting tools against real, JPEG 90", "edited", ("auc",))
    if held:
        add(held, "held-out pseudo-fakes of val's photographs, JPEG 90", "all_fakes", ("auc", "tpr_at_5_fpr"))
    for report, words in ((val, "val, real inpainting tools"), (held, "regions by decoders and an inpainter that training never saw")):
        pixel = (report or {}).get("pixel_level")
        for metric, name in (("mean_auc", "map_cell_auc"), ("f1", "map_f1")) if pixel else ():
            rows.append({"metric": name, "data": words, "value": pixel[metric]["value"], "interval95": pixel[metric]["interval95"],
                         "positives": pixel["pictures"], "negatives": 0})
    return rows


def training(logs):
    minutes, steps, seen = 0.0, 0, 0
    for log in logs:
        first, second, third = [line for line in log.read_text().splitlines() if " min, step " in line][-1].split(", ")[:3]
        minutes, steps, seen = minutes + float(first.split()[0]), steps + int(second.split()[1]), seen + int(third.split()[0])
    return f"Trained for {minutes:.0f} minutes: {steps} steps, {seen} crops." if logs else ""


def figure(one, digits=3):
    low, high = one["interval95"]
    return f"{one['value']:.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"


def normalized(report):
    return f"Every file went through `{report['options']['normalize']}` first."


def row(name, block):
    return (f"| {name} | {block['negatives']} / {block['positives']} | {figure(block['auc'])} | {figure(block['tpr_at_1_fpr'], 2)} | "
            f"{figure(block['tpr_at_5_fpr'], 2)} | {figure(block['found'], 2)} |\n")


TABLE = "| set | real / fake | AUC | found at 1 % FPR | at 5 % FPR | at the model's threshold |\n| --- | --- | --- | --- | --- | --- |\n"


def generated(val, reserved):
    t = f"## Sources that training never saw\n\n{normalized(val)} 95 % bootstrap intervals.\n\n{TABLE}"
    t += "".join(row(f"val, {k}", v) for k, v in val["image_level"].items() if v)
    block = val["image_level"]["generated"]
    t += (f"\nECE {figure(block['ece'])}; perfect scores would get {block['ece_if_calibrated']:.3f} on so few pictures. "
          f"NLL {figure(block['nll'])}.\n\n")
    t += "val was looked at while training (`../training/EXPERIMENTS.md`): it is a tuning set, and flatters the model a little.\n\n"
    if reserved:
        t += "Against the reserved photographs too, with the generators of which training saw other pictures (one in ten was kept back):\n\n"
        t += f"{normalized(reserved)}\n\n" + per_source(reserved)
    return t


def per_source(report):
    return TABLE + "".join(row(s["source"], s["figures"]) for s in report["fake_sources"]) + "\n"


def robustness(robust):
    if not robust:
        return ""
    t = f"## Robustness: val, generated against real, under one condition\n\n{normalized(robust)}\n\n"
    t += "| condition | AUC | found at the model's threshold | photographs over it |\n| --- | --- | --- | --- |\n"
    for s in robust["sweep"]:
        block = s["image_level"]["generated"]
        t += f"| {s['condition']} | {figure(block['auc'])} | {figure(block['found'], 2)} | {figure(block['false_alarms'], 2)} |\n"
    t += "\n" + "".join(f"* The AUC falls by {figure(d['drop'])} from {d['from']} to {d['to']}.\n" for d in robust["drops"]
                        if d["set"] == "generated")
    return t + "\n"


def checks(val, robust, reserved):
    t = "## Is it something else than traces?\n\n"
    if val["grid"]:
        t += "A model that takes sharpness for a trace fails in one corner of this grid.\n\n| real | generated | AUC |\n| --- | --- | --- |\n"
        t += "".join(f"| {c['real']} | {c['fake']} | {figure(c['auc'])} |\n" for c in val["grid"]["cells"]) + "\n"
    if val["sharpness"]:
        t += (f"* Sharpness alone: AUC {figure(val['sharpness']['auc'])}. Rank correlation of score and sharpness on photographs: "
              f"{figure(val['sharpness']['rank_correlation_on_reals'], 2)}.\n")
    for report in filter(None, (val, robust)):
        for n in report["zero_pixel_null"] or []:
            t += (f"* Size, format, metadata and file size alone, {n['set']}, {report['options']['normalize']}: AUC {figure(n['auc'])}; "
                  f"the model {figure(n['model_auc'])}.\n")
    below = [f"{b['subset']}, {figure(b['auc'])} of {b['positives']} ({r['options']['normalize']})"
             for r in filter(None, (val, robust, reserved)) for b in r["below_chance"]]
    return t + (f"* **Below chance**: {'; '.join(below)}.\n\n" if below else "* No set is below chance.\n\n")


def where(val, lossless, large, held):
    t = "## Where: the map\n\n| set | pictures | mean AUC per cell | F1 where regions are cut | at each picture's best | IoU |\n"
    t += "| --- | --- | --- | --- | --- | --- |\n"
    real = "val/edited (LaMa, Stable Diffusion inpainting)"
    for report, words in ((val, real), (lossless, f"{real}, as published: lossless"),
                          (large, "small edits in large photographs, by unseen decoders and an inpainter"),
                          (held, "regions made by unseen decoders and an inpainter")):
        pixel = (report or {}).get("pixel_level")
        if pixel:
            t += (f"| {words} | {pixel['pictures']} | {figure(pixel['mean_auc'])} | {figure(pixel['f1'], 2)} | "
                  f"{figure(pixel['best_f1'], 2)} | {figure(pixel['iou'], 2)} |\n")
    t += map_per_source(held) if held else ""
    area = val["false_alarm_area"]
    return t + (f"\nOn photographs {figure(area['mean_area'], 3)} of the map's cells are over the regions' threshold.\n\n" if area else "\n")


def map_per_source(report):
    """Means alone: the report has intervals of all sources together."""
    by_source = {}
    for p in report["pictures"]:
        if p["cell_auc"] is not None:
            by_source.setdefault(p["source"], []).append((p["cell_auc"], p["cell_f1"]))
    means = {source: [sum(v) / len(v) for v in zip(*both)] for source, both in by_source.items()}
    return "".join(f"| of these, {s} | {len(by_source[s])} | {area:.3f} | {f1:.2f} | | |\n" for s, (area, f1) in means.items())


def alarms(manifest, val, reserved):
    t = "## False alarms\n\n"
    for name, spec in manifest["verdicts"].items():
        low, high = spec["false_positive_rate95"]
        t += (f"* {name}: score {spec['threshold']:.3f}, fixed at {spec['false_positive_rate']:.0%} of {spec['negatives']} "
              f"reserved photographs (95 % interval {low:.1%} to {high:.1%}).\n")
    t += "\nOn photographs that fixed nothing:\n\n| source | photographs | likely manipulated | inconclusive or more |\n| --- | --- | --- | --- |\n"
    for s in (reserved or val)["real_sources"]:
        t += f"| {s['source']} | {s['images']} | {figure(s['likely_manipulated'], 2)} | {figure(s['inconclusive'], 2)} |\n"
    return t + "\n"


def buckets(reliability):
    t = "## By compression and size\n\nHow many of 100 fakes are found at 1 % false positives among photographs alike (val and reserved "
    t += "pictures, as they come in and re-encoded). No pseudo-fakes are in it.\n\n"
    t += "| JPEG quality | longer side | found of 100 | fakes / photographs |\n| --- | --- | --- | --- |\n"
    for b in reliability:
        quality = "lossless" if b["jpeg_quality"] is None else "{}-{}".format(*b["jpeg_quality"])
        side = "{}-{}".format(b["longest_side"][0], b["longest_side"][1] or "")
        low, high = (100 * v for v in b["interval95"])
        t += f"| {quality} | {side} | {100 * b['tpr_at_1_fpr']:.0f} ({low:.0f} to {high:.0f}) | {b['positives']} / {b['negatives']} |\n"
    return t + "\n"


HEAD = """# Model card: {name} {version}

Finds the traces that image decoders and compositing leave in pixels, in 256 x 256 tiles at native resolution, and says where.
{parameters} M parameters, {macs} GMAC per tile, trained from scratch (`../training/EXPERIMENTS.md`). {training}
This page is written from the figures of `detector evaluate`. It misses most of what a user will meet: read them before you rely on it.

## Intended use

A signal for a trained human who reviews a flagged picture, beside other evidence. A score is the calibrated probability at even
odds of real and manipulated; at other odds it has to be weighed with them.

## Not for

* Proof, alone, of anything about anybody; decisions without a human; accusations.
* "Authentic": a low score says that this detector found nothing, which proves nothing.
* Whether a picture is lawful, whom it shows, how old they are, whether it is nude: the model knows nothing of that.

## Known failures

* Small data: a few hundred photographs and 157 generated pictures. Expect misses on generators, cameras and processing that it never
  saw; the figures below say how many.
* Traces fade when a picture is down-scaled or compressed hard, and more photographs that were compressed hard are over its threshold than
  it is fixed for (measured below). Where a whole frame went through one decoder the map says nothing about what was edited.
* Its map finds the edits of real inpainting tools only in files that were not compressed again (val/edited below): what tells them
  apart is that a photograph has been through JPEG before and the region has not. It finds regions made by decoders and inpainters like
  those that it was trained on.
* A small edit in a large picture raises the score, and seldom over a threshold (measured below). The map is of each tile: look at it too.
* Large pictures are sampled: over 128 tiles, small edits between the tiles are missed (the reply warns).
* Screenshots, drawings, heavy filters and beautified portraits were not in the data.

## Data

{data}

No nude, sexual or child picture was used. Fakes are made from the photographs themselves: aligned round trips through
autoencoders, whole or pasted into the original; spectrum swaps that keep sharpness from being a cue; inpainting, splices,
self-blends. `../training/README.md` says how.

"""

if __name__ == "__main__":
    main()
