import { beforeAll, expect, test } from "vitest";
import { listAlerts } from "../../hub/alerts/alerts.ts";
import { createCategory, deleteCategory, updateCategory } from "../../hub/catalog/categories.ts";
import { createProduct } from "../../hub/catalog/create.ts";
import { updateProduct } from "../../hub/catalog/update.ts";
import { recordChannelProducts } from "../../hub/channel-products/record.ts";
import { sendProduct } from "../../hub/content/send-product.ts";
import { sendProducts } from "../../hub/content/send-products.ts";
import { editCustomer } from "../../hub/customers/edit.ts";
import { productChannels } from "../../hub/listings/product-channels.ts";
import { ANA, channelProduct, channelVariant, sampleStore } from "../../hub/listings/samples.ts";
import { putRates } from "../../hub/prices/rates.ts";
import { patchStore } from "../../hub/store-settings/patch-store.ts";
import { resolveSettledAlerts } from "../maintenance/settled-alerts.ts";
import { applyPlan } from "../plan/apply.ts";
import { buildPlan } from "../plan/build.ts";
import { planSummary } from "../plan/read.ts";
import { type TestEngine, testEngine } from "../testing.ts";
import { channel } from "./testing.ts";

let shop: ReturnType<typeof channel>;
let engine: TestEngine;
const now = () => new Date(engine.clock.now());

async function work(): Promise<void> {
  for (let n = 0; n < 4; n++) {
    engine.clock.pass(3_000);
    await engine.engine.runUntilIdle();
  }
}

const set = (settings: Parameters<typeof patchStore>[1]["patch"]["settings"]) =>
  engine.inside((tx) => patchStore(tx, { connectionId: engine.store, by: ANA, now: now(), patch: { settings } }));

const make = (sku: string, more: Partial<Parameters<typeof createProduct>[1]["product"]> = {}) =>
  engine.inside((tx) =>
    createProduct(tx, { product: { title: sku, variants: [{ sku, priceMinor: 900n }], ...more }, now: now() }),
  );

const onChannel = () =>
  [...shop.shown.values()].map((one) => one.variants.map((variant) => variant.sku).join("+")).sort();

beforeAll(async () => {
  shop = channel();
  engine = await testEngine(shop.ports);
  await engine.db.owner.run("update connection set catalogue_read_at = now() where id = $1", [engine.store]);
  await make("OLD");
  return () => engine[Symbol.asyncDispose]();
});

test("a store that gets nothing of itself gets nothing [A4.1]", async () => {
  await work();
  expect(shop.puts).toEqual([]);
});

test("a store switched on gets what it may have and lacks, and what is made afterwards; not what waits there to be linked [A4.1]", async () => {
  await engine.inside((tx) =>
    recordChannelProducts(tx, {
      connectionId: engine.store,
      // Stands twice there, so that nothing is linked by itself.
      products: ["t1", "t2"].map((key) => channelProduct(key, [channelVariant(`v${key}`, { sku: "TWIN" })])),
      now: now(),
      initial: false,
    }),
  );
  await make("TWIN");
  await make("SLEEPING", { active: false });
  await set({ publish: { products: "automatic" } });
  await work();
  await make("NEW");
  await work();
  expect(onChannel()).toEqual(["NEW", "OLD"]);
  expect(shop.puts).toHaveLength(2);
});

test("a variant added to a product that is there appears there, and nothing else of it is touched [A4.1]", async () => {
  const { variant } = await engine.listed("MUG", 5);
  const { product } = await engine.db.owner.one<{ product: string }>(
    "select product_id as product from variant where id = $1",
    [variant],
  );
  const there = channelProduct("MUG", [channelVariant("MUG", { sku: "MUG" })], { title: "The shop's own title" });
  shop.shown.set("MUG", there);
  await engine.inside((tx) =>
    recordChannelProducts(tx, { connectionId: engine.store, products: [there], now: now(), initial: false }),
  );
  await engine.inside((tx) =>
    updateProduct(tx, {
      id: product,
      patch: {
        variants: [
          { id: variant, sku: "MUG" },
          { sku: "MUG-XL", priceMinor: 1_200n },
        ],
      },
      now: now(),
    }),
  );
  await work();
  expect(shop.shown.get("MUG")).toMatchObject({ title: "The shop's own title" });
  expect(onChannel()).toContain("MUG+MUG-XL");
  const { state } = await engine.db.owner.one<{ state: string }>(
    "select state from listing where ext_key = 'v-MUG-XL' and connection_id = $1",
    [engine.store],
  );
  expect(state).toBe("mapped");
});

