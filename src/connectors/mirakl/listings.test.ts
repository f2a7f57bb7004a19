/** Listings on a Mirakl marketplace: what the check passes is taken, many go in one file, and operators say no in words. */
import { expect, test } from "vitest";
import { checkListing } from "../../commerce/listing/check.ts";
import {
  type Catalog,
  customFaultOf,
  faultsOf,
  type SandboxAttribute,
  type SandboxCustomField,
  usualCatalog,
} from "../../sandboxes/mirakl/catalog.ts";
import type { WrittenOffer } from "../../sandboxes/mirakl/state.ts";
import type { AttemptResult, ListingAttempt, ListingToPublish } from "../kit/contract/listings.ts";
import { seededRandom } from "../kit/sandbox/seeded-random.ts";
import { listingsByChance } from "../kit/testing/listing-products.ts";
import { must, portOf } from "../kit/testing/shop.ts";
import { hasPrice, offerBody, productRows } from "./listing-rows.ts";
import { filesOf, openShop } from "./testing.ts";

type Shop = Awaited<ReturnType<typeof openShop>>;

const MUG = {
  price: ["12.50"],
  "attribute:ean": ["4006381333931"],
};

async function attemptsOf({ connection, shop }: Shop, skus: readonly string[]): Promise<ListingAttempt[]> {
  const schema = await portOf(connection, "listings").requirements("MUGS", connection.ctx);
  const { product } = must(shop.listingSample?.(["one"])).listing;
  return skus.map((sku) => ({
    handle: null,
    listing: {
      id: `draft-${sku}`,
      categoryKey: "MUGS",
      schema,
      listing: { product, variants: [{ variantId: sku, sku, values: { ...MUG, "attribute:shop_sku": [sku] } }] },
    },
  }));
}

/** Asks until each has its last answer. */
async function follow({ connection, clock }: Shop, started: readonly ListingAttempt[]): Promise<AttemptResult[]> {
  const { advance } = must(portOf(connection, "listings").together);
  const ended = new Map<string, AttemptResult>();
  let open = started;
  for (let checks = 0; open.length > 0 && checks < 20; checks += 1) {
    const answers = await advance(open, connection.ctx);
    const next: ListingAttempt[] = [];
    let waitMs = 0;
    for (const [index, answer] of answers.entries()) {
      const { listing } = must(open[index]);
      if (answer.outcome !== "accepted") ended.set(listing.id, answer);
      else {
        next.push({ ...must(open[index]), handle: answer.handle });
        waitMs = Math.max(waitMs, answer.pollAfterMs);
      }
    }
    open = next;
    await clock.sleep(waitMs);
  }
  return started.map(({ listing }) => must(ended.get(listing.id)));
}

test("Mirakl: fields of an offer have the heads of the marketplace's offer file (OF01)", async () => {
  await using shop = await openShop();
  const { connection } = shop;
  const schema = await portOf(connection, "listings").requirements("MUGS", connection.ctx);
  const heads = schema?.fields.flatMap(({ key, code }) => (code === undefined ? [] : [[key, code]]));
  expect(Object.fromEntries(heads ?? [])).toEqual({
    condition: "state",
    barcode: "product-id",
    identifierType: "product-id-type",
    logisticClass: "logistic-class",
    leadTime: "leadtime-to-ship",
    taxCode: "product-tax-code",
  });
});

test("Mirakl: several listings go as one product file and one call for their offers, without stock", async () => {
  // The catalogue manager knows them a quarter of an hour after the file is done.
  await using shop = await openShop({ sheetMs: 15 * 60_000 });
  const reported = await follow(shop, await attemptsOf(shop, ["A-1", "A-2", "A-3"]));
  expect(reported.map(({ outcome }) => outcome)).toEqual(["listed", "listed", "listed"]);
  expect(filesOf(shop)).toHaveLength(1);
  const calls = shop.sandbox.calls.filter(({ method, path }) => method === "POST" && path.startsWith("/api/offers?"));
  expect(
    calls.length + shop.sandbox.calls.filter(({ method, path }) => method === "POST" && path === "/api/offers").length,
  ).toBe(1);
  expect(shop.shop.stockOf("A-1")).toBe(0);
});

