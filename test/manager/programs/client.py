"""A client in Python's standard library alone: runs the code of the second argument with `m` connected to ADDRESS.

Usage: client.py ADDRESS CODE [TYPE...]: ADDRESS is a Unix socket's path or HOST:PORT, the authkey is "abc", and the types
are registered besides those of SyncManager.
"""
import multiprocessing
import os
import queue
import sys
import threading
from multiprocessing.connection import Client
from multiprocessing.managers import RemoteError, SyncManager, dispatch

KEY = b"abc"


class Manager(SyncManager):
    pass


def raw():
    """A connection that has proven the key, for requests of one's own."""
    return Client(address, authkey=KEY)


def serving():
    """A connection that serves calls."""
    connection = raw()
    connection.send((None, "accept_connection", ("test",), {}))
    assert connection.recv() == ("#RETURN", None)
    return connection


def asked(connection, *request):
    connection.send(request)
    return connection.recv()


where, code = sys.argv[1:3]
host, _, port = where.rpartition(":")
address = (host, int(port)) if host else where
for name in sys.argv[3:]:
    Manager.register(name)
multiprocessing.current_process().authkey = KEY
m = Manager(address=address, authkey=KEY)
m.connect()
exec(code)
sys.stdout.flush()
