"""Managers: Python's own pair as a contestant, and a server and a client that Skein's are measured with.

As a program: `managers.py serve ADDRESS` serves, `managers.py client ADDRESS COUNTS` asks any manager server and answers
each line on stdin with how many calls a second it had. An address is host:port or a path.
"""

import json
import os
import sys
import tempfile
import time
from multiprocessing import Process, current_process, get_context
from multiprocessing.managers import BaseManager, SyncManager

KEY = b"bench"

# 36 kB. What Python writes to TCP in two pieces, from 16 KB on, waits 44 ms for an acknowledgement if the rest
# is less than a full packet, unless the other end acknowledges at once.
RECORDS = [
    {"id": index, "name": "job %d" % index, "args": [index, "text", True], "note": "n" * 40}
    for index in range(1000)
]
GOODS = {
    "queue": {"id": 1, "name": "job 1", "args": [1, "text", True]},
    "10 KB": b"x" * 10_000,
    "1 MB": b"x" * 1_000_000,
    "1,000 records": RECORDS,
}


def parsed(address):
    if "/" in address:
        return address
    host, port = address.rsplit(":", 1)
    return host, int(port)


def serve(address):
    server = SyncManager(address=parsed(address), authkey=KEY).get_server()
    shown = server.address if isinstance(server.address, str) else "%s:%d" % server.address
    print(json.dumps({"address": shown, "pid": os.getpid()}), flush=True)
    server.serve_forever()


def connected(address):
    current_process().authkey = KEY
    manager = SyncManager(address=parsed(address), authkey=KEY)
    manager.connect()
    return manager


def put_and_get(queue, item, count):
    """Two calls a round."""
    start = time.monotonic()
    for _ in range(count // 2):
        queue.put(item)
        queue.get()
    return count // 2 * 2 / (time.monotonic() - start)


def set_and_get(table, count):
    start = time.monotonic()
    for index in range(count // 2):
        table[index & 1023] = index
        if table[index & 1023] != index:
            raise AssertionError("another value came back")
    return count // 2 * 2 / (time.monotonic() - start)


def rates(queue, table, counts):
    measured = {name: put_and_get(queue, item, counts[name]) for name, item in GOODS.items()}
    return {"dict": set_and_get(table, counts["dict"]), **measured}


def client(address, counts):
    manager = connected(address)
    queue, table = manager.Queue(), manager.dict()
    rates(queue, table, {name: min(count, 200) for name, count in counts.items()})
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        # One of them alone where the line names it: the CPU time of the server is taken around it.
        wanted = line.strip()
        if wanted == "dict":
            found = {"dict": set_and_get(table, counts["dict"])}
        elif wanted in GOODS:
            found = {wanted: put_and_get(queue, GOODS[wanted], counts[wanted])}
        else:
            found = rates(queue, table, counts)
        print(json.dumps(found), flush=True)


def manager_pair(settings):
    """Python's server and Python's client, one call after the other."""
    count = 10_000 if settings["quick"] else 40_000
    manager = SyncManager(address=tempfile.mktemp(), authkey=KEY)
    manager.start()
    queue, table = manager.Queue(), manager.dict()

    def turn():
        return {
            "dict": set_and_get(table, count),
            "queue": put_and_get(queue, GOODS["queue"], count),
        }

    turn()
    return turn


class QueueManager(BaseManager):
    pass


def work(address):
    QueueManager.register("get_task_queue")
    QueueManager.register("get_result_queue")
    current_process().authkey = KEY
    manager = QueueManager(address=address, authkey=KEY)
    manager.connect()
    tasks, results = manager.get_task_queue(), manager.get_result_queue()
    while True:
        number = tasks.get()
        if number is None:
            return
        results.put(number * number)


QUEUES = []


def get_task_queue():
    return QUEUES[0]


def get_result_queue():
    return QUEUES[1]


def manager_tasks(settings):
    """A master, its server and one worker: every task gives a result."""
    import queue

    count = 2_000 if settings["quick"] else 10_000
    QUEUES.extend((queue.Queue(), queue.Queue()))
    QueueManager.register("get_task_queue", callable=get_task_queue)
    QueueManager.register("get_result_queue", callable=get_result_queue)
    manager = QueueManager(address=tempfile.mktemp(), authkey=KEY, ctx=get_context("fork"))
    manager.start()
    tasks, results = manager.get_task_queue(), manager.get_result_queue()
    worker = Process(target=work, args=(manager.address,), daemon=True)
    worker.start()

    def turn():
        start = time.monotonic()
        for number in range(count):
            tasks.put(number)
        found = sum(results.get() for _ in range(count))
        if found != sum(number * number for number in range(count)):
            raise AssertionError(f"wrong sum: {found}")
        return {"rate": count / (time.monotonic() - start)}

    turn()
    return turn


QUESTIONS = {"manager-pair": manager_pair, "manager-tasks": manager_tasks}


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(sys.argv[2])
    else:
        client(sys.argv[2], json.loads(sys.argv[3]))
