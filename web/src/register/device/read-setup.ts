/** Asks the hub for what the register works with. */
import type { Effect, Promotion } from "../../../../src/commerce/promotions/promotion.ts";
import { Refused } from "./hub.ts";
import type { Requests } from "./outbox-port.ts";
import type { Setup } from "./setup.ts";

/** A till with more discounts than these has to ask for the others. */
const MOST_PAGES = 10;

export async function readSetup(ask: Requests, registerId: string): Promise<Setup> {
  const [setup, promotions] = await Promise.all([
    ask<Omit<Setup, "promotions">>("GET", `/api/pos/setup?registerId=${registerId}`),
    readPromotions(ask),
  ]);
  return { ...setup, promotions };
}

interface Page {
  readonly items: readonly Promotion[];
  readonly nextCursor: string | null;
}

async function readPromotions(ask: Requests): Promise<Promotion[]> {
  const found: Promotion[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < MOST_PAGES; page++) {
    const query = new URLSearchParams({ limit: "200", ...(cursor !== null && { cursor }) });
    const read: Page | null = await ask<Page>("GET", `/api/discounts?${query}`).catch(withoutDiscounts);
    found.push(...(read?.items ?? []).map(inMinorUnits));
    cursor = read?.nextCursor ?? null;
    if (cursor === null) break;
  }
  return found.filter(({ isActive, places }) => isActive && places.includes("till"));
}

/** Whoever signed in may sell and not see discounts: then there are none here. */
function withoutDiscounts(error: unknown): null {
  if (error instanceof Refused) return null;
  throw error;
}

/** JSON has whole numbers where the rules count in bigint. */
const minor = (amount: bigint | null): bigint | null => (amount === null ? null : BigInt(amount));

function inMinorUnits(reported: Promotion): Promotion {
  const { amount, quantity, of } = reported.minimum;
  return { ...reported, effect: effectOf(reported.effect), minimum: { amount: minor(amount), quantity, of } };
}

function effectOf(effect: Effect): Effect {
  if (effect.kind === "amount_items" || effect.kind === "amount_basket")
    return { ...effect, amount: BigInt(effect.amount) };
  if (effect.kind === "percent_items" || effect.kind === "percent_basket")
    return { ...effect, most: minor(effect.most) };
  return effect;
}
