"""Single calls to a server without keys."""

import grpc

from contract import CODE, contract, detector, failure, picture
from harness import check, same, settings
from pictures import assert_scored, bad, good, read_png

_stub = detector(settings["open"])


def _analyze(image=good[0]["image"], **fields):
    return _stub.Analyze(picture(image, client_reference="ref-1", **fields)).analysis


def _scores():
    priority = contract.enum("detector.v1.Priority")["PRIORITY_INTERACTIVE"].number
    response = _stub.Analyze(picture(good[0]["image"], client_reference="ref-1", priority=priority))
    same((response.client_reference, response.WhichOneof("outcome")), ("ref-1", "analysis"))
    analysis = response.analysis
    assert_scored(analysis, good[0])
    same((analysis.width, analysis.height, analysis.format), (64, 64, "png"))
    same(analysis.verdict, contract.enum("detector.v1.Verdict")["VERDICT_INCONCLUSIVE"].number)
    same((analysis.model.name, analysis.model.version), ("tiny-tiles", "1.2.3"))
    same((analysis.map_png, analysis.HasField("grid")), (b"", False))


def _draws_maps():
    analysis = _analyze(want_map_png=True, want_overlay_png=True, want_grid=True)
    same(read_png(analysis.map_png, 1), (64, 64, 8, 0))
    same(read_png(analysis.overlay_png, 3), (64, 64, 8, 2))
    same(len(analysis.grid.values), analysis.grid.columns * analysis.grid.rows)


def _bad_pictures():
    for each in bad:
        if each["field"] == "image":
            told = failure(lambda: _analyze(each["image"]))
            same((told.code, told.reason), (CODE.INVALID_ARGUMENT, each["reason"]))
            same(told.fields, [("image", told.message)])
            same(told.retry_seconds, None)


def _picture_over_the_limit():
    told = failure(lambda: _analyze(bytes(settings["maxBytes"] + 1)))
    same((told.code, told.reason), (CODE.INVALID_ARGUMENT, "too_many_bytes"))
    same(told.fields[0][0], "image")


def _message_over_the_limit():
    told = failure(lambda: _analyze(bytes(settings["maxMessage"] + 1)))
    same((told.code, told.reason), (CODE.RESOURCE_EXHAUSTED, "too_many_bytes"))
    assert_scored(_analyze(), good[0])


def _models():
    models = _stub.ListModels(contract.message("detector.v1.ListModelsRequest")()).models
    same([info.model.name for info in models], ["tiny-tiles"])
    by_name = contract.message("detector.v1.GetModelRequest")
    info = _stub.GetModel(by_name(name="tiny-tiles"))
    same(info, models[0])
    same(info.limits.max_bytes, settings["maxBytes"])
    same(info.thresholds.likely_manipulated.score, 0.9)
    told = failure(lambda: _stub.GetModel(by_name(name="no-such")))
    same((told.code, told.reason), (CODE.NOT_FOUND, "no_such_model"))


def _gzip():
    request = picture(good[0]["image"], want_grid=True)
    analysis = _stub.Analyze(request, compression=grpc.Compression.Gzip).analysis
    assert_scored(analysis, good[0])
    same(len(analysis.grid.values), 64)


def single_calls():
    check("unary_scores", _scores)
    check("unary_draws_maps", _draws_maps)
    check("bad_pictures_say_why", _bad_pictures)
    check("picture_over_the_limit", _picture_over_the_limit)
    check("message_over_the_limit", _message_over_the_limit)
    check("models", _models)
    check("gzip", _gzip)
