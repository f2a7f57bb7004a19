/** Changes many prices together: what would become of them, the change itself, and its undoing, page by page. */

import { z } from "zod";
import { parseDecimal } from "../../commerce/decimal.ts";
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, type FieldError, fieldErrorSchema, id, minorUnits } from "../answer-schemas.ts";
import { jsonParameter } from "../json-column.ts";
import { bulkTargets } from "./bulk-edit.ts";
import { checkCompareAt } from "./check.ts";
import { updateVariants } from "./edit-variants.ts";

import { editedPrice, type PriceEditInput } from "./price-edit-input.ts";
import { lockSkus } from "./skus.ts";

/** One price, as it is and would be. */
export const editedPriceSchema = z.object({
  variantId: id,
  productId: id,
  sku: z.string(),
  title: z.string(),
  currency: z.string(),
  beforeMinor: minorUnits.nullable(),
  afterMinor: minorUnits.nullable(),
  costMinor: minorUnits.nullable(),
  /** It would be less than the goods cost, or than a channel's minimum. */
  isBelowCost: z.boolean().nullable().describe("null: costs may not be seen"),
  isBelowMinimum: z
    .boolean()
    .nullable()
    .describe("below the cost and the highest minimum margin of a channel's price rules; null: costs may not be seen"),
  /** Why it stays as it is. */
  error: fieldErrorSchema.nullable(),
});

export type EditedPrice = Answered<typeof editedPriceSchema>;

interface PricePage {
  /** Those that change, or cannot. */
  readonly items: readonly EditedPrice[];
  readonly variants: number;
  readonly otherCurrency: number;
  readonly nextCursor: string | null;
}

interface Row {
  readonly id: string;
  readonly productId: string;
  readonly sku: string;
  readonly title: string;
  readonly currency: string;
  readonly price: bigint | null;
  readonly compareAt: bigint | null;
  readonly cost: bigint | null;
  readonly costCurrency: string;
  readonly floorPercent: string | null;
}

interface Page {
  readonly edit: PriceEditInput;
  readonly cursor: string | undefined;
}

/** One page of the prices an edit selects; locked where they are to be written. */
export async function priceEditPage(tx: Tx, { edit, cursor }: Page, lock = false): Promise<PricePage> {
  if (lock) await lockSkus(tx);
  const { productIds, variantIds, nextCursor } = await bulkTargets(tx, edit.where, cursor);
  const rows = await tx.rows<Row>(`${ROWS} ${lock ? "for update of v" : ""}`, [
    productIds,
    variantIds === null ? null : [...variantIds],
  ]);
  const own = rows.filter(({ currency }) => currency === edit.currency);
  const items = own
    .map((row) => planned(row, edit))
    .filter(({ beforeMinor, afterMinor, error }) => error !== null || beforeMinor !== afterMinor);
  return { items, variants: rows.length, otherCurrency: rows.length - own.length, nextCursor };
}

const ROWS = `
  select v.id, v.product_id as "productId", v.sku, p.title, v.currency, v.price_minor as price,
    v.compare_at_minor as "compareAt", coalesce(v.cost_minor, p.cost_minor) as cost,
    case when v.cost_minor is null then o.currency else v.currency end as "costCurrency",
    (select trim_scale(max(r.floor_percent))::text
     from price_rule r
     where r.organization_id = argosy.tenant()) as "floorPercent"
  from variant v
  join product p on p.organization_id = v.organization_id and p.id = v.product_id
  join organization o on o.organization_id = v.organization_id
  where v.organization_id = argosy.tenant() and v.product_id = any($1) and ($2::uuid[] is null or v.id = any($2))
    and v.deleted_at is null
  order by v.id`;

function planned(row: Row, edit: PriceEditInput): EditedPrice {
  const beforeMinor = row[edit.field];
  const afterMinor = editedPrice(beforeMinor, edit);
  const { id: variantId, productId, sku, title, currency } = row;
  const costMinor = row.costCurrency === currency ? row.cost : null;
  const patch = edit.field === "price" ? { priceMinor: afterMinor } : { compareAtMinor: afterMinor };
  const stored = { price_minor: row.price, compare_at_minor: row.compareAt };
  const error = belowZero(afterMinor) ?? checkCompareAt(patch, "", stored) ?? null;
  const isPrice = edit.field === "price" && afterMinor !== null && costMinor !== null && error === null;
  return {
    ...{ variantId, productId, sku, title, currency, beforeMinor, afterMinor, costMinor, error },
    isBelowCost: isPrice && afterMinor < costMinor,
    isBelowMinimum: isPrice && row.floorPercent !== null && isBelow(afterMinor, costMinor, row.floorPercent),
  };
}

