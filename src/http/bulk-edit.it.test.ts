import { expect, test } from "vitest";
import { HubError } from "../hub/errors.ts";
import { testApp } from "./testing.ts";

test("many products are changed by one call, told before; beyond 1,000 it is a run; categories are ordered and merged [C2.3]", async () => {
  const started: unknown[] = [];
  const start = async (run: unknown) => {
    started.push(run);
    throw new HubError("RUN_ACTIVE", "conflict", "The test looks no further.");
  };
  const unused = () => Promise.reject(new Error("unused"));
  await using hub = await testApp({ engine: { runs: { start, cancel: unused, retry: unused } } });
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  const send = async (method: string, url: string, body?: unknown) => (await ana.call(method, `/api${url}`, body)).json;
  for (const [title, brand] of [
    ["A", "Harbour"],
    ["B", "Linnet"],
  ])
    await send("POST", "/products", { title, brand, variants: [{ sku: title, priceMinor: 100 }] });
  const titlesOf = async (filter: string) =>
    (await send("GET", `/products?${filter}`)).items.map(({ title }: { title: string }) => title);
  expect([await titlesOf("brand=harbour"), await titlesOf("brand=harb")]).toEqual([["A"], []]);
  expect(
    await send("POST", "/products/bulk-edit", { where: { brand: "LINNET" }, change: { active: false }, dryRun: true }),
  ).toMatchObject({ matched: 1, items: [{ title: "B" }] });
  const change = { price: { percent: "5.5" } };
  expect(await send("POST", "/products/bulk-edit", { where: {}, change, dryRun: true })).toMatchObject({
    matched: 2,
    changed: 2,
    items: [{ changes: { "B price": { before: 100, after: 106 } } }, { title: "A" }],
  });
  expect(await send("POST", "/products/bulk-edit", { where: {}, change })).toMatchObject({
    changed: 2,
    failed: 0,
    run: null,
  });
  // What each was and became stands in the audit trail.
  const [entry] = (await send("GET", "/audit?action=products.bulk-edit")).items;
  expect(entry.details).toMatchObject({
    counts: { changed: 2 },
    changes: { "A priceMinor": { before: 100, after: 106 }, "B priceMinor": { before: 100, after: 106 } },
  });
  const [a] = (await send("GET", "/variants?sku=A")).items;
  expect(a.priceMinor).toBe(106);
  // Two windows on one thing: the second is told, and what it was made of is no longer there.
  for (const [url, seen] of [
    [`/products/${a.productId}`, (await send("GET", `/products/${a.productId}`)).updatedAt],
    [`/variants/${a.id}`, a.updatedAt],
  ]) {
    await hub.clock.advance(1_000);
    const barcodeOrBrand = url.startsWith("/products") ? { brand: "Harbour" } : { barcode: "7" };
    expect(await send("PATCH", url, { ...barcodeOrBrand, ifUpdatedAt: seen })).not.toMatchObject({ status: 409 });
    const late = await send("PATCH", url, { active: false, ifUpdatedAt: seen });
    expect(late).toMatchObject({ status: 409, code: "PRODUCT_CHANGED" });
    expect(await send("GET", url)).toMatchObject({ active: true });
  }
  expect(await send("POST", "/products/bulk-edit", { where: {}, change: {} })).toMatchObject({ code: "BULK_EDIT" });
  await hub.db.owner.run(
    "insert into argosy.product (organization_id, title) select $1, 'P' || n from generate_series(1, 1300) n",
    [ana.organization],
  );
  expect(await send("POST", "/products/bulk-edit", { where: {}, change })).toMatchObject({ code: "RUN_ACTIVE" });
  expect(started).toMatchObject([{ kind: "bulk_edit", connectionId: null, options: { where: {}, change } }]);

  const [cups, mugs] = [
    await send("POST", "/categories", { name: "Cups" }),
    await send("POST", "/categories", { name: "Mugs" }),
  ];
  const ordered = await send("POST", "/categories/order", { parentId: null, ids: [mugs.id, cups.id] });
  expect(ordered.items.map(({ path }: { path: string[] }) => path)).toEqual([["Mugs"], ["Cups"]]);
  expect(await send("POST", `/categories/${cups.id}/merge`, { intoId: mugs.id })).toMatchObject({
    id: mugs.id,
    productsInside: 0,
  });
  expect((await ana.call("DELETE", `/api/categories/${mugs.id}?children=delete`)).status).toBe(204);
  expect((await send("GET", "/categories")).items).toEqual([]);
});
