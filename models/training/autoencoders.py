"""Autoencoders whose decoders leave the traces that the detector learns.

Two families: the published tiny autoencoder for FLUX.2 latents (weights supplied with the data, MIT licence), and a zoo of
our own, which differ in up-sampler, stride, latent width, blocks and loss, so that no single decoder is "the" trace: its decoder with
other up-samplers, fitted again; round trips and super-resolution from scratch; and inpainting of a masked region.
Pixels are float tensors [n, 3, h, w] in 0..1; h and w must be multiples of the stride.
"""
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn


class TaeBlock(nn.Module):
    """Three 3x3 convolutions with a skip; at the lowest resolution a pooled branch is added to the input first."""

    def __init__(self, width=64, pool=False):
        super().__init__()
        self.conv = nn.Sequential(
            nn.Conv2d(width, width, 3, padding=1), nn.ReLU(),
            nn.Conv2d(width, width, 3, padding=1), nn.ReLU(),
            nn.Conv2d(width, width, 3, padding=1))
        self.pool = nn.Sequential(
            nn.Conv2d(width, 4 * width, 1, bias=False), nn.GroupNorm(4, 4 * width), nn.ReLU(),
            nn.Conv2d(4 * width, width, 1, bias=False)) if pool else None

    def forward(self, x):
        if self.pool is not None:
            x = x + self.pool(x)
        return F.relu(self.conv(x) + x)


class Clamp(nn.Module):
    def forward(self, x):
        return torch.tanh(x / 3) * 3


class TinyFlux2(nn.Module):
    """The tiny autoencoder for FLUX.2 latents: stride 8, 32 latent channels."""

    stride = 8

    def __init__(self, encoder_file=None, decoder_file=None):
        super().__init__()

        def conv(i, o, **k):
            return nn.Conv2d(i, o, 3, padding=1, **k)

        def stage(pool=False):
            return [TaeBlock(pool=pool) for _ in range(3)]

        self.encoder = nn.Sequential(
            conv(3, 64), TaeBlock(),
            conv(64, 64, stride=2, bias=False), *stage(),
            conv(64, 64, stride=2, bias=False), *stage(),
            conv(64, 64, stride=2, bias=False), *stage(pool=True),
            conv(64, 32))

        def up():
            return [nn.Upsample(scale_factor=2), conv(64, 64, bias=False)]

        self.decoder = nn.Sequential(
            Clamp(), conv(32, 64), nn.ReLU(),
            *stage(pool=True), *up(), *stage(), *up(), *stage(), *up(), TaeBlock(), conv(64, 3))
        if encoder_file:
            self.encoder.load_state_dict(_floats(encoder_file))
            self.decoder.load_state_dict(_floats(decoder_file))

    def encode(self, x):
        return self.encoder(x)

    def decode(self, z):
        return self.decoder(z).clamp(0, 1)


class Refitted(TinyFlux2):
    """The same with another up-sampler in its decoder, to be fitted again: a decoder of good quality that leaves another trace."""

    def __init__(self, spec, encoder_file=None, decoder_file=None):
        super().__init__(encoder_file, decoder_file)
        self.spec = spec
        for i, layer in enumerate(self.decoder):
            if isinstance(layer, nn.Upsample):
                self.decoder[i] = {"bilinear": nn.Upsample(scale_factor=2, mode="bilinear"), "shuffle": Shuffle(64),
                                   "transposed": Transposed(64), "nearest": layer}[spec.upsampler]

    def make(self, x, mask=None, strength=0.0):
        with torch.no_grad():
            z = self.encoder(x)
        return self.decoder(z + strength * torch.randn_like(z))

    @torch.no_grad()
    def forge(self, x, mask=None, strength=0.0):
        return self.make(x, mask, strength).clamp(0, 1)


class Shuffle(nn.Module):
    """Doubles the resolution by pixel shuffle; begins as the nearest neighbour, disturbed a little."""

    def __init__(self, width):
        super().__init__()
        self.conv = nn.Conv2d(width, 4 * width, 1, bias=False)
        start = torch.eye(width).repeat_interleave(4, 0)
        self.conv.weight.data = (start + .03 * torch.randn_like(start))[..., None, None]

    def forward(self, x):
        return F.pixel_shuffle(self.conv(x), 2)


