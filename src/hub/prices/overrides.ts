import { type Actor, actorText } from "../../commerce/actor.ts";
import { isUuid } from "../../commerce/ids.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { announce } from "../events.ts";
import { jsonRows } from "../json-column.ts";
import { clearOverrides, SET_OVERRIDES } from "../sync-state/desired-price.ts";

export interface PriceOverride {
  readonly listingId: string;
  readonly priceMinor: bigint;
  readonly compareAtMinor?: bigint | null | undefined;
  /** Default: the currency the listing is priced in. */
  readonly currency?: string | undefined;
}

/** Makes the fan-out look at the prices of these variants again. */
export async function markPrices(tx: Tx, variantIds: readonly string[]): Promise<void> {
  if (variantIds.length === 0) return;
  await tx.rows(
    "select argosy.mark_changed(array_agg(argosy.tenant()), array_agg(v), 'price') from unnest($1::uuid[]) as v",
    [[...new Set(variantIds)]],
  );
}

// Marked before any price is locked, as the fan-out does it; the other way round the two wait for each other.
const MARK = `
  select argosy.mark_changed(array_agg(l.organization_id), array_agg(l.variant_id), 'price') from listing l
  where l.organization_id = argosy.tenant() and l.id = any($1::uuid[]) and l.variant_id is not null
  having count(*) > 0`;

/** Sets prices of their own for listings, above every rule; answers the listings there were. */
export async function setPriceOverrides(
  tx: Tx,
  input: { readonly overrides: readonly PriceOverride[]; readonly by: Actor | "channel"; readonly now: Date },
): Promise<ReadonlySet<string>> {
  const overrides = input.overrides.filter(({ listingId }) => isUuid(listingId));
  if (overrides.length === 0) return new Set();
  for (const { priceMinor, compareAtMinor } of overrides)
    if (priceMinor < 0n || (compareAtMinor ?? 0n) < 0n)
      throw new HubError("PRICE_NEGATIVE", "validation", "A price is not below zero.", "priceMinor");
  await tx.rows(MARK, [overrides.map((each) => each.listingId)]);
  const rows = await tx.rows<{ id: string; connection: string }>(SET_OVERRIDES, [
    jsonRows(
      overrides.map(({ listingId, priceMinor, compareAtMinor, currency }) => ({
        id: listingId,
        price: priceMinor.toString(),
        compare: compareAtMinor?.toString() ?? null,
        currency: currency ?? null,
      })),
    ),
    input.by === "channel" ? "channel" : actorText(input.by),
    input.now,
  ]);
  return told(tx, rows);
}

/** Takes prices of their own away: the store's rule decides again. Answers the listings that had one. */
export async function clearPriceOverrides(tx: Tx, listingIds: readonly string[]): Promise<ReadonlySet<string>> {
  const ids = listingIds.filter(isUuid);
  await tx.rows(MARK, [ids]);
  return told(tx, await clearOverrides(tx, ids));
}

async function told(tx: Tx, rows: readonly { readonly id: string; readonly connection: string }[]) {
  for (const id of new Set(rows.map((row) => row.connection))) await announce(tx, "prices.changed", { id });
  return new Set(rows.map((row) => row.id));
}