test("a product the channel tells of before it answers that it was made stands once [A4.1]", async () => {
  const { products } = shop.ports;
  const made = products.put;
  if (!made) throw new Error("this channel takes products");
  products.put = async (...requested) => {
    const answer = await made(...requested);
    // Its own webhook is the quicker one.
    await engine.inside((tx) =>
      recordChannelProducts(tx, {
        connectionId: engine.store,
        products: [answer.product],
        now: now(),
        initial: false,
      }),
    );
    return answer;
  };
  await make("QUICK");
  await work();
  products.put = made;
  const rows = await engine.db.owner.rows(
    `select p.ext_key as key, p.error, l.state, p.product_id is not null as "isLinked" from product_listing p
     left join listing l on l.product_listing_id = p.id where p.connection_id = $1 and p.title = 'QUICK'`,
    [engine.store],
  );
  expect(rows).toEqual([{ key: "p-QUICK", error: null, state: "mapped", isLinked: true }]);
});

test("products of a category or tag alone are published; one that comes to fit follows [A4.1]", async () => {
  const mugs = await engine.inside((tx) => createCategory(tx, { name: "Mugs", now: now() }));
  await set({ listings: { select: { categoryIds: [mugs], tags: ["web"] } } });
  await make("FITS", { categoryIds: [mugs] });
  await make("TAGGED", { attributes: { tags: ["web"] } });
  const { id: later } = await make("LATER");
  await work();
  expect(onChannel()).toEqual(expect.arrayContaining(["FITS", "TAGGED"]));
  expect(onChannel()).not.toContain("LATER");
  await engine.inside((tx) => updateProduct(tx, { id: later, patch: { categoryIds: [mugs] }, now: now() }));
  await work();
  expect(onChannel()).toContain("LATER");
  await set({ listings: { select: { categoryIds: [], tags: [] } } });
  await work();
});

test("categories made, renamed, moved and deleted here are so there; what is refused is said [A4.4]", async () => {
  const settled = (name: string) => [...shop.tree.values()].find((one) => one.name === name);
  await set({ publish: { categories: true } });
  const kitchen = await engine.inside((tx) => createCategory(tx, { name: "Kitchen", now: now() }));
  const cups = await engine.inside((tx) => createCategory(tx, { name: "Cups", parentId: kitchen, now: now() }));
  await work();
  expect([settled("Mugs"), settled("Kitchen"), settled("Cups")]).toEqual([
    { name: "Mugs", parent: null },
    { name: "Kitchen", parent: null },
    { name: "Cups", parent: "key-Kitchen" },
  ]);
  await engine.inside((tx) => updateCategory(tx, { id: cups, name: "Beakers", parentId: null, now: now() }));
  await work();
  expect(shop.tree.get("key-Cups")).toEqual({ name: "Beakers", parent: null });
  await engine.inside((tx) => updateCategory(tx, { id: cups, parentId: kitchen, now: now() }));
  await work();
  await engine.inside((tx) => deleteCategory(tx, { id: kitchen, now: now() }));
  await work();
  expect(shop.tree.has("key-Kitchen")).toBe(false);
  expect(shop.tree.get("key-Cups")).toEqual({ name: "Beakers", parent: null });
  const refused = await engine.inside((tx) => createCategory(tx, { name: "Forbidden", now: now() }));
  await work();
  const open = async () => (await engine.inside((tx) => listAlerts(tx, { state: "open", now: now() }))).items;
  expect(await open()).toMatchObject([{ kind: "category_failed", text: "No such name here.", subjectId: refused }]);
  await engine.inside((tx) => deleteCategory(tx, { id: refused, now: now() }));
  await work();
  await engine.inside((tx) => resolveSettledAlerts(tx, now()));
  expect(await open()).toEqual([]);
});

