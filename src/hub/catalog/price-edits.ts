/** Edits of many prices as records: what was requested, whether it is done, and what each price was and became. */

import { z } from "zod";
import { actorText, type By } from "../../commerce/actor.ts";
import { newId } from "../../commerce/new-id.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, minorUnits, time, typed } from "../answer-schemas.ts";
import { recordAudit } from "../audit/audit.ts";
import { HubError } from "../errors.ts";
import { jsonParameter } from "../json-column.ts";
import type { Page, PageRequest } from "../paging.ts";
import { byAge, type Placed, sortedPage, unplaced } from "../sorting.ts";
import type { EditedPrice } from "./price-edit.ts";
import { type PriceEditInput, priceEditInput } from "./price-edit-input.ts";

const PRICE_EDIT_STATES = ["waiting", "stopped", "applied", "cancelled", "undoing", "undone"] as const;

export const priceEditSchema = z
  .object({
    id,
    field: priceEditInput.shape.field.unwrap(),
    currency: z.string(),
    where: typed<PriceEditInput["where"]>(z.unknown()),
    change: typed<PriceEditInput["change"]>(z.unknown()),
    state: z.enum(PRICE_EDIT_STATES).describe("stopped: its run failed or was canceled"),
    runId: id.nullable(),
    applyAt: time,
    createdAt: time,
    createdBy: z.string(),
    appliedAt: time.nullable(),
    undoneAt: time.nullable(),
    undoneBy: z.string().nullable(),
    changed: z.int().describe("prices it changed"),
    restored: z.int().describe("of those, put back by undoing"),
    changedSince: z.int().describe("of those, changed again before it was undone: they stay"),
  })
  .meta({ id: "PriceEdit" });

export type PriceEdit = Answered<typeof priceEditSchema>;

export const priceEditItemSchema = z.object({
  variantId: id,
  productId: id,
  sku: z.string(),
  title: z.string(),
  beforeMinor: minorUnits.nullable(),
  afterMinor: minorUnits.nullable(),
  undone: z.boolean().nullable().describe("null: not undone; false: changed since, and left as it is"),
});

export type PriceEditItem = Answered<typeof priceEditItemSchema>;

const COLUMNS = `e.id, e.field, e.currency, e.selected as "where", e.change,
  case
    when e.state in ('waiting', 'undoing') and r.state in ('failed', 'cancelled') then 'stopped'
    else e.state
  end as state,
  ${columns("e", "runId applyAt createdAt createdBy appliedAt undoneAt undoneBy")}, i.changed, i.restored,
  i."changedSince"
  from argosy.price_edit e
  left join argosy.run r on r.organization_id = e.organization_id and r.id = e.run_id
  cross join lateral (
    select count(*)::int as changed, count(*) filter (where undone)::int as restored,
      count(*) filter (where not undone)::int as "changedSince"
    from argosy.price_edit_item
    where organization_id = argosy.tenant() and price_edit_id = e.id) i
  where e.organization_id = argosy.tenant()`;

const SORT = byAge(["e.id", "uuid"]).newest;

