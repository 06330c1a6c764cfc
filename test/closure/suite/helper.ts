import { basename } from "node:path";

let counter: number = 0;
const prefix: string = "H:";

function hidden(text: string): string {
  return prefix + text.toUpperCase();
}

export function helper(text: string): string {
  counter++;
  return hidden(text);
}

export function count(): number {
  return counter;
}

export class Base {
  name: string;

  constructor(name: string) {
    this.name = name;
  }

  hi(): string {
    return "hi " + this.name;
  }
}

export default function twice(x: number): number {
  return x * 2;
}

export const arrow = (x: number): number => x + 1000;

export function makeClosure(k: number): (text: string) => string {
  const f = (text: string): string => hidden(text) + k + basename("/a/b");
  return f;
}

export const table: Record<"inc" | "dec", (x: number) => number> = {
  inc: (x) => x + 1,
  dec(x) {
    return x - 1;
  },
};
