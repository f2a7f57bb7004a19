import type { OrderLine, OrderPart } from "../../commerce/order.ts";
import type { Tx } from "../../db/database.ts";

export interface MatchedListing {
  /** Null where the store lists no such item, and a person linked its lines. */
  readonly id: string | null;
  /** The channel's own key of it. */
  readonly key: string | null;
  readonly variantId: string | null;
  /** The seller said that this item is nothing of ours. */
  readonly isIgnored: boolean;
  /** Of an item that is not linked: one that is, and shows and sells the same number at the channel. */
  readonly sameStock?: { readonly listingId: string; readonly variantId: string } | null | undefined;
}

type Named = Pick<OrderLine, "variantKey" | "possibleKeys" | "sku" | "title">;

/** Keys of the channel and SKUs do not meet: a key never begins so. */
const bySku = (sku: string) => `\u0000sku ${sku.toLowerCase()}`;

/** The name that lines of one item share for which there is no listing. */
export function lineName({ variantKey, sku, title }: Named): string {
  if (variantKey !== undefined) return `key ${variantKey}`;
  return sku ? `sku ${sku.toLowerCase()}` : `title ${title}`;
}

const bySavedName = (name: string) => `\u0000said ${name}`;

/**
 * The listing a line is of: by the channel's key, by the first of its possible keys that is listed, or by its SKU where it
 * names no key; else the variant a person linked such lines to.
 */
export function listingOf(listings: ReadonlyMap<string, MatchedListing>, line: Named): MatchedListing | undefined {
  return listedAs(listings, line) ?? listings.get(bySavedName(lineName(line)));
}

function listedAs(
  listings: ReadonlyMap<string, MatchedListing>,
  { variantKey, possibleKeys = [], sku }: Named,
): MatchedListing | undefined {
  if (variantKey !== undefined) return listings.get(variantKey);
  const key = possibleKeys.find((one) => listings.has(one));
  if (key !== undefined) return listings.get(key);
  const found = sku ? listings.get(bySku(sku)) : undefined;
  // Another item of the same SKU stands for the same item here, and its number on the channel was not lowered.
  const isOther = found?.key != null && possibleKeys.length > 0;
  return isOther ? ofSameItem(found) : found;
}

const ofSameItem = ({ variantId }: MatchedListing): MatchedListing | undefined =>
  variantId === null ? undefined : { id: null, key: null, variantId, isIgnored: false };

/**
 * The listings that lines of these parts name, by the channel's variant key and for lines without one by a SKU that only
 * one of the store's items has.
 */
export async function matchListings(
  tx: Tx,
  connectionId: string,
  parts: readonly OrderPart[],
): Promise<Map<string, MatchedListing>> {
  const lines = parts.flatMap((part) => part.lines);
  const keys = new Set(
    lines.flatMap(({ variantKey, possibleKeys = [], pack }) => [
      ...(variantKey === undefined ? possibleKeys : [variantKey]),
      ...(pack?.parts.map((part) => part.variantKey) ?? []),
    ]),
  );
  const skus = new Set(
    lines.flatMap(({ variantKey, sku }) => (variantKey === undefined && sku ? [sku.toLowerCase()] : [])),
  );
  const found = new Map<string, MatchedListing>();
  if (keys.size > 0)
    for (const row of await tx.rows<Listed>(
      `select ${MATCHED} from argosy.listing l
       where organization_id = argosy.tenant() and connection_id = $1 and ext_key = any($2::text[])`,
      [connectionId, [...keys]],
    ))
      found.set(row.key, row);
  if (skus.size > 0) await matchBySku(tx, found, { connectionId, skus: [...skus] });
  await matchBySavedName(tx, found, { connectionId, lines: lines.filter((line) => !listingOf(found, line)) });
  return found;
}

type Listed = MatchedListing & { readonly key: string };

async function matchBySku(
  tx: Tx,
  found: Map<string, MatchedListing>,
  of: { readonly connectionId: string; readonly skus: readonly string[] },
): Promise<void> {
  const rows = await tx.rows<Listed & { sku: string }>(
    `select ${MATCHED}, lower(sku) as sku from argosy.listing l
     where organization_id = argosy.tenant() and connection_id = $1 and lower(sku) = any($2::text[])
       and gone_at is null`,
    [of.connectionId, of.skus],
  );
  for (const [sku, items] of Map.groupBy(rows, (row) => row.sku)) {
    const [only] = items;
    if (!only || items.length > 1) continue;
    found.set(bySku(sku), only).set(only.key, only);
  }
}

async function matchBySavedName(
  tx: Tx,
  found: Map<string, MatchedListing>,
  of: { readonly connectionId: string; readonly lines: readonly OrderLine[] },
): Promise<void> {
  if (of.lines.length === 0) return;
  const rows = await tx.rows<{ name: string; variantId: string }>(
    `select l.name, l.variant_id as "variantId" from argosy.line_link l
     join argosy.variant v on v.organization_id = argosy.tenant() and v.id = l.variant_id and v.deleted_at is null
     where l.organization_id = argosy.tenant() and l.connection_id = $1 and l.name = any($2::text[])`,
    [of.connectionId, [...new Set(of.lines.map(lineName))]],
  );
  for (const { name, variantId } of rows)
    found.set(bySavedName(name), { id: null, key: null, variantId, isIgnored: false });
}

// Items that share a number and stand for several goods here say nothing of which is sold.
const SAME_STOCK = `
  select jsonb_build_object('listingId', min(o.id::text), 'variantId', min(o.variant_id::text))
  from argosy.listing o
  where o.organization_id = argosy.tenant() and o.connection_id = l.connection_id and o.shared_stock = l.shared_stock
    and o.state = 'mapped' and o.gone_at is null and o.counted
  having count(distinct argosy.stock_item_of(argosy.tenant(), o.variant_id)) = 1`;

const MATCHED = `ext_key as key, id, variant_id as "variantId", state = 'ignored' as "isIgnored",
  case when variant_id is null and shared_stock is not null and state <> 'ignored' then (${SAME_STOCK})
    end as "sameStock"`;
