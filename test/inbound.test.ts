/** A shop that can program pushes its records; another is read by its description. Both over HTTP, to the end. */
import { describe, expect, test } from "vitest";
import type { ConnectedShop } from "../demo/connect.ts";
import type { Seller } from "../demo/seller.ts";
import { createSandboxClock } from "../src/connectors/kit/sandbox/clock.ts";
import { fixture } from "../src/db/testing-fixtures.ts";
import { HOUR, MINUTE, openLab, SECOND } from "./support/lab.ts";

const lab = fixture(() => openLab("inbound"));

interface PushAnswer {
  readonly accepted: number;
  readonly duplicates: number;
  readonly unknown: number;
  readonly rejected: number;
  readonly results: readonly {
    readonly externalId: string | null;
    readonly outcome: string;
    readonly problems: readonly string[];
  }[];
}

/** A shop connected by its address alone. */
async function ownShop(name: string, seller: Seller = lab.seller): Promise<string> {
  const { storeId } = await seller.post<{ storeId: string }>("/stores", {
    provider: "custom_api",
    name,
    values: { baseUrl: `https://${name}.example`, currency: "EGP", phoneCountry: "EG" },
    syncOptions: { importProducts: false, stockFrom: "none" },
  });
  await lab.work();
  return storeId;
}

const push = (store: string, kind: string, items: readonly object[], seller: Seller = lab.seller) =>
  seller.post<PushAnswer>(`/stores/${store}/inbound/${kind}`, { items });

const product = (sku: string, more: object = {}) => ({
  externalId: `p-${sku}`,
  updatedAt: "2026-11-20T08:00:00Z",
  title: `Item ${sku}`,
  variants: [{ externalId: `v-${sku}`, sku, price: "12.50", stock: 7 }],
  ...more,
});

const order = (id: string, sku: string, more: object = {}) => ({
  externalId: id,
  number: `R-${id}`,
  placedAt: "2026-11-20T10:00:00+02:00",
  updatedAt: "2026-11-20T08:00:00Z",
  status: "confirmed",
  financial: "paid",
  total: "30.00",
  shipping: 5,
  lines: [{ externalId: "1", variantId: `v-${sku}`, sku, title: `Item ${sku}`, quantity: 2, unitPrice: "12.50" }],
  customer: { name: "منى", phone: "01001234567" },
  ...more,
});

const orders = (store: string) =>
  lab.look<{ key: string; status: string; total: string }>(
    `select ext_key as key, status, total_minor::text as total from argosy.sales_order
     where organization_id = argosy.tenant() and connection_id = $1 order by ext_key`,
    [store],
  );

