/**
 * A listing is made in steps: its items, the group of several, an offer for each item, and the offers published. Items
 * and groups are written whole under our own keys; offers are looked up before they are made, as eBay knows no key of
 * ours (sheet section 3). So a repeated attempt finishes the first.
 */

import { z } from "zod";
import { variantAxes } from "../../commerce/listing/check.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { ListingToPublish } from "../kit/contract/listings.ts";
import { idText, parseResponse } from "../kit/parse/parse.ts";
import { type Fields, first, groupBody, itemBody, offerBody, type Variant } from "./listing-body.ts";
import { askItems, isPublished, offersBySku } from "./listings.ts";
import { itemSchema, type Offer } from "./schemas.ts";
import { homeOf } from "./settings.ts";

const INVENTORY = "/sell/inventory/v1";

const groupKeyOf = (id: string): string => `argosy-${id}`;

/** Makes what is missing of the listing and publishes it; answers the key it is read by. */
export async function writeListing(
  { id, categoryKey, listing, schema }: ListingToPublish,
  ctx: Context,
): Promise<string> {
  const { variants } = listing;
  const [first] = variants;
  if (!first) throw new RangeError("a listing has variants");
  const isGroup = variants.length > 1;
  const key = isGroup ? groupKeyOf(id) : first.sku;
  const site = homeOf(ctx.connection).id;
  const there = await offersBySku(
    variants.map(({ sku }) => sku),
    ctx,
  );
  const isOnSale = ({ sku }: Variant) =>
    there.get(sku)?.some((offer) => offer.marketplaceId === site && isPublished(offer)) === true;
  // Written again, an item would put back on sale what was sold since.
  if (variants.every(isOnSale)) return key;
  for (const variant of variants)
    if (!isOnSale(variant))
      await put(`inventory_item/${encodeURIComponent(variant.sku)}`, itemBody(listing, variant), ctx);
  const axes = variantAxes(schema, listing);
  if (isGroup) await put(`inventory_item_group/${encodeURIComponent(groupKeyOf(id))}`, groupBody(listing, axes), ctx);
  const offers = variants.map((variant) => ({
    body: offerBody(listing, variant, { categoryKey, ctx }),
    known: there.get(variant.sku)?.find(({ marketplaceId }) => marketplaceId === site),
  }));
  const ids: string[] = [];
  for (const offer of offers) ids.push(await saveOffer(offer, ctx));
  await publish(isGroup ? key : null, ids[0] ?? "", ctx);
  return key;
}

/** Variants under whose SKU something else is on sale on the site: items are written whole, so it would be written over. */
export async function takenVariants({ id, listing }: ListingToPublish, ctx: Context): Promise<readonly Variant[]> {
  const { product, variants } = listing;
  const site = homeOf(ctx.connection).id;
  const offers = await offersBySku(
    variants.map(({ sku }) => sku),
    ctx,
  );
  const publishedOf = ({ sku }: Variant) => (offers.get(sku) ?? []).filter(isPublished);
  const onSale = variants.filter((variant) => publishedOf(variant).length > 0);
  if (onSale.length === 0) return [];
  const items = await askItems(
    onSale.map(({ sku }) => sku),
    ctx,
  );
  // What an earlier attempt published is on this site alone, and in its group or under its title. Sites share an item.
  const isOurs = (variant: Variant) => {
    const reported = items.get(variant.sku);
    if (reported === undefined) return true;
    if (publishedOf(variant).some(({ marketplaceId }) => marketplaceId !== site)) return false;
    const item = parseResponse(itemSchema, reported, { ctx, what: "an item" });
    const groups = [...item.inventoryItemGroupKeys, ...item.groupIds];
    return variants.length > 1
      ? groups.includes(groupKeyOf(id))
      : groups.length === 0 && item.product?.title === first(product, "title");
  };
  return onSale.filter((variant) => !isOurs(variant));
}

const headers = ({ connection }: Context) => ({ "content-language": homeOf(connection).language });

async function put(path: string, json: Fields, ctx: Context): Promise<void> {
  await ctx.http.request({
    method: "PUT",
    url: `${INVENTORY}/${path}`,
    headers: headers(ctx),
    json,
    operation: path.startsWith("inventory_item_group") ? "inventory.putGroup" : "inventory.put",
    // Written whole: the same again is the same.
    safe: true,
    changes: true,
  });
}

const offerIdSchema = z.object({ offerId: idText });

async function saveOffer(
  { body, known }: { readonly body: Fields; readonly known: Offer | undefined },
  ctx: Context,
): Promise<string> {
  if (known) {
    if (!isPublished(known)) await putOffer(known.offerId, body, ctx);
    return known.offerId;
  }
  const { body: reported } = await ctx.http.json({
    method: "POST",
    url: `${INVENTORY}/offer`,
    headers: headers(ctx),
    json: body,
    operation: "offers.create",
  });
  return parseResponse(offerIdSchema, reported, { ctx, what: "the new offer" }).offerId;
}

async function putOffer(offerId: string, { sku: _, marketplaceId: __, format: ___, ...json }: Fields, ctx: Context) {
  await ctx.http.request({
    method: "PUT",
    url: `${INVENTORY}/offer/${encodeURIComponent(offerId)}`,
    headers: headers(ctx),
    json,
    operation: "offers.update",
    safe: true,
    changes: true,
  });
}

/** Publishing what is published is answered with a warning (sheet section 7): it may be repeated. */
async function publish(groupKey: string | null, offerId: string, ctx: Context): Promise<void> {
  const site = homeOf(ctx.connection).id;
  await ctx.http.request({
    method: "POST",
    url:
      groupKey === null
        ? `${INVENTORY}/offer/${encodeURIComponent(offerId)}/publish`
        : `${INVENTORY}/offer/publish_by_inventory_item_group`,
    json: groupKey === null ? {} : { inventoryItemGroupKey: groupKey, marketplaceId: site },
    headers: headers(ctx),
    operation: "offers.publish",
    safe: true,
    changes: true,
  });
}
