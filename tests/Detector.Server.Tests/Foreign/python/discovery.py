"""What a client finds out without the .proto files, and health."""

from google.protobuf import descriptor_pb2

from contract import CODE, Contract, channel, contract, failure, health, reflection
from harness import check, same, settings
from pictures import assert_scored, good


def _reflect(**question):
    request = contract.message("grpc.reflection.v1.ServerReflectionRequest")(**question)
    (answer,) = reflection(settings["open"]).ServerReflectionInfo(iter([request]))
    return answer


def _lists():
    names = [service.name for service in _reflect(list_services="").list_services_response.service]
    for name in ("detector.v1.DetectionService", "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection"):
        assert name in names, f"{name} is not in {names}"


def _calls():
    answer = _reflect(file_containing_symbol="detector.v1.DetectionService").file_descriptor_response
    found = Contract([descriptor_pb2.FileDescriptorProto.FromString(file) for file in answer.file_descriptor_proto])
    stub = found.stub(channel(settings["open"]), "detector.v1.DetectionService")
    request = found.message("detector.v1.AnalyzeRequest")(image=good[1]["image"])
    assert_scored(stub.Analyze(request).analysis, good[1])
    error = _reflect(file_containing_symbol="no.such.Thing").error_response
    same(error.error_code, CODE.NOT_FOUND.value[0])


def _request(service=""):
    return contract.message("grpc.health.v1.HealthCheckRequest")(service=service)


def _check():
    stub = health(settings["open"])
    for service in ("", "detector.v1.DetectionService"):
        same(stub.Check(_request(service)).status, 1)
    same(failure(lambda: stub.Check(_request("no.such")), with_details=False).code, CODE.NOT_FOUND)


def _watch():
    call = health(settings["open"]).Watch(_request())
    same(next(call).status, 1)
    call.cancel()
    same(call.code(), CODE.CANCELLED)


def discovery():
    check("reflection_lists_services", _lists)
    check("reflection_is_enough_to_call", _calls)
    check("health_check", _check)
    check("health_watch", _watch)