describe("pushed records", () => {
  test("pushed records are stored before the answer, applied by the engine, and harmless when they come again [B16]", async () => {
    const store = await ownShop("again");
    expect(await push(store, "products", [product("IN-1")])).toMatchObject({ accepted: 1, duplicates: 0, rejected: 0 });
    const first = await push(store, "orders", [order("1", "IN-1")]);
    expect(first.results).toEqual([{ index: 0, externalId: "1", outcome: "accepted", problems: [] }]);
    const waiting = await lab.look(
      `select 1
       from argosy.inbox_event
       where organization_id = argosy.tenant() and connection_id = $1 and status = 'pending'`,
      [store],
    );
    expect(waiting).toHaveLength(2);
    await lab.work();
    expect(await orders(store)).toEqual([{ key: "1", status: "confirmed", total: "3000" }]);
    expect((await push(store, "orders", [order("1", "IN-1")])).results).toMatchObject([{ outcome: "duplicate" }]);
    await lab.work();
    expect(await orders(store)).toHaveLength(1);
  });

  test("pushed records are answered one by one: what is wrong is named by its field, and holds up no other", async () => {
    const store = await ownShop("mixed");
    const { results, ...counts } = await push(store, "orders", [
      order("1", "X", { total: 12.5 }),
      order("2", "X"),
      order("3", "X", { lines: [{ title: "x", quantity: 1, unitprice: "1" }] }),
      order("4", "X", { placedAt: "2026-11-20 10:00:00", status: "shipped" }),
      { deleted: true },
    ]);
    expect(counts).toEqual({ accepted: 1, duplicates: 0, unknown: 0, rejected: 4 });
    const problems = results.map((one) => one.problems.join("; "));
    expect(problems[0]).toContain("total: an amount is decimal text");
    expect(problems[2]).toMatch(/lines\.0.*unitprice/);
    expect(problems[3]).toMatch(/placedAt: not a moment with a time zone.*status:/);
    await lab.work();
    expect((await orders(store)).map((one) => one.key)).toEqual(["2"]);
  });

  test("pushed records that overtake each other end in the newest state", async () => {
    const store = await ownShop("order");
    await push(store, "orders", [order("1", "X", { updatedAt: "2026-11-20T09:00:00Z", status: "cancelled" })]);
    await lab.work();
    await push(store, "orders", [order("1", "X")]);
    await lab.work();
    expect(await orders(store)).toMatchObject([{ status: "cancelled" }]);
  });

  test("pushed stock of a missing item is answered so, stored, reported, and taken when there is one", async () => {
    const store = await ownShop("unknown");
    const { unknown, accepted, results } = await push(store, "stock", [{ sku: "NEW-1", available: 6 }]);
    expect([unknown, accepted]).toEqual([1, 0]);
    expect(results).toMatchObject([{ outcome: "unknown", problems: [expect.stringContaining('"NEW-1"')] }]);
    // Its product may be on its way: what is unknown is looked for twice more before anybody is told.
    for (let n = 0; n < 3; n++) await lab.pass(MINUTE);
    const alerts = () =>
      lab.look(
        `select 1 from argosy.alert
         where organization_id = argosy.tenant() and connection_id = $1 and kind = 'stock_unknown' and state = 'open'`,
        [store],
      );
    expect(await alerts()).toHaveLength(1);
    const health = () => lab.seller.get<{ unknownStock: object }>(`/stores/${store}/health`);
    expect((await health()).unknownStock).toMatchObject({ total: 1, items: [{ item: "NEW-1", available: 6 }] });
    await push(store, "products", [
      product("NEW-1", { variants: [{ externalId: "v-NEW-1", sku: "NEW-1", price: "1" }] }),
    ]);
    await lab.pass(HOUR);
    expect((await health()).unknownStock).toMatchObject({ total: 0 });
    const shown = await lab.look<{ observed: number }>(
      `select s.observed
       from argosy.listing_stock s
       join argosy.listing l on l.organization_id = s.organization_id and l.id = s.listing_id
       where s.organization_id = argosy.tenant() and l.connection_id = $1`,
      [store],
    );
    expect(shown).toEqual([{ observed: 6 }]);
    expect(await alerts()).toHaveLength(0);
  });

  test("pushed records move stock: a pushed order reserves, its cancellation gives back", async () => {
    const store = await ownShop("stock");
    await lab.seller.post("/products", {
      title: "Item IN-9",
      variants: [{ sku: "IN-9", priceMinor: 1250, currency: "USD" }],
    });
    await lab.setStock({ "IN-9": 10 });
    await push(store, "products", [product("IN-9")]);
    await lab.pass(MINUTE);
    const level = async () =>
      (
        await lab.look<{ reserved: number }>(
          `select l.reserved
           from argosy.level l
           join argosy.variant v on v.organization_id = l.organization_id and v.id = l.variant_id
         where l.organization_id = argosy.tenant() and v.sku = 'IN-9'`,
        )
      )[0]?.reserved;
    // Orders from before the store was connected move nothing.
    const now = (ms = 0) => new Date(lab.clock.now() + ms).toISOString();
    await push(store, "orders", [order("1", "IN-9", { placedAt: now(), updatedAt: now() })]);
    await lab.work();
    expect(await level()).toBe(2);
    await push(store, "orders", [order("1", "IN-9", { placedAt: now(), updatedAt: now(1_000), status: "cancelled" })]);
    await lab.work();
    expect(await level()).toBe(0);
    expect(
      (await push(store, "stock", [{ sku: "IN-9", available: 3 }, { available: 3 }])).results.map((one) => one.outcome),
    ).toEqual(["accepted", "rejected"]);
    await lab.work();
    const [shown] = await lab.look<{ observed: number }>(
      `select s.observed
       from argosy.listing_stock s
       join argosy.listing l on l.organization_id = s.organization_id and l.id = s.listing_id
       where s.organization_id = argosy.tenant() and l.connection_id = $1`,
      [store],
    );
    expect(shown?.observed).toBe(3);
  });

  test("pushed deletions mark the record, and lose nothing", async () => {
    const store = await ownShop("gone");
    await push(store, "products", [product("IN-7")]);
    await lab.work();
    expect(await push(store, "products", [{ externalId: "p-IN-7", deleted: true }])).toMatchObject({ accepted: 1 });
    await lab.work();
    const rows = await lab.look<{ gone: boolean }>(
      `select gone_at is not null as gone
       from argosy.listing
       where organization_id = argosy.tenant() and connection_id = $1`,
      [store],
    );
    expect(rows).toEqual([{ gone: true }]);
  });
});

