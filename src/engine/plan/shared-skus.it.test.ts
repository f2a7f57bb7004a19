import { describe, expect, test } from "vitest";
import { mapListings, unmapListings } from "../../hub/listings/index.ts";
import { ANA, channelProduct, channelVariant, NOON } from "../../hub/listings/samples.ts";
import { choosePlanItems } from "./read.ts";
import { renamePlanSku } from "./rename-sku.ts";
import { planBench } from "./testing.ts";

const size = (key: string, value: string, sku = "demo_1") =>
  channelVariant(key, { sku, options: [{ name: "Size", value }], levels: [{ location: "", available: 5 }] });

describe("items that share an SKU in one shop", () => {
  test("items with one SKU are distinguished by their options and become ours under new SKUs", async () => {
    await using bench = await planBench();
    await bench.record(channelProduct("p1", [size("1", "S"), size("2", "M / Blue"), size("3", "L")]));
    const { runId, counts } = await bench.plan();
    expect(counts.map(({ action, entity, field, chosen }) => [action, entity, field, chosen])).toEqual([
      ["create_here", "product", null, 1],
      ["create_here", "variant", "sku", 2],
    ]);
    const items = await bench.items(runId, { field: "sku" });
    expect(items.map(({ before, after }) => [before, after])).toEqual(
      expect.arrayContaining([
        [{ sku: "demo_1", options: "M / Blue" }, { sku: "demo_1-M-Blue" }],
        [{ sku: "demo_1", options: "L" }, { sku: "demo_1-L" }],
      ]),
    );
    expect(await bench.apply(runId, "channel")).toMatchObject({ done: 3, failed: 0 });
    const skus = await Promise.all(["1", "2", "3"].map(async (key) => (await bench.one(key)).variantSku));
    expect(skus).toEqual(["demo_1", "demo_1-M-Blue", "demo_1-L"]);
    const owners = await bench.db.owner.rows("select distinct product_id from variant where organization_id = $1", [
      bench.here,
    ]);
    expect(owners).toHaveLength(1);
    expect((await bench.plan()).open).toBe(0);
  });

  test("items with one SKU in two products may be one thing listed twice: offered, not chosen", async () => {
    await using bench = await planBench();
    await bench.record(channelProduct("p1", [size("1", "S")]), channelProduct("p2", [size("2", "S")]));
    const { runId, counts } = await bench.plan();
    expect(counts.find(({ field }) => field === "sku")).toMatchObject({ planned: 1, chosen: 0 });
    await bench.inside((tx) => choosePlanItems(tx, { runId, field: "sku", chosen: true }));
    expect(await bench.apply(runId, "channel")).toMatchObject({ done: 2, failed: 0 });
    expect((await bench.one("2")).variantSku).toBe("demo_1-S");
  });

  test("an item is never proposed for a variant that another of the same SKU stands for already", async () => {
    await using bench = await planBench();
    const { variantId } = await bench.ours("Shirt", "demo_1");
    await bench.record(channelProduct("p1", [size("1", "S"), size("2", "M")]));
    const { id } = await bench.one("1");
    await bench.inside((tx) => mapListings(tx, { pairs: [{ listingId: id, variantId }], by: ANA, now: NOON }));
    const { runId, counts } = await bench.plan();
    expect(counts.filter(({ action }) => action === "link")).toEqual([]);
    expect((await bench.items(runId, { field: "sku" })).map((item) => item.after)).toEqual([{ sku: "demo_1-M" }]);
    await bench.db.owner.run(`update connection set settings = '{"listings":{"several":true}}' where id = $1`, [
      bench.shop,
    ]);
    expect((await bench.plan()).counts.filter(({ action }) => action === "link")).toMatchObject([
      { planned: 1, chosen: 0, samples: [{ confidence: 60 }] },
    ]);
  });

  test("an item unlinked by hand is never created here under an existing SKU: only under another, and unchosen", async () => {
    await using bench = await planBench();
    const { variantId } = await bench.ours("Shirt", "demo_1");
    await bench.record(channelProduct("p1", [channelVariant("1", { sku: "demo_1" })]));
    const { id } = await bench.one("1");
    const by = { by: ANA, now: NOON };
    await bench.inside((tx) => mapListings(tx, { pairs: [{ listingId: id, variantId }], ...by }));
    await bench.inside((tx) => unmapListings(tx, { listingIds: [id], ...by }));
    const { runId, counts } = await bench.plan();
    const here = counts.filter(({ action }) => action === "create_here");
    expect(here.map(({ field, chosen }) => [field, chosen])).toEqual([["sku", 0]]);
    expect((await bench.items(runId, { field: "sku" })).map(({ after }) => after)).toEqual([{ sku: "demo_1-2" }]);
  });

  test("two items accepted for one variant: the first is linked and the other says why not", async () => {
    await using bench = await planBench();
    await bench.ours("Shirt", "demo_1");
    await bench.record(channelProduct("p1", [size("1", "S"), size("2", "M")]));
    const { runId } = await bench.plan();
    const links = await bench.items(runId, { action: "link" });
    expect(links.map((item) => item.before)).toEqual(
      expect.arrayContaining([expect.objectContaining({ options: "S" }), expect.objectContaining({ options: "M" })]),
    );
    await bench.inside((tx) => choosePlanItems(tx, { runId, action: "link", chosen: true }));
    expect(await bench.apply(runId, "channel")).toMatchObject({ done: 1, skipped: 1 });
    const [left] = (await bench.items(runId, { action: "link" })).filter((item) => item.state === "skipped");
    expect(left?.errorCode).toBe("plan.variantListed");
  });

  test("an item takes the SKU a person gives it, if it is free", async () => {
    await using bench = await planBench();
    await bench.ours("Cap", "CAP");
    await bench.record(channelProduct("p1", [size("1", "S"), size("2", "M"), size("3", "L")]));
    const { runId } = await bench.plan();
    const items = await bench.items(runId, { field: "sku" });
    const [large, medium] = items.toSorted((a, b) => JSON.stringify(a.after).localeCompare(JSON.stringify(b.after)));
    const rename = (id: string | undefined, sku: string) =>
      bench.inside((tx) => renamePlanSku(tx, { runId, connectionId: bench.shop, id: id ?? "", sku }));
    await rename(medium?.id, " SHIRT-M ");
    await expect(rename(large?.id, "cap")).rejects.toMatchObject({ code: "PLAN_SKU_TAKEN", field: "sku" });
    await expect(rename(large?.id, "shirt-m")).rejects.toMatchObject({ code: "PLAN_SKU_TAKEN" });
    await expect(rename(large?.id, "Demo_1")).rejects.toMatchObject({ code: "PLAN_SKU_TAKEN" });
    await bench.apply(runId, "channel");
    expect((await bench.one("2")).variantSku).toBe("SHIRT-M");
  });
});

