/** Drafts of a platform that takes few files, each of many listings. */
import { expect, test } from "vitest";
import type { ListingSchema } from "../../commerce/listing/schema.ts";
import { ConnectorError } from "../../connectors/kit/contract/errors.ts";
import type { AttemptResult, ListingAttempt, Listings, PublishResult } from "../../connectors/kit/contract/listings.ts";
import { createProduct } from "../../hub/catalog/create.ts";
import { createDrafts } from "../../hub/listing-drafts/drafts.ts";
import { publishDrafts } from "../../hub/listing-drafts/publish.ts";
import { saveSchema } from "../../hub/listing-drafts/schemas.ts";
import { channelProduct, channelVariant } from "../../hub/listings/samples.ts";
import { testEngine } from "../testing.ts";
import { channel } from "./testing.ts";

const schema: ListingSchema = {
  version: "1",
  fields: [{ key: "size", name: "Size", kind: "text", need: "optional", scope: "either", maxLength: 8 }],
  mostVariants: 10,
};

/** Each variant stands there as an item of its own. */
function listedAs({ listing }: ListingAttempt): PublishResult {
  const [made, ...others] = listing.listing.variants.map(({ variantId, sku }) => ({
    key: sku,
    product: channelProduct(sku, [channelVariant(sku, { sku })]),
    variants: [{ id: variantId, key: sku, ext: null }],
  }));
  if (!made) throw new RangeError("a listing has variants");
  return { outcome: "listed", made, others };
}

test("drafts of a channel that takes files go in one call, and each is settled with its own answer", async () => {
  const sent: (readonly [handle: string | null, sku: string])[][] = [];
  const listings: Listings = {
    categories: async () => ({ version: "", categories: [] }),
    requirements: async () => schema,
    publish: () => Promise.reject(new Error("it goes with the others")),
    together: {
      most: 50,
      mostVariants: 100,
      async advance(attempts) {
        sent.push(attempts.map(({ handle, listing }) => [handle, listing.listing.variants[0]?.sku ?? ""] as const));
        return attempts.map((attempt) => {
          const isBad = attempt.listing.listing.variants.some(({ sku }) => sku === "BAD");
          if (isBad) return { outcome: "refused", issues: [{ field: "size", text: "No such size." }] };
          if (attempt.handle !== null) return listedAs(attempt);
          return { outcome: "accepted", handle: "file-1", pollAfterMs: 1_000 };
        });
      },
    },
  };
  await using engine = await testEngine({ ...channel().ports, listings });
  const now = () => new Date(engine.clock.now());
  const when = { home: null, now: now() };
  const category = { connectionId: engine.store, categoryKey: "mugs" };
  const variantsOf = (...skus: string[]) =>
    skus.map((sku) => ({ sku, priceMinor: 900n, options: [{ name: "Size", value: sku }] }));
  const ids = await engine.inside(async (tx) => {
    await saveSchema(tx, category, { schema, now: now() });
    const productIds: string[] = [];
    for (const skus of [["S", "M"], ["BAD"], ["ONE"]]) {
      const made = await createProduct(tx, {
        product: { title: skus.join(), variants: variantsOf(...skus) },
        now: now(),
      });
      productIds.push(made.id);
    }
    await createDrafts(tx, { ...category, productIds }, when);
    const rows = await tx.rows<{ id: string }>(
      "select id from argosy.listing_draft where organization_id = argosy.tenant()",
    );
    return rows.map(({ id }) => id);
  });
  await engine.inside((tx) => publishDrafts(tx, { ids }, when));
  for (let n = 0; n < 4; n++) {
    engine.clock.pass(3_000);
    await engine.engine.runUntilIdle();
  }
  expect(sent.map((calls) => [...calls].sort())).toEqual([
    [
      [null, "BAD"],
      [null, "ONE"],
      [null, "S"],
    ],
    [
      ["file-1", "ONE"],
      ["file-1", "S"],
    ],
  ]);
  const drafts = await engine.inside((tx) =>
    tx.rows<{ state: string; problem_count: number }>(
      `select state, problem_count from argosy.listing_draft
       where organization_id = argosy.tenant() order by state`,
    ),
  );
  expect(drafts.map(({ state }) => state)).toEqual(["listed", "listed", "refused"]);
  const linked = await engine.inside((tx) =>
    tx.rows<{ ext_key: string; sku: string }>(
      `select l.ext_key, v.sku from argosy.listing l
       join argosy.variant v on v.organization_id = l.organization_id and v.id = l.variant_id
       where l.organization_id = argosy.tenant() order by v.sku`,
    ),
  );
  expect(linked.map(({ ext_key: key, sku }) => [key, sku])).toEqual([
    ["M", "M"],
    ["ONE", "ONE"],
    ["S", "S"],
  ]);
});

interface Files {
  readonly variants: number;
  readonly advance: (attempts: readonly ListingAttempt[]) => readonly AttemptResult[];
}

