import { describe, expect, test } from "vitest";
import type { ChannelProduct } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture, fixturePerTest } from "../../db/testing-fixtures.ts";
import { listCategories } from "../../hub/catalog/categories.ts";
import { createProduct } from "../../hub/catalog/create.ts";
import { listProducts } from "../../hub/catalog/list.ts";
import { getProduct } from "../../hub/catalog/read.ts";
import { recordChannelProducts } from "../../hub/channel-products/record.ts";
import { postMovements } from "../../hub/inventory/ledger.ts";
import { ensureDefaultLocation } from "../../hub/inventory/locations.ts";
import { listListings } from "../../hub/listings/index.ts";
import { ANA, channelProduct, channelVariant, later, NOON, sampleChannel } from "../../hub/listings/samples.ts";
import { applyPlan } from "./apply.ts";
import { buildPlan } from "./build.ts";
import { choosePlanItems, listPlanItems, type PlanSummary, planSummary } from "./read.ts";

const db = fixture(testDatabase);
const at = fixturePerTest(() => sampleChannel(db));

const inside = <T>(work: (tx: Tx) => Promise<T>) => db.database.tenant(at.here, work);
const record = (products: readonly ChannelProduct[]) =>
  inside((tx) => recordChannelProducts(tx, { connectionId: at.shop, products, now: NOON, initial: true }));
async function newRun(): Promise<string> {
  const { id } = await db.owner.one<{ id: string }>(
    "insert into run (organization_id, connection_id, kind, requested_by) values ($1, $2, 'plan', 'test') returning id",
    [at.here, at.shop],
  );
  return id;
}
async function plan(): Promise<PlanSummary> {
  const runId = await newRun();
  return inside((tx) => buildPlan(tx, { runId, connectionId: at.shop }, NOON));
}
const counts = (summary: PlanSummary) =>
  Object.fromEntries(
    summary.counts.map((c) => [[c.action, c.entity, c.field].filter((each) => each !== null).join(" "), c.planned]),
  );
const apply = (
  runId: string,
  stockFrom: "channel" | "hub" | "none" = "channel",
  onChunk: (tx: Tx, done: number) => Promise<void> = async () => undefined,
) =>
  applyPlan(db.database, {
    organization: at.here,
    runId,
    connectionId: at.shop,
    stockFrom,
    now: () => later(1),
    onChunk,
  });
const listings = async () => (await inside((tx) => listListings(tx, { limit: 200 }))).items;
const one = async (key: string) => {
  const found = (await listings()).find((listing) => listing.extKey === key);
  if (!found) throw new Error(`no listing ${key}`);
  return found;
};
const products = async () => (await inside((tx) => listProducts(tx, { limit: 200 }))).items;
const onHand = (variantId: string | null) =>
  db.owner.rows<{ on_hand: number; reserved: number; cause_kind: string }>(
    `select l.on_hand, l.reserved, m.cause_kind
     from level l
     join movement m using (organization_id, variant_id, location_id)
     where l.organization_id = $1 and l.variant_id = $2 and m.cause_kind = 'import'`,
    [at.here, variantId],
  );
const ours = (title: string, sku: string, priceMinor = 1000n, barcode?: string) =>
  inside((tx) => createProduct(tx, { product: { title, variants: [{ sku, priceMinor, barcode }] }, now: NOON }));

