/** Takes a channel's content over into the hub. */
import { isOnSale } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";
import { updateVariants } from "../catalog/edit-variants.ts";
import type { ImageInput, ItemOutcome, ProductPatch, VariantPatch } from "../catalog/input.ts";
import { updateProducts } from "../catalog/update.ts";
import { agreeOn } from "../content-comparison/base.ts";
import { type Compared, type ContentPair, type OwnField, type Snapshot, sizeOf } from "../content-comparison/fields.ts";
import { type OwnContent, writeOwn } from "./own-content.ts";

export interface TakeOver {
  readonly pair: ContentPair;
  readonly one: Compared;
}

/** Answers, in the order given, what a person reads where a value could not be taken; null where it was. */
export async function takeContent(tx: Tx, takings: readonly TakeOver[], now: Date): Promise<(string | null)[]> {
  if (takings.length === 0) return [];
  const ours = await ownCategories(tx, takings);
  const errors = new Map<TakeOver, string | null>();
  const own = takings.filter(isOwn);
  for (const claiming of own) errors.set(claiming, await takeOwn(tx, claiming, now));
  const common = takings.filter((claiming) => !isOwn(claiming) || claiming.one.field === "active");
  // Field by field: a value our rules refuse must not keep the product's others out.
  for (const some of Map.groupBy(common, ({ one }) => one.field).values()) {
    const outcomes = await inHundreds(some, (part) => update(tx, part, ours, now));
    for (const [index, claiming] of some.entries()) {
      const outcome = outcomes[index];
      errors.set(claiming, outcome?.ok ? null : (outcome?.error.message ?? "Nothing was changed."));
    }
  }
  const taken = takings.filter((claiming) => errors.get(claiming) === null);
  await agreeOn(
    tx,
    taken.map(({ pair, one }) => ({ productListingId: pair.id, key: one.key })),
  );
  return takings.map((claiming) => errors.get(claiming) ?? null);
}

/** The product says something else on this channel: what is taken over is said there alone as well. */
const isOwn = ({ pair, one }: TakeOver): boolean => isOwnField(one.field) && pair.own[one.field];

const isOwnField = (field: string): field is OwnField => field in AS_OWN;

const AS_OWN: Readonly<Record<OwnField, (snapshot: Snapshot) => OwnContent>> = {
  title: ({ title }) => ({ title: title.slice(0, 500) }),
  description: ({ descriptionHtml = "" }) => ({ descriptionHtml: descriptionHtml.slice(0, 500_000) }),
  images: (snapshot) => ({ images: imagesOf(snapshot) }),
  active: () => ({ onSale: true }),
};

/** Answers what a person reads where it could not be taken. */
async function takeOwn(tx: Tx, { pair, one }: TakeOver, now: Date): Promise<string | null> {
  const { snapshot, id: productListingId } = pair;
  if (!isOwnField(one.field)) return null;
  if (one.field === "title" && snapshot.title.trim() === "") return "The channel shows no title.";
  await writeOwn(tx, { productListingId, now, own: AS_OWN[one.field](snapshot) });
  return null;
}

function update(tx: Tx, some: readonly TakeOver[], ours: OwnCategories, now: Date): Promise<ItemOutcome[]> {
  if (some.every(({ one }) => one.variant === null))
    return updateProducts(tx, {
      changes: some.map(({ pair, one }) => ({ id: pair.productId, patch: productPatch(pair, one, ours) })),
      now,
    });
  return updateVariants(tx, {
    changes: some.map(({ one }) => ({ id: one.variant?.variantId ?? "", patch: variantPatch(one) })),
    isAsSold: true,
    now,
  });
}

async function inHundreds<T, R>(items: readonly T[], work: (some: readonly T[]) => Promise<R[]>): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < items.length; at += 500) results.push(...(await work(items.slice(at, at + 500))));
  return results;
}

interface OwnCategories {
  /** Our categories by the channel's key. */
  readonly byKey: ReadonlyMap<string, string>;
  /** Categories a product is in that do not stand for one of this channel's. */
  readonly others: ReadonlyMap<string, readonly string[]>;
}

async function ownCategories(tx: Tx, takings: readonly TakeOver[]): Promise<OwnCategories> {
  const some = takings.filter(({ one }) => one.field === "categories");
  if (some.length === 0) return { byKey: new Map(), others: new Map() };
  const ids = [...new Set(some.map(({ pair }) => pair.id))];
  const keys = await tx.rows<{ key: string; id: string }>(
    `select distinct k.ext_key as key, k.category_id as id
     from category_listing k
     join product_listing p on p.organization_id = k.organization_id
       and p.connection_id = k.connection_id
     where k.organization_id = argosy.tenant() and p.id = any($1) and k.category_id is not null`,
    [ids],
  );
  const others = await tx.rows<{ product: string; categories: string[] }>(
    `select c.product_id as product, array_agg(distinct c.category_id) as categories
     from product_category c
     join product_listing p
       on p.organization_id = c.organization_id and p.product_id = c.product_id
     where c.organization_id = argosy.tenant() and p.id = any($1) and not exists (select 1 from category_listing k
       where k.organization_id = c.organization_id and k.connection_id = p.connection_id
         and k.category_id = c.category_id)
     group by 1`,
    [ids],
  );
  return {
    byKey: new Map(keys.map((row) => [row.key, row.id])),
    others: new Map(others.map((row) => [row.product, row.categories])),
  };
}

function productPatch(pair: ContentPair, one: Compared, ours: OwnCategories): ProductPatch {
  const { snapshot } = pair;
  switch (one.field) {
    case "title":
      return { title: snapshot.title.trim().slice(0, 500) };
    case "description":
      return { descriptionHtml: (snapshot.descriptionHtml ?? "").slice(0, 500_000) };
    case "brand":
      return { brand: snapshot.brand?.trim().slice(0, 255) || null };
    case "active":
      return snapshot.listed === false ? {} : { active: isOnSale(snapshot) };
    case "images":
      return { images: imagesOf(snapshot) };
    case "categories":
      return {
        categoryIds: [
          ...new Set([
            ...(ours.others.get(pair.productId) ?? []),
            ...snapshot.categoryKeys.flatMap((key) => ours.byKey.get(key) ?? []),
          ]),
        ],
      };
    default:
      return {};
  }
}

function variantPatch(one: Compared): VariantPatch {
  if (one.field === "barcode") return { barcode: String(one.channel) };
  return one.field === "dimensions"
    ? { dimensions: sizeOf(String(one.channel)) }
    : { weightGrams: Number(one.channel) };
}

/** A channel's pictures as ours; what our rules would refuse is left out rather than the whole product. */
export function imagesOf(snapshot: Pick<Snapshot, "images">): ImageInput[] {
  return snapshot.images
    .filter(
      (image) => URL.canParse(image.url) && /^https?:$/.test(new URL(image.url).protocol) && image.url.length <= 4_000,
    )
    .slice(0, 250)
    .map(({ url, alt }) => ({ url, alt }));
}
