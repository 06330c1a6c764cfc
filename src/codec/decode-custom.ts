import { corrupt } from "./corrupt.ts";
import type { Decoding } from "./decoding.ts";
import { reviveHandle } from "./handle.ts";
import { revivePlatform } from "./platform.ts";
import { rebuild } from "./reduce.ts";

/** Reads a function, class or object that travels by name. */
export function readFunction(decoding: Decoding): unknown {
  const number = decoding.reserve();
  const functions = decoding.functions();
  const shell = functions.create(decoding.value());
  decoding.register(number, shell);
  if (decoding.reader.byte() === 1) functions.fill(shell, decoding.value());
  return shell;
}

/** Reads a function and its arguments, and calls it. */
export function readReduced(decoding: Decoding): unknown {
  const number = decoding.reserve();
  const type = decoding.value();
  return decoding.register(number, rebuild(type, readArguments(decoding)));
}

/** Reads a handle and revives it. */
export function readHandle(decoding: Decoding): unknown {
  const number = decoding.reserve();
  const type = decoding.reader.string();
  return decoding.register(number, reviveHandle(type, decoding.value()));
}

/** Reads an object of the platform. */
export function readPlatform(decoding: Decoding): unknown {
  const number = decoding.reserve();
  const index = decoding.reader.varint();
  return decoding.register(number, revive(index, readArguments(decoding)));
}

function revive(index: number, args: readonly unknown[]): object {
  try {
    return revivePlatform(index, args);
  } catch (error) {
    throw corrupt(`an object of platform class ${index} can't be made`, error);
  }
}

function readArguments(decoding: Decoding): unknown[] {
  const args: unknown[] = [];
  for (let count = decoding.reader.varint(); count > 0; count -= 1) args.push(decoding.value());
  return args;
}
