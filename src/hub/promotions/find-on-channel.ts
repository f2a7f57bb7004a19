/** What the hub knows of a channel's products and customers, to find them there. */

import { z } from "zod";
import { searchedForms } from "../../commerce/product-codes.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id } from "../answer-schemas.ts";
import { storableText } from "../json-column.ts";

export const foundCustomerSchema = z.object({
  id,
  name: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  isBuyerThere: z.boolean().describe("has bought on this channel"),
});

export type FoundCustomer = Answered<typeof foundCustomerSchema>;

const MOST = 20;

/** The channel's keys of the products with this SKU or barcode. */
export async function findListed(
  tx: Tx,
  requested: {
    readonly connectionId: string;
    readonly sku?: string | undefined;
    readonly barcode?: string | undefined;
  },
): Promise<string[]> {
  const rows = await tx.rows<{ key: string }>(
    `select distinct p.ext_key as key from argosy.listing l
     join argosy.product_listing p on p.organization_id = argosy.tenant() and p.id = l.product_listing_id
     where l.organization_id = argosy.tenant() and l.connection_id = $1 and l.gone_at is null
       and ($2::text is null or l.sku_key = lower($2)) and ($3::text[] is null or l.barcode = any($3))
       and p.ext_key is not null
     order by 1 limit ${MOST}`,
    [
      requested.connectionId,
      textOf(requested.sku),
      requested.barcode === undefined ? null : searchedForms(storableText(requested.barcode)),
    ],
  );
  return rows.map(({ key }) => key);
}

/** By what names a person alone: an e-mail address or a phone number. */
export async function findChannelCustomer(
  tx: Tx,
  requested: {
    readonly connectionId: string;
    readonly email?: string | undefined;
    readonly phone?: string | undefined;
  },
): Promise<FoundCustomer | null> {
  const row = await tx.maybe<FoundCustomer>(
    `select c.id, c.name, c.email, c.phone, exists (
       select 1 from argosy.sales_order o
       where o.organization_id = argosy.tenant() and o.customer_id = c.id and o.connection_id = $1) as "isBuyerThere"
     from argosy.contact_point p
     join argosy.customer c on c.organization_id = argosy.tenant() and c.id = p.customer_id
     where p.organization_id = argosy.tenant() and (
       (p.kind = 'email' and p.value = lower(btrim($2))) or (p.kind = 'phone' and p.value = btrim($3)))
     order by p.kind limit 1`,
    [requested.connectionId, textOf(requested.email), textOf(requested.phone)],
  );
  return row ?? null;
}

const textOf = (text: string | undefined): string | null => (text === undefined ? null : storableText(text));
