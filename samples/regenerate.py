"""Passes pictures through an autoencoder with noise added to the latent, as generators do. Needs PyTorch."""
import pathlib
import sys

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
NAME = "nearest4"
WEIGHTS = HERE / "decoder" / f"{NAME}.npz"


def load():
    """The autoencoder with the weights kept beside this file (float16, one array for each parameter)."""
    import torch
    sys.path.insert(0, str(HERE.parent / "models" / "training"))
    from autoencoders import ZOO, ZooAutoencoder
    net = ZooAutoencoder(next(spec for spec in ZOO if spec.name == NAME))
    with np.load(WEIGHTS) as arrays:
        net.load_state_dict({name: torch.from_numpy(arrays[name].astype(np.float32)) for name in arrays.files})
    return net.eval()


def regenerate(net, picture, noise, seed):
    """Encodes an 8-bit RGB picture, adds noise of this deviation to the latent and decodes."""
    import torch
    h, w = picture.shape[:2]
    padded = np.pad(picture, ((0, -h % net.stride), (0, -w % net.stride), (0, 0)), "edge")
    x = torch.from_numpy(padded).permute(2, 0, 1)[None].float() / 255
    added = np.random.default_rng(seed)
    with torch.no_grad():
        z = net.encode(x)
        z = z + noise * torch.from_numpy(added.standard_normal(tuple(z.shape)).astype(np.float32))
        y = net.decode(z)[0, :, :h, :w].permute(1, 2, 0).numpy()
    return np.round(y * 255).astype(np.uint8)


def pack(checkpoint):
    """Writes WEIGHTS from a checkpoint of models/training/train_autoencoders.py."""
    import torch
    state = torch.load(checkpoint, map_location="cpu")
    WEIGHTS.parent.mkdir(exist_ok=True)
    np.savez_compressed(WEIGHTS, **{name: value.numpy().astype(np.float16) for name, value in state.items()})


if __name__ == "__main__":
    pack(sys.argv[1])
