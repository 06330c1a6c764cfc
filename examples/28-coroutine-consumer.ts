// A producer and a consumer in one thread, without a queue and without a lock: the producer hands over each item, and the
// consumer runs until it wants the next one. (In Python: a generator and send.)
import { coroutine, type Coroutine } from "skein";

const consumer = coroutine(function* (): Generator<string, void, number> {
  let answer = "";
  for (;;) {
    const item = yield answer;
    console.log(`[CONSUMER] Consuming ${item}...`);
    answer = "200 OK";
  }
});

function produce(to: Coroutine<string, void, number>): void {
  // It runs to its first yield, where it waits for an item.
  to.send(undefined);
  for (let item = 1; item <= 5; item++) {
    console.log(`[PRODUCER] Producing ${item}...`);
    console.log(`[PRODUCER] Consumer return: ${to.send(item)}`);
  }
  to.close();
}

const one = consumer();
produce(one);
console.log(`the consumer has ended: ${one.done}`);
