"""Scores many pictures over one stream: python3 stream.py HOST:PORT FILE..."""
import json
import sys
import threading

import grpc
from client import connect, explain, metadata, service
from detector.v1 import detector_pb2 as v1

WINDOW = 16  # Pictures sent ahead of their answers: this bounds the memory.


def main():
    address, *paths = sys.argv[1:]
    room = threading.Semaphore(WINDOW)
    unanswered = {}
    failure = None

    def requests():
        # gRPC asks for the next one when it has sent the last: a busy server holds this up.
        for number, path in enumerate(paths):
            room.acquire()
            if failure:
                return
            with open(path, "rb") as file:
                image = file.read()
            # The number is ours, so names of files stay on this machine.
            unanswered[str(number)] = path
            yield v1.AnalyzeRequest(image=image, client_reference=str(number), priority=v1.PRIORITY_BULK)

    with connect(address) as channel:
        try:
            for response in service(channel).AnalyzeStream(requests(), metadata=metadata()):
                line = {"path": unanswered.pop(response.client_reference)}
                if response.HasField("analysis"):
                    line |= {"score": response.analysis.score, "verdict": v1.Verdict.Name(response.analysis.verdict)}
                else:
                    line |= {"reason": response.failure.reason}
                print(json.dumps(line))
                room.release()
        except grpc.RpcError as error:
            failure = explain(error)
            room.release()

    # A stream that broke (UNAVAILABLE: the server stops, or the connection did) left these: send them again on a new one.
    for path in unanswered.values():
        print(json.dumps({"path": path, "reason": (failure or {}).get("reason") or "unreachable"}))
    sys.exit(1 if failure else 0)


main()