class Transposed(nn.Module):
    """Doubles the resolution by a transposed convolution whose 3x3 kernels overlap unevenly; begins near the bilinear one."""

    def __init__(self, width):
        super().__init__()
        self.conv = nn.ConvTranspose2d(width, width, 3, stride=2, padding=1, output_padding=1, bias=False)
        kernel = torch.tensor([[.25, .5, .25], [.5, 1, .5], [.25, .5, .25]]) * (1 + .2 * torch.randn(width, 1, 3, 3))
        self.conv.weight.data.zero_()
        for c in range(width):
            self.conv.weight.data[c, c] = kernel[c, 0]

    def forward(self, x):
        return self.conv(x)


def _floats(file):
    return {k: v.float() for k, v in torch.load(file, map_location="cpu").items()}


@dataclass(frozen=True)
class ZooSpec:
    """One network of the zoo."""
    name: str
    task: str = "round-trip"    # round-trip | super-resolution | inpaint | refit (a decoder of TinyFlux2, fitted again)
    blocks: str = "plain"       # plain (ReLU) | norm (GroupNorm and SiLU, as latent diffusion decoders have) | dilated
    upsampler: str = "nearest"  # nearest | bilinear | transposed | shuffle
    stride: int = 8             # 2, 4, 8 or 16
    latent: int = 4             # latent channels
    levels: int = 0             # of finite scalar quantisation, 0 = none
    loss: str = "l1"            # l1 | gradient
    adversarial: float = 0      # weight of the patch discriminator
    held_out: bool = False      # never shown to the detector: measures what an unseen decoder does


ZOO = [
    ZooSpec("tae-shuffle", "refit", upsampler="shuffle", loss="gradient"),
    ZooSpec("tae-transposed", "refit", upsampler="transposed"),
    ZooSpec("tae-sharp", "refit", loss="gradient", adversarial=.1),
    ZooSpec("norm8x16", blocks="norm", latent=16, adversarial=.05),
    ZooSpec("quantised4", blocks="norm", stride=4, latent=8, levels=7, adversarial=.1),
    ZooSpec("transposed4", upsampler="transposed", stride=4, latent=8, adversarial=.1),
    ZooSpec("super2", "super-resolution", stride=2, adversarial=.05),
    ZooSpec("inpaint8", "inpaint", latent=128, adversarial=.1),
    ZooSpec("inpaint4", "inpaint", blocks="dilated", upsampler="shuffle", stride=4, latent=96, adversarial=.1),
    ZooSpec("tae-bilinear", "refit", upsampler="bilinear", held_out=True),
    ZooSpec("bilinear4", upsampler="bilinear", stride=4, latent=8, loss="gradient", held_out=True),
    ZooSpec("inpaint-transposed8", "inpaint", blocks="dilated", upsampler="transposed", latent=128, adversarial=.1, held_out=True),
]


class ZooBlock(nn.Module):
    def __init__(self, kind, width):
        super().__init__()
        spread = 4 if kind == "dilated" else 1
        layers = []
        for dilation in (1, spread):
            layers += [nn.GroupNorm(8, width), nn.SiLU()] if kind == "norm" else [nn.ReLU()]
            layers.append(nn.Conv2d(width, width, 3, padding=dilation, dilation=dilation))
        self.body = nn.Sequential(*layers)

    def forward(self, x):
        return x + self.body(x)


class Upsample(nn.Module):
    """Doubles the resolution. The transposed convolution is written as what it is, zeros put between the samples and then a
    convolution, which a CPU trains several times faster."""

    def __init__(self, kind, width, out):
        super().__init__()
        self.kind = kind
        self.conv = nn.Conv2d(width, 4 * out if kind == "shuffle" else out, 3, padding=1)

    def forward(self, x):
        if self.kind == "shuffle":
            return F.pixel_shuffle(self.conv(x), 2)
        if self.kind == "transposed":
            wide = x.new_zeros(x.shape[0], x.shape[1], 2 * x.shape[2], 2 * x.shape[3])
            wide[:, :, ::2, ::2] = x
            return self.conv(wide)
        return self.conv(F.interpolate(x, scale_factor=2, mode=self.kind))


