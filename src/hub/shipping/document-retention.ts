/** How long labels, manifests and photos of orders are stored: as the organization has set, else by its country. */
import { z } from "zod";
import type { Tx } from "../../db/database.ts";
import type { Answered } from "../answer-schemas.ts";

export const retentionSchema = z.object({
  keptMonths: z.int().describe("how long labels and lists handed over are kept"),
  ownMonths: z
    .int()
    .min(6)
    .max(600)
    .nullable()
    .describe("what the organization says itself; null: as is usual in its country"),
  usualMonths: z.int().describe("by its country"),
  country: z.string().nullable().describe("of the invoice settings, ISO 3166-1 alpha-2"),
});
export type DocumentRetention = Answered<typeof retentionSchema>;

/**
 * Decision 303. India: 72 months from the due date of the annual return, which is due nine months after the financial year
 * (CGST Act, section 36). Elsewhere as long as the member states of the EU ask for at most.
 */
const USUAL_MONTHS: ReadonlyMap<string, number> = new Map([["IN", 96]]);
const LONGEST_MONTHS = 120;
/** Nobody may say less (src/db/baseline/couriers.sql). */
export const MIN_DOCUMENT_MONTHS = 6;

/** How long documents are stored. */
export async function documentRetention(tx: Tx): Promise<DocumentRetention> {
  const row = await tx.one<{ own: number | null; country: string | null }>(
    `select
       (select months from argosy.paper_retention where organization_id = argosy.tenant()) as own,
       (select upper(nullif(address ->> 'country', ''))
        from argosy.invoice_settings
        where organization_id = argosy.tenant()) as country`,
  );
  const usualMonths = USUAL_MONTHS.get(row.country ?? "") ?? LONGEST_MONTHS;
  return { keptMonths: row.own ?? usualMonths, ownMonths: row.own, usualMonths, country: row.country };
}

/** Says how long; null leaves it to the country. */
export async function changeDocumentRetention(tx: Tx, ownMonths: number | null, now: Date): Promise<DocumentRetention> {
  await tx.run(
    `insert into argosy.paper_retention (organization_id, months, updated_at) values (argosy.tenant(), $1, $2)
     on conflict (organization_id) do update set months = excluded.months, updated_at = excluded.updated_at`,
    [ownMonths, now],
  );
  return documentRetention(tx);
}

/** Gives up some papers whose time is over; their bytes go with the files nothing names any more. Answers how many. */
export async function removeOldDocuments(tx: Tx, now: Date, most: number): Promise<number> {
  const { keptMonths: months } = await documentRetention(tx);
  const { count } = await tx.one<{ count: number }>(
    `with ends as (select $1::timestamptz - make_interval(months => $2::int) as at),
     papers as (
       delete from argosy.shipment_document
       where organization_id = argosy.tenant() and id = any(array(
         select d.id
         from argosy.shipment_document d, ends
         where d.organization_id = argosy.tenant() and d.created_at < ends.at
         order by d.created_at
         limit $3))
       returning shipment_id, kind),
     unlabelled as (
       update argosy.shipment set label_state = 'none'
       where organization_id = argosy.tenant() and label_state = 'ready'
         and id in (select shipment_id from papers where kind = 'label')),
     lists as (
       update argosy.manifest set file_id = null
       where organization_id = argosy.tenant() and id = any(array(
         select m.id
         from argosy.manifest m, ends
         where m.organization_id = argosy.tenant() and m.file_id is not null and m.created_at < ends.at
         order by m.created_at
         limit $3))
       returning id),
     photos as (
       delete from argosy.order_photo
       where organization_id = argosy.tenant() and id = any(array(
         select o.id
         from argosy.order_photo o, ends
         where o.organization_id = argosy.tenant() and o.created_at < ends.at
         order by o.created_at
         limit $3))
       returning id)
     select ((select count(*) from papers) + (select count(*) from lists) + (select count(*) from photos))::int
       as count`,
    [now, months, most],
  );
  return count;
}
