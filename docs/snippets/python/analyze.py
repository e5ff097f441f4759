"""Scores one picture: python3 analyze.py HOST:PORT FILE"""
import json
import random
import sys
import time

import grpc
from client import can_retry, connect, explain, metadata, service
from detector.v1 import detector_pb2 as v1


def analyze(stub, request, timeout=30.0, attempts=5):
    """Tries again where that may help, after the wait that the server asks for and never past the deadline."""
    deadline = time.monotonic() + timeout
    for attempt in range(1, attempts + 1):
        try:
            return stub.Analyze(request, timeout=deadline - time.monotonic(), metadata=metadata()).analysis
        except grpc.RpcError as error:
            failure = explain(error)
        backoff = min(10, 0.25 * 2 ** (attempt - 1)) * random.uniform(0.7, 1)
        wait = max(backoff, (failure["retry_after"] or 0) * random.uniform(1, 1.3))
        if not can_retry(failure) or attempt == attempts or time.monotonic() + wait >= deadline:
            raise RuntimeError(json.dumps(failure))
        time.sleep(wait)


def main():
    address, path = sys.argv[1:]
    with open(path, "rb") as file:
        request = v1.AnalyzeRequest(image=file.read(), priority=v1.PRIORITY_INTERACTIVE)
    with connect(address) as channel:
        try:
            analysis = analyze(service(channel), request)
        except RuntimeError as error:
            sys.exit(str(error))
    print(json.dumps({"score": analysis.score, "verdict": v1.Verdict.Name(analysis.verdict)}))


main()
