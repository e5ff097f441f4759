"""A server with keys."""

from contract import CODE, contract, detector, failure, health, picture
from harness import check, same, settings
from pictures import assert_scored, good

_stub = detector(settings["keyed"])


def _analyze(*metadata):
    return _stub.Analyze(picture(good[0]["image"]), metadata=metadata).analysis


def _no_key():
    for call in (_analyze, lambda: list(_stub.AnalyzeStream(iter(())))):
        told = failure(call)
        same((told.code, told.reason), (CODE.UNAUTHENTICATED, "no_credentials"))


def _bad_key():
    for header in (("authorization", "Bearer no-key-of-anybody"), ("x-api-key", "no-key-of-anybody")):
        told = failure(lambda: _analyze(header))
        same((told.code, told.reason), (CODE.UNAUTHENTICATED, "bad_credentials"))
        assert "no-key-of-anybody" not in told.message, told.message


def _good_key():
    for header in (("authorization", f"Bearer {settings['key']}"), ("x-api-key", settings["key"])):
        assert_scored(_analyze(header), good[0])


def _rate_limit():
    header = ("x-api-key", settings["slowKey"])
    _analyze(header)
    told = failure(lambda: _analyze(header))
    same((told.code, told.reason), (CODE.RESOURCE_EXHAUSTED, "rate_limited"))
    assert told.retry_seconds > 0, told.retry_seconds


def _health():
    request = contract.message("grpc.health.v1.HealthCheckRequest")()
    same(health(settings["keyed"]).Check(request).status, 1)


def keys():
    check("no_key_is_refused", _no_key)
    check("bad_key_is_refused", _bad_key)
    check("good_key_is_let_in", _good_key)
    check("rate_limit_says_when", _rate_limit)
    check("health_needs_no_key", _health)
