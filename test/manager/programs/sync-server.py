"""Serves a SyncManager with a few names more, in this process; prints its address as JSON. Ends with its input."""
import json, os, queue, sys, threading
from multiprocessing import current_process
from multiprocessing.managers import EventProxy, SyncManager


class TooMuch(Exception):
    def __init__(self, total):
        super().__init__("too much", total)
        self.total = total


class Counter:
    def __init__(self, start=0):
        self.total = start

    def add(self, by=1, times=1):
        self.total += by * times
        return self.total

    def fail(self, text):
        raise LookupError(text)

    def overflow(self):
        raise TooMuch(self.total)

    def odd(self):
        return threading.Lock()

    def items(self, count):
        return iter(range(count))

    def wait(self, event):
        return event.wait()

    def _hidden(self):
        return "hidden"


class TestManager(SyncManager):
    pass


tasks = queue.Queue()
limited = queue.Queue(1)
event = threading.Event()
TestManager.register("get_task_queue", callable=lambda: tasks)
TestManager.register("get_limited_queue", callable=lambda: limited)
TestManager.register(
    "Counter",
    Counter,
    exposed=["add", "fail", "overflow", "odd", "items", "wait"],
    method_to_typeid={"items": "Iterator"},
)

where, key = sys.argv[1], sys.argv[2].encode()
current_process().authkey = key
TestManager.register("get_event", callable=lambda: event, proxytype=EventProxy)
manager = TestManager(address=("127.0.0.1", 0) if where == "tcp" else where, authkey=key)
server = manager.get_server()
print(json.dumps(server.address), flush=True)
# Not sys.stdin: forked workers of a pool would find its lock held.
threading.Thread(target=lambda: (os.read(0, 1), os._exit(0)), daemon=True).start()
server.serve_forever()