test("Mirakl: a draft that waits for the next file's turn holds up no answer, and is listed after it", async () => {
  await using shop = await openShop();
  const [one, two] = await attemptsOf(shop, ["D-1", "D-2"]);
  const { advance } = must(portOf(shop.connection, "listings").together);
  const [sent] = await advance([must(one)], shop.connection.ctx);
  const handle = sent?.outcome === "accepted" ? sent.handle : null;
  await shop.clock.sleep(60_000);
  const reported = await advance([{ ...must(one), handle }, must(two)], shop.connection.ctx);
  expect(reported).toMatchObject([{ outcome: "accepted" }, { outcome: "accepted" }]);
  expect(reported[1]?.outcome === "accepted" && reported[1].pollAfterMs).toBeGreaterThan(10 * 60_000);
  const handles = reported.map((answer) => (answer.outcome === "accepted" ? answer.handle : null));
  const open = [must(one), must(two)].map((attempt, index) => ({ ...attempt, handle: handles[index] ?? null }));
  expect(await follow(shop, open)).toMatchObject([{ outcome: "listed" }, { outcome: "listed" }]);
  expect(filesOf(shop)).toHaveLength(2);
});

test("Mirakl: a product the marketplace has already gets an offer alone", async () => {
  await using shop = await openShop();
  shop.sandbox.state.references.set("4006381333931", { title: "Mug", category: "MUGS", isLive: true, at: 0 });
  const [attempt] = await attemptsOf(shop, ["B-1"]);
  const { listing } = must(attempt);
  const [variant] = listing.listing.variants;
  const values = { ...must(variant).values, barcode: ["4006381333931"] };
  const existing = { ...listing, listing: { ...listing.listing, variants: [{ ...must(variant), values }] } };
  expect(await follow(shop, [{ handle: null, listing: existing }])).toMatchObject([{ outcome: "listed" }]);
  expect(filesOf(shop)).toEqual([]);
});

test("Mirakl: what the operator rejects comes back in its words, and what a row lacks at its field", async () => {
  await using shop = await openShop({ rejects: "We sell no mugs." });
  const [good, bad] = await attemptsOf(shop, ["C-1", "C-2"]);
  const { listing } = must(bad);
  const { "attribute:brand": _, ...product } = listing.listing.product;
  const lacking = { handle: null, listing: { ...listing, listing: { ...listing.listing, product } } };
  expect(await follow(shop, [must(good), lacking])).toMatchObject([
    { outcome: "refused", issues: [{ variantId: "C-1", text: expect.stringContaining("We sell no mugs.") }] },
    { outcome: "refused", issues: [{ variantId: "C-2", field: "attribute:brand" }] },
  ]);
});

test("Mirakl: of a family of which an offer is refused, those that were taken are told to be linked", async () => {
  await using shop = await openShop();
  const [attempt] = await attemptsOf(shop, ["F-1"]);
  const { listing } = must(attempt);
  const [one] = listing.listing.variants;
  const variants = ["F-1", "F-2"].map((sku, at) => ({
    ...must(one),
    ...{ variantId: sku, sku },
    values: {
      ...{ ...must(one).values, "attribute:shop_sku": [sku], "attribute:colour": [`c_${at + 1}`] },
      ...(sku === "F-2" ? { price: ["-1"] } : {}),
    },
  }));
  const { "attribute:colour": _, ...product } = listing.listing.product;
  const family = { handle: null, listing: { ...listing, listing: { product, variants } } };
  const [reported] = await follow(shop, [family]);
  expect(reported).toMatchObject({
    outcome: "refused",
    issues: [{ variantId: "F-2" }],
    made: [{ key: "F-1", variants: [{ id: "F-1", key: "F-1" }] }],
  });
});

