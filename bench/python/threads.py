"""Python's threads, measured as the questions of the same names do it."""

import asyncio
import contextvars
import os
import threading
import time

from coroutines import resident
from sharing import must_equal, quantile


def peak():
    """Kilobytes that have been resident at most."""
    with open("/proc/self/status", encoding="ascii") as file:
        for line in file:
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    raise AssertionError("no VmHWM in status")


def measured(run):
    before = resident()
    start = time.monotonic()
    run()
    elapsed = time.monotonic() - start
    return {"time": elapsed, "memory": (peak() - before) * 1024 / 1e6}


def all_of(threads):
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def million(settings):
    # No machine has a million threads: these are tasks.
    count = 100_000 if settings["quick"] else 1_000_000
    own = contextvars.ContextVar("own")

    async def work(index):
        own.set(index)
        await asyncio.sleep(1)
        return own.get()

    async def main():
        tasks = [asyncio.create_task(work(index)) for index in range(count)]
        total = 0
        for task in tasks:
            total += await task
        must_equal(total, count * (count - 1) // 2)

    return lambda: measured(lambda: asyncio.run(main()))


def ten_thousand(_settings):
    count = 10_000
    own = threading.local()

    def run():
        found = []

        def work(index):
            own.index = index
            time.sleep(1)
            found.append(own.index)

        all_of([threading.Thread(target=work, args=(index,)) for index in range(count)])
        must_equal(sum(found), count * (count - 1) // 2)

    return lambda: measured(run)


def start_and_join(settings):
    count = 3000 if settings["quick"] else 10_000

    def turn():
        start = time.monotonic()
        for _ in range(count):
            thread = threading.Thread(target=int)
            thread.start()
            thread.join()
        return {"mean": (time.monotonic() - start) / count * 1e6}

    turn()
    return turn


def increments(settings):
    count, increments = 1000 if settings["quick"] else 10_000, 1000

    def turn():
        lock = threading.Lock()
        balance = 0

        def work():
            nonlocal balance
            for _ in range(increments):
                with lock:
                    balance += 1

        start = time.monotonic()
        all_of([threading.Thread(target=work) for _ in range(count)])
        elapsed = time.monotonic() - start
        must_equal(balance, count * increments)
        return {"time": elapsed / (count * increments) * 1e9}

    return turn


def hogs(_settings):
    def turn():
        end = time.monotonic() + 4
        late = []
        turns = []

        def hog():
            while time.monotonic() < end:
                stop = time.monotonic() + 0.2
                while time.monotonic() < stop:
                    pass
                turns.append(1)
                time.sleep(0)

        def sleeper():
            while time.monotonic() < end:
                start = time.monotonic()
                time.sleep(0.02)
                late.append((time.monotonic() - start - 0.02) * 1e3)

        count = 2 * len(os.sched_getaffinity(0))
        targets = [hog] * count + [sleeper] * 200
        all_of([threading.Thread(target=target) for target in targets])
        return {"p50": quantile(late, 0.5), "p99": quantile(late, 0.99), "work": len(turns)}

    return turn


QUESTIONS = {
    "threads-1m": million,
    "threads-10k": ten_thousand,
    "thread-start-join": start_and_join,
    "thread-increments": increments,
    "thread-hogs": hogs,
}
