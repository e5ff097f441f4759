"""The detector: high-pass and colour front end, small residual backbone, a trace map at stride 8, and learned pooling.

Input: [n, 3, s, s] RGB in 0..1, s a multiple of 8. Outputs: score [n], the logit that the tile holds a manipulation, and
map [n, 1, s/8, s/8], the logit per cell.
"""
import torch
import torch.nn.functional as F
from torch import nn

TILE, OVERLAP, STRIDE = 256, 64, 8      # pixels: what the exported model is given, and a cell of its map

# RGB -> YCbCr, ITU-R BT.601 full range (as in JFIF), without the chroma offset.
YCBCR = [[.299, .587, .114], [-.168736, -.331264, .5], [.5, -.418688, -.081312]]

# Second and third differences of the luma, horizontal, vertical and mixed, and a 3x3 Laplacian-like residual.
LUMA_FILTERS = [
    [[0, 0, 0], [1, -2, 1], [0, 0, 0]],
    [[0, 1, 0], [0, -2, 0], [0, 1, 0]],
    [[1, -2, 1], [-2, 4, -2], [1, -2, 1]],
    [[1, 0, -1], [0, 0, 0], [-1, 0, 1]],
]
CHROMA_FILTER = [[1, -2, 1], [-2, 4, -2], [1, -2, 1]]


DESIGNS = {
    "trace": dict(stem=12, widths=(20, 40, 80), blocks=(1, 1, 3)),
    "trace-large": dict(stem=16, widths=(32, 56, 112), blocks=(1, 1, 3)),
    "trace-wide-view": dict(stem=12, widths=(20, 40, 72), blocks=(1, 1, 2), context=(96, 1)),
    "trace-small": dict(stem=8, widths=(12, 16, 32), blocks=(0, 1, 2)),
    "trace-compare": dict(stem=8, widths=(12, 16, 32), blocks=(0, 1, 2), context=(48, 2), compare=True),
    "trace-compare-wide": dict(stem=10, widths=(16, 28, 56), blocks=(0, 1, 2), context=(72, 2), compare=True),
}


class FrontEnd(nn.Module):
    """Nine planes: YCbCr, and six fixed high-passes divided by their own local scale and squashed, so that the amount of
    high frequency (sharpness) is no linear cue while its structure is kept; and the logarithm of that amount per 8x8 cell."""

    planes, levels = 9, 6

    def __init__(self):
        super().__init__()
        self.register_buffer("ycbcr", torch.tensor(YCBCR)[..., None, None])
        weight = torch.zeros(6, 3, 3, 3)
        for i, f in enumerate(LUMA_FILTERS):
            weight[i, 0] = torch.tensor(f, dtype=torch.float32)
        weight[4, 1] = weight[5, 2] = torch.tensor(CHROMA_FILTER, dtype=torch.float32)
        self.register_buffer("high_pass", weight)

    def forward(self, x):
        colour = F.conv2d(x, self.ycbcr)
        high = F.conv2d(F.pad(colour, (1, 1, 1, 1), mode="reflect"), self.high_pass)
        level = F.avg_pool2d(high.abs(), 8)
        scale = F.avg_pool2d(level, 3, 1, 1, count_include_pad=False)
        high = torch.tanh(high / (2 * F.interpolate(scale, scale_factor=8, mode="nearest") + .008))
        return torch.cat([(colour - .25) * 2, high], 1), torch.log(level + .002)


class Residual(nn.Module):
    """Two 3x3 convolutions and a learned gain on the branch, which stands in for the second batch norm (on a CPU a batch
    norm costs as much as a convolution)."""

    def __init__(self, width):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(width, width, 3, padding=1, bias=False), nn.BatchNorm2d(width), nn.ReLU(),
            nn.Conv2d(width, width, 3, padding=1))
        self.gain = nn.Parameter(torch.full((1, width, 1, 1), .3))

    def forward(self, x):
        return F.relu(x + self.gain * self.body(x))


def down(i, o):
    """Halves the resolution without losing phase: a 2x2 stride-2 convolution is space-to-depth with a 1x1 convolution."""
    return nn.Sequential(nn.Conv2d(i, o, 2, stride=2, bias=False), nn.BatchNorm2d(o), nn.ReLU())


