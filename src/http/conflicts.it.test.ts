import { expect, test } from "vitest";
import type { Ports } from "../connectors/kit/contract/contract.ts";
import { fakeShop } from "../engine/testing.ts";
import { recordChannelProducts } from "../hub/channel-products/record.ts";
import { channelProduct, channelVariant, sampleStore } from "../hub/listings/samples.ts";
import { type TestApp, testApp } from "./testing.ts";

/** Tells products and takes them. */
const both: Ports = {
  products: { sweeps: [], get: async () => null, put: () => Promise.reject(new Error("Nothing is put here.")) },
};

/** A store that asks, with two linked products that both sides have edited since. */
async function disputed(hub: TestApp) {
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  const storeId = await sampleStore(hub.db, ana.organization);
  await hub.db.owner.run(`update connection set settings = '{"policy":{"content":"ask"}}' where id = $1`, [storeId]);
  const notify = (suffix: string, minutes: number) =>
    hub.db.database.tenant(ana.organization, (tx) =>
      recordChannelProducts(tx, {
        connectionId: storeId,
        products: ["1", "2"].map((n) =>
          channelProduct(`p${n}`, [channelVariant(`v${n}`, { barcode: `b${n}${suffix}` })], {
            title: `Mug ${n}${suffix}`,
            version: { kind: "time", value: BigInt(minutes) },
          }),
        ),
        now: new Date(Date.UTC(2026, 10, 20, 12, minutes)),
        initial: false,
      }),
    );
  for (const n of ["1", "2"])
    await ana.call("POST", "/api/products", { title: `Mug ${n}`, variants: [{ sku: `SKU-v${n}`, barcode: `b${n}` }] });
  await notify("", 1);
  await notify(" of theirs", 2);
  return { ana, storeId };
}

test("conflicts are listed by choice, settled one by one, together, and for ever [C6.2]", async () => {
  await using hub = await testApp({ deps: { connectors: new Map([["fakeshop", fakeShop(() => both)]]) } });
  const { ana, storeId } = await disputed(hub);
  const counts = await ana.call("GET", "/api/conflicts/counts");
  expect(counts.json.items).toEqual([
    { storeId, field: "barcode", open: 2 },
    { storeId, field: "title", open: 2 },
  ]);
  const titles = await ana.call("GET", `/api/conflicts?storeId=${storeId}&group=content&field=title&state=open`);
  expect(titles.json.items).toHaveLength(2);
  const [first] = titles.json.items;
  expect(first).toMatchObject({
    hubValue: expect.stringMatching(/^Mug \d$/),
    channelValue: `${first.hubValue} of theirs`,
  });
  const ofProduct = await ana.call("GET", `/api/conflicts?productId=${first.productId}&state=open`);
  expect(ofProduct.json.items.map((each: { field: string }) => each.field).sort()).toEqual(["barcode", "title"]);

  const always = await ana.call("POST", `/api/conflicts/${first.id}/settle`, { winner: "channel", always: true });
  expect(always.status, always.text).toBe(204);
  expect((await ana.call("GET", "/api/conflicts?field=title&state=open")).json.items).toEqual([]);
  const store = (await ana.call("GET", `/api/stores/${storeId}`)).json;
  expect(store.syncSettings.policy).toMatchObject({ content: "ask", fields: { title: "channel" } });
  expect(store.flows.find((flow: { group: string }) => flow.group === "content")).toMatchObject({
    direction: "both",
    policy: "ask",
    text: expect.stringContaining("For the title, channel edits are accepted"),
  });

  const nobody = "01a1f8e0-0000-7000-8000-000000000000";
  expect((await ana.call("POST", "/api/conflicts/settle", { winner: "hub" })).status).toBe(422);
  expect((await ana.call("POST", "/api/conflicts/settle", { winner: "hub", storeId: nobody })).status).toBe(404);
  const many = await ana.call("POST", "/api/conflicts/settle", { winner: "dismissed", storeId, group: "content" });
  expect(many.json).toMatchObject({ results: [{ ok: true }, { ok: true }], more: false });
  const again = await ana.call("POST", "/api/conflicts/settle", { winner: "hub", ids: [first.id, nobody] });
  expect(again.json.results).toMatchObject([{ ok: false, error: "There is no such open conflict." }, { ok: false }]);
  const products = await ana.call("GET", "/api/products");
  expect(products.json.items.map((each: { title: string }) => each.title).sort()).toEqual([
    "Mug 1 of theirs",
    "Mug 2 of theirs",
  ]);
  const log = await ana.call("GET", `/api/stores/${storeId}/sync-logs?action=sync_products`);
  expect(log.text).toContain("Conflict about the title of");

  expect((await ana.call("GET", "/api/stock-holds?state=open")).json).toEqual({ items: [], nextCursor: null });
  expect((await ana.call("GET", `/api/stock-holds/${nobody}`)).status).toBe(404);
  expect((await ana.call("POST", `/api/stock-holds/${nobody}/approve`)).status).toBe(404);
});
