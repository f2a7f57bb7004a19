/** Made-up stores, products and channel items for tests of the catalog, listings and plan. */
import type { OrganizationId } from "../../commerce/ids.ts";
import type { ChannelProduct, ChannelVariant } from "../../commerce/product.ts";
import type { TestDatabase } from "../../db/testing.ts";
import { createDraft } from "../stores/draft.ts";
import { activateStore } from "../stores/lifecycle.ts";

export const NOON = new Date("2026-11-20T12:00:00Z");
export const ANA = { kind: "user", id: "1", name: "ana@example.test" } as const;

/** `minutes` after noon. */
export function later(minutes: number): Date {
  return new Date(NOON.getTime() + minutes * 60_000);
}

/** An active store; answers its id. */
export function sampleStore(db: TestDatabase, organization: OrganizationId, name = "Shop"): Promise<string> {
  return db.database.tenant(organization, async (tx) => {
    const { id } = await createDraft(tx, db.vault, { kind: "commerce", provider: "fakeshop", name, now: NOON });
    await activateStore(tx, { connectionId: id, by: ANA, now: NOON });
    return id;
  });
}

/** An organization of its own with a channel. */
export async function sampleChannel(db: TestDatabase): Promise<{ here: OrganizationId; shop: string }> {
  const here = await db.newOrganization();
  return { here, shop: await sampleStore(db, here) };
}

export function channelVariant(key: string, change: Partial<ChannelVariant> = {}): ChannelVariant {
  return {
    key,
    sku: `SKU-${key}`,
    options: [],
    price: "10.00",
    currency: "USD",
    levels: [{ location: "", available: 5 }],
    ext: { key },
    ...change,
  };
}

export function channelProduct(
  key: string,
  variants: readonly ChannelVariant[],
  change: Partial<ChannelProduct> = {},
): ChannelProduct {
  return {
    key,
    version: { kind: "time", value: 1_000n },
    title: `Product ${key}`,
    status: "active",
    categoryKeys: [],
    images: [],
    variants,
    ext: null,
    raw: { id: key },
    ...change,
  };
}

/** A product with one variant of ours, written plainly; answers the variant's id. */
export async function sampleVariant(
  db: TestDatabase,
  organization: OrganizationId,
  variant: { readonly sku: string; readonly barcode?: string; readonly title?: string },
): Promise<string> {
  const row = await db.owner.one<{ id: string }>(
    `with made as (insert into product (organization_id, title) values ($1, $2) returning id)
     insert into variant (organization_id, product_id, sku, barcode, currency, price_minor)
     select $1, id, $3, $4, 'USD', 1000
     from made
     returning id`,
    [organization, variant.title ?? variant.sku, variant.sku, variant.barcode ?? null],
  );
  return row.id;
}
