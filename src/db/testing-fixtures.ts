import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";

/** What the tests of a file, or of a `describe`, share: opened before the first, closed after the last. */
export function fixture<T extends object>(open: () => Promise<T>): T {
  const held = holder<T>();
  beforeAll(() => held.open(open));
  afterAll(() => held.close());
  return held.value;
}

/** What every test has anew: opened before it, closed after it. */
export function fixturePerTest<T extends object>(open: () => Promise<T>): T {
  const held = holder<T>();
  beforeEach(() => held.open(open));
  afterEach(() => held.close());
  return held.value;
}

/** A value to name now that is there later: whatever is asked of it is asked of what was opened last. */
function holder<T extends object>() {
  let opened: T | undefined;
  const present = () => {
    if (opened === undefined) throw new Error("A fixture is open while tests run, and is not before.");
    return opened;
  };
  const value = new Proxy({} as T, {
    get(_, key) {
      const now = present();
      const found: unknown = Reflect.get(now, key);
      return typeof found === "function" ? found.bind(now) : found;
    },
    set: (_, key, to) => Reflect.set(present(), key, to),
    has: (_, key) => Reflect.has(present(), key),
    ownKeys: () => Reflect.ownKeys(present()),
    getOwnPropertyDescriptor(_, key) {
      const found = Reflect.getOwnPropertyDescriptor(present(), key);
      return found && { ...found, configurable: true };
    },
  });
  return {
    value,
    async open(how: () => Promise<T>) {
      opened = await how();
    },
    async close() {
      const ended = opened as (T & Partial<AsyncDisposable>) | undefined;
      await ended?.[Symbol.asyncDispose]?.();
    },
  };
}
