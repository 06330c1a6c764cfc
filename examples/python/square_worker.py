"""A worker of 37-polyglot.ts: takes numbers and puts their squares, until it gets None."""

import sys
from multiprocessing.managers import BaseManager


class Squares(BaseManager):
    pass


Squares.register("tasks")
Squares.register("results")

path, key, name = sys.argv[1:4]
manager = Squares(address=path, authkey=key.encode())
manager.connect()
tasks, results = manager.tasks(), manager.results()
while True:
    number = tasks.get()
    if number is None:
        break
    results.put({"worker": name, "number": number, "square": number * number})
