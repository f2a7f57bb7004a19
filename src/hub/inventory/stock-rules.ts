import { z } from "zod";
import type { Tx } from "../../db/database.ts";
import { type Answered, id } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";

export const ruleFields = {
  locationIds: z.array(id).min(1).nullable().default(null).describe("null: every location of your own"),
  buffer: z.int().min(0).default(0).describe("safety buffer"),
  cap: z.int().min(0).nullable().default(null).describe("never show more"),
  percent: z.int().min(0).max(100).nullable().default(null).describe("share of what is available"),
  zeroBelow: z.int().min(0).default(0).describe("below this many, show none"),
  keep: z.int().min(0).default(0).describe("units of each item reserved for this channel: no other channel sells them"),
};

/** How much of what is available a store may sell (D5). */
export const storeStockRuleSchema = z.object(ruleFields);

export type StoreStockRule = Answered<typeof storeStockRuleSchema>;

const EVERYTHING: StoreStockRule = { locationIds: null, buffer: 0, cap: null, percent: null, zeroBelow: 0, keep: 0 };

/** The rule of a store; without one it may sell everything. */
export async function getStockRule(tx: Tx, connectionId: string): Promise<StoreStockRule> {
  const row = await tx.maybe<StoreStockRule>(
    `select location_ids as "locationIds", buffer, cap, percent, zero_below as "zeroBelow", keep from stock_rule
     where organization_id = argosy.tenant() and connection_id = $1`,
    [connectionId],
  );
  return row ?? EVERYTHING;
}

/** Throws HubError LOCATION_UNKNOWN when the rule names a location that is not ours. */
export async function checkStockRule(tx: Tx, rule: StoreStockRule): Promise<void> {
  if (rule.locationIds) {
    const existing = await tx.one<{ count: number }>(
      `select count(*)::int as count
       from location
       where organization_id = argosy.tenant() and id = any($1) and kind = 'own'`,
      [rule.locationIds],
    );
    if (existing.count < new Set(rule.locationIds).size)
      throw new HubError(
        "LOCATION_UNKNOWN",
        "validation",
        "Not all of these are locations of your own.",
        "locationIds",
      );
  }
}

/** Replaces the rule of a store; its listings are looked at again. Throws HubError LOCATION_UNKNOWN. */
export async function setStockRule(tx: Tx, connectionId: string, rule: StoreStockRule): Promise<void> {
  await checkStockRule(tx, rule);
  await tx.run(
    `insert into stock_rule (organization_id, connection_id, location_ids, buffer, cap, percent, zero_below, keep)
     values (argosy.tenant(), $1, $2, $3, $4, $5, $6, $7)
     on conflict (organization_id, connection_id)
       do update set location_ids = excluded.location_ids, buffer = excluded.buffer,
       cap = excluded.cap, percent = excluded.percent, zero_below = excluded.zero_below, keep = excluded.keep`,
    [connectionId, rule.locationIds, rule.buffer, rule.cap, rule.percent, rule.zeroBelow, rule.keep],
  );
}
