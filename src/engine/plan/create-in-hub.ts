import { message } from "../../commerce/message.ts";
import { type DecimalText, MoneyError, parseMoney } from "../../commerce/money.ts";
import type { Tx } from "../../db/database.ts";
import { createProducts, refusal } from "../../hub/catalog/create.ts";
import { addVariant } from "../../hub/catalog/edit-variants.ts";
import type { NewProduct, VariantFields } from "../../hub/catalog/input.ts";
import { imagesOf } from "../../hub/content/take.ts";
import { agreeOnAll } from "../../hub/content-comparison/base.ts";
import type { Snapshot } from "../../hub/content-comparison/fields.ts";
import { setCostSource } from "../../hub/cost-source.ts";
import { HubError } from "../../hub/errors.ts";
import { type Chunk, failed, type Outcome, type PlanItem, type Settled, skipped } from "./item.ts";
import { joinItems } from "./link.ts";

interface Source {
  readonly product_listing_id: string;
  readonly product_id: string | null;
  readonly snapshot: Snapshot;
  readonly currency: string;
  readonly code: string;
  /** Items of the product that are free to become ours: listing id by the channel's key. */
  readonly free: Readonly<Record<string, string>>;
  /** Listings that share their SKU with others: created one by one, under a SKU made for them. */
  readonly apart: readonly string[];
}

const SOURCES = `
  select p.id as product_listing_id, p.product_id, p.snapshot, coalesce(c.facts->>'currency', o.currency) as currency,
    c.code,
    coalesce((select jsonb_object_agg(l.ext_key, l.id) from listing l
      where l.organization_id = p.organization_id and l.product_listing_id = p.id
      and l.state in ('unmapped', 'suggested') and l.gone_at is null), '{}') as free,
    array(select d.listing_id from plan_item d
      where d.organization_id = p.organization_id and d.run_id = $2 and d.product_listing_id = p.id
      and d.action = 'create_here' and d.field = 'sku') as apart
  from product_listing p
  join connection c on c.organization_id = p.organization_id and c.id = p.connection_id
  join organization o on o.organization_id = p.organization_id
  where p.organization_id = argosy.tenant() and p.id = any($1)`;

async function sourcesOf(tx: Tx, items: readonly PlanItem[], chunk: Chunk): Promise<Map<string, Source>> {
  const ids = [...new Set(items.flatMap((item) => item.productListingId ?? []))];
  const rows = await tx.rows<Source>(SOURCES, [ids, chunk.runId]);
  return new Map(rows.map((row) => [row.product_listing_id, row]));
}

const NOTHING_CREATED = message("plan.nothingCreated");
const NOTHING = { message: NOTHING_CREATED.text, code: NOTHING_CREATED.code, said: NOTHING_CREATED };

/** Creates the channel's products here with all their free items, and links them. */
export async function createProductsHere(tx: Tx, items: readonly PlanItem[], chunk: Chunk): Promise<Settled> {
  await setCostSource(tx, "channel");
  const sources = await sourcesOf(tx, items, chunk);
  const categories = await categoriesOf(tx, chunk.connectionId, [...sources.values()]);
  const settled = new Map<string, Outcome>();
  const inputs = items.flatMap((item) => {
    const source = sources.get(item.productListingId ?? "");
    const variants = source?.snapshot.variants.filter((variant) => isOffered(source, variant.key)) ?? [];
    if (source && variants.length > 0) return [{ item, source, variants }];
    settled.set(item.id, skipped(message("plan.channelProductGone")));
    return [];
  });
  const outcomes = await createProducts(tx, {
    products: inputs.map(({ source, variants }) => productOf(source, variants, categories)),
    now: chunk.now,
    match: false,
    isAsSold: true,
  });
  const links = inputs.flatMap(({ item, source, variants }, index) => {
    const outcome = outcomes[index];
    settled.set(item.id, outcome?.ok ? null : failed(outcome?.error ?? NOTHING));
    if (!outcome?.ok) return [];
    return variants.flatMap((variant, position) => linkOf(source, variant.key, outcome.variantIds[position]));
  });
  await joinItems(tx, links, chunk, true);
  // Made from what the channel shows: what our rules left out or tidied is no difference.
  await agreeOnAll(
    tx,
    inputs.map(({ source }) => source.product_listing_id),
  );
  return settled;
}

/** Free to become ours with its product. */
function isOffered({ free, apart }: Source, key: string): boolean {
  const listing = free[key];
  return listing !== undefined && !apart.includes(listing);
}

function linkOf(source: Source, key: string, variantId: string | undefined) {
  const listingId = source.free[key];
  if (listingId === undefined || variantId === undefined) return [];
  return [{ listingId, variantId, method: "created" as const, confidence: 100 }];
}

