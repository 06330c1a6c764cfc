import assert from "node:assert/strict";
import { after, describe as suite, it } from "node:test";
import fc from "fast-check";
import { decodePickle } from "../../src/pickle/decode.ts";
import { encodePickle } from "../../src/pickle/encode.ts";
import { PythonException } from "../../src/pickle/python-exception.ts";
import { describe } from "./describe.ts";
import { noPython, PythonPickles } from "./python.ts";
import { losslessValue } from "./values.ts";

/** What Python makes of them is written by it, read here, written here, and read and compared by it. */
const expressions = [
  "None",
  "[True, False]",
  "[0, 1, -1, 255, 256, 65535, 65536, -70000, 2**31, -2**31-1, 2**53, 2**63, -2**63, 2**200, -2**200, 10**1000]",
  "[0.0, -0.0, 1.5, 2.0, 1e300, 5e-324, float('inf'), float('-inf'), float('nan')]",
  "['', 'abc', 'é日本\\U0001F600', '\\ud800x', 'x\\udfff', 'x' * 300, 'é' * 300, 'a\\nb\\\\u1234\\\\', '\\x00']",
  "[b'', b'abc', b'\\xff' * 300, bytearray(), bytearray(b'ab')]",
  "[(), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), [], [1, [2]]]",
  "[{}, {'a': 1}, {1: 2, 'b': 3}, {'a': 1, 2: 3}, {(1, (b'x', 2)): 3}, {None: 0}, {True: 1}, {2.0: 1}]",
  "[{}, 5, {}, 'x', {}, (1, 2, 3, 4), {'__proto__': {'x': 1}, 'constructor': 2}]",
  "[set(), {1, 2}, frozenset(), frozenset({1, (2,), frozenset({3})})]",
  "[complex(1, -2), complex(0, -0.0), slice(1, None, 2), range(1, 10, 3), range(2**70)]",
  "collections.OrderedDict([('b', 1), (2, 2)])",
  "[collections.Counter('aab'), collections.defaultdict(list, {'a': [1]}), collections.defaultdict(None, {1: 2})]",
  "[collections.deque([1, 2], 3), collections.deque([1]), collections.deque()]",
  "[array('b', [-1]), array('B', b'ab'), array('h', [-300]), array('i', [1, -2]), array('l', [5]), array('Q', [2**64-1])]",
  "[array('f', [0.5]), array('d', [1.5, 2.0]), array('u', 'añ')]",
  "[datetime.date(2020, 2, 29), datetime.time(1, 2, 3, 4), datetime.datetime(2020, 1, 2, 3, 4, 5, 678901)]",
  "[datetime.datetime(9999, 12, 31, tzinfo=datetime.timezone.utc), datetime.timedelta(-1, 5, 7)]",
  "[datetime.timezone(datetime.timedelta(hours=2), 'X'), datetime.time(1, tzinfo=datetime.timezone(datetime.timedelta(hours=-3)))]",
  "[Decimal('1.50'), Decimal('NaN'), Decimal('-Infinity'), Decimal('1E+50'), Fraction(3, 4), Fraction(10**30, 7)]",
  "[UUID(int=5), UUID('12345678123456781234567812345678')]",
  "[KeyError('x'), ValueError(1, 'a'), StopIteration(), OSError(2, 'no', 'f'), UnicodeDecodeError('utf8', b'a', 0, 1, 'why')]",
  "[queue.Empty(), queue.Full('x'), threading.BrokenBarrierError(), context.TimeoutError('t'), context.ProcessError()]",
  "[context.AuthenticationError('no'), context.BufferTooShort(b'abc')]",
  "[int, float, str, bool, list, dict, ValueError, collections.OrderedDict]",
  "list(range(3000))",
  "{str(i): i for i in range(2500)}",
  "value = []\nvalue.append(value)",
  "value = ([],)\nvalue[0].append(value)",
  "value = ([], 1, 2, 3)\nvalue[0].append(value)",
  "value = {}\nvalue['me'] = value",
  "value = [1]\nvalue = [value, value, (value,), {'a': value}]",
  "value = ValueError('x')\nvalue.note = [1, 'why']",
  "value = collections.deque()\nvalue.append(value)",
];