describe("planning", () => {
  test("a plan shows what would be linked, created and requested, and writes nothing else [A12.1]", async () => {
    await ours("Product p1", "SKU-v1");
    await ours("Only here", "ONLY");
    await record([
      channelProduct("p1", [channelVariant("v1"), channelVariant("v2")]),
      channelProduct("p2", [channelVariant("v3"), channelVariant("v4")]),
    ]);
    const before = await products();
    const summary = await plan();
    expect(counts(summary)).toEqual({
      "link variant": 1,
      "create_here product": 1,
      "create_here variant": 1,
      "create_there product": 1,
    });
    expect(summary.counts.find((c) => c.action === "create_there")?.chosen).toBe(0);
    expect(summary.counts.find((c) => c.action === "link")?.samples).toMatchObject([
      { title: "Product p1", confidence: 100 },
    ]);
    expect(await products()).toEqual(before);
    expect((await listings()).every((listing) => listing.state === "unmapped")).toBe(true);
    expect(await db.owner.rows("select 1 from movement where organization_id = $1", [at.here])).toEqual([]);
    expect(
      await db.owner.rows("select 1 from product_listing where organization_id = $1 and due_at is not null", [at.here]),
    ).toEqual([]);
  });

  test("a plan that was applied and made again is empty [A12.2]", async () => {
    await ours("Product p1", "sku-V1");
    await record([
      channelProduct("p1", [channelVariant("v1"), channelVariant("v2", { levels: [{ location: "", available: 7 }] })]),
      channelProduct(
        "p2",
        [channelVariant("v3", { sku: undefined, price: "19.90", options: [{ name: "Size", value: "L" }] })],
        {
          descriptionHtml: "<p>x<script>y</script></p>",
          title: "Bowl",
          brand: "Kiln",
          images: [
            { url: "https://img.example/1.png", position: 0 },
            { url: "nonsense", position: 1 },
          ],
        },
      ),
    ]);
    const first = await plan();
    expect(await apply(first.runId)).toEqual({ done: 3, sent: 0, failed: 0, skipped: 0 });
    expect((await plan()).open).toBe(0);
    const v3 = await one("v3");
    expect(v3).toMatchObject({ state: "mapped", matchMethod: "created", confidence: 100, variantSku: "shop-v3" });
    const created = (await products()).find((p) => p.title === "Bowl");
    const whole = await inside((tx) => getProduct(tx, created?.id ?? ""));
    expect(whole).toMatchObject({ descriptionHtml: "<p>x</p>", brand: "Kiln", active: true });
    expect(whole.images.map((image) => image.url)).toEqual(["https://img.example/1.png"]);
    expect(whole.variants).toMatchObject([{ sku: "shop-v3", title: "L", priceMinor: 1990n, currency: "USD" }]);
    expect((await products()).find((p) => p.title === "Product p1")?.variants).toBe(2);
    expect(await onHand((await one("v2")).variantId)).toEqual([{ on_hand: 7, reserved: 0, cause_kind: "import" }]);
    expect(await onHand((await one("v1")).variantId)).toEqual([{ on_hand: 5, reserved: 0, cause_kind: "import" }]);
  });

  test("planning again in the same run replaces the plan", async () => {
    await record([channelProduct("p1", [channelVariant("v1")])]);
    const { runId } = await plan();
    await inside((tx) => buildPlan(tx, { runId, connectionId: at.shop }, NOON));
    expect(counts(await inside((tx) => planSummary(tx, runId)))).toEqual({ "create_here product": 1 });
  });

  test("an ambiguous item waits for a person", async () => {
    await ours("Twin", "TWIN");
    await record([
      channelProduct("p1", [channelVariant("a", { sku: "TWIN" }), channelVariant("b", { sku: "twin" })]),
      channelProduct("p2", [channelVariant("c", { sku: "NEW" })]),
      channelProduct("p3", [channelVariant("d", { sku: "new" })]),
      channelProduct("p4", [channelVariant("e", { sku: undefined })], { title: "Twin deluxe" }),
    ]);
    const summary = await plan();
    expect(counts(summary)).toEqual({ "link variant": 3, "create_here product": 1, "create_here variant sku": 1 });
    expect(summary.counts.find((c) => c.action === "link")?.chosen).toBe(0);
    await apply(summary.runId);
    expect(
      (await listings()).filter((listing) => listing.state === "mapped").map((listing) => listing.extKey),
    ).toHaveLength(1);
    const items = await inside((tx) => listPlanItems(tx, { runId: summary.runId, action: "link" }));
    const chosenItem = items.items.find((item) => item.title === "Product p1");
    expect(
      await inside((tx) => choosePlanItems(tx, { runId: summary.runId, ids: [chosenItem?.id ?? ""], chosen: true })),
    ).toBe(1);
    expect(await apply(summary.runId)).toEqual({ done: 1, sent: 0, failed: 0, skipped: 0 });
  });
});

