import fc from "fast-check";
import { expect, test } from "vitest";
import type { AutomationAction, AutomationDefinition } from "../../commerce/automations/definition.ts";
import type { Tx } from "../../db/database.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { runsOf as runsOfProperty } from "../../db/testing-runs.ts";
import { createProduct, getProduct, updateProduct } from "../catalog/index.ts";
import { ensureDefaultLocation } from "../inventory/locations.ts";
import { setReorderPoints } from "../inventory/reorder.ts";
import { setStock } from "../inventory/stock-changes.ts";
import { setListingSwitches } from "../listings/index.ts";
import { ANA, channelProduct, channelVariant, later, NOON, sampleChannel } from "../listings/samples.ts";
import { channelOf } from "../listings/testing.ts";
import { setPriceOverrides } from "../prices/overrides.ts";
import { NO_PLATFORMS } from "./acting.ts";
import { dryRunAutomations, dryRunRequest } from "./dry-run.ts";
import { runsOf, undoRun } from "./runs.ts";
import { ruleOf, switchedOn, workAll } from "./testing.ts";
import { workEvents } from "./work.ts";

const db = fixture(testDatabase);
const at = fixture(() => sampleChannel(db));
const { record, one } = channelOf(() => ({ db, ...at }));
const inside = <T>(work: (tx: Tx) => Promise<T>) => db.database.tenant(at.here, work);
const on = (...rules: readonly AutomationDefinition[]) => inside((tx) => switchedOn(tx, rules, NOON));
const work = () => workAll(inside, later(1));
const by = { actor: ANA, now: later(5) };

let made = 0;
/** A product of one variant that costs 6.00 and sells at 10.00. */
async function make(brand = "Nile", more: { readonly tags?: string[] } = {}): Promise<{ id: string; sku: string }> {
  const sku = `P-${++made}`;
  const variants = [{ sku, priceMinor: 1_000n, costMinor: 600n, currency: "USD" }];
  const product = { title: `Product ${made}`, brand, attributes: { tags: more.tags ?? [] }, variants };
  const { id } = await inside((tx) => createProduct(tx, { product, now: NOON }));
  return { id, sku };
}
const tagsOf = async (id: string) => (await inside((tx) => getProduct(tx, id))).attributes["tags"];
const edit = (id: string, title: string) => inside((tx) => updateProduct(tx, { id, patch: { title }, now: later(1) }));
const runs = (id: string) => inside((tx) => runsOf(tx, { column: "product_id", id }));
const stock = (sku: string, onHand: number) =>
  inside(async (tx) => {
    await ensureDefaultLocation(tx, NOON);
    await setStock(tx, { items: [{ sku, onHand }], actor: ANA, now: NOON });
  });
const stateOf = (id: string) =>
  inside((tx) =>
    tx.one(
      `select is_on as "isOn", stopped_because as because from argosy.automation
       where organization_id = argosy.tenant() and id = $1`,
      [id],
    ),
  );

/** A product of ours that is listed on the channel; answers its listing. */
async function listed() {
  const { id, sku } = await make();
  await record([channelProduct(`c-${sku}`, [channelVariant(`v-${sku}`, { sku })])]);
  const listing = (await one(`v-${sku}`)).id;
  await inside((tx) => setListingSwitches(tx, { listingIds: [listing], priceSync: true, stockSync: true }));
  return { id, sku, listing };
}
const ownPrice = (listing: string) =>
  inside((tx) =>
    tx.maybe(
      `select override_minor::int as minor, override_by as by from argosy.listing_price
       where organization_id = argosy.tenant() and listing_id = $1 and override_minor is not null`,
      [listing],
    ),
  );
const stockSync = async (listing: string) =>
  (
    await inside((tx) =>
      tx.one<{ on: boolean }>(
        'select stock_sync as "on" from argosy.listing where organization_id = argosy.tenant() and id = $1',
        [listing],
      ),
    )
  ).on;