test("Mirakl: offers taken of refused families are looked up together, and waited for where they are not shown yet", async () => {
  await using shop = await openShop();
  const families = (await attemptsOf(shop, ["K", "L", "M"])).map(({ listing }) => {
    const [one] = listing.listing.variants;
    const variants = [1, 2].map((at) => {
      const sku = `${must(one).sku}-${at}`;
      const values = { ...must(one).values, "attribute:shop_sku": [sku], "attribute:colour": [`c_${at}`] };
      return { ...must(one), ...{ variantId: sku, sku }, values: at === 2 ? { ...values, price: ["-1"] } : values };
    });
    const { "attribute:colour": _, ...product } = listing.listing.product;
    return { handle: null, listing: { ...listing, listing: { product, variants } } };
  });
  const lists = () =>
    shop.sandbox.calls.filter(({ method, path }) => method === "GET" && path.startsWith("/api/offers?")).length;
  const { advance } = must(portOf(shop.connection, "listings").together);
  let open: readonly ListingAttempt[] = families;
  let answers: readonly AttemptResult[] = [];
  let before = 0;
  for (let checks = 0; checks < 30 && !answers.some(({ outcome }) => outcome === "refused"); checks += 1) {
    open = open.map((attempt, at) => {
      const answer = answers[at];
      return { ...attempt, handle: answer?.outcome === "accepted" ? answer.handle : attempt.handle };
    });
    await shop.clock.sleep(2 * 60_000);
    before = lists();
    answers = await advance(open, shop.connection.ctx);
  }
  const refusedOf = (...made: readonly string[]) => ({ outcome: "refused", made: made.map((key) => ({ key })) });
  expect(answers).toMatchObject([refusedOf("K-1"), refusedOf("L-1"), refusedOf("M-1")]);
  expect(lists() - before).toBe(1);
  shop.sandbox.state.offers.delete("K-1");
  await shop.clock.sleep(60_000);
  expect(await advance(open, shop.connection.ctx)).toMatchObject([
    { outcome: "accepted" },
    refusedOf("L-1"),
    refusedOf("M-1"),
  ]);
  await shop.clock.sleep(60 * 60_000);
  expect(await advance(open.slice(0, 1), shop.connection.ctx)).toMatchObject([refusedOf()]);
});

test("Mirakl: a SKU that cannot be looked up refuses its own draft, and the others are listed", async () => {
  await using shop = await openShop();
  // So many that two are asked for by name.
  for (let n = 0; n < 400; n += 1)
    shop.shop.addProduct({ title: `Cup ${n}`, variants: [{ sku: `CUP-${n}`, price: "1.00", stock: 1 }] });
  shop.sandbox.faults.add({ path: "/api/offers?sku=ODD", fault: { kind: "status", status: 400 } });
  const reported = await follow(shop, await attemptsOf(shop, ["E-1", "ODD"]));
  expect(reported).toMatchObject([{ outcome: "listed" }, { outcome: "failed", error: { kind: "rejected" } }]);
});

test("Mirakl: a draft of more variants than are looked up in a turn is listed as well", async () => {
  await using shop = await openShop();
  for (let n = 0; n < 2_300; n += 1)
    shop.shop.addProduct({ title: `Cup ${n}`, variants: [{ sku: `CUP-${n}`, price: "1.00", stock: 1 }] });
  const all = await attemptsOf(
    shop,
    Array.from({ length: 60 }, (_, n) => `V-${n}`),
  );
  const { listing } = must(all[0]);
  const variants = all.flatMap((one) => one.listing.listing.variants);
  const big = { handle: null, listing: { ...listing, listing: { ...listing.listing, variants } } };
  expect(await follow(shop, [big])).toMatchObject([{ outcome: "listed" }]);
});

test("Mirakl: a file of more products than the catalogue manager takes names of is listed by a single question", async () => {
  await using shop = await openShop();
  const skus = Array.from({ length: 130 }, (_, n) => `F-${n}`);
  const reported = await follow(shop, await attemptsOf(shop, skus));
  expect(new Set(reported.map(({ outcome }) => outcome))).toEqual(new Set(["listed"]));
  const requests = shop.sandbox.calls.filter(({ path }) => path.includes("/sources/status/export"));
  expect(requests.length).toBeLessThan(5);
  // None is looked up by itself where the whole list shows that it is not there.
  expect(shop.sandbox.calls.filter(({ path }) => path.includes("sku=")).length).toBe(0);
});

