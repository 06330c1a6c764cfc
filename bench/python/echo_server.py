"""The echo server of many tutorials: a pool of processes, in each a pool of threads, all accepting on one socket."""

import json
import socket
import sys
from multiprocessing import Pool, cpu_count
from multiprocessing.pool import ThreadPool


def serve_connection(connection):
    while True:
        data = connection.recv(1000)
        if not data:
            connection.close()
            return
        connection.send(data)


def serve(server, threads):
    pool = ThreadPool(threads)
    while True:
        connection, _address = server.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        pool.apply_async(serve_connection, args=(connection,))


if __name__ == "__main__":
    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    server.listen(1000)
    count = cpu_count()
    # A thread serves one connection at a time, so there are as many as will be asked for; the tutorials have one a core.
    threads = int(sys.argv[1])
    pool = Pool(count)
    for _ in range(count):
        pool.apply_async(serve, args=(server, threads))
    print(json.dumps({"port": server.getsockname()[1]}), flush=True)
    pool.close()
    pool.join()
