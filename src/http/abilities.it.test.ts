import { expect, test } from "vitest";
import type { Ports } from "../connectors/kit/contract/contract.ts";
import { connector as magento } from "../connectors/magento/index.ts";
import { fakeShop } from "../engine/testing.ts";
import { createProduct } from "../hub/catalog/create.ts";
import { recordChannelProducts } from "../hub/channel-products/record.ts";
import { mapListings } from "../hub/listings/index.ts";
import { ANA, channelProduct, channelVariant, NOON, sampleStore } from "../hub/listings/samples.ts";
import { testApp } from "./testing.ts";

/** Tells products and nothing else. */
const readOnly: Ports = { products: { sweeps: [], get: async () => null } };

async function shopThatOnlyTells() {
  const connector = fakeShop(() => readOnly, {
    meta: { ...fakeShop(() => readOnly).meta, notes: ["Every SKU gets a dash."] },
  });
  const hub = await testApp({ deps: { connectors: new Map([["fakeshop", connector]]) } });
  const seller = await hub.signUp("seller@example.test", "seller");
  const store = await sampleStore(hub.db, seller.organization);
  const inside = <T>(work: Parameters<typeof hub.db.database.tenant<T>>[1]) =>
    hub.db.database.tenant(seller.organization, work);
  const { variantIds } = await inside((tx) =>
    createProduct(tx, { product: { title: "Mug", sku: "SKU-v1" }, now: NOON }),
  );
  await inside((tx) => createProduct(tx, { product: { title: "Bowl", sku: "BOWL" }, now: NOON }));
  await inside((tx) =>
    recordChannelProducts(tx, {
      connectionId: store,
      products: [channelProduct("p1", [channelVariant("v1")])],
      now: NOON,
      initial: true,
    }),
  );
  const { id: listingId } = await hub.db.owner.one<{ id: string }>("select id from listing where connection_id = $1", [
    store,
  ]);
  await inside((tx) => mapListings(tx, { pairs: [{ listingId, variantId: variantIds[0] ?? "" }], by: ANA, now: NOON }));
  return { hub, seller, store, listingId };
}

test("an operation a channel does not take is shown, refused with a reason, and not sent", async () => {
  const { hub, seller, store, listingId } = await shopThatOnlyTells();
  await using _ = hub;
  const { json } = await seller.call("GET", `/api/stores/${store}`);
  expect(json.abilities).toMatchObject({
    readProducts: true,
    putProducts: false,
    stock: false,
    prices: false,
    createOrders: false,
  });
  const flow = (group: string) => json.flows.find((each: { group: string }) => each.group === group);
  expect([flow("stock"), flow("price"), flow("content")]).toMatchObject([
    { direction: "none", text: "Shop doesn't accept stock from Argosy." },
    { direction: "none", text: "Shop doesn't accept prices from Argosy." },
    { direction: "none", text: expect.stringContaining("Shop doesn't accept products from Argosy.") },
  ]);
  const order = { currency: "EUR", storeId: store, lines: [{ title: "Mug", quantity: 1, unitPrice: "4.90" }] };
  expect((await seller.call("POST", "/api/orders", order)).json).toMatchObject({
    code: "CHANNEL_CANNOT",
    detail: "Shop doesn't accept orders from Argosy.",
  });
  expect((await seller.call("GET", "/api/orders")).json.items).toEqual([]);
  for (const field of ["contentSync", "priceSync", "stockSync"]) {
    const answers = [
      await seller.call("PATCH", `/api/mappings/${listingId}`, { [field]: true }),
      await seller.call("POST", `/api/stores/${store}/mappings/bulk`, {
        action: "switch",
        listingIds: [listingId],
        [field]: true,
      }),
    ];
    for (const answer of answers)
      expect([answer.status, answer.json.code, answer.json.details]).toMatchObject([
        409,
        "CHANNEL_CANNOT",
        [{ field }],
      ]);
    expect((await seller.call("PATCH", `/api/mappings/${listingId}`, { [field]: false })).status).toBe(200);
  }
  const settings = await seller.call("PATCH", `/api/stores/${store}`, { settings: { prices: { newItems: true } } });
  expect([settings.status, settings.json.code]).toEqual([409, "CHANNEL_CANNOT"]);
});

test("a plan says what stays out of a channel that takes no products", async () => {
  const { hub, seller, store } = await shopThatOnlyTells();
  await using _ = hub;
  await hub.db.owner.run(
    `insert into run (organization_id, connection_id, kind, state, requested_by)
     values ($1, $2, 'plan', 'done', 'test')`,
    [seller.organization, store],
  );
  const { json } = await seller.call("GET", `/api/stores/${store}/plan`);
  expect(json.notes.map((note: { text: string }) => note.text)).toEqual([
    "Shop doesn't accept products from Argosy. 1 product is not sent.",
  ]);
});

test("a plan that creates products there says what creating does, as the connector announces it", async () => {
  const connector = { ...fakeShop(() => readOnly), meta: { ...magento.meta, id: "fakeshop" } };
  await using hub = await testApp({ deps: { connectors: new Map([["fakeshop", connector]]) } });
  const seller = await hub.signUp("seller@example.test", "seller");
  const store = await sampleStore(hub.db, seller.organization);
  const { id: run } = await hub.db.owner.one<{ id: string }>(
    `insert into run (organization_id, connection_id, kind, state, requested_by)
     values ($1, $2, 'plan', 'done', 'test')
     returning id`,
    [seller.organization, store],
  );
  const announced = async () => {
    const { json } = await seller.call("GET", `/api/stores/${store}/plan`);
    return json.notes.some((note: { text: string }) => note.text.includes("-family") && note.text.includes("buyers"));
  };
  expect(await announced()).toBe(false);
  await hub.db.owner.run(
    `insert into plan_item (organization_id, run_id, action, entity, rank, title, after, chosen)
     values ($1, $2, 'create_there', 'product', 110, 'Shirt', '{}', true)`,
    [seller.organization, run],
  );
  expect(await announced()).toBe(true);
});

test("applying a plan asks whose stock is right where the channel has stock", async () => {
  const stock = {} as NonNullable<Ports["stock"]>;
  const connector = fakeShop(() => ({ ...readOnly, stock }));
  await using hub = await testApp({ deps: { connectors: new Map([["fakeshop", connector]]) } });
  const seller = await hub.signUp("seller@example.test", "seller");
  const store = await sampleStore(hub.db, seller.organization);
  await hub.db.owner.run(
    `insert into run (organization_id, connection_id, kind, state, requested_by)
     values ($1, $2, 'plan', 'done', 'test')`,
    [seller.organization, store],
  );
  const answer = await seller.call("POST", `/api/stores/${store}/plan/apply`, {});
  expect([answer.status, answer.json.code, answer.json.details]).toMatchObject([
    422,
    "PLAN_STOCK_FROM",
    [{ field: "stockFrom" }],
  ]);
});
