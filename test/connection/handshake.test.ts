import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { connect, Listener } from "../../src/connection.ts";
import {
  AuthenticationError,
  ConnectionLostError,
  MessageTooLongError,
  MisuseError,
} from "../../src/errors.ts";
import { guard } from "./guard.ts";
import { lure, Stranger } from "./stranger.ts";

const authkey = "abc";

function mac(digest: string, message: Uint8Array): Buffer {
  return createHmac(digest, authkey).update(message).digest();
}

/** What is to be proved: all behind the word. */
function bare(challenge: Buffer): Buffer {
  assert.equal(challenge.subarray(0, 11).toString(), "#CHALLENGE#");
  return challenge.subarray(11);
}

test("the challenge names sha256 and has 40 random bytes, which old Pythons take for bytes", async () => {
  using guarded = await guard();
  using one = await Stranger.to(guarded.listener.address);
  using other = await Stranger.to(guarded.listener.address);
  const [first, second] = [bare(await one.hear()), bare(await other.hear())];
  assert.equal(first.subarray(0, 8).toString(), "{sha256}");
  assert.equal(first.byteLength, 48);
  assert.notDeepEqual(first, second);
});

const proofs: readonly (readonly [string, (challenge: Uint8Array) => Uint8Array])[] = [
  ["bare MD5", (challenge) => mac("md5", challenge)],
  ["md5", (challenge) => Buffer.concat([Buffer.from("{md5}"), mac("md5", challenge)])],
  ["sha256", (challenge) => Buffer.concat([Buffer.from("{sha256}"), mac("sha256", challenge)])],
  ["sha384", (challenge) => Buffer.concat([Buffer.from("{sha384}"), mac("sha384", challenge)])],
  [
    "sha3_256",
    (challenge) => Buffer.concat([Buffer.from("{sha3_256}"), mac("sha3-256", challenge)]),
  ],
  [
    "sha3_384",
    (challenge) => Buffer.concat([Buffer.from("{sha3_384}"), mac("sha3-384", challenge)]),
  ],
];

for (const [name, prove] of proofs) {
  test(`a proof by ${name} is taken, and a challenge for the listener is answered`, async () => {
    using guarded = await guard();
    using stranger = await Stranger.to(guarded.listener.address);
    stranger.say(prove(bare(await stranger.hear())));
    assert.equal((await stranger.hear()).toString(), "#WELCOME#");
    const nonce = Buffer.alloc(20, 7);
    stranger.say(Buffer.concat([Buffer.from("#CHALLENGE#"), nonce]));
    assert.deepEqual(await stranger.hear(), mac("md5", nonce));
    stranger.say("#WELCOME#");
    stranger.say("hello");
    using connection = await guarded.listener.accept();
    assert.equal(Buffer.from(await connection.recvBytes()).toString(), "hello");
  });
}

test("allowLegacyAuth: false refuses MD5 in both forms", async () => {
  using guarded = await guard({ allowLegacyAuth: false });
  for (const [, prove] of proofs.slice(0, 2)) {
    using stranger = await Stranger.to(guarded.listener.address);
    stranger.say(prove(bare(await stranger.hear())));
    assert.equal((await stranger.hear()).toString(), "#FAILURE#");
    await stranger.closed();
    assert.match((await guarded.refusal()).message, /allowLegacyAuth/);
  }
});

test("allowLegacyAuth: false gives no proof by MD5 to one who poses as a server", async () => {
  const { server, port, next } = await lure();
  for (const challenge of [Buffer.alloc(20), Buffer.from(`{md5}${"x".repeat(40)}`)]) {
    const refused = assert.rejects(
      connect(["127.0.0.1", port], { authkey, allowLegacyAuth: false }),
      AuthenticationError,
    );
    using stranger = await next();
    stranger.say(Buffer.concat([Buffer.from("#CHALLENGE#"), challenge]));
    await refused;
    await stranger.closed();
    assert.equal(stranger.socket.bytesRead, 0);
  }
  server.close();
});