test("Mirakl: an offer whose price is held back since its product was sent is not written, others are", async () => {
  await using shop = await openShop();
  const { advance } = must(portOf(shop.connection, "listings").together);
  let open = await attemptsOf(shop, ["G-1", "G-2"]);
  for (let checks = 0; checks < 3; checks += 1) {
    const answers = await advance(open, shop.connection.ctx);
    open = open.map((attempt, index) => {
      const answer = must(answers[index]);
      return { ...attempt, handle: answer.outcome === "accepted" ? answer.handle : attempt.handle };
    });
    if (open.some(({ handle }) => handle?.includes('"offer"'))) break;
    if (checks === 0) open = open.map((one) => (one.listing.id === "draft-G-2" ? withoutPrice(one) : one));
    await shop.clock.sleep(5 * 60_000);
  }
  expect(await follow(shop, open)).toMatchObject([{ outcome: "listed" }, { outcome: "incomplete" }]);
  expect(shop.sandbox.state.offers.has("G-2")).toBe(false);
});

function withoutPrice(attempt: ListingAttempt): ListingAttempt {
  const { listing } = attempt;
  const variants = listing.listing.variants.map(({ values: { price: _, ...values }, ...rest }) => ({
    ...rest,
    values,
  }));
  return { ...attempt, isIncomplete: true, listing: { ...listing, listing: { ...listing.listing, variants } } };
}

test("Mirakl: a variant that came after the product file goes in a file of its own before its offer", async () => {
  await using shop = await openShop();
  const { advance } = must(portOf(shop.connection, "listings").together);
  const [one] = await attemptsOf(shop, ["H-1"]);
  const [two] = await attemptsOf(shop, ["H-2"]);
  const [sent] = await advance([must(one)], shop.connection.ctx);
  const { listing } = must(one);
  const more = { ...listing.listing, variants: [...listing.listing.variants, ...must(two).listing.listing.variants] };
  const handle = sent?.outcome === "accepted" ? sent.handle : null;
  await shop.clock.sleep(5 * 60_000);
  const reported = await follow(shop, [{ handle, listing: { ...listing, listing: more } }]);
  expect(reported).toMatchObject([{ outcome: "listed", others: [{ key: "H-2" }] }]);
  expect(filesOf(shop)).toHaveLength(2);
});

test("Mirakl: a text that does not fit the operator's expression is told before sending, a forbidden word shown as help", async () => {
  await using shop = await openShop();
  shop.sandbox.state.catalog = {
    ...usualCatalog,
    custom: [
      { code: "ref", label: "Reference", type: "REGEX", required: true, regex: "[A-Z]{2}\\d{4}" },
      { code: "slow", label: "Batch", type: "REGEX", required: false, regex: "(?=.*\\d)[a-z\\d]+" },
    ],
    attributes: usualCatalog.attributes.map((one) =>
      one.code === "product_title" ? { ...one, validations: 'FORBIDDEN_WORDS|"Mob,best price",MAX_LENGTH|120' } : one,
    ),
  };
  const [attempt] = await attemptsOf(shop, ["J-1"]);
  const { listing: to } = must(attempt);
  const told = (more: Readonly<Record<string, readonly string[]>>) => {
    const listing = { ...to.listing, product: { ...to.listing.product, ...more } };
    return { listing, problems: checkListing(to.schema, listing).map(({ field }) => field) };
  };
  expect(told({}).problems).toEqual(["custom:ref"]);
  expect(told({ "custom:ref": ["xDE1234"], "attribute:product_title": ["Mobile"] }).problems).toEqual(["custom:ref"]);
  const title = to.schema.fields.find(({ key }) => key === "attribute:product_title");
  expect(title?.help).toMatch(/^Words the marketplace may refuse:\nMob, best price$/m);
  // Whether a batch holds a digit takes look-around: the marketplace alone checks it, and its words come to the field.
  const sent = told({ "custom:ref": ["DE1234"], "custom:slow": ["abc"] });
  expect(sent.problems).toEqual([]);
  const [answer] = await follow(shop, [{ handle: null, listing: { ...to, listing: sent.listing } }]);
  expect(answer).toMatchObject({ outcome: "refused", issues: [{ field: "custom:slow" }] });
});

