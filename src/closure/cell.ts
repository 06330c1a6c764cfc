/** A variable that is assigned to and shared by the functions of one payload. */
export class Cell {
  /** The name is part of the text of units. */
  v: unknown;

  constructor(value?: unknown) {
    this.v = value;
  }
}
