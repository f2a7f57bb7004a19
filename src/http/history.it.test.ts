/** The history of a product, variant, order or customer: what the audit trail has of it, and nobody else's. */
import { expect, test } from "vitest";
import { type TestApp, testApp } from "./testing.ts";

async function shop(hub: TestApp) {
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  const make = async (title: string, ...skus: string[]) =>
    (
      await ana.call("POST", "/api/products", {
        title,
        variants: skus.map((sku) => ({
          sku,
          priceMinor: 1_000,
          costMinor: 400,
          currency: "EUR",
          options: [{ name: "Size", value: sku }],
        })),
      })
    ).json;
  const change = async (method: string, url: string, body: unknown) => {
    const answer = await ana.call(method, `/api/${url}`, body);
    expect(answer.status, answer.text).toBeLessThan(300);
    return answer.json;
  };
  const history = async (path: string, caller: Pick<typeof ana, "call"> = ana) => {
    const answer = await caller.call("GET", `/api/${path}`);
    expect(answer.status, answer.text).toBe(200);
    return answer.json;
  };
  return { ana, make, change, history };
}

const short = ({ items }: { readonly items: readonly { action: string; changes: readonly unknown[] }[] }) =>
  items.map(({ action, changes }) => [action, changes]);

test("a product's history has its own changes and its variants', also of bulk edits, and no other product's", async () => {
  await using hub = await testApp();
  const { make, change, history } = await shop(hub);
  const mug = await make("Mug", "MUG-S", "MUG-L");
  const bowl = await make("Bowl", "BOWL");
  const [small] = mug.variants;
  await change("PATCH", `products/${mug.id}`, { brand: "Kiln" });
  await change("PATCH", `variants/${small.id}`, { costMinor: 450 });
  const edit = { where: { productIds: [mug.id, bowl.id] }, change: { price: { add: 100 } } };
  expect(await change("POST", "products/bulk-edit", edit)).toMatchObject({ changed: 2 });

  const price = { before: 1_000, after: 1_100 };
  const ofMug = await history(`history?subject=product&subjectId=${mug.id}`);
  expect(short(ofMug)).toEqual([
    [
      "products.bulk-edit",
      [
        { field: "MUG-L priceMinor", ...price },
        { field: "MUG-S priceMinor", ...price },
      ],
    ],
    ["variants.update", [{ field: "costMinor", before: 400, after: 450 }]],
    ["products.update", [{ field: "brand", before: null, after: "Kiln" }]],
    ["products.create", []],
  ]);
  expect(ofMug.items[2]).toMatchObject({ actor: "user:ana@example.test", targetName: "Mug" });
  expect(short(await history(`history?subject=variant&subjectId=${small.id}`))).toEqual([
    ["products.bulk-edit", [{ field: "priceMinor", ...price }]],
    ["variants.update", [{ field: "costMinor", before: 400, after: 450 }]],
  ]);
  expect(short(await history(`history?subject=product&subjectId=${bowl.id}`))).toEqual([
    ["products.bulk-edit", [{ field: "BOWL priceMinor", ...price }]],
    ["products.create", []],
  ]);

  const first = await history(`history?subject=product&subjectId=${mug.id}&limit=3`);
  const rest = await history(`history?subject=product&subjectId=${mug.id}&limit=3&cursor=${first.nextCursor}`);
  expect(short({ items: [...first.items, ...rest.items] })).toEqual(short(ofMug));
  expect(rest.nextCursor).toBeNull();
});