describe("applying", () => {
  test("an apply goes on where it stopped, and does nothing twice", async () => {
    await record(Array.from({ length: 250 }, (_, i) => channelProduct(`p${i}`, [channelVariant(`v${i}`)])));
    const { runId } = await plan();
    let chunks = 0;
    const crashing = apply(runId, "channel", async () => {
      chunks++;
      if (chunks === 2) throw new Error("killed");
    });
    await expect(crashing).rejects.toThrow("killed");
    expect(await db.owner.rows("select 1 from product where organization_id = $1", [at.here])).toHaveLength(100);
    const seen: number[] = [];
    expect(await apply(runId, "channel", async (_tx, done) => void seen.push(done))).toEqual({
      done: 150,
      sent: 0,
      failed: 0,
      skipped: 0,
    });
    expect(seen).toEqual([100, 50]);
    expect(await apply(runId)).toEqual({ done: 0, sent: 0, failed: 0, skipped: 0 });
    expect(await db.owner.rows("select 1 from product where organization_id = $1", [at.here])).toHaveLength(250);
    expect(await db.owner.rows("select 1 from movement where organization_id = $1", [at.here])).toHaveLength(250);
    expect((await plan()).open).toBe(0);
  });

  test("an item that cannot be applied fails alone, with words [F29]", async () => {
    await record([channelProduct("p1", [channelVariant("v1")]), channelProduct("p2", [channelVariant("v2")])]);
    const { runId } = await plan();
    await ours("Was faster", "SKU-v1");
    await db.owner.run("update listing set state = 'unmapped', variant_id = null where organization_id = $1", [
      at.here,
    ]);
    expect(await apply(runId)).toEqual({ done: 1, sent: 0, failed: 1, skipped: 0 });
    const failed = await inside((tx) => listPlanItems(tx, { runId, state: "failed" }));
    expect(failed.items[0]?.error).toBe('The SKU "SKU-v1" is already used by "Was faster".');
    expect((await one("v2")).state).toBe("mapped");
  });

  test("an apply takes the channel's number once: never over stock that is counted already", async () => {
    const { variantIds } = await ours("Known", "SKU-v1");
    await record([channelProduct("p1", [channelVariant("v1", { levels: [{ location: "", available: 50 }] })])]);
    await db.owner.run(
      "insert into location (organization_id, name, code, is_default) values ($1, 'Main', 'main', true)",
      [at.here],
    );
    await db.owner.run(
      `insert into level (organization_id, variant_id, location_id, on_hand)
       select $1, $2, id, 3
       from location
       where organization_id = $1`,
      [at.here, variantIds[0]],
    );
    await apply((await plan()).runId);
    expect(await db.owner.rows("select on_hand from level where organization_id = $1", [at.here])).toEqual([
      { on_hand: 3 },
    ]);
  });

  test("opening stock stands where the channel's locations are mapped", async () => {
    await db.owner.run(
      `insert into location (organization_id, name, code, is_default)
       values ($1, 'Main', 'main', true), ($1, 'Berlin', 'ber', false)`,
      [at.here],
    );
    await db.owner.run(
      `insert into ext_location (organization_id, connection_id, ext_key, name, location_id)
       select $1, $2, '7', 'B', id
       from location
       where organization_id = $1 and code = 'ber'`,
      [at.here, at.shop],
    );
    await record([
      channelProduct("p1", [
        channelVariant("v1", {
          levels: [
            { location: "7", available: 2 },
            { location: "8", available: 4 },
            { location: "9", available: -3 },
          ],
        }),
      ]),
    ]);
    await apply((await plan()).runId);
    const levels = await db.owner.rows(
      `select code, on_hand
       from level
       join location on location.id = location_id
       where level.organization_id = $1
       order by code`,
      [at.here],
    );
    expect(levels).toEqual([
      { code: "ber", on_hand: 2 },
      { code: "main", on_hand: 4 },
    ]);
  });

  test("a store with stock from none never gets zero for what was not counted", async () => {
    const existing = await ours("Known", "SKU-v1");
    await db.owner.run(
      "insert into location (organization_id, name, code, is_default) values ($1, 'Main', 'main', true)",
      [at.here],
    );
    await inside(async (tx) => {
      const locationId = await ensureDefaultLocation(tx, NOON);
      await postMovements(tx, {
        movements: [
          {
            variantId: existing.variantIds[0] ?? "",
            locationId,
            causeKind: "adjust",
            causeRef: "counted",
            onHandDelta: 5,
            reservedDelta: 0,
          },
        ],
        actor: ANA,
        now: NOON,
      });
    });
    await record([channelProduct("p1", [channelVariant("v1")]), channelProduct("p2", [channelVariant("v2")])]);
    await apply((await plan()).runId, "none");
    expect([(await one("v1")).stockSync, (await one("v2")).stockSync]).toEqual([true, false]);
    expect(
      await db.owner.rows("select 1 from movement where organization_id = $1 and cause_kind = 'import'", [at.here]),
    ).toEqual([]);
  });

  test("products of ours go on their way only when wanted there [A3.3, A4.1]", async () => {
    const { id } = await ours("Only here", "ONLY");
    const { runId } = await plan();
    expect(await apply(runId)).toEqual({ done: 0, sent: 0, failed: 0, skipped: 0 });
    expect(await inside((tx) => choosePlanItems(tx, { runId, action: "create_there", chosen: true }))).toBe(1);
    await apply(runId);
    const rows = await db.owner.rows(
      "select product_id, ext_key, content_sync, due_at, state from product_listing where organization_id = $1",
      [at.here],
    );
    expect(rows).toEqual([{ product_id: id, ext_key: null, content_sync: true, due_at: later(1), state: "waiting" }]);
    expect((await plan()).open).toBe(0);
  });
});

