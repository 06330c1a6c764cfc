"""Python's asyncio, measured as the questions of the same names do it."""

import asyncio
import resource
import time


async def sleep_once():
    await asyncio.sleep(1)


def resident():
    """Kilobytes that are resident now."""
    with open("/proc/self/status", encoding="ascii") as file:
        for line in file:
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
    raise AssertionError("no VmRSS in status")


def task_group(make):
    def prepare(settings):
        count = 100_000 if settings["quick"] else 1_000_000

        async def run():
            async with asyncio.TaskGroup() as group:
                for _ in range(count):
                    group.create_task(make())

        def turn():
            before = resident()
            start = time.monotonic()
            asyncio.run(run())
            elapsed = time.monotonic() - start
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            return {"time": elapsed, "memory": (peak - before) * 1024 / 1e6}

        return turn

    return prepare


QUESTIONS = {
    "task-group": task_group(lambda: asyncio.sleep(1)),
    "task-group-functions": task_group(sleep_once),
}