/** Drafts of products of one variant each, on their way; `advance` is the platform. */
async function publishing(skus: readonly string[], { variants, advance }: Files) {
  const listings: Listings = {
    categories: async () => ({ version: "", categories: [] }),
    requirements: async () => schema,
    publish: () => Promise.reject(new Error("it goes with the others")),
    together: { most: 50, mostVariants: variants, advance: async (attempts) => advance(attempts) },
  };
  const engine = await testEngine({ ...channel().ports, listings });
  const now = new Date(engine.clock.now());
  const category = { connectionId: engine.store, categoryKey: "mugs" };
  await engine.inside(async (tx) => {
    await saveSchema(tx, category, { schema, now });
    const productIds: string[] = [];
    for (const sku of skus)
      productIds.push((await createProduct(tx, { product: { title: sku, variants: [{ sku }] }, now })).id);
    await createDrafts(tx, { ...category, productIds }, { home: null, now });
    const rows = await tx.rows<{ id: string }>(
      "select id from argosy.listing_draft where organization_id = argosy.tenant()",
    );
    await publishDrafts(tx, { ids: rows.map(({ id }) => id) }, { home: null, now });
  });
  const turn = async () => {
    engine.clock.pass(3_000);
    await engine.engine.runUntilIdle();
  };
  const states = async () => {
    const rows = await engine.inside((tx) =>
      tx.rows<{ title: string; state: string; problems: readonly { text: string }[] }>(
        `select p.title, d.state, d.problems from argosy.listing_draft d
         join argosy.product p on p.organization_id = d.organization_id and p.id = d.product_id
         where d.organization_id = argosy.tenant() order by p.title`,
      ),
    );
    return Object.fromEntries(
      rows.map(({ title, state, problems }) => [title, [state, ...problems.map(({ text }) => text)]]),
    );
  };
  return { engine, turn, states, [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose]() };
}
const skuOf = ({ listing }: ListingAttempt): string => listing.listing.variants[0]?.sku ?? "";

test("an error of one draft among many refuses that draft alone, and each call has so many variants at most", async () => {
  const sizes: number[] = [];
  await using hub = await publishing(["A", "B", "C", "ODD"], {
    variants: 3,
    advance(attempts) {
      sizes.push(attempts.length);
      return attempts.map((attempt): AttemptResult => {
        if (skuOf(attempt) !== "ODD") return listedAs(attempt);
        return { outcome: "failed", error: new ConnectorError({ kind: "rejected" }, "An odd SKU.") };
      });
    },
  });
  await hub.turn();
  await hub.turn();
  expect(sizes).toEqual([3, 1]);
  expect(await hub.states()).toEqual({ A: ["listed"], B: ["listed"], C: ["listed"], ODD: ["refused", "An odd SKU."] });
});

test("a draft whose variants are switched off, or that is incomplete while it waits, becomes a draft alone", async () => {
  await using hub = await publishing(["GONE", "GOOD", "LACKS"], {
    variants: 100,
    advance: (attempts) =>
      attempts.map((attempt): AttemptResult => {
        if (attempt.handle === null) return { outcome: "accepted", handle: "file-1", pollAfterMs: 1_000 };
        return attempt.isIncomplete ? { outcome: "incomplete" } : listedAs(attempt);
      }),
  });
  await hub.turn();
  await hub.engine.inside(async (tx) => {
    await tx.run(
      "update argosy.variant set active = false where organization_id = argosy.tenant() and sku = 'GONE'",
      [],
    );
    await tx.run(
      `update argosy.listing_draft d set own = '{"product":{"size":["far too long"]},"variants":{}}'
       from argosy.product p
       where d.organization_id = argosy.tenant() and p.organization_id = d.organization_id and p.id = d.product_id
         and p.title = 'LACKS'`,
      [],
    );
  });
  await hub.turn();
  expect(await hub.states()).toMatchObject({
    GONE: ["draft", "The product has no active variants."],
    GOOD: ["listed"],
    LACKS: ["draft", expect.stringContaining("Size")],
  });
});

test("answers of a file that took longer than a turn are all recorded, and no draft is sent twice", async () => {
  const calls: string[][] = [];
  const hub = { pass: (_ms: number): void => undefined };
  await using made = await publishing(["A", "B", "C", "ODD"], {
    variants: 100,
    advance(attempts) {
      calls.push(attempts.map((attempt) => `${attempt.handle ?? "new"}:${skuOf(attempt)}`).sort());
      hub.pass(2_000);
      return attempts.map((attempt): AttemptResult => {
        if (attempt.handle !== null) return listedAs(attempt);
        if (skuOf(attempt) === "ODD") return { outcome: "refused", issues: [{ text: "An odd SKU." }] };
        return { outcome: "accepted", handle: "file-1", pollAfterMs: 60_000 };
      });
    },
  });
  hub.pass = (ms) => made.engine.clock.pass(ms);
  await made.turn();
  await made.turn();
  expect(calls).toEqual([["new:A", "new:B", "new:C", "new:ODD"]]);
  made.engine.clock.pass(60_000);
  await made.turn();
  expect(calls.slice(1)).toEqual([["file-1:A", "file-1:B", "file-1:C"]]);
  expect(await made.states()).toEqual({ A: ["listed"], B: ["listed"], C: ["listed"], ODD: ["refused", "An odd SKU."] });
});

test("a draft whose failure is the whole store's ends the turn after the others' answers are recorded", async () => {
  const calls: string[][] = [];
  await using hub = await publishing(["A", "B", "C"], {
    variants: 100,
    advance(attempts) {
      calls.push(attempts.map((attempt) => `${attempt.handle ?? "new"}:${skuOf(attempt)}`).sort());
      return attempts.map((attempt): AttemptResult => {
        if (attempt.handle !== null) return listedAs(attempt);
        return skuOf(attempt) === "A"
          ? { outcome: "failed", error: new ConnectorError({ kind: "auth_revoked" }, "Signed out.") }
          : { outcome: "accepted", handle: "file-1", pollAfterMs: 1_000 };
      });
    },
  });
  await hub.turn();
  expect(calls).toEqual([["new:A", "new:B", "new:C"]]);
  expect(await hub.states()).toMatchObject({ A: ["sending"], B: ["waiting"], C: ["waiting"] });
});
