// imap pulls its input only as fast as the results are taken: the source may be endless.
import { ThreadPool } from "skein";

function* naturals(): Generator<number> {
  for (let number = 1; ; number++) yield number;
}

function isPrime(number: number): boolean {
  for (let divisor = 2; divisor * divisor <= number; divisor++)
    if (number % divisor === 0) return false;
  return number > 1;
}

await using pool = new ThreadPool();
const primes: number[] = [];
const examined = pool.imap((value: number) => [value, isPrime(value)] as const, naturals());
for await (const [number, prime] of examined) {
  if (prime) primes.push(number);
  if (primes.length === 10) break;
}
console.log(primes.join(" "));
