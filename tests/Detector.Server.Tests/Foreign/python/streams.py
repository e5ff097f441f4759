"""One stream of 200 pictures, every eighth of them bad."""

from contract import CODE, contract, detector, picture
from harness import check, same, settings
from pictures import assert_scored, bad, good

_COUNT = 200


def _picture_at(i):
    return bad[i // 8 % len(bad)] if i % 8 == 3 else good[i % len(good)]


def _requests():
    bulk = contract.enum("detector.v1.Priority")["PRIORITY_BULK"].number
    for i in range(_COUNT):
        each = _picture_at(i)
        yield picture(each["image"], priority=each.get("priority", bulk), client_reference=f"r-{i}")


def _assert_answer(answer, wanted):
    if "reason" in wanted:
        same(answer.WhichOneof("outcome"), "failure")
        told = answer.failure
        same((told.reason, told.field, told.code), (wanted["reason"], wanted["field"], CODE.INVALID_ARGUMENT.value[0]))
        assert len(told.message) > 10, told
    else:
        same(answer.WhichOneof("outcome"), "analysis")
        assert_scored(answer.analysis, wanted)


def _stream():
    call = detector(settings["open"]).AnalyzeStream(_requests())
    answers = {}
    for answer in call:
        number = int(answer.client_reference[2:])
        assert number not in answers, f"{number} was answered twice"
        answers[number] = answer
    same(call.code(), CODE.OK)
    same(sorted(answers), list(range(_COUNT)))
    for number, answer in answers.items():
        _assert_answer(answer, _picture_at(number))


def many_pictures():
    check("stream_of_200_with_bad_ones", _stream)