test("a new product that meets the conditions is tagged once, the next automation sees the tag, and undoing takes it off", async () => {
  await on(
    ruleOf("product.created", [{ do: "add_tags", tags: ["check"] }], {
      when: {
        all: [
          { field: "product.brand", is: "is", value: "nile" },
          { field: "product.lowest_margin", is: "is", value: 40 },
          { field: "product.channels", is: "is_empty" },
        ],
      },
    }),
    ruleOf("product.created", [{ do: "create_task", title: "Photograph {{product.title}}" }], {
      when: { field: "product.tags", is: "has_any", value: ["check"] },
    }),
  );
  const [own, other] = [await make("Nile", { tags: ["own"] }), await make("Delta")];
  await work();
  await work();
  expect([await tagsOf(own.id), await tagsOf(other.id)]).toEqual([["own", "check"], []]);
  const [task, tagging] = await runs(own.id);
  expect([task?.name, tagging?.acts]).toEqual(["create_task", [{ do: "add_tags", added: ["check"] }]]);
  const callLog = await inside((tx) =>
    tx.rows(
      `select a.actor
       from argosy.audit_subject s
       join argosy.audit a on a.organization_id = argosy.tenant() and a.seq = s.seq
       where s.organization_id = argosy.tenant() and s.kind = 'products' and s.subject_id = $1
         and a.action = 'automations.acted'`,
      [own.id],
    ),
  );
  expect(callLog).toHaveLength(2);
  const undone = await inside((tx) => undoRun(tx, { id: tagging?.id ?? "", ...by }));
  expect([undone.acts[0]?.["undone"], await tagsOf(own.id)]).toEqual([true, ["own"]]);
});

test("a product changed in several statements of a transaction is told once, and not at all in a first import", async () => {
  await on(ruleOf("product.changed", [{ do: "create_task", title: "Changed" }]));
  const { id } = await make();
  await inside(async (tx) => {
    await updateProduct(tx, { id, patch: { title: "First" }, now: later(1) });
    await updateProduct(tx, { id, patch: { title: "Second", brand: "Delta" }, now: later(1) });
    await tx.run("update variant set price_minor = 1100 where organization_id = argosy.tenant() and product_id = $1", [
      id,
    ]);
  });
  await inside(async (tx) => {
    await tx.rows("select set_config('argosy.first_import', 'on', true)");
    await updateProduct(tx, { id, patch: { title: "Third" }, now: later(1) });
  });
  await work();
  // Made just before, it did not change.
  expect(await runs(id)).toHaveLength(1);
});

test("an automation's own change does not start it again, and two that start each other are stopped", async () => {
  await on(ruleOf("product.changed", [{ do: "add_tags", tags: ["seen"] }]));
  const alone = await make();
  await edit(alone.id, "Changed");
  await work();
  expect(await runs(alone.id)).toHaveLength(1);
  const [first = "", second = ""] = await on(
    ruleOf("product.changed", [{ do: "add_tags", tags: ["a"] }], {
      when: { field: "product.tags", is: "has_none", value: ["a"] },
    }),
    ruleOf("product.changed", [{ do: "remove_tags", tags: ["a"] }], {
      when: { field: "product.tags", is: "has_any", value: ["a"] },
      limits: { perDay: 100, perSubject: 50 },
    }),
  );
  await edit((await make()).id, "Changed");
  await work();
  expect(await stateOf(first)).toEqual({ isOn: false, because: "loop" });
  expect(await stateOf(second)).toEqual({ isOn: true, because: null });
});

