"""A server whose device is held and released by the test: deadlines, a full queue, cancelled calls, and the drain."""

import os
import queue
import signal
import time

import grpc

from contract import CODE, Told, contract, detector, failure, health, picture
from harness import ask, check, same, settings, until
from pictures import assert_scored, good

SERVING, NOT_SERVING = 1, 2

_stub = detector(settings["held"])
_kept = {}


class Sender:
    """The sending side of a stream that stays open until it is closed."""

    def __init__(self, stub, pictures):
        self._requests = queue.Queue()
        for i, each in enumerate(pictures):
            self._requests.put(picture(each["image"], client_reference=str(i)))
        self.call = stub.AnalyzeStream(iter(self._requests.get, None))

    def close(self):
        self._requests.put(None)


def _request():
    return picture(good[0]["image"])


def _watch(address, service=""):
    call = health(address).Watch(contract.message("grpc.health.v1.HealthCheckRequest")(service=service))
    same(next(call).status, SERVING)
    return call


def _deadline_passes():
    ask("hold")
    told = failure(lambda: _stub.Analyze(_request(), timeout=0.3), with_details=False)
    same(told.code, CODE.DEADLINE_EXCEEDED)
    until("in_flight", 0)
    ask("release")


def _deadline_is_refused():
    _hold_one_picture(0.5)
    ask("hold")
    _kept["streams"] = [Sender(_stub, good[:1] * 20) for _ in range(2)]
    until("in_flight", 32)
    told = failure(lambda: _stub.Analyze(_request(), timeout=2))
    same((told.code, told.reason), (CODE.RESOURCE_EXHAUSTED, "deadline_unreachable"))
    assert float(told.metadata["predicted_wait_ms"]) > 0, told.metadata
    assert told.retry_seconds > 0, told.retry_seconds


def _hold_one_picture(seconds):
    """So that the server knows its device as slow."""
    ask("hold")
    slow = _stub.Analyze.future(_request())
    until("in_flight", 1)
    time.sleep(seconds)
    ask("release")
    slow.result()


def _full_queue():
    told = failure(lambda: _stub.Analyze(_request()))
    same((told.code, told.reason), (CODE.RESOURCE_EXHAUSTED, "queue_full"))
    assert told.retry_seconds > 0, told.retry_seconds


def _cancelled_streams():
    for stream in _kept["streams"]:
        stream.call.cancel()
        same(stream.call.code(), CODE.CANCELLED)
        stream.close()
    until("in_flight", 0)
    ask("release")
    until("queued", 0)
    _stub.Analyze(_request())


def _told_first():
    ask("hold")
    _kept["in_flight"] = _stub.Analyze.future(_request())
    until("in_flight", 1)
    _kept["watch"] = _watch(settings["held"], "detector.v1.DetectionService")
    ask("drain")
    same(next(_kept["watch"]).status, NOT_SERVING)
    same(ask("in_flight"), 1)


def _refuses():
    until("refusing", True)
    told = failure(lambda: _stub.Analyze(_request()))
    same((told.code, told.reason), (CODE.UNAVAILABLE, "draining"))
    assert told.retry_seconds > 0, told.retry_seconds


def _finishes():
    ask("release")
    same(len(_kept["in_flight"].result().analysis.sha256), 64)
    same(ask("stopped"), True)
    same(list(_kept["watch"]), [])
    same(_kept["watch"].code(), CODE.OK)
    same(failure(lambda: _stub.Analyze(_request()), with_details=False).code, CODE.UNAVAILABLE)


def under_load():
    check("deadline_passes", _deadline_passes)
    check("deadline_is_refused_at_once", _deadline_is_refused)
    check("full_queue_says_when", _full_queue)
    check("cancelled_streams_leave_nothing", _cancelled_streams)
    check("drain_is_told_first", _told_first)
    check("drain_refuses_new_calls", _refuses)
    check("drain_finishes_what_runs", _finishes)


def _sigterm():
    stub = detector(settings["child"])
    watch = _watch(settings["child"])
    stream = Sender(stub, [good[i % len(good)] for i in range(40)])
    answers = [next(stream.call)]
    os.kill(settings["pid"], signal.SIGTERM)
    try:
        answers.extend(stream.call)
    except grpc.RpcError as error:
        told = Told(error)
    same((told.code, told.reason), (CODE.UNAVAILABLE, "draining"))
    stream.close()
    references = [int(answer.client_reference) for answer in answers]
    same(len(set(references)), len(references))
    for number, answer in zip(references, answers):
        assert_scored(answer.analysis, good[number % len(good)])
    same([state.status for state in watch], [NOT_SERVING])
    same(ask("exit_code"), 0)
    same(failure(lambda: stub.Analyze(_request()), with_details=False).code, CODE.UNAVAILABLE)


def terminated():
    """A server in a process of its own, ended as orchestrators do it."""
    check("sigterm_drains", _sigterm)
