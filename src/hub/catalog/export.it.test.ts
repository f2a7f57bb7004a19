import fc from "fast-check";
import { expect, test } from "vitest";
import { systemActor } from "../../commerce/actor.ts";
import type { OrganizationId } from "../../commerce/ids.ts";
import type { Json } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { runsOf } from "../../db/testing-runs.ts";
import { importer } from "../imports/samples.ts";
import { createLocation, ensureDefaultLocation } from "../inventory/locations.ts";
import { setStock } from "../inventory/stock-changes.ts";
import { later, NOON } from "../listings/samples.ts";
import { tableText } from "../table-files/table.ts";
import { ensureCategoryPaths } from "./category-paths.ts";
import { createProducts, deleteProducts, productTable } from "./index.ts";
import type { NewProduct } from "./input.ts";

const db = fixture(testDatabase);

/** Texts that files get wrong. */
const awkward = fc.oneof(
  fc.constantFrom(
    "=1+1",
    "+49",
    "-5",
    "@me",
    "'=x",
    "a, b",
    "a > b",
    'say "hi"',
    "back\\slash",
    "two\nlines",
    "\r",
    "ünïcødé 日本 😀",
    "١٢",
    "true",
    "a;b|c",
    "\\,",
  ),
  fc.string({ minLength: 1, maxLength: 12 }),
);
const word = awkward.map((text) => text.replaceAll("\0", "").trim()).filter((text) => text !== "");
const json: fc.Arbitrary<Json> = fc.oneof(
  word,
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.array(word, { maxLength: 2 }),
);
const attributes = fc.dictionary(
  fc.oneof(
    fc.constantFrom("tags", "material"),
    fc.string({ maxLength: 5 }).map((name) => name.replaceAll("\0", "") || "x"),
  ),
  json,
  { maxKeys: 3 },
);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const minor = fc.bigInt({ min: 0n, max: 10n ** 12n });

const variant = fc.record({
  barcode: maybe(word.map((text) => text.slice(0, 60).trim()).filter((text) => text !== "")),
  title: maybe(word),
  options: fc.uniqueArray(fc.record({ name: word, value: word }), {
    maxLength: 4,
    selector: ({ name }) => name.toLowerCase(),
  }),
  priceMinor: maybe(minor),
  compareAtMinor: maybe(minor),
  costMinor: maybe(minor),
  currency: fc.constantFrom("EUR", "JPY", "KWD"),
  active: fc.boolean(),
  stockCounted: fc.constantFrom(true, false, null),
  weightGrams: maybe(fc.nat(1_000_000)),
  dimensions: maybe(
    fc.record({ length: fc.double({ min: 0.001, max: 9_999, noNaN: true }), width: fc.nat(999), height: fc.nat(999) }),
  ),
  attributes,
});
const fakeChannel = fc.array(
  fc.record({
    title: word,
    descriptionHtml: maybe(fc.oneof(word, fc.constant("<p>a, <b>b</b>\n=1</p>"))),
    brand: maybe(word),
    sku: maybe(word),
    active: fc.boolean(),
    attributes,
    costMinor: maybe(minor),
    weightGrams: maybe(fc.nat(1_000_000)),
    dimensions: maybe(fc.record({ length: fc.nat(999), width: fc.nat(999), height: fc.nat(999) })),
    taxClass: maybe(word),
    hsn: maybe(fc.constantFrom("6109", "0101")),
    gstRate: maybe(fc.constantFrom("18", "2.5", "0", "0.25")),
    originCountry: maybe(fc.constantFrom("IN", "DE")),
    variants: fc.array(variant, { minLength: 1, maxLength: 4 }),
    images: fc.array(
      fc.record({ path: fc.constantFrom("a", "b,c", "d|e", "f g"), alt: maybe(word), shown: fc.nat(5) }),
      { maxLength: 6 },
    ),
    categories: fc.array(fc.array(word, { minLength: 1, maxLength: 3 }), { maxLength: 3 }),
  }),
  { minLength: 1, maxLength: 5 },
);

/** Named like those of the first variant, with values of their own, and no compare-at price below the price. */
function keepingRules(each: Shelf[0]["variants"][0], first: typeof each | undefined, sku: string) {
  // No two have the same values.
  const ownValue = (value: string, index: number) => (index === 0 && each !== first ? `${value} ${sku}` : value);
  const options = each.options.map(({ value }, index) => ({
    name: first?.options[index]?.name ?? "",
    value: ownValue(value, index),
  }));
  const { priceMinor, compareAtMinor } = each;
  const isBelow = priceMinor !== undefined && compareAtMinor !== undefined && compareAtMinor < priceMinor;
  return {
    ...each,
    sku,
    options: options.filter(({ name }) => name !== ""),
    ...(isBelow && { compareAtMinor: priceMinor }),
  };
}

