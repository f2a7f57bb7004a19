/** Products made by the attribute sets of the shop: what each asks for, and what the shop says of one it does not take. */
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { Listings, ListingToPublish, PublishResult } from "../kit/contract/listings.ts";
import { forShop } from "../kit/contract/ports-by.ts";
import { publishOnce } from "../kit/contract/publish-once.ts";
import { fieldsOf } from "./listing-fields.ts";
import { issueOf } from "./listing-refusals.ts";
import { readSetAttributes, readSets } from "./listing-sets.ts";
import { findListing, type Publishing, publishing, type Started, writeListing } from "./listing-write.ts";
import { productReader } from "./product-read.ts";
import type { ShopFacts } from "./shop.ts";
import { message } from "./words.ts";

/** Ours: Magento bounds the children of a configurable product by nothing, and each is a call. */
const MOST_VARIANTS = 100;

/** The listing port of a shop. */
export const listings = (shop: ShopFacts): Listings => ({
  categories: readSets,
  requirements: forShop(shop)(requirements),
  publish: forShop(shop)(publish),
});

async function requirements(set: string, shop: ShopFacts, ctx: Context) {
  const fields = await fieldsOf(await readSetAttributes(set, ctx), shop, ctx);
  return { version: "", fields, mostVariants: MOST_VARIANTS };
}

async function publish(toPublish: ListingToPublish, shop: ShopFacts, ctx: Context): Promise<PublishResult> {
  const reader = productReader(shop, ctx, { isEdit: true });
  const work = publishing(toPublish, { shop, ctx, reader });
  const { progress } = work;
  const result = await publishOnce<Started>({
    lookUp: () => findListing(work),
    async write(started) {
      const attributes = started?.isWhole ? [] : await readSetAttributes(toPublish.categoryKey, ctx);
      return { outcome: "listed", made: await madeOf(await writeListing(work, started, attributes), work) };
    },
    taken: (sku) => message("refused.skuStands", { sku }),
    issues: (error) => [issueOf(error, toPublish, progress.variantId)],
  });
  return result.outcome === "refused" && progress.key !== undefined ? { ...result, key: progress.key } : result;
}

/** As the shop shows it now. */
async function madeOf({ top, rows }: Started, { reader, product }: Publishing) {
  const [row] = top === undefined ? [] : await reader.rowsById([top.product.id]);
  const after = row && (await reader.top(row, []));
  if (!after) throw new ConnectorError({ kind: "transient" }, message("error.shopNotShowProductJust"));
  const variants = product.variants.flatMap(({ id }) => {
    const own = rows.get(id)?.product;
    return own ? [{ id, key: own.id, ext: { sku: own.sku } }] : [];
  });
  return { key: after.key, product: after, variants };
}
