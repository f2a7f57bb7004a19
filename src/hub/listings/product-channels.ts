/** A product as it stands on every connected channel. */

import { z } from "zod";
import type { MessagePart } from "../../commerce/message.ts";
import { SELLING } from "../../db/connection-states.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, minorUnits, typed } from "../answer-schemas.ts";
import { refusal } from "../refusals.ts";

const CHANNEL_STATES = [
  "unlisted",
  "publishing",
  "listed",
  "updating",
  "failed",
  "blocked",
  "off_sale",
  "gone",
] as const;
/**
 * unlisted: not there; publishing: on its way there for the first time; updating: a change is on its way; failed: the
 * last try was refused; blocked: the channel keeps it off sale; off_sale: switched off there; gone: deleted there.
 */
/** What it says there instead of its own; null: as everywhere. */
export interface ChannelContent {
  readonly title: string | null;
  readonly descriptionHtml: string | null;
  readonly images: readonly { readonly url: string; readonly alt: string }[] | null;
}

/** A variant of it as the channel's item. */
const channelItemSchema = z.object({
  listingId: id,
  variantId: id,
  sku: z.string(),
  priceMinor: minorUnits.nullable().describe("what it is offered for there, as last sent or seen"),
  currency: z.string().nullable(),
  ownPriceMinor: minorUnits.nullable().describe("set for this item, above every rule; null: the rule decides"),
});

export const productChannelSchema = z
  .object({
    storeId: id,
    storeName: z.string(),
    provider: z.string(),
    state: z
      .enum(CHANNEL_STATES)
      .describe(
        "unlisted: not there; publishing, updating: on its way; failed: the last try was refused; blocked: the channel keeps it off sale; off_sale: switched off there; gone: deleted there",
      ),
    error: z.string().nullable().describe("what was said of the last try"),
    url: z.string().nullable(),
    contentSync: z.boolean().describe("title, description and images follow the hub's"),
    stockSync: z.boolean().describe("of all its items there"),
    priceSync: z.boolean().describe("of all its items there"),
    fetchesUploads: z.boolean().describe("false: the channel cannot reach the hub, uploaded images stay behind"),
    own: typed<ChannelContent>(
      z.object({
        title: z.string().nullable(),
        descriptionHtml: z.string().nullable(),
        images: z.array(z.object({ url: z.string(), alt: z.string() })).nullable(),
      }),
    ).describe("what it says there instead of the product's; null: the product's"),
    isTakenOff: z.boolean().describe("taken off sale there by a person here"),
    items: z.array(channelItemSchema),
  })
  .meta({ id: "ProductChannel" });

export interface ProductChannel extends Omit<Answered<typeof productChannelSchema>, "fetchesUploads"> {
  readonly isSandbox: boolean;

  readonly errorTold: readonly MessagePart[] | null;
}

// The listing that is there before one that is gone.
const CHANNELS = `
  select c.id as "storeId", c.name as "storeName", c.provider,
    exists (select from argosy.sandbox_store s
      where s.organization_id = c.organization_id and s.connection_id = c.id) as "isSandbox",
    case when o.id is null then 'unlisted' when o.gone_at is not null then 'gone'
      when o.state in ('failed', 'rejected') then 'failed' when o.ext_key is null then 'publishing'
      when o.due_at is not null then 'updating' when o.is_off then 'off_sale'
      when o.is_blocked then 'blocked' else 'listed' end as state,
    o.error, o.error_said as "errorTold", o.url, coalesce(o.off_sale, false) as "isTakenOff",
    json_build_object('title', o.own_title, 'descriptionHtml', o.own_description_html,
      'images', case when o.own_images then (
        select coalesce(json_agg(json_build_object('url', g.url, 'alt', g.alt) order by g.position), '[]')
        from argosy.listing_image g
        where g.organization_id = c.organization_id and g.product_listing_id = o.id) end) as own,
    coalesce(o.content_sync, false) as "contentSync", coalesce(i."stockSync", false) as "stockSync",
    coalesce(i."priceSync", false) as "priceSync", coalesce(i.items, '[]') as items
  from argosy.connection c
  left join lateral (
    select x.id, x.gone_at, x.state, x.ext_key, x.is_blocked, x.due_at, x.error, x.error_said, x.url, x.content_sync,
      x.off_sale,
      x.own_title, x.own_description_html, x.own_images,
      x.snapshot ->> 'status' <> 'active' or x.snapshot -> 'listed' = 'false' as is_off
    from argosy.product_listing x
    where x.organization_id = c.organization_id and x.product_id = $1 and x.connection_id = c.id
    order by x.gone_at is not null, x.id limit 1) as o on true
  left join lateral (
    select bool_and(l.stock_sync) as "stockSync", bool_and(l.price_sync) as "priceSync",
      json_agg(json_build_object('listingId', l.id, 'variantId', v.id, 'sku', v.sku,
        'priceMinor', coalesce(p.expected_minor, p.observed_minor, p.desired_minor), 'currency', p.currency,
        'ownPriceMinor', p.override_minor) order by v.position, v.id) as items
    from argosy.listing l
    join argosy.variant v on v.organization_id = l.organization_id and v.id = l.variant_id and v.deleted_at is null
    left join argosy.listing_price p on p.organization_id = l.organization_id and p.listing_id = l.id and p.site = ''
    where l.organization_id = c.organization_id and l.product_listing_id = o.id and l.gone_at is null) as i on true
  where c.organization_id = argosy.tenant() and c.kind = 'commerce' and c.deleted_at is null
    and c.state in ${SELLING}
  order by c.created_at, c.id`;

/** Every connected channel, oldest first. Throws HubError PRODUCT_NOT_FOUND. */
export async function productChannels(tx: Tx, productId: string): Promise<ProductChannel[]> {
  const product = await tx.maybe(
    "select id from argosy.product where organization_id = argosy.tenant() and id = $1 and deleted_at is null",
    [productId],
  );
  if (!product) throw refusal("PRODUCT_NOT_FOUND");
  return tx.rows<ProductChannel>(CHANNELS, [productId]);
}
