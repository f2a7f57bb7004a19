/** The shop's order states: asked for once, and again when an order stands in one that is new. */
import type { Context } from "../kit/contract/contract.ts";
import { remembering } from "../kit/http/remembering.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { listAll } from "./client.ts";
import { stateSchema, textIn } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import type { StateFlags } from "./statuses.ts";

export interface StateList {
  all(needed?: readonly (string | undefined)[]): Promise<ReadonlyMap<string, StateFlags>>;
}

export function orderStates(shop: ShopFacts, ctx: Context): StateList {
  return {
    async all(needed = []) {
      const existing = await readStates(shop, ctx);
      const isWhole = needed.every((id) => id === undefined || existing.has(id));
      return isWhole ? existing : readStates.again(shop, ctx);
    },
  };
}

/** A merchant may change one: asked for again after a minute. */
const RETENTION_MS = 60_000;

/** States a merchant deleted stay behind orders that are in them. */
export const readStates = remembering(
  RETENTION_MS,
  async (shop: ShopFacts, ctx): Promise<ReadonlyMap<string, StateFlags>> => {
    const rows = await listAll(ctx, { resource: "order_states", operation: "order_states.list" });
    const states = rows.map((row) => parseResponse(stateSchema, row, { ctx, what: "order state" }));
    return new Map(
      states.map(({ id, name, paid, shipped, delivery, logable, send_email: mails }) => [
        id,
        { id, name: textIn(name, shop.idLang), paid, shipped, delivery, logable, mails },
      ]),
    );
  },
);