test("stock that arrives, and stock that falls to its reorder point, is told with its location", async () => {
  const { id, sku } = await make();
  await on(
    ruleOf("stock.arrived", [{ do: "remove_tags", tags: ["sold out"] }]),
    ruleOf("stock.low", [{ do: "add_tags", tags: ["low"] }], {
      when: {
        all: [
          { field: "place.available", is: "at_most", value: 2 },
          { field: "product.skus", is: "has_any", value: [sku] },
        ],
      },
    }),
  );
  await stock(sku, 5);
  await stock(sku, 9);
  const items = [{ sku, reorderPoint: 2, reorderQuantity: null }];
  await inside((tx) => setReorderPoints(tx, { items, now: NOON }));
  await stock(sku, 2);
  await stock(sku, 1);
  await work();
  expect((await runs(id)).map(({ trigger }) => trigger)).toEqual(["stock.low", "stock.arrived"]);
  expect(await tagsOf(id)).toEqual(["low"]);
});

test("a price on channels follows from ours once, is not below the channel's own minimum, and is put back by undoing", async () => {
  const { id, listing } = await listed();
  await on(ruleOf("product.changed", [{ do: "set_channel_price", percent: 12.5, rounding: "99" }]));
  await edit(id, "Changed");
  await work();
  expect(await ownPrice(listing)).toEqual({ minor: 1_099, by: "automation:set_channel_price" });
  await edit(id, "Changed again");
  await work();
  const [again, first] = await runs(id);
  expect(again?.acts).toEqual([{ do: "set_channel_price", leftOut: "unchanged" }]);
  const undone = await inside((tx) => undoRun(tx, { id: first?.id ?? "", ...by }));
  expect([undone.acts[0]?.["undone"], await ownPrice(listing)]).toEqual([true, undefined]);
});

test("an action that did nothing to a product says whether it is on no channel, has no price, is not synced, or was so", async () => {
  const { id: alone } = await make();
  const { id, listing } = await listed();
  const foreign = { do: "set_channel_price", price: { minor: 900, currency: "JPY" } } as const;
  const whyNot = async (of: string, action: AutomationAction) => {
    await on(ruleOf("product.changed", [action]));
    await edit(of, `Changed ${++made}`);
    await work();
    return (await runs(of))[0]?.acts[0]?.["leftOut"];
  };
  expect(await whyNot(alone, foreign)).toBe("no_listing");
  expect(await whyNot(id, foreign)).toBe("no_price");
  expect(await whyNot(id, { do: "clear_channel_price" })).toBe("unchanged");
  expect(await whyNot(id, { do: "start_stock_sync" })).toBe("unchanged");
  await inside((tx) => setListingSwitches(tx, { listingIds: [listing], priceSync: false }));
  expect(await whyNot(id, { do: "set_channel_price", percent: 5 })).toBe("price_off");
});

test("undoing leaves a price alone that somebody set since, and puts back one that was cleared", async () => {
  const { id, listing } = await listed();
  const set = (priceMinor: bigint) =>
    inside((tx) => setPriceOverrides(tx, { overrides: [{ listingId: listing, priceMinor }], by: ANA, now: NOON }));
  await set(1_500n);
  await on(ruleOf("product.changed", [{ do: "set_channel_price", price: { minor: 900, currency: "USD" } }]));
  await edit(id, "Changed");
  await work();
  expect(await ownPrice(listing)).toMatchObject({ minor: 900 });
  await set(950n);
  const [run] = await runs(id);
  await inside((tx) => undoRun(tx, { id: run?.id ?? "", ...by }));
  expect(await ownPrice(listing)).toMatchObject({ minor: 950 });
  await on(ruleOf("product.changed", [{ do: "clear_channel_price" }]));
  await edit(id, "Changed again");
  await work();
  expect(await ownPrice(listing)).toBeUndefined();
  const [clearing] = await runs(id);
  await inside((tx) => undoRun(tx, { id: clearing?.id ?? "", ...by }));
  expect(await ownPrice(listing)).toMatchObject({ minor: 950 });
});

test("a price in another currency than the channel's is not set", async () => {
  const { id, listing } = await listed();
  await on(ruleOf("product.changed", [{ do: "set_channel_price", price: { minor: 900, currency: "EUR" } }]));
  await edit(id, "Changed");
  await work();
  expect(await ownPrice(listing)).toBeUndefined();
});