class ZooNet(nn.Module):
    """A convolutional encoder and decoder, narrow where the resolution is high. `forge` gives the picture that it makes of a
    real one; for inpainting a mask [n, 1, h, w] says which pixels it has to invent."""

    def __init__(self, spec, widths=(32, 64, 96, 128, 160), blocks=2):
        super().__init__()
        self.spec, self.stride = spec, spec.stride
        steps, w = spec.stride.bit_length() - 1, widths
        from_low = spec.task == "super-resolution"
        encoder = [nn.Conv2d(4 if spec.task == "inpaint" else 3, w[0], 3, padding=1)]
        for i in range(steps):
            encoder += [ZooBlock(spec.blocks, w[i])] if i else []
            encoder += [nn.Conv2d(w[i], w[i + 1], 4, stride=2, padding=1)]
            encoder += [ZooBlock(spec.blocks, w[i + 1]) for _ in range(blocks - 1)]
        decoder = [nn.Conv2d(3 if from_low else spec.latent, w[steps], 3, padding=1)]
        decoder += [ZooBlock(spec.blocks, w[steps]) for _ in range(2 * blocks if from_low or spec.task == "inpaint" else blocks)]
        for i in reversed(range(steps)):
            decoder += [Upsample(spec.upsampler, w[i + 1], w[i]), *(ZooBlock(spec.blocks, w[i]) for _ in range(blocks if i else 1))]
        self.encoder = None if from_low else nn.Sequential(*encoder, nn.Conv2d(w[steps], spec.latent, 1))
        self.decoder = nn.Sequential(*decoder, nn.SiLU(), nn.Conv2d(w[0], 3, 3, padding=1))

    def encode(self, x, mask=None):
        if self.encoder is None:
            return F.interpolate(x, scale_factor=1 / self.stride, mode="area")
        if mask is not None:
            x = torch.cat([x * (1 - mask), mask], 1)
        z = self.encoder(x)
        if self.spec.task == "inpaint":
            return z
        z = torch.tanh(z / 3) * 3
        if self.spec.levels:        # finite scalar quantisation (arXiv 2309.15505), straight-through gradient
            step = 6 / (self.spec.levels - 1)
            z = z + ((z / step).round() * step - z).detach()
        return z

    def make(self, x, mask=None, strength=.03):
        """What the network makes of x, not clamped: `strength` is the noise on the latent."""
        z = self.encode(x, mask)
        if self.spec.task == "round-trip" and strength:
            z = z + strength * torch.randn_like(z)
        y = self.decoder(z)
        return x * (1 - mask) + y * mask if mask is not None else y

    @torch.no_grad()
    def forge(self, x, mask=None, strength=0.0):
        return self.make(x, mask, strength).clamp(0, 1)


def reconstruction(spec, x, y):
    loss = (y - x).abs().mean()
    if spec.loss == "gradient":
        for axis in (2, 3):
            loss = loss + (y.diff(dim=axis) - x.diff(dim=axis)).abs().mean()
    return loss


class PatchDiscriminator(nn.Module):
    """Real or made, per patch, as adversarially trained decoders have it."""

    def __init__(self, width=48):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(3, width, 4, stride=2, padding=1), nn.LeakyReLU(.2),
            nn.Conv2d(width, 2 * width, 4, stride=2, padding=1), nn.GroupNorm(8, 2 * width), nn.LeakyReLU(.2),
            nn.Conv2d(2 * width, 4 * width, 3, padding=1), nn.GroupNorm(8, 4 * width), nn.LeakyReLU(.2),
            nn.Conv2d(4 * width, 1, 3, padding=1))

    def forward(self, x):
        return self.body(x)
