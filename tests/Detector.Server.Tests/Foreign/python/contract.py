"""The contract out of a descriptor set, without generated code: that of a newer protoc asks for a newer protobuf."""

import pathlib

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

CODE = grpc.StatusCode


class Contract:
    """Messages and stubs of the files of a descriptor set."""

    def __init__(self, files):
        self.pool = descriptor_pool.DescriptorPool()
        waiting = list(files)
        known = set()
        while waiting:  # Imports first.
            file = next(f for f in waiting if known.issuperset(f.dependency))
            waiting.remove(file)
            known.add(file.name)
            self.pool.Add(file)
        self._factory = message_factory.MessageFactory(self.pool)

    def message(self, name):
        return self._class(self.pool.FindMessageTypeByName(name))

    def enum(self, name):
        return self.pool.FindEnumTypeByName(name).values_by_name

    def stub(self, channel, service):
        return Stub(self, channel, self.pool.FindServiceByName(service))

    def _class(self, descriptor):
        if hasattr(message_factory, "GetMessageClass"):
            return message_factory.GetMessageClass(descriptor)
        return self._factory.GetPrototype(descriptor)

    def method(self, channel, method, client_streams, server_streams):
        make = getattr(channel, f"{_way(client_streams)}_{_way(server_streams)}")
        return make(
            f"/{method.containing_service.full_name}/{method.name}",
            request_serializer=self._class(method.input_type).SerializeToString,
            response_deserializer=self._class(method.output_type).FromString)


class Stub:
    """One callable per method of a service."""

    def __init__(self, contract, channel, service):
        proto = descriptor_pb2.ServiceDescriptorProto()
        service.CopyToProto(proto)
        for method, described in zip(service.methods, proto.method):
            callable_ = contract.method(channel, method, described.client_streaming, described.server_streaming)
            setattr(self, method.name, callable_)


def _way(streams):
    return "stream" if streams else "unary"


def _load():
    path = pathlib.Path(__file__).parent.parent / "contract.binpb"
    return Contract(descriptor_pb2.FileDescriptorSet.FromString(path.read_bytes()).file)


contract = _load()
_channels = {}


def channel(address):
    if address not in _channels:
        _channels[address] = grpc.insecure_channel(address, options=[("grpc.enable_http_proxy", 0)])
    return _channels[address]


def detector(address):
    return contract.stub(channel(address), "detector.v1.DetectionService")


def health(address):
    return contract.stub(channel(address), "grpc.health.v1.Health")


def reflection(address):
    return contract.stub(channel(address), "grpc.reflection.v1.ServerReflection")


def picture(image, **fields):
    return contract.message("detector.v1.AnalyzeRequest")(image=image, **fields)


class Told:
    """A failed call with google.rpc.Status out of its trailer."""

    def __init__(self, error, with_details=True):
        self.code = error.code()
        self.message = error.details()
        if with_details:
            self._decode(dict(error.trailing_metadata() or ()).get("grpc-status-details-bin"), error)

    def _decode(self, trailer, error):
        assert trailer is not None, f"No details with: {error}"
        status = contract.message("google.rpc.Status").FromString(trailer)
        assert status.code == self.code.value[0], status
        found = {}
        for detail in status.details:
            name = detail.type_url.rpartition("/")[2]
            found[name] = contract.message(name).FromString(detail.value)
        info = found["google.rpc.ErrorInfo"]
        assert info.domain == "detector.v1", info
        self.reason = info.reason
        self.metadata = dict(info.metadata)
        bad = found.get("google.rpc.BadRequest")
        self.fields = [(f.field, f.description) for f in bad.field_violations] if bad else []
        retry = found.get("google.rpc.RetryInfo")
        self.retry_seconds = retry.retry_delay.seconds + retry.retry_delay.nanos / 1e9 if retry else None


def failure(call, with_details=True):
    """Runs what has to fail."""
    try:
        call()
    except grpc.RpcError as error:
        return Told(error, with_details)
    raise AssertionError("The call went well.")
