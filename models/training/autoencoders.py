"""Autoencoders whose decoders leave the traces that the detector learns.

Two families: the published tiny autoencoder for FLUX.2 latents (weights supplied with the data, MIT licence), and a zoo of
small ones of our own, which differ in up-sampler, stride, latent width and loss so that no single decoder is "the" trace.
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


def _floats(file):
    return {k: v.float() for k, v in torch.load(file, map_location="cpu").items()}


@dataclass(frozen=True)
class ZooSpec:
    """One autoencoder of the zoo."""
    name: str
    upsampler: str      # nearest | bilinear | transposed | shuffle
    stride: int         # 4 or 8
    latent: int         # latent channels
    loss: str           # l1 | gradient | spectral
    held_out: bool = False


ZOO = [
    ZooSpec("nearest4", "nearest", 4, 8, "l1"),
    ZooSpec("transposed4", "transposed", 4, 12, "gradient"),
    ZooSpec("shuffle8", "shuffle", 8, 32, "spectral"),
    # Never shown to the detector: measures whether it generalises to an unseen decoder.
    ZooSpec("bilinear4", "bilinear", 4, 10, "gradient", held_out=True),
]


class ZooBlock(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(width, width, 3, padding=1), nn.SiLU(), nn.Conv2d(width, width, 3, padding=1))

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


class ZooAutoencoder(nn.Module):
    """A small convolutional autoencoder, about 0.2 M parameters, narrow where the resolution is high."""

    widths = (16, 32, 48, 64)

    def __init__(self, spec):
        super().__init__()
        self.spec, self.stride = spec, spec.stride
        steps = {4: 2, 8: 3}[spec.stride]
        w = self.widths
        encoder = [nn.Conv2d(3, w[0], 3, padding=1), nn.SiLU()]
        for i in range(steps):
            encoder += [nn.Conv2d(w[i], w[i + 1], 4, stride=2, padding=1), ZooBlock(w[i + 1])]
        decoder = [nn.Conv2d(spec.latent, w[steps], 3, padding=1), ZooBlock(w[steps])]
        for i in reversed(range(steps)):
            decoder += [Upsample(spec.upsampler, w[i + 1], w[i]), ZooBlock(w[i])]
        self.encoder = nn.Sequential(*encoder, nn.Conv2d(w[steps], spec.latent, 1))
        self.decoder = nn.Sequential(*decoder, nn.SiLU(), nn.Conv2d(w[0], 3, 3, padding=1))

    def encode(self, x):
        return torch.tanh(self.encoder(x) / 3) * 3

    def decode(self, z):
        return self.decoder(z).clamp(0, 1)

    def loss(self, x):
        """Reconstruction loss of one batch; a little latent noise keeps the latent space smooth."""
        z = self.encode(x)
        y = self.decoder(z + 0.03 * torch.randn_like(z))
        loss = (y - x).abs().mean()
        if self.spec.loss == "gradient":
            for axis in (2, 3):
                loss = loss + (y.diff(dim=axis) - x.diff(dim=axis)).abs().mean()
        elif self.spec.loss == "spectral":
            loss = loss + 0.02 * (torch.fft.rfft2(y).abs() - torch.fft.rfft2(x).abs()).abs().mean()
        return loss
