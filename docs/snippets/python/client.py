"""A client of Detector, and what its failures say. docs/integrating.md says how to make the *_pb2 modules."""
import os

import grpc
import status_details_pb2 as details
from detector.v1 import detector_pb2_grpc

LIMIT = 128 * 1024 * 1024


def connect(address):
    """Connects to HOST:PORT. With DETECTOR_CA, a PEM file of roots, over TLS."""
    options = [
        ("grpc.max_receive_message_length", LIMIT),
        ("grpc.max_send_message_length", LIMIT),
        ("grpc.keepalive_time_ms", 20_000),
    ]
    if "DETECTOR_CA" in os.environ:
        with open(os.environ["DETECTOR_CA"], "rb") as roots:
            return grpc.secure_channel(address, grpc.ssl_channel_credentials(roots.read()), options)
    return grpc.insecure_channel(address, options)


def service(channel):
    """The calls."""
    return detector_pb2_grpc.DetectionServiceStub(channel)


def metadata():
    """The key, which only ever comes from the environment."""
    key = os.environ.get("DETECTOR_API_KEY")
    return [("authorization", f"Bearer {key}")] if key else []


def explain(error):
    """Reason, field and wait of a failed call; reason is None where no Detector answered."""
    failure = {"code": error.code().name, "message": error.details(), "reason": None, "field": None, "retry_after": None}
    for key, value in error.trailing_metadata() or ():
        if key != "grpc-status-details-bin":
            continue
        for detail in details.Status.FromString(value).details:
            name = detail.type_url.rpartition("/")[2]
            if name == "google.rpc.ErrorInfo":
                failure["reason"] = details.ErrorInfo.FromString(detail.value).reason
            elif name == "google.rpc.BadRequest":
                violations = details.BadRequest.FromString(detail.value).field_violations
                failure["field"] = violations[0].field if violations else None
            elif name == "google.rpc.RetryInfo":
                delay = details.RetryInfo.FromString(detail.value).retry_delay
                failure["retry_after"] = delay.seconds + delay.nanos / 1e9
    return failure


def can_retry(failure):
    """Whether another try may succeed."""
    return failure["code"] == "UNAVAILABLE" or (
        failure["code"] == "RESOURCE_EXHAUSTED" and failure["retry_after"] is not None)
