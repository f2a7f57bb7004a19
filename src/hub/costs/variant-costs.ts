/** The dated costs of a variant: what it cost since when, and who said so. */

import { z } from "zod";
import { message } from "../../commerce/message.ts";
import { newId } from "../../commerce/new-id.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, time } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from "../paging.ts";
import { refusal } from "../refusals.ts";
import { followHistory, restateAverages } from "./averages.ts";
import { checkedCost } from "./cost-text.ts";

const costSources = ["manual", "import", "purchase", "channel"] as const;
export type CostSource = (typeof costSources)[number];

export const variantCostSchema = z
  .object({
    id,
    variantId: id,
    validFrom: time.describe("ISO 8601 UTC"),
    unitCost: z.string().nullable().describe("null: from then on it is not known"),
    currency: z.string(),
    source: z.enum(costSources),
    documentId: id.nullable().describe("the purchase it comes from"),
    documentNumber: z.string().nullable(),
    createdAt: time.describe("ISO 8601 UTC"),
    createdBy: z.string(),
  })
  .meta({ id: "VariantCost", description: "What a variant costs from a moment on" });

export type VariantCost = Answered<typeof variantCostSchema>;

const COLUMNS = `h.id, h.variant_id as "variantId", h.valid_from as "validFrom",
    trim_scale(h.unit_cost)::text as "unitCost", trim(h.currency) as currency, h.source,
    h.document_id as "documentId", d.number as "documentNumber", h.created_at as "createdAt",
    h.created_by as "createdBy"
  from argosy.variant_cost h
  left join argosy.stock_document d on d.organization_id = argosy.tenant() and d.id = h.document_id`;

/** The newest first. Throws HubError VARIANT_NOT_FOUND. */
export async function listVariantCosts(
  tx: Tx,
  { variantId, ...request }: PageRequest & { readonly variantId: string },
): Promise<Page<VariantCost>> {
  await requireVariant(tx, variantId);
  const limit = pageLimit(request);
  const [at, seq] = decodeCursor(request.cursor, ["time", "number"]) ?? [null, null];
  const rows = await tx.rows<VariantCost & { at: string; seq: string }>(
    `select h.valid_from::text as at, h.seq::text as seq, ${COLUMNS}
     where h.organization_id = argosy.tenant() and h.variant_id = $1
       and ($2::timestamptz is null or (h.valid_from, h.seq) < ($2::timestamptz, $3::bigint))
     order by h.valid_from desc, h.seq desc limit $4`,
    [variantId, at, seq, limit + 1],
  );
  return toPage(rows, limit, { item: ({ at: _, seq: __, ...cost }) => cost, cursor: (row) => [row.at, row.seq] });
}

interface CostFacts {
  readonly variantId: string;
  /** YYYY-MM-DD, from its beginning in the organization's time zone. */
  readonly from: string;
  /** Decimal text, in the variant's currency. */
  readonly unitCost: string;
  /** Who says so. */
  readonly by: string;
  readonly now: Date;
}

/** Adds a dated cost. Throws HubError VARIANT_NOT_FOUND, VARIANT_COST (naming the field). */
export async function addVariantCost(tx: Tx, input: CostFacts): Promise<VariantCost> {
  await requireVariant(tx, input.variantId);
  const unitCost = checkedCost(input.unitCost);
  const id = newId(input.now);
  const added = await tx.run(
    `insert into argosy.variant_cost (organization_id, id, variant_id, valid_from, unit_cost, currency, source,
       created_at, created_by)
     select argosy.tenant(), $1, v.id, $3::date::timestamp at time zone o.zone, $4, v.currency, 'manual', $5, $6
     from argosy.variant v join argosy.organization o on o.organization_id = argosy.tenant()
     where v.organization_id = argosy.tenant() and v.id = $2 and $3::date::timestamp at time zone o.zone <= $5`,
    [id, input.variantId, input.from, unitCost, input.now, input.by],
  );
  if (added === 0) throw tooLate();
  await follow(tx, input.variantId, input.now);
  return readCost(tx, id);
}

export interface CostChange {
  readonly id: string;
  readonly from?: string | undefined;
  readonly unitCost?: string | undefined;
  readonly now: Date;
}

/** Corrects a dated cost; the day of a purchase's is the purchase's. Throws HubError VARIANT_COST_NOT_FOUND, VARIANT_COST, VARIANT_COST_PURCHASE. */
export async function changeVariantCost(tx: Tx, change: CostChange): Promise<VariantCost> {
  const { variantId } = await ownCost(tx, change.id);
  const unitCost = change.unitCost === undefined ? null : checkedCost(change.unitCost);
  const changed = await tx.run(
    `update argosy.variant_cost h
     set unit_cost = coalesce($2::numeric, h.unit_cost),
       valid_from = coalesce($3::date::timestamp at time zone o.zone, h.valid_from)
     from argosy.organization o
     where o.organization_id = argosy.tenant() and h.organization_id = argosy.tenant() and h.id = $1
       and coalesce($3::date::timestamp at time zone o.zone, h.valid_from) <= greatest($4, h.valid_from)`,
    [change.id, unitCost, change.from ?? null, change.now],
  );
  if (changed === 0) throw tooLate();
  await follow(tx, variantId, change.now);
  return readCost(tx, change.id);
}

/** Removes a dated cost; what was sold keeps what was taken. Throws HubError VARIANT_COST_NOT_FOUND, VARIANT_COST_PURCHASE. */
export async function removeVariantCost(
  tx: Tx,
  { id, now }: { readonly id: string; readonly now: Date },
): Promise<void> {
  const { variantId } = await ownCost(tx, id);
  await tx.run("delete from argosy.variant_cost where organization_id = argosy.tenant() and id = $1", [id]);
  await follow(tx, variantId, now);
}

async function follow(tx: Tx, variantId: string, now: Date): Promise<void> {
  await restateAverages(tx, [variantId]);
  await followHistory(tx, [variantId], now);
}

/** The variant is locked before its costs, as purchases do. */
async function ownCost(tx: Tx, id: string): Promise<{ readonly variantId: string }> {
  const found = await tx.maybe<{ variantId: string; source: CostSource }>(
    `select variant_id as "variantId", source
     from argosy.variant_cost
     where organization_id = argosy.tenant() and id = $1`,
    [id],
  );
  if (!found) throw new HubError("VARIANT_COST_NOT_FOUND", "not_found", "There is no such cost.");
  if (found.source === "purchase")
    throw new HubError("VARIANT_COST_PURCHASE", "conflict", message("refused.costOfPurchase"));
  await tx.rows("select id from argosy.variant where organization_id = argosy.tenant() and id = $1 for no key update", [
    found.variantId,
  ]);
  return found;
}

const readCost = (tx: Tx, id: string): Promise<VariantCost> =>
  tx.one<VariantCost>(`select ${COLUMNS} where h.organization_id = argosy.tenant() and h.id = $1`, [id]);

async function requireVariant(tx: Tx, id: string): Promise<void> {
  const found = await tx.maybe(
    `select id from argosy.variant
     where organization_id = argosy.tenant() and id = $1 and deleted_at is null for no key update`,
    [id],
  );
  if (!found) throw refusal("VARIANT_NOT_FOUND");
}

const tooLate = () => new HubError("VARIANT_COST", "validation", message("refused.costInFuture"), "from");