test("a product saved with its variants has each of them in its own history, however many they are", async () => {
  await using hub = await testApp();
  const { make, change, history } = await shop(hub);
  const skus = Array.from({ length: 30 }, (_, n) => `SHIRT-${n}`);
  const shirt = await make("Shirt", ...skus);
  const variants = shirt.variants.map(({ id, sku, priceMinor }: Record<string, unknown>, n: number) => ({
    id,
    sku,
    priceMinor: n === 29 ? 1_250 : priceMinor,
  }));
  await change("PATCH", `products/${shirt.id}`, { variants: [...variants, { sku: "SHIRT-30", options: [] }] });
  const [saved] = short(await history(`history?subject=product&subjectId=${shirt.id}`));
  expect(saved).toEqual([
    "products.update",
    [
      { field: "SHIRT-30 sku", before: null, after: "SHIRT-30" },
      { field: "SHIRT-30 options", before: null, after: [] },
      { field: "SHIRT-29 priceMinor", before: 1_000, after: 1_250 },
    ],
  ]);
  const ofLast = await history(`history?subject=variant&subjectId=${variants[29].id}`);
  expect(short(ofLast)).toEqual([["products.update", [{ field: "priceMinor", before: 1_000, after: 1_250 }]]]);
  expect(short(await history(`history?subject=variant&subjectId=${variants[0].id}`))).toEqual([]);
});

test("a member who may not see costs reads a history without them", async () => {
  await using hub = await testApp();
  const { ana, make, change, history } = await shop(hub);
  const mug = await make("Mug", "MUG");
  await change("PATCH", `variants/${mug.variants[0].id}`, { costMinor: 450, priceMinor: 1_200 });
  const patch = { variants: [{ id: mug.variants[0].id, sku: "MUG", costMinor: 460 }] };
  await change("PATCH", `products/${mug.id}`, patch);
  await change("POST", "products/bulk-edit", { where: {}, change: { cost: { add: 5 } } });
  const own = (await history(`history?subject=product&subjectId=${mug.id}`)).items;
  expect(own.slice(0, 2).map(({ changes }: { changes: unknown }) => changes)).toEqual([
    [{ field: "MUG costMinor", before: 460, after: 465 }],
    [{ field: "MUG costMinor", before: 450, after: 460 }],
  ]);
  const made = await ana.call("POST", "/api/api-keys", { name: "packing table", role: "packer" });
  const seen = await history(`history?subject=product&subjectId=${mug.id}`, hub.withKey(made.json.key));
  expect(JSON.stringify(seen)).not.toMatch(/"(?:before|after)":4\d\d|:4[0-9]{2}\b/);
  expect(seen.items[2].changes).toEqual([{ field: "priceMinor", before: 1_000, after: 1_200 }]);
});

test("an order's and a customer's history name who changed what, and keep no personal value", async () => {
  await using hub = await testApp();
  const { ana, make, change, history } = await shop(hub);
  await make("Mug", "MUG");
  const order = (
    await ana.call("POST", "/api/orders", {
      currency: "EUR",
      lines: [{ sku: "MUG", quantity: 1 }],
      financial: "paid",
      paymentKind: "prepaid",
      contact: { name: "Omar", email: "omar@example.test" },
    })
  ).json;
  await change("POST", `orders/${order.id}/notes`, { text: "Ring twice" });
  await change("POST", "orders/bulk", { action: "tag", orderIds: [order.id], add: ["gift"] });
  const ofOrder = await history(`history?subject=order&subjectId=${order.id}`);
  expect(short(ofOrder).map(([action]) => action)).toEqual(["orders.bulk", "orders.notes", "orders.create"]);

  await change("PATCH", `customers/${order.customerId}`, { notes: "Prefers mornings" });
  const ofCustomer = await history(`history?subject=customer&subjectId=${order.customerId}`);
  expect(ofCustomer.items).toMatchObject([
    { action: "customers.update", actor: "user:ana@example.test", changes: [{ field: "notes" }] },
  ]);
  expect(JSON.stringify([ofOrder, ofCustomer])).not.toMatch(/Omar|omar@|mornings|Ring/);
  expect((await ana.call("GET", `/api/history?subject=order&subjectId=${order.customerId}`)).json.code).toBe(
    "ORDER_UNKNOWN",
  );
});
