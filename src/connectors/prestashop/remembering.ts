/** What a shop is asked for once and not at every call: states, tax rates, languages, names. */
import type { ConnectionInfo, Context } from "../kit/contract.ts";
import type { ShopFacts } from "./facts.ts";

type Load<T> = (shop: ShopFacts, ctx: Context) => Promise<T>;

export interface Remembered<T> {
  (shop: ShopFacts, ctx: Context): Promise<T>;
  /** Asks again, and keeps the new answer. */
  again: Load<T>;
}

/** Keeps an answer for so long, as long as the connection stays open; a failed question is not kept. */
export function remembering<T>(forMs: number, load: Load<T>): Remembered<T> {
  const kept = new WeakMap<ConnectionInfo, { readonly value: Promise<T>; readonly untilMs: number }>();
  const again: Load<T> = (shop, ctx) => {
    const value = load(shop, ctx);
    kept.set(ctx.connection, { value, untilMs: ctx.clock.now() + forMs });
    return value.catch((error: unknown) => {
      kept.delete(ctx.connection);
      throw error;
    });
  };
  const ask: Load<T> = (shop, ctx) => {
    const known = kept.get(ctx.connection);
    return known && known.untilMs > ctx.clock.now() ? known.value : again(shop, ctx);
  };
  return Object.assign(ask, { again });
}
