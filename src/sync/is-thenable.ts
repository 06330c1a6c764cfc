/** Whether `await` would wait for it. */
export function isThenable(value: unknown): boolean {
  return (
    typeof value === "object" && value !== null && typeof Reflect.get(value, "then") === "function"
  );
}