test("a wrong proof of any kind is answered by #FAILURE#", async () => {
  using guarded = await guard();
  const wrong = [
    "",
    "x",
    "{sha256}",
    `{sha256}${"x".repeat(32)}`,
    `{sha1}${"x".repeat(20)}`,
    "x".repeat(16),
    "x".repeat(20),
  ];
  for (const proof of wrong) {
    using stranger = await Stranger.to(guarded.listener.address);
    await stranger.hear();
    stranger.say(proof);
    assert.equal((await stranger.hear()).toString(), "#FAILURE#");
    await stranger.closed();
    assert.ok((await guarded.refusal()) instanceof AuthenticationError);
  }
});

test("no challenge, a short one and one of an unknown digest are refused", async () => {
  const { server, port, next } = await lure();
  const challenges = [
    "hello",
    "#CHALLENGE#",
    "#CHALLENGE#short",
    `#CHALLENGE#{sha1}${"x".repeat(40)}`,
    `#CHALLENGE#${"x".repeat(30)}`,
  ];
  for (const challenge of challenges) {
    const refused = assert.rejects(connect(["127.0.0.1", port], { authkey }), AuthenticationError);
    using stranger = await next();
    stranger.say(challenge);
    await refused;
    await stranger.closed();
  }
  server.close();
});

test("a server that doesn't know the key is found out, although it welcomes", async () => {
  const { server, port, next } = await lure();
  const refused = assert.rejects(connect(["127.0.0.1", port], { authkey }), AuthenticationError);
  using stranger = await next();
  stranger.say(`#CHALLENGE#{sha256}${"x".repeat(40)}`);
  await stranger.hear();
  stranger.say("#WELCOME#");
  await stranger.hear();
  stranger.say(`{sha256}${"x".repeat(32)}`);
  assert.equal((await stranger.hear()).toString(), "#FAILURE#");
  await refused;
  server.close();
});

test("the pickle that CPython's manager sends behind #FAILURE# disturbs nobody", async () => {
  const { server, port, next } = await lure();
  const refused = assert.rejects(connect(["127.0.0.1", port], { authkey }), AuthenticationError);
  using stranger = await next();
  stranger.say(`#CHALLENGE#{sha256}${"x".repeat(40)}`);
  await stranger.hear();
  stranger.say("#FAILURE#");
  stranger.say(Buffer.alloc(3000, 0x80));
  await refused;
  server.close();
});

test("one who comes without a key where one is asked for learns it from recv", async () => {
  using guarded = await guard();
  using connection = await connect(guarded.listener.address);
  await assert.rejects(connection.recv(), AuthenticationError);
});

test("a frame of more than 256 bytes before authentication ends it, whatever maxMessageSize is", async () => {
  using guarded = await guard();
  using stranger = await Stranger.to(guarded.listener.address);
  stranger.say(Buffer.alloc(257));
  await stranger.closed();
  assert.ok((await guarded.refusal()) instanceof MessageTooLongError);
});

test("one who leaves before the end of the handshake is refused", async () => {
  using guarded = await guard();
  using stranger = await Stranger.to(guarded.listener.address);
  await stranger.hear();
  stranger.socket.end();
  assert.ok((await guarded.refusal()) instanceof ConnectionLostError);
});

test("an empty key, one of another type and impossible limits are refused at once", async () => {
  const cases: readonly (readonly [object, RegExp])[] = [
    [{ authkey: "" }, /authkey is empty/],
    [{ authkey: new Uint8Array() }, /authkey is empty/],
    [{ authkey: 5 }, /must be a string or a Uint8Array, not number/],
    [{ authkey, handshakeTimeout: 0 }, /handshakeTimeout/],
    [{ authkey, maxMessageSize: -1 }, /maxMessageSize/],
    [{ authkey, maxPending: 0 }, /maxPending/],
  ];
  for (const [options, message] of cases) {
    await assert.rejects(Listener.open("127.0.0.1:0", options), (error) => {
      assert.ok(error instanceof MisuseError);
      assert.match(error.message, message);
      return true;
    });
  }
  await assert.rejects(connect("127.0.0.1:1", { authkey: "" }), MisuseError);
});
