/** Puts back what automations did to products, act by act. */
import type { By } from "../../commerce/actor.ts";
import type { Json } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";
import { clearPriceOverrides, type PriceOverride, setPriceOverrides } from "../prices/overrides.ts";
import type { DoneAct } from "./acting.ts";
import { editTags, switchStock } from "./product-acts.ts";

const textsOf = (value: Json | undefined): string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];

/** Puts back what one action did, where nobody changed it since; false where nothing of it was left to put back. */
export async function undoProductAct(
  tx: Tx,
  act: DoneAct,
  { productId, by }: { readonly productId: string; readonly by: By },
): Promise<boolean> {
  switch (act.do) {
    case "add_tags":
      await editTags(tx, [productId], { remove: textsOf(act["added"]), now: by.now });
      return true;
    case "remove_tags":
      await editTags(tx, [productId], { add: textsOf(act["removed"]), now: by.now });
      return true;
    case "set_channel_price":
    case "clear_channel_price":
      return undoPrices(tx, act, by);
    case "stop_stock_sync":
      return undoSwitch(tx, act, true);
    case "start_stock_sync":
      return undoSwitch(tx, act, false);
    default:
      return false;
  }
}

async function undoSwitch(tx: Tx, act: DoneAct, stockSync: boolean): Promise<boolean> {
  const rows = await tx.rows<{ id: string }>(
    `select id
     from argosy.listing
     where organization_id = argosy.tenant() and id = any($1::uuid[]) and stock_sync <> $2 and not stock_waits
     order by id
     for update`,
    [textsOf(act["listings"]), stockSync],
  );
  await switchStock(
    tx,
    rows.map(({ id }) => id),
    stockSync,
  );
  return rows.length > 0;
}

interface PriceBefore {
  readonly id: string;
  /** In minor units as text; null: by the price rules. */
  readonly after: string | null;
  readonly before: { readonly minor: string; readonly compare: string | null; readonly currency: string | null } | null;
}

async function undoPrices(tx: Tx, act: DoneAct, { actor, now }: By): Promise<boolean> {
  const done = (Array.isArray(act["listings"]) ? act["listings"] : []) as unknown as readonly PriceBefore[];
  const current = await tx.rows<{ id: string; minor: string | null }>(
    `select l.id, k.override_minor::text as minor
     from argosy.listing l
     left join argosy.listing_price k on k.organization_id = argosy.tenant() and k.listing_id = l.id and k.site = ''
     where l.organization_id = argosy.tenant() and l.id = any($1::uuid[]) and l.gone_at is null`,
    [done.map(({ id }) => id)],
  );
  const minors = new Map(current.map(({ id, minor }) => [id, minor]));
  const asLeft = done.filter(({ id, after }) => minors.has(id) && minors.get(id) === after);
  const back = asLeft.flatMap(({ id, before }): readonly PriceOverride[] =>
    before === null
      ? []
      : [
          {
            listingId: id,
            priceMinor: BigInt(before.minor),
            compareAtMinor: before.compare === null ? null : BigInt(before.compare),
            ...(before.currency !== null && { currency: before.currency }),
          },
        ],
  );
  await setPriceOverrides(tx, { overrides: back, by: actor, now });
  await clearPriceOverrides(
    tx,
    asLeft.flatMap(({ id, before }) => (before === null ? id : [])),
  );
  return asLeft.length > 0;
}
