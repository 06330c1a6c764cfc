"""Python's multiprocessing, as a contestant: answers every line on stdin with the numbers of one turn, as JSON."""

import gc
import json
import os
import sys
import threading
import time
from multiprocessing import Pipe, Pool, Process

import coroutines
import managers
import sharing
import threads


def noop(index):
    return index


def spin(iterations):
    state = 1
    for _ in range(iterations):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
    return iterations


def factorial(limit):
    product = 1
    for factor in range(2, limit + 1):
        product *= factor
    return product


def square(value):
    return value * value


def now():
    return time.perf_counter()


def must_equal(found, expected):
    if found != expected:
        raise AssertionError(f"wrong result: {found} instead of {expected}")


class ClosedLoop:
    """Keeps so many calls on their way; the callback of each that ends starts the next."""

    def __init__(self, pool, outstanding, seconds):
        self.pool = pool
        self.next = 0
        self.done = 0
        self.sum = 0
        self.finished = threading.Event()
        self.start = now()
        self.end = self.start + seconds
        self.lock = threading.Lock()
        with self.lock:
            for _ in range(outstanding):
                self.submit()

    def submit(self):
        index = self.next
        self.next += 1
        self.pool.apply_async(noop, (index,), callback=self.settle, error_callback=self.fail)

    def settle(self, value):
        with self.lock:
            self.sum += value
            self.done += 1
            if now() < self.end:
                self.submit()
            elif self.done == self.next:
                self.finished.set()

    def fail(self, error):
        print(error, file=sys.stderr)
        os._exit(1)

    def rate(self):
        self.finished.wait()
        elapsed = now() - self.start
        must_equal(self.sum, self.done * (self.done - 1) // 2)
        return self.done / elapsed


def throughput(outstanding):
    def prepare(settings):
        pool = Pool(settings["workers"])
        seconds = 0 if outstanding > 1000 else (0.2 if settings["quick"] else 1)
        ClosedLoop(pool, outstanding, seconds).rate()
        return lambda: {"rate": ClosedLoop(pool, outstanding, seconds).rate()}

    return prepare


def quantile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * share))]


def round_trip(settings):
    pool = Pool(settings["workers"])

    def trips(count):
        times = []
        for index in range(count):
            start = now()
            result = pool.apply(noop, (index,))
            times.append((now() - start) * 1e6)
            must_equal(result, index)
        return times

    def turn():
        times = trips(1000 if settings["quick"] else 4000)
        return {"p50": quantile(times, 0.5), "p99": quantile(times, 0.99)}

    trips(1000)
    return turn


def mapping(job, make_items):
    def prepare(settings):
        pool = Pool(settings["workers"])
        items = make_items()
        expected = [job(item) for item in items]
        pool.map(job, items)

        def turn():
            gc.collect()
            begin = now()
            [job(item) for item in items]
            serial = now() - begin
            start = now()
            results = pool.map(job, items)
            elapsed = now() - start
            must_equal(results, expected)
            return {"time": elapsed * 1e3, "speedUp": serial / elapsed}

        return turn

    return prepare


def twenty_microseconds():
    """Items that keep Python busy for 20 microseconds each: its own loop takes fewer steps."""
    best = 1.0
    for _ in range(50):
        start = now()
        spin(10_000)
        best = min(best, now() - start)
    iterations = round(20e-6 / (best / 10_000))
    return [iterations + index % 2 for index in range(10_000)]


def echo(content):
    return content


def buffers(settings):
    pool = Pool(settings["workers"])
    contents = [bytes([index]) * (1 << 20) for index in range(8)]

    def trips(count):
        for index in range(count):
            result = pool.apply(echo, (contents[index % 8],))
            must_equal((len(result), result[-1]), (1 << 20, index % 8))

    def turn():
        count = 40 if settings["quick"] else 200
        start = now()
        trips(count)
        return {"time": (now() - start) / count * 1e6}

    trips(40)
    return turn


def first_result():
    start = now()
    pool = Pool(1)
    must_equal(pool.apply(noop, (7,)), 7)
    elapsed = now() - start
    pool.close()
    pool.join()
    return {"time": elapsed * 1e3}


def start_cold(_settings):
    return first_result


def start_warm(_settings):
    for _ in range(3):
        first_result()
    return first_result


def answer_seven(connection):
    connection.send(noop(7))


def start_child(_settings):
    def turn():
        start = now()
        receiver, sender = Pipe(duplex=False)
        child = Process(target=answer_seven, args=(sender,))
        child.start()
        must_equal(receiver.recv(), 7)
        elapsed = now() - start
        child.join()
        return {"time": elapsed * 1e3}

    for _ in range(3):
        turn()
    return turn


def pss(pid):
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
        for line in file:
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    raise AssertionError("no Pss in smaps_rollup")


def memory(_settings):
    workers = 4

    def turn():
        before = pss(os.getpid())
        pool = Pool(workers)
        for _ in range(10):
            pool.map(noop, range(200), chunksize=1)
        children = [process.pid for process in pool._pool]
        after = pss(os.getpid()) + sum(map(pss, children))
        pool.terminate()
        pool.join()
        return {"memory": (after - before) / workers / 1e6}

    return turn


QUESTIONS = {
    "noop-processes": throughput(1000),
    "noop-100k-processes": throughput(100_000),
    "round-trip-processes": round_trip,
    "map-20us-processes": mapping(spin, twenty_microseconds),
    "map-factorial-processes": mapping(
        factorial, lambda: [950 + index % 100 for index in range(5000)]
    ),
    "map-square-processes": mapping(square, lambda: list(range(100_000))),
    "buffer-processes": buffers,
    "start-cold-processes": start_cold,
    "start-warm-processes": start_warm,
    "start-child": start_child,
    "memory-processes": memory,
    **sharing.QUESTIONS,
    **coroutines.QUESTIONS,
    **managers.QUESTIONS,
    **threads.QUESTIONS,
}


def main():
    turn = QUESTIONS[sys.argv[1]](json.loads(sys.argv[3]))
    print(json.dumps({"ready": True}), flush=True)
    for _line in sys.stdin:
        print(json.dumps(turn()), flush=True)


if __name__ == "__main__":
    main()
