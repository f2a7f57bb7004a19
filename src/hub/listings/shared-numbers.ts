/** Items of a channel that show one number, while their variants here have numbers of their own: nobody writes it. */
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlerts } from "../alerts/alerts.ts";

interface Apart {
  readonly listingId: string;
  readonly connectionId: string;
  readonly store: string;
  readonly key: string;
  readonly title: string;
  readonly variantId: string;
}

/** SQL: linked item `l` shows a number with another one, and they stand for different items of stock here. */
export const IS_APART = `exists (select 1 from argosy.listing o
  where o.organization_id = l.organization_id and o.connection_id = l.connection_id and o.shared_stock = l.shared_stock
    and o.id <> l.id and o.state = 'mapped' and o.gone_at is null and o.counted
    and argosy.stock_item_of(o.organization_id, o.variant_id)
      is distinct from argosy.stock_item_of(l.organization_id, l.variant_id))`;

/** Tells of those among these listings, once per number. */
export async function alertSharedNumbers(tx: Tx, listingIds: readonly string[], now: Date): Promise<void> {
  const apart = await tx.rows<Apart>(
    `select distinct on (l.connection_id, l.shared_stock) l.id as "listingId", l.connection_id as "connectionId",
       c.name as store, l.shared_stock as key, p.title, l.variant_id as "variantId"
     from argosy.listing l
     join argosy.connection c on c.organization_id = argosy.tenant() and c.id = l.connection_id
     join argosy.product_listing p on p.organization_id = argosy.tenant() and p.id = l.product_listing_id
     where l.organization_id = argosy.tenant() and l.id = any($1::uuid[]) and l.shared_stock is not null
       and l.state = 'mapped' and l.counted and ${IS_APART}
     order by l.connection_id, l.shared_stock, l.id`,
    [listingIds],
  );
  await raiseAlerts(
    tx,
    apart.map(({ listingId, connectionId, store, key, title, variantId }) => ({
      kind: "stock_shared" as const,
      severity: "warning" as const,
      cause: `stock_shared:${connectionId}:${key}`,
      connectionId,
      subject: { kind: "listing", id: listingId },
      title: message("alert.stock_shared.title", { store, name: title }),
      text: message("alert.stock_shared.text"),
      action: { kind: "open_variant", variantId },
      now,
    })),
  );
}
