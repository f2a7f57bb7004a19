/** What a form changed of what it began with: what somebody else changed meanwhile is not sent, and stays. */
export function changedOf<T extends object>(first: T, now: T): Partial<T> {
  const textOf = (value: unknown) => JSON.stringify(value);
  const changed = Object.entries(now).filter(([name, value]) => textOf(value) !== textOf(Reflect.get(first, name)));
  return Object.fromEntries(changed) as Partial<T>;
}
