import type { DecodeObjects } from "./decode-objects.ts";
import { Op } from "./opcodes.ts";
import { decodeEscapes, decodeRawUnicodeEscape } from "./text.ts";

/** Carries out an opcode that only protocols 0 and 1 write; gives false for one that isn't known. */
export function decodeSeldom(machine: SeldomMachine, code: number): boolean {
  switch (code) {
    case Op.int:
      machine.push(decimalInteger(machine, machine.line()));
      return true;
    case Op.long:
      machine.push(decimalInteger(machine, machine.line().replace(/L$/, "")));
      return true;
    case Op.string:
      machine.push(quoted(machine, machine.line()));
      return true;
    case Op.unicode:
      machine.push(unicode(machine, machine.line()));
      return true;
    case Op.put:
      machine.put(index(machine, machine.line()));
      return true;
    case Op.get:
      machine.push(machine.get(index(machine, machine.line())));
      return true;
    case Op.global:
      machine.push(machine.find(machine.line(), machine.line()));
      return true;
    case Op.inst:
      machine.instance(machine.find(machine.line(), machine.line()), machine.popMark());
      return true;
    case Op.obj:
      callObject(machine);
      return true;
    default:
      return false;
  }
}

type SeldomMachine = Pick<
  DecodeObjects,
  | "push"
  | "line"
  | "put"
  | "get"
  | "find"
  | "instance"
  | "popMark"
  | "error"
  | "allowance"
  | "oldBytes"
>;

function callObject(machine: SeldomMachine): void {
  const [callable, ...args] = machine.popMark();
  if (callable === undefined) throw machine.error("there is no class above the mark");
  machine.instance(callable, args);
}

function decimalInteger(machine: SeldomMachine, text: string): unknown {
  // What protocols 0 and 1 say for False and True.
  if (text === "00") return false;
  if (text === "01") return true;
  const digits = text.trim();
  if (digits.length > machine.allowance.integerDigits + 1)
    throw machine.error(`it has an int of ${digits.length} digits`);
  if (!/^[+-]?\d+$/.test(digits)) throw machine.error("it has an int that is none");
  const near = Number(digits);
  return Number.isSafeInteger(near) ? near + 0 : BigInt(digits.replace(/^\+/, ""));
}

function quoted(machine: SeldomMachine, line: string): unknown {
  const text = line.trim();
  const quote = text[0];
  if (text.length < 2 || (quote !== "'" && quote !== '"') || !text.endsWith(quote))
    throw machine.error("it has a text without quotes");
  return machine.oldBytes(Buffer.from(decodeEscapes(text.slice(1, -1)), "latin1"));
}

function unicode(machine: SeldomMachine, line: string): string {
  const text = decodeRawUnicodeEscape(line);
  if (text === undefined) throw machine.error("it has a character that doesn't exist");
  return text;
}

function index(machine: SeldomMachine, line: string): number {
  if (!/^\d{1,10}$/.test(line)) throw machine.error("it has a number of the memo that is none");
  return Number(line);
}