test("linked products follow edits here with the store's content switch on [A4.2]", async () => {
  await set({ publish: { content: true } });
  await work();
  const { product } = await engine.db.owner.one<{ product: string }>(
    "select product_id as product from variant where sku = 'MUG'",
  );
  expect(shop.shown.get("MUG")?.title).toBe("MUG");
  await engine.inside((tx) => updateProduct(tx, { id: product, patch: { title: "Big mug" }, now: now() }));
  await work();
  expect(shop.shown.get("MUG")?.title).toBe("Big mug");
  await set({ publish: { content: false } });
  await engine.inside((tx) => updateProduct(tx, { id: product, patch: { title: "Bigger" }, now: now() }));
  await work();
  expect(shop.shown.get("MUG")?.title).toBe("Big mug");
});

test("a first sync with all of ours sends every product and category the new store lacks, and says what became of each [A3.3]", async () => {
  const other = channel();
  engine.ports = other.ports;
  const store = await sampleStore(engine.db, engine.organization);
  const { id: runId } = await engine.db.owner.one<{ id: string }>(
    "insert into run (organization_id, connection_id, kind, requested_by) values ($1, $2, 'plan', 'test') returning id",
    [engine.organization, store],
  );
  await engine.inside((tx) => buildPlan(tx, { runId, connectionId: store }, now(), { sendsAll: true }));
  const there = async () => {
    const { counts } = await engine.inside((tx) => planSummary(tx, runId));
    return counts
      .filter(({ action }) => action === "create_there")
      .map(({ entity, planned, chosen, sent, done, failed }) => ({ entity, planned, chosen, sent, done, failed }));
  };
  const active = await engine.db.owner.one<{ products: number; categories: number }>(
    `select (select count(*)::int from product where active and deleted_at is null) as products,
       (select count(*)::int from category) as categories`,
  );
  const { products, categories } = active;
  const rest = { planned: 0, chosen: 0, sent: 0, failed: 0 };
  expect(await there()).toEqual([
    { ...rest, entity: "category", planned: categories, chosen: categories, done: 0 },
    { ...rest, entity: "product", planned: products, chosen: products, done: 0 },
  ]);
  await applyPlan(engine.db.database, {
    organization: engine.organization,
    runId,
    connectionId: store,
    stockFrom: "none",
    now,
    onChunk: async () => undefined,
  });
  await work();
  expect([other.shown.size, other.tree.size]).toEqual([products, categories]);
  expect(await there()).toEqual([
    { ...rest, entity: "category", done: categories },
    { ...rest, entity: "product", done: products },
  ]);
});

test("a customer corrected here is corrected in the account they have there, once the store is to hear of it [A4.8]", async () => {
  const accounts = new Map([["mona@buyers.example", { name: "Mona" }]]);
  engine.ports = {
    customers: {
      sweeps: [],
      async update({ email, name }) {
        if (!accounts.has(email)) return null;
        accounts.set(email, { name: name ?? "" });
        return email;
      },
    },
  };
  const { id } = await engine.db.owner.one<{ id: string }>(
    "insert into customer (organization_id, name, email) values ($1, 'Mona', 'mona@buyers.example') returning id",
    [engine.organization],
  );
  await engine.db.owner.run(
    `insert into contact_point (organization_id, kind, value, customer_id)
     values ($1, 'email', 'mona@buyers.example', $2)`,
    [engine.organization, id],
  );
  const correct = async (name: string) => {
    await engine.inside((tx) => editCustomer(tx, id, { name }, now()));
    await work();
  };
  await correct("Mona Adel");
  expect(accounts.get("mona@buyers.example")).toEqual({ name: "Mona" });
  await set({ publish: { customers: true } });
  await correct("Mona A. Adel");
  expect(accounts.get("mona@buyers.example")).toEqual({ name: "Mona A. Adel" });
  accounts.clear();
  await correct("Mona");
  expect(accounts.size).toBe(0);
});