class TraceNet(nn.Module):
    """`context` (width, blocks) adds a stage at stride 16, brought back to stride 8 and added: a wider view. `compare` gives
    each cell what sets it apart from the rest of its tile: its features, and how much grain it has, less their means. How much
    grain the whole tile has stays hidden: that is sharpness."""

    def __init__(self, stem, widths, blocks, context=None, compare=False):
        super().__init__()
        self.front = FrontEnd()
        self.stem = nn.Sequential(nn.Conv2d(FrontEnd.planes, stem, 3, padding=1), nn.ReLU())
        layers, width = [], stem
        for o, n in zip(widths, blocks):
            layers += [down(width, o), *(Residual(o) for _ in range(n))]
            width = o
        self.body = nn.Sequential(*layers)
        self.compare = nn.Sequential(nn.Conv2d(2 * width + FrontEnd.levels, width, 1), nn.ReLU()) if compare else None
        self.context = None
        if context:
            self.context = nn.Sequential(down(width, context[0]), *(Residual(context[0]) for _ in range(context[1])),
                                         nn.Conv2d(context[0], width, 1), nn.Upsample(scale_factor=2))
        self.map = nn.Sequential(nn.Conv2d(width, 32, 1), nn.ReLU(), nn.Conv2d(32, 1, 1))
        self.attention = nn.Conv2d(width, 4, 1)
        self.head = nn.Sequential(nn.Linear(5 * width + 5, 64), nn.ReLU(), nn.Dropout(.2), nn.Linear(64, 1))

    def forward(self, x):
        # In mixed precision bfloat16 would round pixels to about one grey level, and the traces away with it.
        with torch.autocast(x.device.type, enabled=False):
            planes, level = self.front(x.float())
            planes = self.stem(planes)
        features = self.body(planes)
        if self.compare is not None:
            apart = torch.cat([features, level.to(features.dtype)], 1)
            features = self.compare(torch.cat([features, apart - apart.mean((2, 3), keepdim=True)], 1))
        if self.context is not None:
            features = F.relu(features + self.context(features))
        trace = self.map(features)
        return self.pool(features, trace), trace

    def pool(self, features, trace):
        """Mean, attention-weighted means, and order statistics of the map: a small edit is not averaged away."""
        flat, cells = features.flatten(2), trace.flatten(2)
        weights = self.attention(features).flatten(2).softmax(-1)
        attended = torch.matmul(weights, flat.transpose(1, 2)).flatten(1)
        n = int(cells.shape[-1])                # a plain number, so that the exported graph is static but for the batch
        ordered = torch.topk(cells[:, 0], n, dim=1)[0]
        tops = [ordered[:, :max(1, n // d)].mean(1, keepdim=True) for d in (64, 16, 4, 2, 1)]
        return self.head(torch.cat([flat.mean(-1), attended, *tops], 1))[:, 0]


class Committee(nn.Module):
    """The mean of the logits and of the maps of several networks."""

    def __init__(self, members):
        super().__init__()
        self.members = nn.ModuleList(members)

    def forward(self, x):
        outputs = [m(x) for m in self.members]
        return tuple(sum(o[i] for o in outputs) / len(outputs) for i in range(2))


def load(file):
    """The averaged weights of a checkpoint, or of the several that average.py put side by side; on the CPU, for inference."""
    state = torch.load(file, map_location="cpu")
    nets = []
    for one in state.get("members", [state]):
        nets.append(TraceNet(**DESIGNS[one["design"]]))
        nets[-1].load_state_dict(one["average"])
    return (nets[0] if len(nets) == 1 else Committee(nets)).eval()


def count_macs(net, size=256):
    """Multiply-accumulates of the convolutions and linear layers for one size x size tile, and the parameter count."""
    total = [0]

    def hook(module, _, out):
        kernel = module.weight[0].numel() if isinstance(module, nn.Conv2d) else module.in_features
        total[0] += kernel * out.numel()
    handles = [m.register_forward_hook(hook) for m in net.modules() if isinstance(m, (nn.Conv2d, nn.Linear))]
    with torch.no_grad():
        net.eval()(torch.zeros(1, 3, size, size))
    for h in handles:
        h.remove()
    return total[0], sum(p.numel() for p in net.parameters())


if __name__ == "__main__":
    for name, design in DESIGNS.items():
        macs, parameters = count_macs(TraceNet(**design))
        print(f"{name}: {macs / 1e9:.3f} GMAC per 256x256 tile, {parameters / 1e6:.3f} M parameters")
