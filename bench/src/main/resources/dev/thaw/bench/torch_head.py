"""The closed-form head in PyTorch, as one would write it there, timed on one thread.

torch_head.py DIRECTORY reads what `thaw bench pytorch` wrote and prints one JSON object:
milliseconds of processor time in each run, and how far the weights are from Thaw's. The general
examples are run, and their Gram matrix is made, before the clock starts, as Thaw keeps both too.
"""

import json
import pathlib
import struct
import sys
import time

try:
    import torch
except ImportError as missing:
    print(f"no PyTorch: {missing}")
    sys.exit(3)


def layer(path):
    """The fp32 tensors of a layer's canonical bytes, by name."""
    data = path.read_bytes()
    at = 6

    def take(form):
        nonlocal at
        values = struct.unpack_from("<" + form, data, at)
        at += struct.calcsize("<" + form)
        return values

    def text():
        return take(f"{take('H')[0]}s")[0].decode()

    text()
    tensors = {}
    for _ in range(take("H")[0]):
        name = text()
        dtype, rank = take("BB")
        assert dtype == 0, "only fp32 is read here"
        shape = take(f"{rank}i")
        count = 1
        for extent in shape:
            count *= extent
        tensors[name] = torch.tensor(take(f"{count}f")).reshape(shape)
    return tensors


def rows(path, columns):
    return torch.frombuffer(bytearray(path.read_bytes()), dtype=torch.float32).reshape(-1, columns)


def unit(values):
    return values / values.square().sum(1, keepdim=True).add(1e-24).sqrt()


class Start:
    """The two thawed layers of the handwriting model, and the vectors that pass through them."""

    def __init__(self, directory, epsilon):
        dense = list(layer(directory / "dense.layer").values())
        last = list(layer(directory / "logits.layer").values())
        self.weight, self.gain, self.bias, self.mean, self.variance = dense
        self.last, self.offset = last
        self.epsilon = epsilon

    def run(self, activations, blocks):
        hidden = torch.nn.functional.batch_norm(
            activations @ self.weight.T, self.mean, self.variance, self.gain, self.bias,
            eps=self.epsilon).relu()
        first = int(blocks[0][0])
        vectors = (activations, hidden)
        parts = [vectors[int(cut) - first][:, int(a):int(b)] for cut, a, b in blocks]
        return torch.cat([unit(part) for part in parts], 1), hidden @ self.last.T + self.offset


def fit(own, targets, general, gram, settings):
    """Weights of all columns and labels, and the steps to them as ClosedFormTrainer takes them."""
    (phi, logits), (held, kept), weight = own, general, settings["weight"]
    eye = torch.eye(phi.shape[1])
    factor = torch.linalg.cholesky(gram + phi.T @ phi + settings["ridge"] * eye)
    solution = torch.zeros(phi.shape[1], logits.shape[1])
    change = torch.zeros_like(solution)
    before, size, wanted = float("inf"), settings["step"], kept.softmax(1)
    for step in range(settings["steps"] + 1):
        while True:
            logs = (logits / settings["temperature"] + phi @ solution).log_softmax(1)
            others = (kept / settings["temperature"] + held @ solution).log_softmax(1)
            loss = -(logs * targets).sum() - weight * (others * wanted).sum()
            if loss <= before or step == 0:
                break
            size /= 2
            change /= 2
            solution -= change
            before = float("inf")
        before = loss
        if step < settings["steps"]:
            right = phi.T @ (targets - logs.exp()) + weight * (held.T @ (wanted - others.exp()))
            change = size * torch.cholesky_solve(right, factor)
            solution = solution + change
    return solution


def main():
    directory = pathlib.Path(sys.argv[1])
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    settings = json.loads((directory / "settings.json").read_text())
    residual = layer(directory / "residual.layer")
    blocks = residual["blocks"].tolist()
    start = Start(directory, settings["epsilon"])
    uploads = rows(directory / "uploads.f32", settings["values"])
    general = start.run(rows(directory / "general.f32", settings["values"]), blocks)
    gram = settings["weight"] * (general[0].T @ general[0])
    targets = torch.nn.functional.one_hot(
        torch.tensor(settings["labels"]), general[1].shape[1]).float()
    millis = []
    for _ in range(settings["runs"]):
        begun = time.thread_time()
        solution = fit(start.run(uploads, blocks), targets, general, gram, settings)
        millis.append((time.thread_time() - begun) * 1e3)
    apart = (solution.T - residual["weight"]).abs().max().item()
    print(json.dumps({
        "millis": millis,
        "apart": apart,
        "largest": residual["weight"].abs().max().item(),
        "torch": torch.__version__,
    }))


main()