/** Adds items to products that are ours; the first of a product none of whose items is ours makes it. */
export async function createVariantsHere(tx: Tx, items: readonly PlanItem[], chunk: Chunk): Promise<Settled> {
  await setCostSource(tx, "channel");
  const sources = await sourcesOf(tx, items, chunk);
  const categories = await categoriesOf(tx, chunk.connectionId, [...sources.values()]);
  const owners = new Map([...sources.values()].map((source) => [source.product_listing_id, source.product_id]));
  const settled = new Map<string, Outcome>();
  const links = [];
  for (const item of items) {
    const source = sources.get(item.productListingId ?? "");
    const variant = source?.snapshot.variants.find((each) => source.free[each.key] === item.listingId);
    if (!source || !variant) {
      settled.set(item.id, skipped(message("plan.channelItemGone")));
      continue;
    }
    try {
      const named = { ...variant, sku: chosenSku(item) ?? variant.sku };
      const owner = item.productId ?? owners.get(source.product_listing_id) ?? null;
      const made = await addTo(tx, owner, productOf(source, [named], categories), chunk.now);
      owners.set(source.product_listing_id, made.productId);
      links.push(...linkOf(source, variant.key, made.variantId));
      settled.set(item.id, null);
    } catch (error) {
      // A refusal by a rule leaves the transaction sound; anything else undoes the chunk.
      if (!(error instanceof HubError)) throw error;
      settled.set(item.id, failed(error));
    }
  }
  await joinItems(tx, links, chunk, true);
  return settled;
}

/** The SKU a person or the plan gave it in place of the channel's. */
function chosenSku({ field, after }: PlanItem): string | undefined {
  return field === "sku" ? (after as { readonly sku: string }).sku : undefined;
}

async function addTo(
  tx: Tx,
  productId: string | null,
  product: NewProduct,
  now: Date,
): Promise<{ readonly productId: string; readonly variantId: string }> {
  const [variant] = product.variants ?? [];
  if (productId !== null && variant)
    return { productId, variantId: await addVariant(tx, { productId, variant, now, isAsSold: true }) };
  const [outcome] = await createProducts(tx, { products: [product], now, match: false, isAsSold: true });
  const variantId = outcome?.ok ? outcome.variantIds[0] : undefined;
  if (outcome?.ok && variantId !== undefined) return { productId: outcome.id, variantId };
  throw refusal(outcome?.ok ? undefined : outcome?.error);
}

async function categoriesOf(
  tx: Tx,
  connectionId: string,
  sources: readonly Source[],
): Promise<ReadonlyMap<string, string>> {
  const keys = [...new Set(sources.flatMap((source) => source.snapshot.categoryKeys))];
  if (keys.length === 0) return new Map();
  const rows = await tx.rows<{ key: string; id: string }>(
    `select ext_key as key, category_id as id from category_listing
     where organization_id = argosy.tenant() and connection_id = $1 and ext_key = any($2) and category_id is not null`,
    [connectionId, keys],
  );
  return new Map(rows.map((row) => [row.key, row.id]));
}

function productOf(
  source: Source,
  variants: Snapshot["variants"],
  categories: ReadonlyMap<string, string>,
): NewProduct {
  const { snapshot } = source;
  return {
    title: snapshot.title.trim().slice(0, 500) || `Product ${snapshot.key}`,
    descriptionHtml: snapshot.descriptionHtml?.slice(0, 500_000),
    shortDescriptionHtml: snapshot.shortDescriptionHtml?.slice(0, 20_000),
    kind: snapshot.kind === "virtual" ? "virtual" : "goods",
    brand: snapshot.brand?.trim().slice(0, 255),
    active: snapshot.status === "active",
    images: imagesOf(snapshot),
    categoryIds: [...new Set(snapshot.categoryKeys.flatMap((key) => categories.get(key) ?? []))],
    variants: variants.map((variant) => variantOf(source, variant)),
  };
}

/** The channel's item as a variant of ours; what our rules would refuse is left out rather than the whole item. */
function variantOf(source: Source, variant: Snapshot["variants"][number]): VariantFields {
  const currency = variant.currency ?? source.currency;
  const barcode = variant.barcode?.trim();
  const named = new Map(variant.options.map((option) => [option.name.trim().toLowerCase(), option]));
  return {
    sku: variant.sku?.trim().slice(0, 255) || `${source.code}-${variant.key}`.slice(0, 255),
    barcode: barcode && barcode.length <= 64 ? barcode : null,
    title: (variant.title ?? variant.options.map((option) => option.value).join(" / ")).slice(0, 500),
    options: [...named.values()].filter((option) => option.name.trim() !== "" && option.value.trim() !== ""),
    currency,
    priceMinor: minorOf(variant.price, currency),
    compareAtMinor: minorOf(variant.compareAtPrice, currency),
    costMinor: minorOf(variant.cost, currency),
    weightGrams: variant.weightGrams === undefined ? null : Math.max(0, Math.round(variant.weightGrams)),
    dimensions: variant.dimensionsMm ?? null,
    giftCard: variant.giftCard ?? false,
  };
}

function minorOf(text: DecimalText | undefined, currency: string): bigint | null {
  if (text === undefined) return null;
  try {
    const { minor } = parseMoney(text, currency);
    return minor < 0n ? null : minor;
  } catch (error) {
    if (error instanceof MoneyError) return null;
    throw error;
  }
}
