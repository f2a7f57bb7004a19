/** One product on its way to one store because a person said so, whatever the store gets of itself. */

import { CONTENT_FIELDS } from "../../commerce/content-fields.ts";
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { refusal } from "../refusals.ts";
import { firstSent, sendFieldsOf } from "../sync-state/content.ts";
import { VARIANTS_ONLY } from "./publish.ts";

interface Status {
  readonly title: string;
  /** The channel's catalog was read, and the first sync is not waited for. */
  readonly isKnown: boolean;
  readonly listing: string | null;
  /** It was on the channel and is no longer. */
  readonly isGone: boolean;
  /** An item there that waits to be linked has this SKU. */
  readonly waiting: string | null;
}

const STATUS_SQL = `
  select p.title, c.catalogue_read_at is not null
    and not c.awaits_plan as "isKnown", o.id as listing, coalesce(o.gone_at is not null, false) as "isGone",
    (select min(v.sku) from argosy.variant v
      join argosy.listing l on l.organization_id = v.organization_id and l.connection_id = c.id
       and l.sku_key = v.sku_key and l.gone_at is null and l.variant_id is null
     where v.organization_id = p.organization_id and v.product_id = p.id and v.deleted_at is null) as waiting
  from argosy.product p
  join argosy.connection c on c.organization_id = p.organization_id and c.id = $2 and c.kind = 'commerce'
    and c.deleted_at is null
  left join lateral (select x.id, x.gone_at from argosy.product_listing x
    where x.organization_id = p.organization_id and x.product_id = p.id
    and x.connection_id = c.id order by x.gone_at is not null, x.id limit 1) as o on true
  where p.organization_id = argosy.tenant() and p.id = $1 and p.deleted_at is null for update of p`;

const FIRST = firstSent({ connection: "$1", product: "$2", title: "$3", at: "$4" });
// What differs there is written over, and the variants it lacks go along.
const WHOLE = [...CONTENT_FIELDS, VARIANTS_ONLY];

/**
 * Creates the product on the channel, or sends what differs there of it.
 * Throws HubError PRODUCT_NOT_FOUND, PRODUCT_NOT_SENT.
 */
export async function sendProduct(
  tx: Tx,
  input: { readonly productId: string; readonly connectionId: string; readonly now: Date },
): Promise<"creates" | "updates"> {
  const { productId, connectionId, now } = input;
  const status = await tx.maybe<Status>(STATUS_SQL, [productId, connectionId]);
  if (!status) throw refusal("PRODUCT_NOT_FOUND");
  const { listing } = status;
  if (!status.isKnown) throw refused(message("refused.catalogueUnread"));
  if (status.isGone) throw refused(message("refused.goneThere"));
  if (status.waiting !== null) throw refused(message("refused.linkFirst", { sku: status.waiting }));
  if (listing === null) await tx.run(FIRST, [connectionId, productId, status.title, now]);
  else await sendFieldsOf(tx, listing, WHOLE, now);
  await tx.rows("select argosy.wake_lane(argosy.tenant(), array[$1::uuid], 'outbound', $2)", [connectionId, now]);
  return listing === null ? "creates" : "updates";
}

const refused = (why: ReturnType<typeof message>) => new HubError("PRODUCT_NOT_SENT", "conflict", why, "storeId");
