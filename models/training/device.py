"""Where the arithmetic runs: a CUDA GPU with mixed precision where there is one, otherwise the CPU in float32."""
import contextlib

import torch


def add_device(parser):
    parser.add_argument("--device", default="auto", choices=["auto", "cuda", "cpu"])


def pick_device(name):
    """The torch device. On CUDA, kernels are chosen by trial, and float32 stays float32: TensorFloat-32 rounds traces away."""
    if name == "cpu" or (name == "auto" and not torch.cuda.is_available()):
        return torch.device("cpu")
    torch.backends.cudnn.benchmark = True
    torch.backends.cudnn.allow_tf32 = False
    return torch.device("cuda")


def autocast(device):
    """bfloat16 where the GPU is; a CPU of PyTorch 1.13 is faster without it."""
    return torch.autocast("cuda", torch.bfloat16) if device.type == "cuda" else contextlib.nullcontext()
