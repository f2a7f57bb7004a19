/** What a channel told of products beside what is stored of them. */
import type { ChannelProduct, ChannelVariant } from "../../commerce/product.ts";
import { jsonParameter, storableText } from "../json-column.ts";
import type { WholeItem } from "../listings/left-locations.ts";

export interface RecordInput {
  readonly connectionId: string;
  readonly products: readonly ChannelProduct[];
  readonly now: Date;
  /** True while the plan of a first sync is being gathered: nothing is matched before the seller applies it. */
  readonly initial: boolean;
  /**
   * The time from which on a write of ours is newer than this product's levels and prices: before the channel was asked,
   * or when it told; default `now`, for what was just fetched and nobody wrote meanwhile.
   */
  readonly readAt?: ((product: ChannelProduct) => Date) | undefined;
  /** The same for its prices, where they are older: a delivery shows those of the change it was made for. */
  readonly pricedAt?: ((product: ChannelProduct) => Date) | undefined;
}

// Being seen again is noted at most this often: a full walk of an unchanged shop writes next to nothing.
export const SEEN_EVERY = "1 hour";

export const GIVEN = `jsonb_to_recordset($2::jsonb) as g(key text, title text, status text, url text, ext jsonb, snapshot jsonb, raw jsonb,
  "versionKind" text, "versionValue" numeric)`;

export function productRows(products: readonly ChannelProduct[]): string {
  return jsonParameter(
    products.map((product) => ({
      key: product.key,
      title: product.title.trim().slice(0, 2_000),
      status: product.status,
      url: product.url ?? null,
      ext: product.ext,
      snapshot: snapshotOf(product),
      raw: product.raw,
      versionKind: product.version.kind,
      versionValue: product.version.value,
    })),
  );
}

/** The product in our own words, without what changes with every sale. */
function snapshotOf(product: ChannelProduct) {
  const { raw: _raw, ext: _ext, version: _version, variants, ...rest } = product;
  return { ...rest, variants: variants.map(({ levels: _levels, ext: _variantExt, ...variant }) => variant) };
}

export const EXISTING = `
  select p.ext_key as key, p.id, p.snapshot = g.snapshot and p.ext = coalesce(g.ext, 'null') as same,
    coalesce(p.version_kind = g."versionKind" and p.version_value > g."versionValue", false) as stale,
    p.gone_at is null and p.seen_at >= $3::timestamptz - interval '${SEEN_EVERY}'
      and (p.snapshot, p.ext, p.version_kind, p.version_value)
      is not distinct from (g.snapshot, coalesce(g.ext, 'null'), g."versionKind", g."versionValue") as settled
  from ${GIVEN}
  join product_listing p on p.organization_id = argosy.tenant() and p.connection_id = $1 and p.ext_key = g.key`;

interface PlacedVariant {
  readonly variant: ChannelVariant;
  readonly product: ChannelProduct;
}

export function variantsOf(products: readonly ChannelProduct[]): Map<string, PlacedVariant> {
  return new Map(products.flatMap((product) => product.variants.map((variant) => [variant.key, { variant, product }])));
}

export function listingRow(variant: ChannelVariant, productListingId: string | null) {
  return {
    key: variant.key,
    productListingId,
    inventory_key: variant.inventoryKey ?? null,
    sku: textOrNull(variant.sku),
    barcode: textOrNull(variant.barcode),
    title: storableText(variant.title ?? variant.options.map((option) => option.value).join(" / ")),
    ext: variant.ext,
    counted: variant.levels !== undefined,
    shared: variant.levels === undefined ? null : (variant.sharedStock ?? null),
    contents: recipeOf(variant),
  };
}

/** Every place that counts it is told of. */
export const reportedWhole = (
  { key: extKey, levels, levelsInPart, uncountedAt }: ChannelVariant,
  at: Date,
): readonly WholeItem[] => (levels && !levelsInPart ? [{ extKey, at, uncountedAt }] : []);

/** As many of one as a bundle of the hub takes (http/routes/bundles.ts). */
const MOST_UNITS = 10_000;

/** Null for what is none, or no recipe of whole units. */
function recipeOf({ contents = [] }: ChannelVariant): ChannelVariant["contents"] | null {
  const isWhole = contents.every(
    ({ quantity }) => Number.isInteger(quantity) && quantity > 0 && quantity <= MOST_UNITS,
  );
  return contents.length > 0 && isWhole ? contents : null;
}

function textOrNull(text: string | undefined): string | null {
  return text?.trim() || null;
}

/** Listing `l` is not as `reported` says it is, was gone, or was last seen too long ago. */
export const isOutdated = (
  reported: string,
  of: { readonly product: string; readonly seenAt: string; readonly shared: string },
) => `
  (l.gone_at is not null or l.seen_at is null or l.seen_at < ${of.seenAt} - interval '${SEEN_EVERY}'
    or (l.product_listing_id, l.inventory_key, l.sku, l.barcode, l.title, l.ext, l.shared_stock, l.contents, l.counted)
      is distinct from (${of.product}, ${reported}.inventory_key, ${reported}.sku, ${reported}.barcode, ${reported}.title,
        coalesce(${reported}.ext, 'null'), ${reported}.${of.shared}, ${reported}.contents, ${reported}.counted or l.made_here))`;

/** SQL: products ($4, by key) with an item that is not stored as it is told; `items`: a parameter, their keys $5. */
export const UNSETTLED = (items: string): string => `
  select g.product as key
  from jsonb_to_recordset(${items}::jsonb) as g(product text, key text, inventory_key text, sku text, barcode text,
    title text, ext jsonb, counted boolean, shared text, contents jsonb)
  join product_listing p on p.organization_id = argosy.tenant() and p.connection_id = $1 and p.ext_key = g.product
  left join listing l on l.organization_id = argosy.tenant() and l.connection_id = $1 and l.ext_key = g.key
  where l.id is null or ${isOutdated("g", { product: "p.id", seenAt: "$3::timestamptz", shared: "shared" })}
  union
  select p.ext_key from product_listing p
  join listing l on l.organization_id = argosy.tenant() and l.product_listing_id = p.id and l.gone_at is null
    and l.ext_key <> all($5)
  where p.organization_id = argosy.tenant() and p.connection_id = $1 and p.ext_key = any($4)`;
