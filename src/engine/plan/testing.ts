/** For tests: a store's channel is recorded, planned and applied, and what came of it looked at. */
import pino from "pino";
import type { Abilities } from "../../commerce/abilities.ts";
import type { OrganizationId } from "../../commerce/ids.ts";
import type { ChannelProduct } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";
import { type TestDatabase, testDatabase } from "../../db/testing.ts";
import { createProduct } from "../../hub/catalog/create.ts";
import { recordChannelProducts } from "../../hub/channel-products/record.ts";
import { listListings } from "../../hub/listings/index.ts";
import type { Listing } from "../../hub/listings/listings.ts";
import { later, NOON, sampleStore } from "../../hub/listings/samples.ts";
import { createDerivedWork } from "../background/run-derived-work.ts";
import { createFanOut } from "../fan-out/fan-out.ts";
import { testClock } from "../testing.ts";
import { applyPlan } from "./apply.ts";
import { buildPlan } from "./build.ts";
import type { PlanItem, StockFrom } from "./item.ts";
import { listPlanItems, type PlanSummary } from "./read.ts";

export interface PlanBench extends AsyncDisposable {
  readonly db: TestDatabase;
  readonly here: OrganizationId;
  readonly shop: string;
  inside<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** A product of ours with one variant; with units on hand where given. */
  ours(title: string, sku: string, onHand?: number): Promise<{ readonly id: string; readonly variantId: string }>;
  record(...products: ChannelProduct[]): Promise<unknown>;
  plan(how?: { readonly abilities?: Abilities; readonly sendsStock?: boolean }): Promise<PlanSummary>;
  apply(runId: string, stockFrom: StockFrom): ReturnType<typeof applyPlan>;
  items(runId: string, filter?: { action?: PlanItem["action"]; field?: string }): Promise<readonly PlanItem[]>;
  /** The listing of a key. Throws when there is none. */
  one(key: string): Promise<Listing>;
  /** Carries what changed to the channel's items. */
  propagate(): Promise<void>;
  /** Units on hand of a variant, of all locations. */
  onHand(variantId: string | null): Promise<number | null>;
}

export async function planBench(): Promise<PlanBench> {
  const db = await testDatabase();
  const here = await db.newOrganization();
  const shop = await sampleStore(db, here);
  const inside: PlanBench["inside"] = (work) => db.database.tenant(here, work);
  return {
    db,
    here,
    shop,
    inside,
    async ours(title, sku, onHand) {
      const { id, variantIds } = await inside((tx) =>
        createProduct(tx, { product: { title, variants: [{ sku, priceMinor: 1000n }] }, now: NOON }),
      );
      const variantId = variantIds[0] ?? "";
      if (onHand !== undefined) await stocked(db, here, variantId, onHand);
      return { id, variantId };
    },
    record: (...products) =>
      inside((tx) => recordChannelProducts(tx, { connectionId: shop, products, now: NOON, initial: true })),
    async plan(how) {
      const { id } = await db.owner.one<{ id: string }>(
        `insert into run (organization_id, connection_id, kind, requested_by)
         values ($1, $2, 'plan', 'test')
         returning id`,
        [here, shop],
      );
      return inside((tx) => buildPlan(tx, { runId: id, connectionId: shop }, NOON, how));
    },
    apply: (runId, stockFrom) =>
      applyPlan(db.database, {
        organization: here,
        runId,
        connectionId: shop,
        stockFrom,
        now: () => later(1),
        onChunk: async () => undefined,
      }),
    items: async (runId, filter = {}) =>
      (await inside((tx) => listPlanItems(tx, { runId, ...filter, limit: 200 }))).items,
    async one(key) {
      const { items } = await inside((tx) => listListings(tx, { limit: 200 }));
      const found = items.find((listing) => listing.extKey === key);
      if (!found) throw new Error(`no listing ${key}`);
      return found;
    },
    propagate() {
      const signal = new AbortController().signal;
      const deps = { db: db.database, clock: testClock(later(1).getTime()), log: pino({ level: "silent" }), signal };
      return createDerivedWork(deps, { changes: createFanOut({ ...deps, onDue: () => undefined }) }).run(
        "changes",
        here,
      );
    },
    async onHand(variantId) {
      const { units } = await db.owner.one<{ units: number | null }>(
        "select sum(on_hand)::int as units from level where organization_id = $1 and variant_id = $2",
        [here, variantId],
      );
      return units;
    },
    [Symbol.asyncDispose]: () => db[Symbol.asyncDispose](),
  };
}

async function stocked(db: TestDatabase, here: OrganizationId, variantId: string, onHand: number): Promise<void> {
  await db.owner.run(
    `with place as (
       insert into location (organization_id, name, code, is_default)
       values ($1, 'Main', 'main', true)
       on conflict do nothing
       returning id)
     insert into level (organization_id, variant_id, location_id, on_hand)
     select $1, $2, id, $3
     from (select id from place union select id from location where organization_id = $1) as p
     limit 1`,
    [here, variantId, onHand],
  );
}
