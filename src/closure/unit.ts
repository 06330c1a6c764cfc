import type { ModuleImport } from "./module-load.ts";

/** What the text of a unit makes when it is called. */
export type UnitKind = "function" | "class" | "getter" | "setter";

/** A variable of a unit that gets its value from what is captured. */
export interface UnitVariable {
  /** What it is, for people: "captured variable 'count'". */
  readonly label: string;
  /** Of a class: whether it is used while the class is evaluated, surely or perhaps. */
  readonly eager: "direct" | "nested" | undefined;
}

/** A variable of a unit that an import fills. */
export interface UnitImport {
  readonly module: ModuleImport;
  /** The export's name; "*" is the namespace. */
  readonly name: string;
}

/**
 * One function or class as text that can be compiled anywhere; its captured values aren't part of it. Plain data. The
 * text is an expression for a function that gives a fresh {@link UnitInstance} each time.
 */
export interface CodeUnit {
  /** Of text and place: two units with the same hash are the same. */
  readonly hash: string;
  readonly text: string;
  /** What stands in stacks: the file that the function was written in. */
  readonly fileName: string;
  readonly lineOffset: number;
  readonly columnOffset: number;
  readonly kind: UnitKind;
  readonly captured: readonly UnitVariable[];
  readonly imports: readonly UnitImport[];
  /** Of a class: whether its instances have something private, so that they can't be copied. */
  readonly hasPrivateInstances: boolean;
}

/** The functions in the array that a unit's text gives. */
export type UnitInstance = readonly [
  /** Evaluates the function or class, once. */
  make: () => unknown,
  /** Sets the captured variables. */
  bind: (values: readonly unknown[]) => void,
  /** Gives the captured variables as they are now. */
  read: () => unknown[],
  /** Sets the imported variables. */
  link: (values: readonly unknown[]) => void,
];
