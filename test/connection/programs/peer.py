"""A program with nothing but Python's standard library: peer.py connect|listen ADDRESS KEY ACTION...

An address is a path or host:port. Each action is done on one connection, and what comes of it is printed. It runs on
Python 2.7, too.
"""
import os
import sys
import time
from multiprocessing.connection import Client, Listener


def say(text):
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def echo_bytes(connection):
    try:
        while True:
            connection.send_bytes(connection.recv_bytes())
    except EOFError:
        return "EOFError"


def echo(connection):
    try:
        while True:
            connection.send(connection.recv())
    except EOFError:
        return "EOFError"


def describe(connection):
    """Answers an object with its Python text."""
    try:
        while True:
            connection.send(repr(connection.recv()))
    except EOFError:
        return "EOFError"


def half(connection):
    """Dies within a message."""
    os.write(connection.fileno(), b"\x00\x00\x01\x00only this")
    os._exit(0)


def lie(connection):
    """Says a negative length."""
    os.write(connection.fileno(), b"\xff\xff\xff\xf0")
    return wait(connection)


def poll(connection):
    """Whether something comes, before and after it has asked for it."""
    before = connection.poll(0)
    connection.send_bytes(b"send")
    return "%s %s %s" % (before, connection.poll(30), len(connection.recv_bytes()))


def promptness(connection):
    """Whether anything ever arrives sooner than an acknowledgement that is put off, of messages whose head goes alone."""
    fastest = 1e9
    for _ in range(10):
        start = time.time()
        connection.send_bytes(b"x" * 20000)
        connection.recv_bytes()
        fastest = min(fastest, time.time() - start)
    return "prompt" if fastest < 0.035 else "put off"


def wait(connection):
    try:
        connection.recv_bytes()
        return "a message"
    except EOFError:
        return "EOFError"
    except (IOError, OSError) as error:
        return type(error).__name__


def parse(address):
    if address.startswith("/"):
        return address
    host, port = address.split(":")
    return (host, int(port))


def run(action, make):
    try:
        connection = make()
        result = globals()[action](connection)
        connection.close()
    except Exception as error:
        result = type(error).__name__
    say("%s: %s" % (action, result))


def main(side, address, key, actions):
    key = key.encode() or None
    if side == "connect":
        for action in actions:
            run(action, lambda: Client(parse(address), authkey=key))
        return
    listener = Listener(parse(address), authkey=key)
    where = listener.address
    say(where if isinstance(where, str) else "%s:%s" % where)
    for action in actions:
        run(action, listener.accept)


main(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:])
