"""Answers questions about pickles: a JSON request a line on stdin, a JSON answer a line on stdout."""

import array
import base64
import collections
import datetime
import decimal
import fractions
import json
import pickle
import queue
import sys
import threading
import uuid
from multiprocessing import context

NAMES = dict(
    array=array.array, collections=collections, datetime=datetime, Decimal=decimal.Decimal,
    Fraction=fractions.Fraction, UUID=uuid.UUID, queue=queue, threading=threading, context=context)


class Colour:
    """A class of the user's own."""

    def __init__(self, name=None):
        self.name = name

    def __eq__(self, other):
        return type(other) is Colour and other.name == self.name


class Names(list):
    pass


class Point(collections.namedtuple("Point", "x y")):
    def __new__(cls, *, x, y):
        return super().__new__(cls, x, y)

    def __getnewargs_ex__(self):
        return (), {"x": self.x, "y": self.y}


NAMES.update(Colour=Colour, Names=Names, Point=Point)


def same(a, b, seen):
    """Whether two values are equal and of the same types all the way down."""
    if type(a) is not type(b):
        return False
    if (id(a), id(b)) in seen:
        return True
    seen = seen | {(id(a), id(b))}
    if isinstance(a, float):
        return repr(a) == repr(b)
    if isinstance(a, complex):
        return repr(a) == repr(b)
    if isinstance(a, BaseException):
        return same(a.args, b.args, seen) and same(a.__dict__, b.__dict__, seen)
    if isinstance(a, (list, tuple, collections.deque)):
        if isinstance(a, collections.deque) and a.maxlen != b.maxlen:
            return False
        return len(a) == len(b) and all(same(x, y, seen) for x, y in zip(a, b))
    if isinstance(a, dict):
        if isinstance(a, collections.defaultdict) and a.default_factory is not b.default_factory:
            return False
        return len(a) == len(b) and all(same(x, y, seen) and same(a[x], b[y], seen) for x, y in zip(a, b))
    if isinstance(a, decimal.Decimal):
        return str(a) == str(b)
    return a == b


def evaluate(text):
    names = dict(NAMES)
    if "\n" in text:
        exec(text, names)
        return names["value"]
    return eval(text, names)


def answer(request):
    data = base64.b64decode(request.get("data", ""))
    protocol = request.get("protocol")
    kind = request["kind"]
    if kind == "dumps":
        return base64.b64encode(pickle.dumps(evaluate(request["text"]), protocol)).decode()
    if kind == "again":
        return base64.b64encode(pickle.dumps(pickle.loads(data), protocol)).decode()
    if kind == "same":
        value = pickle.loads(data)
        wanted = evaluate(request["text"])
        return "same" if same(wanted, value, frozenset()) else f"{value!r} instead of {wanted!r}"
    if kind == "holds":
        return repr(eval(request["text"], {"value": pickle.loads(data), **NAMES}))
    raise ValueError(kind)


for line in sys.stdin:
    try:
        reply = {"value": answer(json.loads(line))}
    except Exception as error:
        reply = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(reply), flush=True)