type Shelf = typeof fakeChannel extends fc.Arbitrary<infer T> ? T : never;

async function stock(tx: Tx, products: Shelf): Promise<void> {
  const paths = products.flatMap(({ categories }) => categories);
  const index = await ensureCategoryPaths(tx, { paths, index: new Map(), now: NOON });
  const ids = [...new Set(index.values())];
  const outcomes = await createProducts(tx, {
    now: NOON,
    products: products.map(({ images, categories, variants, ...product }, n): NewProduct => {
      const skus = variants.map((_, index) => `=P${n}'-${index}`);
      return {
        ...product,
        variants: variants.map((each, index) => keepingRules(each, variants[0], skus[index] ?? "")),
        images: images.map(({ path, alt, shown }) => ({
          url: `https://i.example/${path}`,
          alt,
          variantSku: skus[shown],
        })),
        categoryIds: categories.length > 0 ? ids.slice(0, categories.length) : [],
      };
    }),
  });
  expect(outcomes.filter((outcome) => !outcome.ok)).toEqual([]);
  const shop = await createLocation(tx, { name: "=Shop", code: "-shop", now: NOON });
  const variantIds = outcomes.flatMap((outcome) => (outcome.ok ? outcome.variantIds : []));
  await setStock(tx, {
    items: variantIds.map((variantId, n) => ({
      variantId,
      onHand: n * 3 + 1,
      ...(n % 2 === 0 && { locationId: shop.id }),
    })),
    actor: systemActor,
    now: NOON,
  });
}

/** All that is kept of the catalog, times and ids of pictures too: nothing may have been written again. */
const picture = (organization: OrganizationId) =>
  Promise.all(
    ["product", "variant", "image", "category", "product_category", "level", "movement"].map((table) =>
      db.owner.rows(`select to_jsonb(t) as row from ${table} t where organization_id = $1 order by to_jsonb(t)::text`, [
        organization,
      ]),
    ),
  );

async function exported(organization: OrganizationId, format: "csv" | "jsonl"): Promise<string> {
  const table = await productTable((work) => db.database.tenant(organization, work), {});
  let text = "";
  for await (const piece of tableText(table, { format })) text += piece;
  return text;
}

test("an export imports back without changing anything, whatever the catalog holds [C1.1, C1.8, C2.4]", async () => {
  await fc.assert(
    fc.asyncProperty(
      fakeChannel,
      fc.constantFrom("csv" as const, "jsonl" as const),
      fc.constantFrom("leave" as const, "clear" as const),
      async (products, format, empty) => {
        const here = await db.newOrganization();
        await db.database.tenant(here, async (tx) => {
          await ensureDefaultLocation(tx, NOON);
          await stock(tx, products);
        });
        const before = await picture(here);
        const text = await exported(here, format);
        const file = importer(db, here, () => later(60_000));
        const { counts, issues } = await file.apply(text, { options: { empty } });
        expect(issues).toEqual([]);
        expect(counts.unchanged).toBe(counts.rows);
        expect(await picture(here)).toEqual(before);
      },
    ),
    { numRuns: runsOf({ few: 4, many: 12 }) },
  );
});

test("a deleted catalog comes back from its export", async () => {
  const here = await db.newOrganization();
  const [products] = fc.sample(fakeChannel, { seed: 7, numRuns: 1 });
  await db.database.tenant(here, async (tx) => {
    await ensureDefaultLocation(tx, NOON);
    await stock(tx, products ?? []);
  });
  const text = await exported(here, "csv");
  await db.database.tenant(here, async (tx) => {
    const ids = await tx.rows<{ id: string }>("select id from product where organization_id = argosy.tenant()");
    await deleteProducts(tx, { ids: ids.map(({ id }) => id), now: NOON });
  });
  const { issues } = await importer(db, here, () => later(60_000)).apply(text);
  expect(issues).toEqual([]);
  const ids = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
  const lines = (csv: string) => csv.replaceAll(ids, "id").split("\r\n").sort();
  expect(lines(await exported(here, "csv"))).toEqual(lines(text));
});
