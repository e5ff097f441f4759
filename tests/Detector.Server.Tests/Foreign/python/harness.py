"""What every check needs: the test's settings, questions to it, and a line of JSON per check on standard output."""

import json
import sys
import threading
import time
import traceback

_PATIENCE = 30  # Seconds of one check.


def _read_line():
    line = sys.stdin.readline()
    if not line:
        sys.exit(3)  # The test has gone: nobody listens any more.
    return json.loads(line)


def _print(line):
    print(json.dumps(line), flush=True)


settings = _read_line()


def ask(what):
    """Has the test do something to a server; answers what it says. One at a time."""
    _print({"ask": what})
    return _read_line()["answer"]


def until(what, wanted):
    """Asks until the answer is the wanted one."""
    for _ in range(1000):
        if ask(what) == wanted:
            return
        time.sleep(0.01)
    raise AssertionError(f"{what} never became {wanted}.")


def check(name, body):
    """Runs one check and says how it went. One that hangs ends the script: its calls would disturb the next ones."""
    told = {"check": name, "ok": False, "detail": f"No end within {_PATIENCE} seconds."}

    def run():
        try:
            body()
            told.update(ok=True, detail="")
        except Exception:  # Whatever it is, it is told.
            told.update(detail=traceback.format_exc())

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(_PATIENCE)
    _print(dict(told))
    if thread.is_alive():
        sys.exit(4)


def same(actual, wanted):
    assert actual == wanted, f"{actual!r} is not {wanted!r}"