suite("with a real python3", { skip: noPython }, () => {
  const python = new PythonPickles();
  after(async () => await python[Symbol.asyncDispose]());

  for (const expression of expressions) {
    it(`reads and writes ${expression}`, async () => {
      for (const protocol of [0, 1, 2, 3, 4, 5]) {
        const bytes = await python.dumps(expression, protocol);
        const value = decodePickle(bytes, { form: "lossless" });
        for (const written of [2, 4, 5] as const) {
          const again = encodePickle(value, { protocol: written });
          assert.equal(await python.same(again, expression), "same", `${protocol} ${written}`);
        }
        // What is natural in JavaScript can be sent, too.
        await python.again(encodePickle(decodePickle(bytes)), 4);
      }
    });
  }

  it("comes back from Python as it was, in value and in type", async () => {
    const protocols = fc.tuple(fc.constantFrom(2, 4, 5), fc.constantFrom(0, 1, 2, 3, 4, 5));
    await fc.assert(
      fc.asyncProperty(losslessValue, protocols, async (value, [written, back]) => {
        const bytes = await python.again(encodePickle(value, { protocol: written }), back);
        assert.equal(plainly(decodePickle(bytes, { form: "lossless" })), plainly(value));
      }),
      { numRuns: 600 },
    );
  });

  it("keeps objects of unknown classes in opaque mode", async () => {
    const classes = [
      "Colour('red')",
      "[Colour(), Colour([1, 2])]",
      "value = Names([1, 'x'])\nvalue.extra = {1: 2}",
      "Point(x=1, y=2)",
      "{Colour: 1}",
      "[].append",
      "__import__('os').system",
    ];
    for (const text of classes) {
      for (const protocol of [2, 4]) {
        const bytes = await python.dumps(text, protocol);
        assert.throws(() => decodePickle(bytes), { code: "ERR_SKEIN_UNPICKLING" }, text);
        // At protocol 2 Python says keywords with functools.partial, which stays a record like any other here.
        const value = decodePickle(bytes, { form: "lossless", opaque: true });
        const again = encodePickle(value);
        if (!text.endsWith("append")) assert.equal(await python.same(again, text), "same", text);
      }
    }
  });

  it("writes what only JavaScript has as what comes closest", async () => {
    const cases: [unknown, string][] = [
      [undefined, "value is None"],
      [
        new Date(1_600_000_000_123),
        "value.timestamp() == 1600000000.123 and value.utcoffset().total_seconds() == 0",
      ],
      [new TypeError("no"), "type(value) is TypeError and value.args == ('no',)"],
      [new RangeError("no"), "type(value) is ValueError"],
      [new Int16Array([1, -2]), "value == array('h', [1, -2])"],
      [Buffer.from("ab"), "value == b'ab'"],
      [
        new Map<unknown, unknown>([
          [[1, 2], "t"],
          [new Set([1]), "s"],
        ]),
        "value == {(1, 2): 't', frozenset({1}): 's'}",
      ],
      [-0, "repr(value) == '-0.0'"],
      [1e300, "type(value) is float"],
      [new PythonException({ module: "queue", className: "Empty" }), "type(value) is queue.Empty"],
    ];
    for (const [value, text] of cases)
      assert.equal(await python.holds(encodePickle(value), text), "True", text);
  });

  it("reads the iterators that Python's managers answer with", async () => {
    for (const protocol of [0, 2, 4]) {
      assert.deepEqual(decodePickle(await python.dumps("iter([1, 2])", protocol)), [1, 2]);
      assert.deepEqual(
        decodePickle(await python.dumps("reversed([1, 2, 3])", protocol)),
        [3, 2, 1],
      );
      const begun = "value = reversed([1, 2, 3])\nnext(value)";
      assert.deepEqual(decodePickle(await python.dumps(begun, protocol)), [2, 1]);
      const over = "value = iter([1])\nlist(value)";
      assert.deepEqual(decodePickle(await python.dumps(over, protocol)), []);
    }
  });
});

/** Python may have one float or bytes object where we have two, and the order of its sets is its own. */
function plainly(value: unknown): string {
  return describe(value);
}