test("one product is sent to one store because a person says so, first and again; not beside an item that waits to be linked", async () => {
  await using by = await testEngine(shop.ports);
  const at = () => new Date(by.clock.now());
  const run = async () => {
    for (let n = 0; n < 3; n++) {
      by.clock.pass(3_000);
      await by.engine.runUntilIdle();
    }
  };
  const made = await by.inside((tx) =>
    createProduct(tx, { product: { title: "Jug", variants: [{ sku: "JUG", priceMinor: 900n }] }, now: at() }),
  );
  const send = () => by.inside((tx) => sendProduct(tx, { productId: made.id, connectionId: by.store, now: at() }));
  await expect(send()).rejects.toMatchObject({ code: "PRODUCT_NOT_SENT" });
  await by.db.owner.run("update connection set catalogue_read_at = now() where id = $1", [by.store]);
  shop.puts.length = 0;
  expect(await send()).toBe("creates");
  const stands = () => by.inside((tx) => productChannels(tx, made.id));
  expect(await stands()).toMatchObject([{ state: "publishing", items: [] }]);
  await run();
  expect(await stands()).toMatchObject([{ state: "listed", contentSync: true, items: [{ sku: "JUG" }] }]);
  const theirs = channelProduct("p-JUG", [channelVariant("v-JUG", { sku: "JUG" })], { title: "Theirs" });
  shop.shown.set("p-JUG", { ...theirs, version: { kind: "time", value: BigInt(by.clock.now() + 60_000) * 1000n } });
  await by.db.owner.run("update product_listing set content_sync = false");
  expect(await send()).toBe("updates");
  await run();
  expect(shop.puts).toMatchObject([
    { key: null, product: { title: "Jug" } },
    { key: "p-JUG", product: { title: "Jug" } },
  ]);
  // Of many each is told by itself.
  const missing = made.id.replace(/^./, made.id.startsWith("0") ? "1" : "0");
  const many = { productIds: [missing, made.id], connectionId: by.store, now: at() };
  const answers = await by.inside((tx) => sendProducts(tx, many));
  expect(answers).toHaveLength(2);
  expect(answers).toContainEqual({ productId: made.id, storeId: by.store, ok: true, action: "updates" });
  expect(answers).toContainEqual(
    expect.objectContaining({ productId: missing, error: expect.objectContaining({ code: "PRODUCT_NOT_FOUND" }) }),
  );
  await by.db.owner.run("delete from listing_stock; update listing set state = 'unmapped', variant_id = null");
  await expect(send()).rejects.toMatchObject({ code: "PRODUCT_NOT_SENT" });
});

test("a product held back for want of an exchange rate goes out when there is one", async () => {
  await using by = await testEngine(shop.ports);
  const at = () => new Date(by.clock.now());
  await by.db.owner.run(
    `update connection set catalogue_read_at = now(), facts = facts || '{"currency": "EUR"}' where id = $1`,
    [by.store],
  );
  const variants = [{ sku: "PAN", priceMinor: 900n, currency: "KWD" }];
  const made = await by.inside((tx) => createProduct(tx, { product: { title: "Pan", variants }, now: at() }));
  shop.puts.length = 0;
  await by.inside((tx) => sendProduct(tx, { productId: made.id, connectionId: by.store, now: at() }));
  await by.engine.runUntilIdle();
  expect(shop.puts).toEqual([]);
  const rates = [{ base: "KWD", quote: "EUR", rate: "3" }];
  await by.inside((tx) => putRates(tx, { rates, source: "manual", now: at() }));
  await by.engine.runUntilIdle();
  expect(shop.puts).toMatchObject([{ product: { title: "Pan" } }]);
});

test("an image the hub keeps goes out under the hub's address; where the channel cannot reach it, it stays behind", async () => {
  const stored = `/images/${"a".repeat(32)}/${"b".repeat(48)}.png`;
  const images = [{ url: stored }, { url: "https://elsewhere.example/a.png" }];
  const agreed: unknown[] = [];
  for (const isReachable of [true, false]) {
    await using by = await testEngine(shop.ports, {}, {}, undefined, { canReceiveWebhooks: isReachable });
    const at = () => new Date(by.clock.now());
    await by.db.owner.run("update connection set catalogue_read_at = now() where id = $1", [by.store]);
    const product = { title: "Vase", images, variants: [{ sku: `VASE-${isReachable}`, priceMinor: 900n }] };
    const made = await by.inside((tx) => createProduct(tx, { product, now: at() }));
    await by.inside((tx) => sendProduct(tx, { productId: made.id, connectionId: by.store, now: at() }));
    await by.engine.runUntilIdle();
    agreed.push(await by.db.owner.one("select base->'images'->>'a' as agreed from product_listing"));
  }
  const sent = shop.puts.slice(-2).map(({ product }) => product.images.map(({ url }) => url));
  expect(sent).toEqual([
    [`http://localhost${stored}`, "https://elsewhere.example/a.png"],
    ["https://elsewhere.example/a.png"],
  ]);
  // Once it can be reached, sending the product again sends them.
  expect(agreed).toEqual([{ agreed: "true" }, { agreed: null }]);
});
