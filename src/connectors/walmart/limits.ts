/** The pace of calls: Walmart's table of throttling, at nine tenths (sheet section 3). */
import type { Bucket } from "../kit/contract/contract.ts";

const SOURCE = "Walmart's API throttling table, checked 2026-08";

/** Burst and refill together stay below `most` in any `seconds`. */
function limit(id: string, operations: readonly string[], most: number, seconds: number): Bucket {
  const burst = Math.max(1, Math.floor(most / 4));
  return {
    id,
    scope: "connection",
    operations,
    rate: (most * 0.9 - burst) / seconds,
    burst,
    source: SOURCE,
  };
}

const MINUTE = 60;
const HOUR = 3_600;

export const LIMITS: readonly Bucket[] = [
  limit("orders", ["orders.list", "orders.get"], 5_000, MINUTE),
  limit("acknowledge", ["orders.acknowledge"], 60, MINUTE),
  limit("ship", ["orders.ship"], 60, MINUTE),
  limit("cancel", ["orders.cancel"], 60, MINUTE),
  limit("refund", ["orders.refund"], 60, MINUTE),
  limit("stock-read", ["stock.get"], 200, MINUTE),
  limit("stock-list", ["stock.list"], 200, MINUTE),
  limit("stock-write", ["stock.set"], 200, MINUTE),
  limit("wfs-stock", ["wfs.list"], 50, MINUTE),
  // With parameters fewer are allowed than without.
  limit("items", ["items.list", "items.get"], 60, MINUTE),
  limit("price", ["prices.set"], 100, HOUR),
  limit("price-feeds", ["prices.feed"], 10, HOUR),
  limit("item-feeds", ["items.feed"], 10, HOUR),
  // The guide's text names three, its table ten.
  limit("item-spec", ["spec.get"], 3, MINUTE),
  // In no table: as seldom as a specification.
  limit("taxonomy", ["taxonomy.list"], 3, MINUTE),
  limit("stock-feeds", ["stock.feed"], 10, HOUR),
  limit("feed-status", ["feeds.get"], 5_000, MINUTE),
  limit("returns", ["returns.list"], 50, MINUTE),
  limit("return-refund", ["returns.refund"], 60, MINUTE),
  limit("recon", ["recon.list", "recon.file"], 100, MINUTE),
  limit("settings", ["partner.get", "nodes.list"], 50, MINUTE),
  limit("hooks-create", ["hooks.create"], 200, MINUTE),
  limit("hooks-list", ["hooks.list"], 50, MINUTE),
  limit("hooks-delete", ["hooks.delete"], 10, MINUTE),
  limit("hook-types", ["hooks.types"], 5, MINUTE),
];
