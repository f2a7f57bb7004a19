/** Many prices changed together over the interface: what is previewed, queued, cancelled and kept apart. */
import { expect, test } from "vitest";
import { testApp } from "./testing.ts";

async function shop() {
  const started: unknown[] = [];
  const unused = () => Promise.reject(new Error("unused"));
  const hub = await testApp({
    engine: {
      runs: {
        async start(run) {
          started.push(run);
          return hub.db.owner.one<{ id: string }>(
            `insert into argosy.run (organization_id, kind, options, requested_by, run_at)
             values ($1, 'price_edit', '{}', 'test', $2)
             returning id`,
            [run.organization, run.runAt],
          );
        },
        cancel: async () => undefined,
        retry: unused,
      },
    },
  });
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  await ana.call("POST", "/api/products", {
    title: "Mug",
    variants: [
      { sku: "MUG-S", priceMinor: 1_000, costMinor: 950, currency: "EUR", options: [{ name: "Size", value: "S" }] },
      { sku: "MUG-L", priceMinor: 2_000, costMinor: 950, currency: "EUR", options: [{ name: "Size", value: "L" }] },
      { sku: "MUG-U", priceMinor: 2_500, currency: "USD", options: [{ name: "Size", value: "U" }] },
    ],
  });
  return { hub, ana, started };
}

const TEN_LESS = {
  where: {},
  currency: "EUR",
  change: { percent: "-10", rounding: { stepMinor: 100, endingMinor: 99 } },
};

test("a preview shows old and new prices side by side, with those below cost, and changes nothing", async () => {
  const { hub, ana, started } = await shop();
  await using _ = hub;
  const { json } = await ana.call("POST", "/api/price-edits/preview", TEN_LESS);
  expect(json).toMatchObject({ variants: 3, changed: 2, otherCurrency: 1, belowCost: 1, refused: 0, more: false });
  expect(json.items).toMatchObject([
    { sku: "MUG-S", beforeMinor: 1_000, afterMinor: 899, costMinor: 950, isBelowCost: true, error: null },
    { sku: "MUG-L", beforeMinor: 2_000, afterMinor: 1_799, isBelowCost: false },
  ]);
  const below = await ana.call("POST", "/api/price-edits/preview", { ...TEN_LESS, change: { add: -1_500 } });
  expect(below.json).toMatchObject({ changed: 1, refused: 1 });
  expect((await ana.call("GET", "/api/variants?sku=MUG-S")).json.items[0].priceMinor).toBe(1_000);
  expect(started).toEqual([]);
});

test("a price edit waits for its time, can be cancelled until then, and is undone only once applied", async () => {
  const { hub, ana, started } = await shop();
  await using _ = hub;
  const applyAt = new Date(hub.clock.now() + 3_600_000).toISOString();
  const made = await ana.call("POST", "/api/price-edits", { ...TEN_LESS, applyAt });
  expect([made.status, made.json]).toMatchObject([202, { state: "waiting", applyAt, changed: 0 }]);
  expect(started).toMatchObject([{ options: { priceEditId: made.json.id }, runAt: new Date(applyAt) }]);
  const url = `/api/price-edits/${made.json.id}`;
  expect((await ana.call("POST", `${url}/undo`)).json).toMatchObject({ code: "PRICE_EDIT_STATE", status: 409 });
  expect((await ana.call("POST", `${url}/cancel`)).json).toMatchObject({ state: "cancelled" });
  expect((await ana.call("POST", `${url}/cancel`)).json).toMatchObject({ code: "PRICE_EDIT_STATE" });
  expect((await ana.call("GET", "/api/price-edits")).json.items).toMatchObject([{ id: made.json.id }]);
  const wrong = { ...TEN_LESS, change: { percent: "5", rounding: { stepMinor: 5, endingMinor: 5 } } };
  expect((await ana.call("POST", "/api/price-edits", wrong)).status).toBe(400);
});
