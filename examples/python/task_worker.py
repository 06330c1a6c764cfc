"""A worker of 35-task-master.ts in Python, with nothing but its standard library."""

import queue
import sys
import time
from multiprocessing.managers import BaseManager


class QueueManager(BaseManager):
    pass


QueueManager.register("get_task_queue")
QueueManager.register("get_result_queue")

address = sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1:5000"
seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 1
host, port = address.split(":")
print("Connect to server %s..." % address)
manager = QueueManager(address=(host, int(port)), authkey=b"abc")
manager.connect()
task = manager.get_task_queue()
result = manager.get_result_queue()
for _ in range(10):
    try:
        number = task.get(timeout=1)
        print("run task %d * %d..." % (number, number))
        time.sleep(seconds)
        result.put("%d * %d = %d" % (number, number, number * number))
    except queue.Empty:
        print("task queue is empty.")
print("worker exit.")
