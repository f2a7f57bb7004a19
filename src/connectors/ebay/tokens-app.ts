/**
 * The application's own token, which no seller stands behind. eBay gives out a thousand a day to all sellers of an
 * installation together (guide, API call limits), and each lasts two hours: one is used until it is nearly over.
 */
import { createHash } from "node:crypto";
import type { Clock } from "../../commerce/clock.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isKind } from "../kit/contract/errors.ts";
import { api } from "./hosts.ts";
import { askAppToken } from "./tokens.ts";

interface AppToken {
  readonly accessToken: string;
  readonly untilMs: number;
}

/** By host and application. Of this process alone; an installation has one or a few. */
const stored = new WeakMap<Clock, Map<string, AppToken>>();
const MOST_APPS = 100;
/** A call begun with it ends before it does. */
const MARGIN_MS = 5 * 60_000;

function tokensOf(clock: Clock): Map<string, AppToken> {
  const tokens = stored.get(clock) ?? new Map<string, AppToken>();
  stored.set(clock, tokens);
  return tokens;
}

/** A digest: the secret itself is kept nowhere else. Another secret is another application's token. */
const keyOf = (ctx: Context): string =>
  createHash("sha256")
    .update([api(ctx), ctx.secret("clientId"), ctx.secret("clientSecret")].join("\n"))
    .digest("base64");

async function renew(key: string, ctx: Context): Promise<string> {
  const { accessToken, lifeMs } = await askAppToken(ctx);
  const tokens = tokensOf(ctx.clock);
  if (tokens.size >= MOST_APPS) tokens.clear();
  tokens.set(key, { accessToken, untilMs: ctx.clock.now() + lifeMs - MARGIN_MS });
  return accessToken;
}

/** Calls with the token; one that eBay no longer takes is replaced once. */
export async function withAppToken<T>(ctx: Context, call: (token: string) => Promise<T>): Promise<T> {
  const key = keyOf(ctx);
  const existing = tokensOf(ctx.clock).get(key);
  if (existing === undefined || existing.untilMs <= ctx.clock.now()) return call(await renew(key, ctx));
  try {
    return await call(existing.accessToken);
  } catch (error) {
    if (!isKind(error, "auth_expired", "auth_revoked")) throw error;
    return call(await renew(key, ctx));
  }
}