/** Keeps an edit to be applied by a run; answers its id. */
export async function createPriceEdit(
  tx: Tx,
  { edit, applyAt, actor, now }: By & { readonly edit: PriceEditInput; readonly applyAt: Date },
): Promise<string> {
  const id = newId(now);
  await tx.run(
    `insert into argosy.price_edit (organization_id, id, field, currency, selected, change, apply_at, created_at,
       created_by)
     values (argosy.tenant(), $1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      id,
      edit.field,
      edit.currency,
      jsonParameter(edit.where),
      jsonParameter(edit.change),
      applyAt,
      now,
      actorText(actor),
    ],
  );
  return id;
}

/** Says which run works at it. */
export async function setPriceEditRun(tx: Tx, id: string, runId: string): Promise<void> {
  await tx.run("update argosy.price_edit set run_id = $2 where organization_id = argosy.tenant() and id = $1", [
    id,
    runId,
  ]);
}

/** Edits of prices, newest first. */
export async function listPriceEdits(tx: Tx, filter: PageRequest): Promise<Page<PriceEdit>> {
  const params: unknown[] = [];
  const by = sortedPage(SORT, filter, params);
  const rows = await by.rows<Placed<PriceEdit>>(tx, `select ${by.place}, ${COLUMNS} ${by.after} ${by.order}`, params);
  return by.page(rows, unplaced);
}

/** One edit. Throws HubError PRICE_EDIT_NOT_FOUND. */
export async function getPriceEdit(tx: Tx, id: string): Promise<PriceEdit> {
  const row = await tx.maybe<PriceEdit>(`select ${COLUMNS} and e.id = $1`, [id]);
  if (!row) throw new HubError("PRICE_EDIT_NOT_FOUND", "not_found", "There is no such price edit.");
  return row;
}

const ITEM_SORT = byAge(["i.variant_id", "uuid"]).oldest;

/** What each price was and became. */
export async function listPriceEditItems(
  tx: Tx,
  filter: PageRequest & { readonly id: string },
): Promise<Page<PriceEditItem>> {
  const params: unknown[] = [filter.id];
  const by = sortedPage(ITEM_SORT, filter, params);
  const rows = await by.rows<Placed<PriceEditItem>>(
    tx,
    `select ${by.place}, i.variant_id as "variantId", ${columns("v", "productId sku")}, p.title,
       ${columns("i", "beforeMinor afterMinor undone")}
     from argosy.price_edit_item i
     join argosy.variant v on v.organization_id = i.organization_id and v.id = i.variant_id
     join argosy.product p on p.organization_id = v.organization_id and p.id = v.product_id
     where i.organization_id = argosy.tenant() and i.price_edit_id = $1 ${by.after} ${by.order}`,
    params,
  );
  return by.page(rows, unplaced);
}

const HAS_CHANGED = `exists (select from argosy.price_edit_item i
  where i.organization_id = argosy.tenant() and i.price_edit_id = e.id)`;

/** SQL over an edit `e`, by what it is to become: one that stopped half-way is undone, not cancelled. */
const ALLOWED = {
  cancelled: `e.state = 'waiting' and not ${HAS_CHANGED}`,
  undoing: `(e.state = 'applied' or e.state = 'waiting' and ${HAS_CHANGED} and exists (select from argosy.run r
    where r.organization_id = argosy.tenant() and r.id = e.run_id and r.state in ('failed', 'cancelled')))`,
} as const;

/**
 * Cancels an edit that waits, or begins to undo one that was applied or stopped half-way. Throws HubError
 * PRICE_EDIT_NOT_FOUND, PRICE_EDIT_STATE.
 */
export async function movePriceEdit(
  tx: Tx,
  { id, to, actor, now }: By & { readonly id: string; readonly to: keyof typeof ALLOWED },
): Promise<PriceEdit> {
  const moved = await tx.run(
    `update argosy.price_edit e
     set state = $2, undone_by = case $2 when 'undoing' then $3 end,
       undone_at = case $2 when 'undoing' then $4::timestamptz end
     where e.organization_id = argosy.tenant() and e.id = $1 and ${ALLOWED[to]}`,
    [id, to, actorText(actor), now],
  );
  const edit = await getPriceEdit(tx, id);
  if (moved === 0)
    throw new HubError(
      "PRICE_EDIT_STATE",
      "conflict",
      to === "undoing"
        ? "Only applied price edits can be undone, once."
        : "This price edit no longer waits. Undo it where it has changed prices.",
    );
  return edit;
}

/** Whether an edit still waits to be applied; it does until the transaction ends. */
export async function lockWaitingPriceEdit(tx: Tx, id: string): Promise<boolean> {
  const found = await tx.maybe(
    `select 1 from argosy.price_edit
     where organization_id = argosy.tenant() and id = $1 and state = 'waiting' for update`,
    [id],
  );
  return found !== undefined;
}

/** How many prices the audit trail names; the edit itself keeps all. */
const PRICES_IN_TRAIL = 50;

/** Says that all pages are written; the trail keeps the first prices as they were and became. */
export async function endPriceEdit(
  tx: Tx,
  { id, to, actor, now }: By & { readonly id: string; readonly to: "applied" | "undone" },
): Promise<void> {
  await tx.run(
    `update argosy.price_edit
     set state = $2, applied_at = coalesce(applied_at, $3)
     where organization_id = argosy.tenant() and id = $1`,
    [id, to, now],
  );
  const { field, currency, changed, restored, changedSince } = await getPriceEdit(tx, id);
  const { items } = await listPriceEditItems(tx, { id, limit: PRICES_IN_TRAIL });
  const reported = items.filter(({ undone }) => to === "applied" || undone === true);
  await recordAudit(tx, {
    actor,
    action: to === "applied" ? "price-edits.applied" : "price-edits.undone",
    targetKind: "price-edits",
    targetId: id,
    details: {
      currency,
      counts: to === "applied" ? { changed } : { restored, changedSince },
      changes: Object.fromEntries(reported.map((item) => [`${item.sku} ${field}Minor`, sides(item, to)])),
    },
    now,
  });
}

const numberOf = (minor: bigint | null): number | null => (minor === null ? null : Number(minor));

function sides({ beforeMinor, afterMinor }: Pick<EditedPrice, "beforeMinor" | "afterMinor">, to: "applied" | "undone") {
  const [before, after] = [numberOf(beforeMinor), numberOf(afterMinor)];
  return to === "applied" ? { before, after } : { before: after, after: before };
}
