"""Files as torch.save writes them, without PyTorch: nested mappings whose tensors are of a .safetensors file."""
import collections
import json
import pickle
import struct
import sys
import types
import zipfile

torch, utils = types.ModuleType("torch"), types.ModuleType("torch._utils")
sys.modules |= {"torch": torch, "torch._utils": utils}


class FloatStorage:
    pass


def _rebuild_tensor_v2(*_):
    pass


for holder, item in ((torch, FloatStorage), (utils, _rebuild_tensor_v2)):
    item.__module__ = holder.__name__
    item.__qualname__ = item.__name__
    setattr(holder, item.__name__, item)


class Storage:
    def __init__(self, data):
        self.data = data


class Tensor:
    def __init__(self, shape, data):
        self.shape, self.storage = shape, Storage(data)

    def __reduce__(self):
        strides = [1]
        for size in reversed(self.shape[1:]):
            strides.insert(0, strides[0] * size)
        return _rebuild_tensor_v2, (self.storage, 0, tuple(self.shape), tuple(strides[:len(self.shape)]), False, collections.OrderedDict())


class Pickler(pickle.Pickler):
    def persistent_id(self, value):
        if not isinstance(value, Storage):
            return None
        self.storages.append(value.data)
        return "storage", FloatStorage, str(len(self.storages) - 1), "cpu", len(value.data) // 4


def save(path, value):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        with archive.open("archive/data.pkl", "w") as file:
            pickler = Pickler(file, protocol=2)
            pickler.storages = []
            pickler.dump(value)
        for number, data in enumerate(pickler.storages):
            archive.writestr(f"archive/data/{number}", data)


def read_safetensors(path):
    """The F32 tensors of a file, as a state dict of the official code."""
    data = open(path, "rb").read()
    length = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:8 + length])
    header.pop("__metadata__", None)
    return {"model." + name: Tensor(entry["shape"], data[8 + length + entry["data_offsets"][0]:8 + length + entry["data_offsets"][1]])
            for name, entry in header.items()}


def constant(state, value):
    return {name: Tensor(t.shape, struct.pack("<f", value) * (len(t.storage.data) // 4)) for name, t in state.items()}
