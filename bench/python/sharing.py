"""What Python's processes share: locks, semaphores, queues and pipes, measured as the questions of the same names do it."""

import threading
import time
from multiprocessing import Event, Lock, Pipe, Pool, Process, Queue, Semaphore, Value

MEBIBYTE = 1 << 20
# Trips before the measured ones.
WARM_UP = 10_000


def now():
    """Seconds of a clock that all processes of the machine share."""
    return time.monotonic()


def must_equal(found, expected):
    if found != expected:
        raise AssertionError(f"wrong result: {found} instead of {expected}")


def quantile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * share))]


class Gate:
    """Lets two processes begin at the same moment."""

    def __init__(self):
        self.here = Value("i", 0)

    def meet(self):
        with self.here.get_lock():
            self.here.value += 1
        raw = self.here.get_obj()
        while raw.value < 2:
            pass


def answer(sender, body, args):
    sender.send(body(*args))


def together(*parts):
    """Runs (body, args) each in a process of its own, and gives what they return."""
    started = []
    for body, args in parts:
        receiver, sender = Pipe(duplex=False)
        child = Process(target=answer, args=(sender, body, args), daemon=True)
        child.start()
        sender.close()
        started.append((child, receiver))
    results = [receiver.recv() for _child, receiver in started]
    for child, _receiver in started:
        child.join()
    return results


def take_locks(lock, count):
    for _ in range(count):
        lock.acquire()
        lock.release()


def lock_uncontended(settings):
    lock = Lock()
    count = 100_000 if settings["quick"] else 400_000

    def turn():
        start = now()
        take_locks(lock, count)
        return {"time": (now() - start) / count * 1e9}

    turn()
    return turn


def contend(gate, lock, count):
    take_locks(lock, 20_000)
    gate.meet()
    start = now()
    take_locks(lock, count)
    return start, now()


def lock_contended(settings):
    count = 500_000 if settings["quick"] else 2_000_000

    def turn():
        part = (contend, (Gate(), Lock(), count))
        first, second = together(part, part)
        elapsed = max(first[1], second[1]) - min(first[0], second[0])
        return {"rate": 2 * count / elapsed}

    return turn


def trip_times(trip, settings):
    for _ in range(WARM_UP):
        trip()
    times = []
    for _ in range(trips_of(settings)):
        start = now()
        trip()
        times.append((now() - start) * 1e6)
    return {
        "mean": sum(times) / len(times),
        "p50": quantile(times, 0.5),
        "p99": quantile(times, 0.99),
    }


def trips_of(settings):
    return 10_000 if settings["quick"] else 40_000


def ask_by_semaphore(there, back, settings):
    def trip():
        there.release()
        back.acquire()

    return trip_times(trip, settings)


def answer_by_semaphore(there, back, settings):
    for _ in range(WARM_UP + trips_of(settings)):
        there.acquire()
        back.release()


def semaphore_ping_pong(settings):
    def turn():
        args = (Semaphore(0), Semaphore(0), settings)
        return together((ask_by_semaphore, args), (answer_by_semaphore, args))[0]

    return turn


def item(index):
    return {"id": index, "name": f"job {index & 1023}", "args": [index, "text", True]}


def ask_by_pipe(connection, settings):
    index = 0

    def trip():
        nonlocal index
        connection.send(item(index))
        must_equal(connection.recv()["id"], index)
        index += 1

    return trip_times(trip, settings)


def answer_by_pipe(connection, settings):
    for _ in range(WARM_UP + trips_of(settings)):
        connection.send(connection.recv())


def pipe_round_trip(settings):
    def turn():
        ours, theirs = Pipe()
        return together((ask_by_pipe, (ours, settings)), (answer_by_pipe, (theirs, settings)))[0]

    return turn


def produce(gate, queue, make, count):
    for index in range(count // 5):
        queue.put(make(index))
    gate.meet()
    start = now()
    for index in range(count):
        queue.put(make(index))
    return start


def consume(gate, queue, check, count):
    for index in range(count // 5):
        check(queue.get(), index)
    gate.meet()
    for index in range(count):
        check(queue.get(), index)
    return now()


def check_item(found, index):
    must_equal(found["id"], index)


PAYLOADS = [bytes([index]) * MEBIBYTE for index in range(8)]


def payload(index):
    return PAYLOADS[index % 8]


def check_payload(found, index):
    must_equal((len(found), found[-1]), (MEBIBYTE, index % 8))


def one_to_one(make, check, counts):
    def prepare(settings):
        count = counts[0 if settings["quick"] else 1]

        def turn():
            gate, queue = Gate(), Queue()
            start, end = together(
                (produce, (gate, queue, make, count)), (consume, (gate, queue, check, count))
            )
            return {"rate": count / (end - start)}

        return turn

    return prepare


def know_queue(queue):
    global pool_queue
    pool_queue = queue


def produce_some(count):
    for index in range(count):
        pool_queue.put(item(index))


def consume_some(count):
    return sum(pool_queue.get()["id"] for _ in range(count))


def queue_pool(settings):
    count = 10_000 if settings["quick"] else 50_000
    # A queue can't be an argument of a pool's task: it can only be inherited.
    pool = Pool(4, know_queue, (Queue(),))

    def turn():
        start = now()
        producers = [pool.apply_async(produce_some, (count,)) for _ in range(2)]
        consumers = [pool.apply_async(consume_some, (count,)) for _ in range(2)]
        for producer in producers:
            producer.get()
        total = sum(consumer.get() for consumer in consumers)
        must_equal(total, count * (count - 1))
        return {"rate": 2 * count / (now() - start)}

    turn()
    return turn


def idle_waits(_settings):
    lock = Lock()
    lock.acquire()
    threading.stack_size(1 << 16)
    targets = [lock.acquire] * 500 + [Event().wait for _ in range(500)]
    for target in targets:
        threading.Thread(target=target, daemon=True).start()

    def turn():
        before, start = time.process_time(), now()
        time.sleep(3)
        return {"share": (time.process_time() - before) / (now() - start) * 100}

    time.sleep(0.5)
    return turn


QUESTIONS = {
    "lock-uncontended": lock_uncontended,
    "lock-contended": lock_contended,
    "semaphore-ping-pong": semaphore_ping_pong,
    "pipe-round-trip": pipe_round_trip,
    "queue-small": one_to_one(item, check_item, (100_000, 300_000)),
    "queue-1mib": one_to_one(payload, check_payload, (200, 500)),
    "queue-pool": queue_pool,
    "idle-waits": idle_waits,
}