function belowZero(minor: bigint | null): FieldError | undefined {
  if (minor === null || minor >= 0n) return undefined;
  const text = message("product.priceBelowZero");
  return { code: "PRICE_EDIT", field: "change", message: text.text, said: text };
}

function isBelow(minor: bigint, costMinor: bigint, floorPercent: string): boolean {
  const { digits, scale } = parseDecimal(floorPercent);
  const whole = 100n * 10n ** BigInt(scale);
  return minor * whole < costMinor * (whole + digits);
}

/** Writes one page, and what each price was and became. */
export async function applyPriceEditPage(
  tx: Tx,
  { id, now, ...page }: Page & { readonly id: string; readonly now: Date },
): Promise<PricePage & { readonly changed: readonly EditedPrice[] }> {
  const found = await priceEditPage(tx, page, true);
  const good = found.items.filter(({ error }) => error === null);
  const written = await writePrices(
    tx,
    { field: page.edit.field, now },
    good.map(({ variantId, afterMinor }) => ({
      variantId,
      minor: afterMinor,
    })),
  );
  const changed = good.filter(({ variantId }) => written.has(variantId));
  await tx.run(
    `insert into argosy.price_edit_item (organization_id, price_edit_id, variant_id, before_minor, after_minor)
     select argosy.tenant(), $1, r."variantId", r."beforeMinor", r."afterMinor"
     from jsonb_to_recordset($2::jsonb) as r("variantId" uuid, "beforeMinor" bigint, "afterMinor" bigint)
     on conflict (organization_id, price_edit_id, variant_id) do nothing`,
    [
      id,
      jsonParameter(changed.map(({ variantId, beforeMinor, afterMinor }) => ({ variantId, beforeMinor, afterMinor }))),
    ],
  );
  return { ...found, changed };
}

interface Requested {
  readonly variantId: string;
  readonly minor: bigint | null;
}

/** The largest number of variants the catalog writes at once. */
const AT_ONCE = 1_000;

/** Answers the variants the catalog took. */
async function writePrices(
  tx: Tx,
  { field, now }: { readonly field: PriceEditInput["field"]; readonly now: Date },
  desired: readonly Requested[],
): Promise<ReadonlySet<string>> {
  const taken = new Set<string>();
  for (let from = 0; from < desired.length; from += AT_ONCE) {
    const changes = desired.slice(from, from + AT_ONCE).map(({ variantId, minor }) => ({
      id: variantId,
      patch: field === "price" ? { priceMinor: minor } : { compareAtMinor: minor },
    }));
    for (const outcome of await updateVariants(tx, { changes, now })) if (outcome.ok) taken.add(outcome.id);
  }
  return taken;
}

const UNDONE_AT_ONCE = 500;

/** Puts prices back that are as the edit left them; the others stay. Answers how many of each there were; none: it is over. */
export async function undoPriceEditPage(
  tx: Tx,
  { id, field, now }: { readonly id: string; readonly field: PriceEditInput["field"]; readonly now: Date },
): Promise<{ readonly restored: number; readonly changedSince: number }> {
  await lockSkus(tx);
  const rows = await tx.rows<Requested & { readonly isAsLeft: boolean }>(
    `select i.variant_id as "variantId", i.before_minor as minor,
       v.deleted_at is null
         and case $2 when 'price' then v.price_minor else v.compare_at_minor end
           is not distinct from i.after_minor as "isAsLeft"
     from argosy.price_edit_item i
     join argosy.variant v on v.organization_id = i.organization_id and v.id = i.variant_id
     where i.organization_id = argosy.tenant() and i.price_edit_id = $1 and i.undone is null
     order by i.variant_id
     limit ${UNDONE_AT_ONCE}
     for update of v`,
    [id, field],
  );
  const restored = await writePrices(
    tx,
    { field, now },
    rows.filter(({ isAsLeft }) => isAsLeft),
  );
  await tx.run(
    `update argosy.price_edit_item
     set undone = variant_id = any($3)
     where organization_id = argosy.tenant() and price_edit_id = $1 and variant_id = any($2)`,
    [id, rows.map(({ variantId }) => variantId), [...restored]],
  );
  return { restored: restored.size, changedSince: rows.length - restored.size };
}
