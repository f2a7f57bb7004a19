/** Drafts of listings: made from products, copied from another channel's, taken away. */
import type { OwnValues } from "../../commerce/listing/fill.ts";
import { isStockOrPrice, type ListingSchema, type ListingValues } from "../../commerce/listing/schema.ts";
import { message } from "../../commerce/message.ts";
import { newId } from "../../commerce/new-id.ts";
import type { Tx } from "../../db/database.ts";
import type { ItemResult } from "../item-result.ts";
import { jsonRows } from "../json-column.ts";
import { checkDrafts, lockDrafts, type When } from "./check.ts";
import { isListed } from "./listed-products.ts";
import { categorySchema, categorySchemas } from "./schemas.ts";
import { isOpen } from "./states.ts";

export interface NewDrafts {
  readonly connectionId: string;
  readonly categoryKey: string;
  readonly productIds: readonly string[];
  /** Values to begin with, by product. */
  readonly own?: ReadonlyMap<string, OwnValues> | undefined;
}

const EMPTY: OwnValues = { product: {}, variants: {} };

/** Makes drafts; one result a product. A product that has one keeps it. Throws HubError LISTING_SCHEMA_UNREAD. */
export async function createDrafts(tx: Tx, input: NewDrafts, when: When): Promise<ItemResult[]> {
  const { connectionId, categoryKey, productIds, own } = input;
  await categorySchema(tx, input);
  const products = await tx.rows<{ id: string; there: boolean }>(
    `select p.id, (${isListed("p.id", "$2")}) as there from argosy.product p
     where p.organization_id = argosy.tenant() and p.id = any ($1::uuid[]) and p.deleted_at is null`,
    [productIds, connectionId],
  );
  const there = new Map(products.map((one) => [one.id, one.there]));
  const made = [...there].flatMap(([productId, isThere]) =>
    isThere ? [] : [{ id: newId(when.now), product_id: productId, own: own?.get(productId) ?? EMPTY }],
  );
  const rows = await tx.rows<{ id: string; product_id: string }>(
    `insert into argosy.listing_draft (organization_id, id, connection_id, product_id, category_key, own, checked_at,
       created_at, updated_at)
     select argosy.tenant(), r.id, $1, r.product_id, $2, r.own, $3, $3, $3
     from json_to_recordset($4::json) as r(id uuid, product_id uuid, own jsonb)
     on conflict (organization_id, connection_id, product_id) do nothing
     returning id, product_id`,
    [connectionId, categoryKey, when.now, jsonRows(made)],
  );
  const ids = rows.map(({ id }) => id);
  await checkDrafts(tx, ids, when);
  const fresh = new Set(rows.map((row) => row.product_id));
  return productIds.map((id) => {
    if (fresh.has(id)) return { id, ok: true };
    if (there.get(id) === undefined) return { id, ok: false, error: "There is no such product." };
    if (there.get(id)) return { id, ok: false, error: message("listing.listedAlready").text };
    return { id, ok: true, warning: "The product already has a draft for this channel." };
  });
}

/** Takes drafts away; listings on the channel stay there. One result each: what is on its way is kept. */
export async function deleteDrafts(tx: Tx, ids: readonly string[]): Promise<ItemResult[]> {
  const found = new Map((await lockDrafts(tx, ids)).map((row) => [row.id, row]));
  const gone = [...found.values()].filter((row) => isOpen(row) || row.state === "listed").map(({ id }) => id);
  await tx.run(
    `delete from argosy.record_push
     where organization_id = argosy.tenant() and kind = 'listing_draft' and subject_id = any ($1::uuid[])`,
    [gone],
  );
  await tx.run("delete from argosy.listing_draft where organization_id = argosy.tenant() and id = any ($1::uuid[])", [
    gone,
  ]);
  const deleted = new Set(gone);
  return ids.map((id) => {
    if (deleted.has(id)) return { id, ok: true };
    return { id, ok: false, error: found.has(id) ? ON_ITS_WAY.text : "There is no such draft." };
  });
}

export const ON_ITS_WAY = message("listing.onItsWay");

/** What a copy takes along: not stock and price, which the other channel has of its own, perhaps in another currency. */
const copied = ({ fields }: ListingSchema) => fields.filter((field) => !isStockOrPrice(field));

const byName = (schema: ListingSchema) =>
  new Map(copied(schema).map(({ key, name }) => [name.trim().toLowerCase(), key]));

/**
 * Drafts of another channel from those of one: what was written by hand goes along where the other category asks for a
 * field of the same name; all else comes from its own rules. One result a draft.
 */
export async function copyDrafts(
  tx: Tx,
  input: { readonly ids: readonly string[]; readonly connectionId: string; readonly categoryKey: string },
  when: When,
): Promise<ItemResult[]> {
  const there = byName((await categorySchema(tx, input)).schema);
  const rows = await lockDrafts(tx, input.ids);
  const own = new Map<string, OwnValues>();
  for (const [connectionId, mine] of Map.groupBy(rows, (row) => row.connection_id)) {
    const schemas = await categorySchemas(tx, connectionId, [...new Set(mine.map((row) => row.category_key))]);
    for (const row of mine) {
      const names = byKey(schemas.get(row.category_key)?.schema);
      const translated = (values: ListingValues): ListingValues =>
        renamed(values, (key) => there.get(names.get(key) ?? ""));
      const variants = Object.entries(row.own.variants).map(([id, values]) => [id, translated(values)] as const);
      own.set(row.product_id, { product: translated(row.own.product), variants: Object.fromEntries(variants) });
    }
  }
  const results = await createDrafts(tx, { ...input, productIds: [...own.keys()], own }, when);
  const ofProduct = new Map(results.map((result) => [result.id, result]));
  const ofDraft = new Map(rows.map((row) => [row.id, ofProduct.get(row.product_id)]));
  return input.ids.map((id) => {
    const result = ofDraft.get(id);
    return result ? { ...result, id } : { id, ok: false, error: "There is no such draft." };
  });
}

const byKey = (schema: ListingSchema | undefined) =>
  new Map((schema ? copied(schema) : []).map(({ key, name }) => [key, name.trim().toLowerCase()]));

const renamed = (values: ListingValues, nameOf: (key: string) => string | undefined): ListingValues =>
  Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => {
      const name = nameOf(key);
      return name === undefined ? [] : [[name, value]];
    }),
  );