describe("the right to push", () => {
  test("a key with that one right may, and nothing else; a key without it may not", async () => {
    const store = await ownShop("keys");
    const keyOf = async (only: readonly string[]) =>
      (await lab.seller.post<{ key: string }>("/api-keys", { name: only.join(), role: "manager", actions: only })).key;
    const call = async (key: string, method: string, path: string, body?: object) => {
      const answer = await fetch(`${lab.url}/api${path}`, {
        method,
        headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return answer.status;
    };
    const pusher = await keyOf(["push_records"]);
    const items = { items: [order("1", "X")] };
    expect(await call(pusher, "POST", `/stores/${store}/inbound/orders`, items)).toBe(200);
    expect(await call(pusher, "GET", "/orders")).toBe(403);
    expect(await call(await keyOf(["view"]), "POST", `/stores/${store}/inbound/orders`, items)).toBe(403);
    expect(await call("argosy_nobody", "POST", `/stores/${store}/inbound/orders`, items)).toBe(401);
  });

  test("another organization's store is not there, and a platform's store takes no pushes", async () => {
    const other = await lab.join("inbound-other");
    const theirs = await ownShop("theirs", other.seller);
    const foreign = await lab.seller.call("POST", `/stores/${theirs}/inbound/orders`, { items: [order("1", "X")] });
    expect(foreign.status).toBe(404);
    const sandbox = await lab.sandbox("sylius");
    const platform = await lab.connect(sandbox, "A platform's");
    const refused = await lab.seller.call("POST", `/stores/${platform.id}/inbound/orders`, {
      items: [order("1", "X")],
    });
    expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([409, "INBOUND_NOT_TAKEN"]);
  });

  test("a push of too many items, none, or no list is refused as a whole", async () => {
    const store = await ownShop("limits");
    for (const body of [
      { items: [] },
      { items: Array.from({ length: 101 }, (_, index) => order(String(index), "X")) },
      {},
      { items: [1] },
    ])
      expect((await lab.seller.call("POST", `/stores/${store}/inbound/orders`, body)).status).toBe(400);
  });
});

describe("a shop read by its description", () => {
  let store: ConnectedShop;

  test("a described shop has the right stock, and its orders arrive by signed webhooks [B16]", async () => {
    store = await lab.stocked("custom_api", { "OWN-1": 8 });
    const key = store.sandbox.shop.placeOrder({ lines: [{ sku: "OWN-1", quantity: 3 }], payment: "paid" });
    await lab.work();
    expect((await orders(store.id)).map((one) => one.key)).toEqual([key]);
    await lab.setStock({ "OWN-1": 20 });
    await lab.pass(MINUTE);
    expect(store.sandbox.shop.stockOf("OWN-1")).toBe(17);
  });

  test("a described shop is not connected while a record does not fit, and the answer names the field", async () => {
    const sandbox = await lab.sandbox("custom_api");
    sandbox.shop.addProduct({ title: "Mug", variants: [{ sku: "M", price: "1.00", stock: 1 }] });
    const values = sandbox.shop.credentials();
    const manifest = (values.manifest ?? "").replace('"title": "name"', '"title": "nam"');
    const answer = await lab.seller.call("POST", "/stores", {
      provider: "custom_api",
      name: "Wrong",
      values: { ...values, manifest, endpoint: sandbox.url },
      syncOptions: { importProducts: false, stockFrom: "none" },
    });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(((await answer.json()) as { detail: string }).detail).toContain("reads.products: record 1: title:");
  });
});

describe("a shop whose clock is wrong", () => {
  test.each([
    ["behind", -2 * HOUR],
    ["ahead", 2 * HOUR],
  ])("two hours %s loses no order and sells no unit twice [F11]", async (how, aheadMs) => {
    const own = await lab.join(`clock-${how}`);
    const clock = createSandboxClock(own.clock);
    clock.aheadMs = aheadMs;
    const sandbox = await own.sandbox("medusa", { clock });
    const { shop, faults } = sandbox;
    faults.webhooks.lose = true;
    shop.addProduct({ title: "Mug", status: "active", variants: [{ sku: "MUG", price: "12.50", stock: 20 }] });
    const buy = (quantity: number) => shop.placeOrder({ lines: [{ sku: "MUG", quantity }], payment: "paid" });
    const before = buy(2);
    await own.pass(30 * MINUTE);
    const store = await own.connect(sandbox, "Mugs");
    await own.db.owner.run(
      `insert into argosy.run (organization_id, connection_id, kind, options, requested_by)
       values ($1, $2, 'initial_sync', '{"importProducts": true, "stockFrom": "channel"}', 'person')`,
      [own.organization, store.id],
    );
    const after = [buy(3)];
    own.clock.leap(5 * SECOND);
    await own.engine.runQueuedRuns(own.organization);
    await own.pass(10 * MINUTE);
    after.push(buy(4));
    await own.pass(HOUR);
    expect(await own.orderKeys(store)).toEqual([before, ...after].sort());
    const [level] = await own.look(
      "select on_hand as lies, reserved, available from argosy.level where organization_id = argosy.tenant()",
    );
    expect(level).toEqual({ lies: 20, reserved: 9, available: 11 });
    expect(shop.stockOf("MUG")).toBe(11);
    const conflicts = await own.look(
      "select field, policy from argosy.conflict where organization_id = argosy.tenant()",
    );
    expect(conflicts).toEqual([]);
    expect(await own.alerts("&state=open")).toEqual([]);
  });
});

test("orders at the turn of the year are neither skipped nor doubled, also by a shop whose clock is an hour ahead [F11]", async () => {
  const own = await lab.join("new-year");
  const newYear = Date.UTC(new Date(own.clock.now()).getUTCFullYear() + 1, 0, 1);
  const clock = createSandboxClock(own.clock);
  clock.aheadMs = HOUR;
  const sandbox = await own.sandbox("woocommerce", { clock });
  const { shop, faults } = sandbox;
  faults.webhooks.lose = true;
  shop.addProduct({ title: "Mug", status: "active", variants: [{ sku: "MUG", price: "12.50", stock: 20 }] });
  own.clock.leap(newYear - 3 * HOUR - own.clock.now());
  const store = await own.connect(sandbox, "Mugs");
  const keys: string[] = [];
  // Its own new year is over an hour before ours.
  for (const at of [
    newYear - 2 * HOUR,
    newYear - HOUR - SECOND,
    newYear - HOUR + SECOND,
    newYear - SECOND,
    newYear + SECOND,
  ]) {
    await own.pass(at - own.clock.now(), 15 * MINUTE);
    keys.push(shop.placeOrder({ lines: [{ sku: "MUG", quantity: 1 }], payment: "paid" }));
  }
  await own.pass(HOUR, 15 * MINUTE);
  expect(await own.orderKeys(store)).toEqual(keys.sort());
  const ran = await own.look<{ day: string }>(
    `select distinct to_char(placed_at at time zone 'UTC', 'YYYY') as day
     from argosy.sales_order
     where organization_id = argosy.tenant()
     order by 1`,
  );
  expect(ran).toHaveLength(2);
});
