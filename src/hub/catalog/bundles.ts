import { z } from "zod";
import type { Tx } from "../../db/database.ts";
import { type Answered, id } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import { lockStockOf } from "../inventory/ledger.ts";
import { jsonRows } from "../json-column.ts";
import { notePaceChanged } from "../outdated-pace.ts";
import { refusal } from "../refusals.ts";

/** A part of a bundle and how many one bundle needs. */
export const bundleComponentSchema = z
  .object({ variantId: id, sku: z.string(), title: z.string(), quantity: z.int() })
  .meta({ id: "BundleComponent" });

export type BundleComponent = Answered<typeof bundleComponentSchema>;

const MOST_COMPONENTS = 50;

/** What a variant is made of; empty for what is no bundle. Throws HubError VARIANT_NOT_FOUND. */
export async function listComponents(tx: Tx, variantId: string): Promise<BundleComponent[]> {
  const existing = await tx.maybe(
    "select 1 from variant where organization_id = argosy.tenant() and id = $1 and deleted_at is null",
    [variantId],
  );
  if (!existing) throw refusal("VARIANT_NOT_FOUND");
  return tx.rows<BundleComponent>(
    `select v.id as "variantId", v.sku, concat_ws(' ', p.title, nullif(v.title, '')) as title, b.quantity
     from bundle_item b
     join variant v on v.organization_id = b.organization_id and v.id = b.component_variant_id
     join product p on p.organization_id = v.organization_id and p.id = v.product_id
     where b.organization_id = argosy.tenant() and b.bundle_variant_id = $1 order by v.sku`,
    [variantId],
  );
}

/**
 * Makes a variant a bundle of these, or no bundle at all: its stock follows from theirs. Open orders for it
 * give back what they hold and reserve anew before any channel hears of it (orders/recipes.ts). Bundles do not contain
 * bundles, and have no stock of their own. Throws HubError naming the field.
 */
export async function setComponents(
  tx: Tx,
  input: {
    readonly variantId: string;
    readonly components: readonly { readonly variantId: string; readonly quantity: number }[];
  },
): Promise<void> {
  const { variantId, components } = input;
  const ids = components.map((each) => each.variantId);
  if (components.length > MOST_COMPONENTS || new Set(ids).size < ids.length)
    throw refused("components", `A bundle has at most ${MOST_COMPONENTS} components, each named once.`);
  // Two edits that would make each other's bundle a component are one after the other.
  await tx.rows("select pg_advisory_xact_lock(hashtextextended('argosy.bundles:' || argosy.tenant()::text, 0))");
  await lockVariants(tx, variantId, ids);
  await listComponents(tx, variantId);
  if (ids.length > 0) await checkComponents(tx, variantId, ids);
  await tx.run(
    `delete from bundle_item
     where organization_id = argosy.tenant() and bundle_variant_id = $1 and component_variant_id <> all($2)`,
    [variantId, ids],
  );
  await tx.run(
    `insert into bundle_item (organization_id, bundle_variant_id, component_variant_id, quantity)
     select argosy.tenant(), $1, c.id, c.quantity from json_to_recordset($2) as c(id uuid, quantity int) order by c.id
     on conflict (organization_id, bundle_variant_id, component_variant_id) do update set quantity = excluded.quantity`,
    [variantId, jsonRows(components.map((each) => ({ id: each.variantId, quantity: each.quantity })))],
  );
  await notePaceChanged(tx);
}

/** None of them is deleted, and the bundle gets no stock of its own, before this ends. */
async function lockVariants(tx: Tx, variantId: string, components: readonly string[]): Promise<void> {
  await tx.run(
    "select 1 from variant where organization_id = argosy.tenant() and id = any($1) order by id for no key update",
    [[variantId, ...components]],
  );
  if (components.length > 0) await lockStockOf(tx, [variantId]);
}

async function checkComponents(tx: Tx, variantId: string, ids: readonly string[]): Promise<void> {
  const found = await tx.one<{ known: number; bundles: number; within: boolean; stocked: boolean }>(
    `select (select count(*)::int from variant
       where organization_id = argosy.tenant() and id = any($2) and deleted_at is null) as known,
       (select count(distinct bundle_variant_id)::int from bundle_item
         where organization_id = argosy.tenant() and bundle_variant_id = any($2)) as bundles,
       exists (select 1 from bundle_item
         where organization_id = argosy.tenant() and component_variant_id = $1) as within,
       exists (select 1 from level where organization_id = argosy.tenant() and variant_id = $1 and on_hand <> 0
         and not exists (select 1 from bundle_item b
           where b.organization_id = argosy.tenant() and b.bundle_variant_id = $1)) as stocked`,
    [variantId, ids],
  );
  if (found.known < ids.length) throw refused("components", "Not all of these are variants of yours.");
  if (ids.includes(variantId) || found.bundles > 0 || found.within)
    throw refused("components", "A bundle is made of single products: neither of itself nor of other bundles.");
  if (found.stocked)
    throw new HubError(
      "BUNDLE_HAS_STOCK",
      "conflict",
      "This variant has stock of its own, which a bundle cannot have: move it to the components or set it to none first.",
    );
}

const refused = (field: string, message: string) => new HubError("BUNDLE_INVALID", "validation", message, field);
