/** What a sweep has to keep to when it is killed between two pages. */
import { expect } from "vitest";
import type { Context } from "../contract/contract.ts";
import type { Sweep } from "../contract/ports.ts";
import { collect } from "./bench.ts";

/** Kills a sweep after each of its pages, goes on from its cursor, and expects every key to be told. */
export async function expectToGoOn<T>(
  sweep: Sweep<T>,
  ctx: Context,
  { keys, keyOf }: { readonly keys: readonly string[]; readonly keyOf: (item: T) => string },
): Promise<void> {
  const whole = await collect(sweep, ctx);
  for (let page = 1; page < Math.min(whole.pages, 6); page += 1) {
    const first = await collect(sweep, ctx, { maxPages: page });
    const rest = await collect(sweep, ctx, { cursor: first.cursor });
    const seen = new Set([...first.items, ...rest.items].map(keyOf));
    expect(
      keys.filter((key) => !seen.has(key)),
      `lost after page ${page} of ${sweep.id}`,
    ).toEqual([]);
  }
}
