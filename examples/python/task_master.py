"""Distributed processes: the master, in Python. Its workers may be TypeScript: 36-task-worker.ts."""

import queue
import random
import sys
from multiprocessing.managers import BaseManager

task_queue = queue.Queue()
result_queue = queue.Queue()


def get_task_queue():
    return task_queue


def get_result_queue():
    return result_queue


class QueueManager(BaseManager):
    pass


def main():
    QueueManager.register("get_task_queue", callable=get_task_queue)
    QueueManager.register("get_result_queue", callable=get_result_queue)
    host, port = (sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1:5000").split(":")
    manager = QueueManager(address=(host, int(port)), authkey=b"abc")
    manager.start()
    print("Serving at %s:%d" % manager.address, flush=True)
    task = manager.get_task_queue()
    result = manager.get_result_queue()
    for _ in range(10):
        number = random.randint(0, 10000)
        print("Put task %d..." % number)
        task.put(number)
    print("Try get results...")
    for _ in range(10):
        print("Result: %s" % result.get(timeout=10))
    manager.shutdown()
    print("master exit.")


if __name__ == "__main__":
    main()