const CATEGORIES = 20;
const EACH = 100;
const TYPES = ["TEXT", "LIST", "LIST_MULTIPLE_VALUES", "DECIMAL", "INTEGER", "DATE"] as const;

const VALIDATIONS = [
  "MAX_LENGTH|20",
  "MIN_LENGTH|3,MAX_LENGTH|40",
  "MIN_LENGTH|2",
  'FORBIDDEN_WORDS|"best price",MAX_LENGTH|40',
];

const CUSTOM: readonly SandboxCustomField[] = [
  {
    code: "reference",
    label: "Reference",
    type: "REGEX",
    required: true,
    regex: "[A-Z][a-z]+ (?:words|text)|Useful.*",
  },
  { code: "origin", label: "Origin of the offer", type: "REGEX", required: false, regex: "[A-Z][a-z]+ [a-z]+" },
  { code: "grade", label: "Grade", type: "LIST", required: false, accepted: ["A", "B"] },
  { code: "pallet", label: "Pieces on a pallet", type: "NUMERIC", required: false },
];

/** Categories of an operator, each with attributes of all kinds. */
function generated(random: () => number): Catalog {
  const pick = <T>(all: readonly T[]): T => must(all[Math.floor(random() * all.length)]);
  const own = (category: string, n: number): SandboxAttribute => {
    const type = pick(TYPES);
    return {
      ...{ code: `${category}_${n}`, label: `Attribute ${category} ${n}`, category, type },
      requirement: pick(["REQUIRED", "RECOMMENDED", "OPTIONAL"] as const),
      ...(type === "TEXT" ? { validations: pick(VALIDATIONS) } : {}),
      parameters: {
        LIST_CODE: "colours",
        PRECISION: pick(["0", "1", "3"]),
        PATTERN: pick(["dd/MM/yyyy", "yyyy-MM-dd"]),
      },
      ...(type === "LIST" && n % 2 === 0 ? { variant: true as const } : {}),
    };
  };
  const codes = Array.from({ length: CATEGORIES }, (_, n) => `CAT${n}`);
  return {
    ...usualCatalog,
    custom: CUSTOM,
    categories: codes.map((code) => ({ code, label: code, parent: "" })),
    attributes: [
      ...usualCatalog.attributes.filter(({ category }) => category === null),
      ...codes.flatMap((code) => Array.from({ length: 8 }, (_, n) => own(code, n))),
    ],
  };
}

function customOf(to: ListingToPublish, variant: ListingToPublish["listing"]["variants"][number]) {
  if (!hasPrice(variant)) return [];
  const { offer_additional_fields: reported = [] } = offerBody(to, variant, {
    type: "EAN",
    id: "1",
  }) as unknown as WrittenOffer;
  return reported;
}

test(`Mirakl: of ${CATEGORIES * EACH} products in ${CATEGORIES} categories none that the check passes is refused`, async () => {
  const random = seededRandom(58);
  await using shop = await openShop();
  const catalog = generated(random);
  shop.sandbox.state.catalog = catalog;
  const { connection } = shop;
  let [passed, refused] = [0, 0];
  for (const { code } of catalog.categories) {
    const schema = await portOf(connection, "listings").requirements(code, connection.ctx);
    for (const { to, isGreen } of listingsByChance(code, schema, { random, count: EACH })) {
      const faults = [
        ...productRows(to, connection.ctx).flatMap(({ row }) => faultsOf(row, catalog)),
        ...to.listing.variants.flatMap((variant) => customFaultOf(customOf(to, variant), catalog) ?? []),
      ];
      if (isGreen) expect(faults).toEqual([]);
      passed += isGreen ? 1 : 0;
      refused += faults.length > 0 ? 1 : 0;
    }
  }
  expect(passed).toBeGreaterThan(400);
  expect(refused).toBeGreaterThan(200);
});