describe("records that are no item to be sold", () => {
  test("a record that is no item is left out with its reason and never linked", async () => {
    await using bench = await planBench();
    await bench.ours("Mug", "SKU-v2");
    await bench.record(
      channelProduct("p1", [channelVariant("v1")], { kind: "group", title: "Tea set" }),
      channelProduct("p2", [channelVariant("v2")], { kind: "external", title: "Elsewhere" }),
      channelProduct("p3", [], { title: "Nothing chosen" }),
      channelProduct("p4", [channelVariant("v4")], { kind: "virtual", title: "Course" }),
    );
    const { runId, counts, chosen } = await bench.plan();
    expect(counts.map(({ action, entity, planned }) => [action, entity, planned])).toEqual([
      ["create_here", "product", 1],
      ["ignore", "product", 3],
      ["create_there", "product", 1],
    ]);
    const left = await bench.items(runId, { action: "ignore" });
    expect(Object.fromEntries(left.map(({ title, after }) => [title, after]))).toEqual({
      "Tea set": { problem: "group" },
      Elsewhere: { problem: "external" },
      "Nothing chosen": { problem: "no_variants" },
    });
    expect(chosen).toBe(1);
    expect(await bench.inside((tx) => choosePlanItems(tx, { runId, action: "ignore", chosen: true }))).toBe(0);
  });
});