test("categories are linked by name along the tree, the others created, products put into them", async () => {
  await db.owner.run("insert into category (organization_id, name) values ($1, 'Kitchen')", [at.here]);
  await db.owner.run(
    `insert into category_listing (organization_id, connection_id, ext_key, parent_key, name, seen_at)
     values ($1, $2, '1', null, 'kitchen', now()), ($1, $2, '2', '1', 'Mugs', now()), ($1, $2, '0', '2', 'Blue', now()),
       ($1, $2, 'x', 'y', 'Loop', now()), ($1, $2, 'y', 'x', 'Loop too', now())`,
    [at.here, at.shop],
  );
  await record([channelProduct("p1", [channelVariant("v1")], { categoryKeys: ["0", "nowhere"] })]);
  const summary = await plan();
  expect(counts(summary)).toEqual({ "link category": 1, "create_here category": 4, "create_here product": 1 });
  expect((await apply(summary.runId)).failed).toBe(0);
  const tree = await inside(listCategories);
  const path = (id: string | null): string => {
    const found = tree.find((each) => each.id === id);
    return found ? `${path(found.parentId)}/${found.name}` : "";
  };
  expect(tree.map((each) => path(each.id))).toEqual(
    expect.arrayContaining(["/Kitchen", "/Kitchen/Mugs", "/Kitchen/Mugs/Blue"]),
  );
  expect(tree).toHaveLength(5);
  const [product] = await products();
  expect((await inside((tx) => getProduct(tx, product?.id ?? ""))).categoryIds.map(path)).toEqual([
    "/Kitchen/Mugs/Blue",
  ]);
  expect((await plan()).open).toBe(0);
});

test.each([
  ["the item's key", "v1", null],
  ["its SKU alone", null, "mug-4"],
])(
  "orders that waited for the link by %s find the opening stock, and what they took is not lost",
  async (_, key, sku) => {
    await record([
      channelProduct("p1", [channelVariant("v1", { sku: "MUG-4", levels: [{ location: "", available: 4 }] })]),
    ]);
    await db.owner.run("update listing_stock set observed_at = $2 where organization_id = $1", [at.here, later(10)]);
    await db.owner.run(
      `with placed as (insert into sales_order (organization_id, connection_id, ext_key, ext_number, number, status,
         financial, fulfilment, currency, placed_at, has_unmapped)
       values ($1, $2, 'o1', 'o1', 'SH-o1', 'processing', 'paid', 'unfulfilled', 'USD', $3, true) returning id)
     insert into order_line (organization_id, order_id, ext_key, ext_variant_key, sku, title, ordered_quantity,
       quantity, unit_price, total_minor, took_quantity)
     select $1, id, 'l1', $4, $5, 'Mug', 1, 1, 10, 1000, 1 from placed`,
      [at.here, at.shop, later(5), key, sku],
    );
    await apply((await plan()).runId);
    const level = await db.owner.one("select on_hand, reserved, available from level where organization_id = $1", [
      at.here,
    ]);
    expect(level).toEqual({ on_hand: 5, reserved: 1, available: 4 });
  },
);

test("two organizations with the same shop never meet in a plan", async () => {
  const there = await db.newOrganization("There");
  await db.database.tenant(there, (tx) =>
    createProduct(tx, { product: { title: "Theirs", sku: "SKU-v1" }, now: NOON }),
  );
  await record([channelProduct("p1", [channelVariant("v1")])]);
  const { runId } = await plan();
  expect(counts(await inside((tx) => planSummary(tx, runId)))).toEqual({ "create_here product": 1 });
  const them = <T>(work: (tx: Tx) => Promise<T>) => db.database.tenant(there, work);
  await expect(them((tx) => buildPlan(tx, { runId, connectionId: at.shop }, NOON))).rejects.toThrow("no such channel");
  expect((await them((tx) => planSummary(tx, runId))).counts).toEqual([]);
  expect((await them((tx) => listPlanItems(tx, { runId }))).items).toEqual([]);
  expect(await them((tx) => choosePlanItems(tx, { runId, action: "create_here", chosen: false }))).toBe(0);
  const foreign = applyPlan(db.database, {
    organization: there,
    runId,
    connectionId: at.shop,
    stockFrom: "channel",
    now: () => NOON,
    onChunk: async () => undefined,
  });
  expect(await foreign).toEqual({ done: 0, sent: 0, failed: 0, skipped: 0 });
});
