/** What a shop is asked for once and not at every call: states, carriers, tax rates, languages, names. */
import type { ConnectionInfo, Context } from "../contract/contract.ts";

/** `of` is what else a connector needs to ask, like the facts of the shop. */
type Load<S, T> = (of: S, ctx: Context) => Promise<T>;

export interface Cached<S, T> {
  (of: S, ctx: Context): Promise<T>;
  /** Asks again, and keeps the new answer. */
  again: Load<S, T>;
}

/**
 * Keeps an answer for so long, over many turns of work, unless the connection is opened with other facts or settings; a
 * failed question is not kept.
 */
export function remembering<S, T>(forMs: number, load: Load<S, T>): Cached<S, T> {
  const stored = new WeakMap<ConnectionInfo, { readonly value: Promise<T>; readonly untilMs: number }>();
  const again: Load<S, T> = (of, ctx) => {
    const value = load(of, ctx);
    stored.set(ctx.connection, { value, untilMs: ctx.clock.now() + forMs });
    return value.catch((error: unknown) => {
      stored.delete(ctx.connection);
      throw error;
    });
  };
  const ask: Load<S, T> = (of, ctx) => {
    const cached = stored.get(ctx.connection);
    return cached && cached.untilMs > ctx.clock.now() ? cached.value : again(of, ctx);
  };
  return Object.assign(ask, { again });
}
