/** What `Process` and `Thread` can be made with. */
export type ChildOptions<Arguments extends readonly unknown[], Returned> = ChildSettings & {
  /** What runs in the child; default: nothing, for a subclass that overrides `run()`. */
  readonly target?: ((...args: Arguments) => Returned) | undefined;
} & ChildArguments<Arguments>;

/** What can be set whatever the target. */
export interface ChildSettings {
  /** Default: the name of the class and a number, as in "Process-1", "Process-1:2" for the second child of the first. */
  readonly name?: string | undefined;
  /** Whether it is ended with its parent instead of being waited for; default: as the one that makes it. */
  readonly daemon?: boolean | undefined;
}

/** A target that takes arguments must be given them. */
type ChildArguments<Arguments extends readonly unknown[]> = [] extends Arguments
  ? { readonly args?: Arguments | undefined }
  : { readonly args: Arguments };

/** What the options come to at run time. */
export interface AnyChildOptions extends ChildSettings {
  readonly target?: ((...args: never[]) => unknown) | undefined;
  readonly args?: readonly unknown[] | undefined;
}
