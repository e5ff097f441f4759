"""Runs a program of docs/snippets with modules like those that protoc generates: run_snippet.py NAME ARGUMENTS..."""

import pathlib
import runpy
import sys
import types

from google.protobuf.internal import enum_type_wrapper

from contract import contract

_SNIPPETS = pathlib.Path(__file__).parent / "snippets"


def _messages(name, file):
    module = types.ModuleType(name)
    described = contract.pool.FindFileByName(file)
    for message in described.message_types_by_name.values():
        setattr(module, message.name, contract.message(message.full_name))
    for enum in described.enum_types_by_name.values():
        setattr(module, enum.name, enum_type_wrapper.EnumTypeWrapper(enum))
        vars(module).update((value.name, value.number) for value in enum.values)
    return module


def _stubs():
    module = types.ModuleType("detector.v1.detector_pb2_grpc")
    module.DetectionServiceStub = lambda channel: contract.stub(channel, "detector.v1.DetectionService")
    return module


def _generated():
    package, v1 = types.ModuleType("detector"), types.ModuleType("detector.v1")
    v1.detector_pb2 = _messages("detector.v1.detector_pb2", "detector/v1/detector.proto")
    v1.detector_pb2_grpc = _stubs()
    package.v1 = v1
    details = _messages("status_details_pb2", "status_details.proto")
    return {module.__name__: module for module in (package, v1, v1.detector_pb2, v1.detector_pb2_grpc, details)}


sys.modules.update(_generated())
sys.argv = sys.argv[1:]
sys.path.insert(0, str(_SNIPPETS))
runpy.run_path(str(_SNIPPETS / sys.argv[0]), run_name="__main__")