test("stock sync is stopped for the items of a product, and starts again by undoing, but not where a number waits", async () => {
  const { id, listing } = await listed();
  await on(ruleOf("product.changed", [{ do: "stop_stock_sync", channel: at.shop }]));
  await edit(id, "Changed");
  await work();
  expect(await stockSync(listing)).toBe(false);
  const [run] = await runs(id);
  await inside((tx) => undoRun(tx, { id: run?.id ?? "", ...by }));
  expect(await stockSync(listing)).toBe(true);
  await db.owner.run("update listing set stock_sync = false, stock_waits = true where id = $1", [listing]);
  await on(ruleOf("product.changed", [{ do: "start_stock_sync" }]));
  await edit(id, "Changed again");
  await work();
  expect(await stockSync(listing)).toBe(false);
});

test("a product is put on its way to a channel once, and a channel that takes none stops the automation", async () => {
  await db.owner.run("update connection set catalogue_read_at = now(), awaits_plan = false where id = $1", [at.shop]);
  const [rule = ""] = await on(ruleOf("product.created", [{ do: "publish_product", channel: at.shop }]));
  const sent = await make();
  await inside((tx) =>
    workEvents(tx, later(1), { size: 50, taken: [] }, { ...NO_PLATFORMS, takesProducts: () => true }),
  );
  const { n } = await inside((tx) =>
    tx.one<{ n: number }>(
      `select count(*)::int as n
       from argosy.product_listing
       where organization_id = argosy.tenant() and product_id = $1`,
      [sent.id],
    ),
  );
  expect(n).toBe(1);
  for (let count = 0; count < 3; count++) await make();
  await work();
  expect(await stateOf(rule)).toEqual({ isOn: false, because: "failing" });
});

test("a dry run tells product by product what would be done, and a product tells why", async () => {
  const { id } = await make("Delta");
  const rule = ruleOf("stock.low", [{ do: "create_task", title: "Order {{product.title}}" }], {
    when: { field: "product.brand", is: "is", value: "Delta" },
    channels: null,
  });
  const elsewhere = { ...rule, channels: [at.shop] };
  const found = await inside((tx) =>
    dryRunAutomations(tx, { definitions: [rule, elsewhere], orders: 1, now: later(2) }),
  );
  expect(found).toMatchObject({
    products: 1,
    matchedProducts: 1,
    matched: 0,
    counts: [1, 0],
    productRows: [{ productId: id, matches: [{ actions: [{ title: `Order Product ${made}` }] }] }],
  });
  await on(elsewhere);
  const now = await inside((tx) => dryRunRequest(tx, { subject: "product", id, now: later(2) }));
  expect(now).toMatchObject([{ verdict: "no", looked: [{ found: "Delta", verdict: "yes" }] }]);
});

const ACTIONS: readonly AutomationAction[] = [
  { do: "add_tags", tags: ["a"] },
  { do: "remove_tags", tags: ["a", "b"] },
  { do: "create_task", title: "t" },
  { do: "set_channel_price", percent: 10 },
  { do: "stop_stock_sync" },
];

test("an automation of any kind acts once on a product that came in, however often work is repeated or killed", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.constantFrom(...ACTIONS), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }),
      fc.array(fc.boolean(), { maxLength: 3 }),
      async (rules, kills) => {
        await on(...rules.map((actions) => ruleOf("product.created", actions)));
        const products = [await make(), await make()];
        for (const isKilled of kills)
          await inside(async (tx) => {
            await workEvents(tx, NOON, { size: 1, taken: [] });
            if (isKilled) throw new Error("killed");
          }).catch((error: unknown) => expect(String(error)).toContain("killed"));
        await work();
        for (const { id } of products)
          expect((await runs(id)).map(({ outcome }) => outcome)).toEqual(rules.map(() => "acted"));
      },
    ),
    { numRuns: runsOfProperty({ few: 6, many: 60 }) },
  );
});
