import { beforeEach, describe, expect, test } from "vitest";
import type { Tx } from "../../db/database.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture, fixturePerTest } from "../../db/testing-fixtures.ts";
import { listAlerts } from "../alerts/alerts.ts";
import { createCategory, deleteCategory, updateCategory } from "../catalog/categories.ts";
import { updateVariant } from "../catalog/edit-variants.ts";
import { getVariant } from "../catalog/read.ts";
import { updateProduct } from "../catalog/update.ts";
import { listConflicts } from "../conflicts/conflicts.ts";
import { settleConflict } from "../conflicts/settle.ts";
import { explainPrice } from "../listings/explain-price.ts";
import { setListingSwitches } from "../listings/index.ts";
import {
  ANA,
  channelProduct,
  channelVariant,
  later,
  NOON,
  sampleChannel,
  sampleStore,
  sampleVariant,
} from "../listings/samples.ts";
import { channelOf } from "../listings/testing.ts";
import { setDesiredPrices } from "./desired-prices.ts";
import { clearPriceOverrides, setPriceOverrides } from "./overrides.ts";
import { previewPriceRule } from "./preview-price-rule.ts";
import { createPriceRule, deletePriceRule, type PriceRuleInput, replacePriceRule } from "./price-rules.ts";
import { putRates, putRatesInForce } from "./rates.ts";

let variant: string;
let listing: string;

const db = fixture(testDatabase);
const at = fixturePerTest(() => sampleChannel(db));
beforeEach(async () => {
  variant = await sampleVariant(db, at.here, { sku: "SKU-v1" });
  await record([channelProduct("p1", [channelVariant("v1")])]);
  listing = (await one("v1")).id;
  await inside((tx) => setListingSwitches(tx, { listingIds: [listing], priceSync: true }));
  await fanOut();
});

const { record, one } = channelOf(() => ({ db, ...at }));
const inside = <T>(work: (tx: Tx) => Promise<T>) => db.database.tenant(at.here, work);

/** What the fan-out does with the marks there are; answers the variants that were marked. */
async function fanOut(now = NOON): Promise<string[]> {
  return inside(async (tx) => {
    const marks = await tx.rows<{ id: string }>(
      "delete from change_mark where organization_id = argosy.tenant() and aspect = 'price' returning subject_id as id",
    );
    const ids = marks.map((mark) => mark.id);
    await setDesiredPrices(tx, ids, now);
    return ids;
  });
}

const stored = (id = listing) =>
  inside((tx) =>
    tx.one<{ desired_minor: bigint | null; currency: string; held: string | null; due_at: Date | null }>(
      `select desired_minor, desired_compare_minor, currency, held, due_at, want_seq
       from listing_price
       where listing_id = $1`,
      [id],
    ),
  );
const plain: PriceRuleInput = {
  name: "Rule",
  priority: 0,
  categoryId: null,
  brand: null,
  base: "price",
  markupPercent: "0",
  fixedMinor: 0n,
  stepMinor: null,
  endingMinor: 0n,
  direction: "nearest",
  floorPercent: null,
  compareAt: "rule",
};
const addRule = (change: Partial<PriceRuleInput>) =>
  inside((tx) => createPriceRule(tx, { connectionId: at.shop, rule: { ...plain, ...change }, now: NOON }));
const charm = { markupPercent: "15", stepMinor: 100n, endingMinor: 99n, direction: "up" as const };
const explain = (now = NOON) => inside((tx) => explainPrice(tx, listing, now));
const alerts = async () =>
  (await inside((tx) => listAlerts(tx, { now: NOON }))).items.filter((each) => each.kind === "price_held");
const rates = (rate: string, validFrom = NOON) =>
  inside((tx) =>
    putRates(tx, { rates: [{ base: "USD", quote: "EUR", rate, validFrom }], source: "manual", now: NOON }),
  );
const inEuros = () => db.owner.run(`update connection set facts = '{"currency":"EUR"}' where id = $1`, [at.shop]);
/** The channel was never seen to price the item, so that the store's own currency counts. */
const unseen = () => db.owner.run("delete from listing_price where listing_id = $1", [listing]);
const mark = () =>
  db.owner.rows("select argosy.mark_changed(array[$1::uuid], array[$2::uuid], 'price')", [at.here, variant]);

describe("rules", () => {
  test("rules make, change and unmake the store's price, and need no request [C5.1]", async () => {
    expect(await stored()).toMatchObject({ desired_minor: 1000n, due_at: null });
    const { id } = await addRule(charm);
    expect(await fanOut()).toEqual([variant]);
    expect(await stored()).toMatchObject({ desired_minor: 1199n, due_at: NOON });
    await inside((tx) => replacePriceRule(tx, { id, rule: { ...plain, markupPercent: "-10" }, now: NOON }));
    await fanOut();
    expect(await stored()).toMatchObject({ desired_minor: 900n });
    await inside((tx) => deletePriceRule(tx, id));
    await fanOut();
    expect(await stored()).toMatchObject({ desired_minor: 1000n, due_at: null });
  });

  test("rules apply by the lowest number whose brand and category fit, subcategories and moves included", async () => {
    const { productId } = await inside((tx) => getVariant(tx, variant));
    const shoes = await inside((tx) => createCategory(tx, { name: "Shoes", parentId: null, now: NOON }));
    const boots = await inside((tx) => createCategory(tx, { name: "Boots", parentId: shoes, now: NOON }));
    await addRule({ name: "Rest", priority: 9, fixedMinor: 1n });
    await addRule({ name: "Shoes", priority: 5, categoryId: shoes, fixedMinor: 2n });
    await addRule({ name: "Brand", priority: 1, brand: "ACME", fixedMinor: 3n });
    const now = async () => {
      const marked = await fanOut();
      return [(await explain()).rule?.name, (await stored()).desired_minor, marked.length];
    };
    expect(await now()).toEqual(["Rest", 1001n, 1]);
    await inside((tx) => updateProduct(tx, { id: productId, patch: { categoryIds: [boots] }, now: NOON }));
    expect(await now()).toEqual(["Shoes", 1002n, 1]);
    await inside((tx) => updateProduct(tx, { id: productId, patch: { brand: "Acme" }, now: NOON }));
    expect(await now()).toEqual(["Brand", 1003n, 1]);
    await inside((tx) => updateProduct(tx, { id: productId, patch: { brand: "Other" }, now: NOON }));
    expect(await now()).toEqual(["Shoes", 1002n, 1]);
    await inside((tx) => updateCategory(tx, { id: boots, parentId: null, now: NOON }));
    expect(await now()).toEqual(["Rest", 1001n, 1]);
    await inside((tx) => updateCategory(tx, { id: boots, parentId: shoes, now: NOON }));
    expect(await now()).toEqual(["Shoes", 1002n, 1]);
  });

  test("rules for a category end with it", async () => {
    const shoes = await inside((tx) => createCategory(tx, { name: "Shoes", parentId: null, now: NOON }));
    await addRule({ categoryId: shoes });
    await fanOut();
    await inside((tx) => deleteCategory(tx, { id: shoes, now: NOON }));
    expect(await fanOut()).toEqual([variant]);
  });

  test("rules hold the price above the cost, and follow a new one", async () => {
    await addRule({ base: "cost", markupPercent: "10", floorPercent: "20" });
    await fanOut();
    expect(await stored()).toMatchObject({ desired_minor: null, held: "no_cost", due_at: null });
    expect((await alerts())[0]?.text).toContain("cost");
    await inside((tx) => updateVariant(tx, { id: variant, patch: { costMinor: 1000n }, now: NOON }));
    await fanOut();
    expect(await stored()).toMatchObject({ desired_minor: 1200n, held: null });
  });

  test("rules show what they would change before they are saved", async () => {
    const shoes = await inside((tx) => createCategory(tx, { name: "Shoes", parentId: null, now: NOON }));
    const boots = await inside((tx) => createCategory(tx, { name: "Boots", parentId: shoes, now: NOON }));
    const ask = (change: Partial<PriceRuleInput>, id: string | null = null) =>
      inside((tx) => previewPriceRule(tx, { connectionId: at.shop, id, rule: { ...plain, ...change }, now: NOON }));
    expect(await ask(charm)).toMatchObject({
      checked: 1,
      sent: 1,
      changed: 1,
      samples: [{ sku: "SKU-v1", currency: "USD", beforeMinor: 1000n, afterMinor: 1199n, problem: null }],
    });
    expect(await ask({ ...charm, categoryId: shoes })).toMatchObject({ changed: 0, samples: [] });
    const { productId } = await inside((tx) => getVariant(tx, variant));
    await inside((tx) => updateProduct(tx, { id: productId, patch: { categoryIds: [boots] }, now: NOON }));
    expect(await ask({ ...charm, categoryId: shoes })).toMatchObject({ changed: 1 });
    expect(await ask({ base: "cost" })).toMatchObject({
      held: 1,
      heldWhy: { text: expect.stringContaining("cost") },
      samples: [{ beforeMinor: 1000n, afterMinor: null }],
    });
    const { id } = await addRule({ fixedMinor: 100n });
    expect(await ask(charm)).toMatchObject({ changed: 0 });
    expect(await ask({ ...charm, priority: -1 })).toMatchObject({
      samples: [{ beforeMinor: 1100n, afterMinor: 1199n }],
    });
    expect(await ask(charm, id)).toMatchObject({ samples: [{ beforeMinor: 1100n, afterMinor: 1199n }] });
    await expect(ask({ endingMinor: 99n })).rejects.toMatchObject({ field: "endingMinor" });
    await fanOut();
    expect(await stored()).toMatchObject({ desired_minor: 1100n });
  });

  test("rules that say nothing sensible are refused by field", async () => {
    const field = (change: Partial<PriceRuleInput>) => addRule(change).catch((error) => error.field);
    expect(await field({ markupPercent: "-100" })).toBe("markupPercent");
    expect(await field({ markupPercent: "1.23456" })).toBe("markupPercent");
    expect(await field({ stepMinor: 100n, endingMinor: 100n })).toBe("endingMinor");
    expect(await field({ endingMinor: 99n })).toBe("endingMinor");
    expect(await field({ categoryId: variant })).toBe("categoryId");
  });
});

describe("prices with and without tax", () => {
  const hold = (store: string, priceTax: string) =>
    inside((tx) =>
      tx.run("update connection set settings = settings || jsonb_build_object('priceTax', $2::text) where id = $1", [
        store,
        priceTax,
      ]),
    );

  /** The item stands in another store as well, which follows our price; answers its listing there. */
  const alsoPriced = async (): Promise<string> => {
    const other = await sampleStore(db, at.here, "Gross");
    const there = channelOf(() => ({ db, here: at.here, shop: other }));
    await there.record([channelProduct("p2", [channelVariant("v2", { sku: "SKU-v1" })])]);
    const second = (await there.one("v2")).id;
    await inside(async (tx) => {
      await tx.run("update listing set variant_id = $2, state = 'mapped' where id = $1", [second, variant]);
      await setListingSwitches(tx, { listingIds: [second], priceSync: true });
    });
    return second;
  };

  test("a tax setting read from the shop counts as the seller's entry does, which goes before it", async () => {
    await alsoPriced();
    await inside((tx) =>
      tx.run('update connection set facts = facts || \'{"priceTax": "without"}\' where id = $1', [at.shop]),
    );
    await fanOut();
    expect(await stored()).toMatchObject({ desired_minor: null, held: "other_tax" });
    await hold(at.shop, "with");
    await fanOut();
    expect(await stored()).toMatchObject({ desired_minor: 1000n, held: null });
  });

  test("one price does not go to a store with tax and to one without: the latter is held back in words", async () => {
    await hold(at.shop, "without");
    await fanOut();
    expect(await stored()).toMatchObject({ desired_minor: 1000n, held: null });

    const second = await alsoPriced();
    await fanOut();
    expect(await stored()).toMatchObject({ desired_minor: null, held: "other_tax", due_at: null });
    expect(await stored(second)).toMatchObject({ desired_minor: 1000n, held: null });
    expect(await alerts()).toMatchObject([{ text: expect.stringContaining("without tax") }]);

    await hold(at.shop, "with");
    await fanOut();
    expect(await stored()).toMatchObject({ desired_minor: 1000n, held: null });
  });
});

describe("currencies", () => {
  beforeEach(async () => {
    await inEuros();
    await unseen();
    await mark();
    await fanOut();
  });

  test("a price without a rate is not sent, one alert names the rate, and the explanation says it", async () => {
    expect(await stored()).toMatchObject({ desired_minor: null, held: "no_rate:USD:EUR", due_at: null });
    await mark();
    await fanOut();
    expect(await alerts()).toMatchObject([{ count: 1, text: expect.stringContaining("from USD to EUR") }]);
    expect((await explain()).notPushed.map(({ text }) => text)).toEqual([expect.stringContaining("from USD to EUR")]);
  });

  test("the rate in force counts; a later one from its day on, and a deleted one no longer [C5.1]", async () => {
    await rates("0.9");
    await fanOut();
    expect(await stored()).toMatchObject({ desired_minor: 900n, currency: "EUR", held: null });
    await rates("0.8", later(60));
    await fanOut();
    expect(await stored()).toMatchObject({ desired_minor: 900n });
    expect(await inside((tx) => putRatesInForce(tx, later(59)))).toBe(0);
    expect(await inside((tx) => putRatesInForce(tx, later(61)))).toBe(1);
    expect(await fanOut(later(61))).toEqual([variant]);
    expect(await stored()).toMatchObject({ desired_minor: 800n });
    expect(await explain(later(61))).toMatchObject({
      priceMinor: 800n,
      rate: { base: "USD", quote: "EUR", rate: "0.8", validFrom: later(60) },
      steps: [{ label: "price" }, { label: expect.stringContaining("at 0.8 EUR for 1 USD"), value: "8" }],
    });
  });

  test("a bad rate is refused by itself", async () => {
    const results = await inside((tx) =>
      putRates(tx, {
        rates: [
          { base: "USD", quote: "EUR", rate: "0" },
          { base: "USD", quote: "USD", rate: "1" },
          { base: "USD", quote: "GBP", rate: "0,8" },
          { base: "USD", quote: "GBP", rate: "0.8" },
        ],
        source: "import",
        now: NOON,
      }),
    );
    expect(results.map(({ ok }) => ok)).toEqual([false, false, false, true]);
  });

  test("a channel that prices in another currency than believed is worked out anew", async () => {
    await rates("0.9");
    await fanOut();
    await record([channelProduct("p1", [channelVariant("v1", { price: "10.00", currency: "USD" })])], {
      now: later(5),
    });
    expect(await fanOut(later(5))).toEqual([variant]);
    expect(await stored()).toMatchObject({ desired_minor: 1000n, currency: "USD", due_at: null });
  });
});

describe("prices of their own", () => {
  test("prices of their own replace the rule until they are cleared [C5.2]", async () => {
    await addRule(charm);
    await fanOut();
    const given = { listingId: listing, priceMinor: 777n, compareAtMinor: 888n };
    await inside((tx) => setPriceOverrides(tx, { overrides: [given], by: ANA, now: NOON }));
    expect(await fanOut()).toEqual([variant]);
    expect(await stored()).toMatchObject({ desired_minor: 777n, desired_compare_minor: 888n });
    expect(await explain()).toMatchObject({
      origin: "override",
      rule: null,
      override: { setBy: "user:ana@example.test" },
    });
    await inside((tx) => clearPriceOverrides(tx, [listing]));
    expect(await fanOut()).toEqual([variant]);
    expect(await stored()).toMatchObject({ desired_minor: 1199n });
  });

  test("a wish that stays the same costs no write", async () => {
    const before = await stored();
    await addRule({ markupPercent: "0" });
    await fanOut();
    expect(await stored()).toEqual(before);
  });
});

describe("a price edited on the channel, where the channel wins,", () => {
  const policy = (price: string) =>
    db.owner.run(
      `update connection
       set settings = jsonb_build_object('policy', jsonb_build_object('price', $2::text))
       where id = $1`,
      [at.shop, price],
    );
  const edit = (price: string) => record([channelProduct("p1", [channelVariant("v1", { price })])], { now: later(5) });
  /** The channel shows what the rule makes of our price. */
  const shownByRule = async () => {
    await addRule(charm);
    await fanOut();
    await db.owner.run(
      "update listing_price set expected_minor = 1199, due_at = null, state = 'idle' where listing_id = $1",
      [listing],
    );
  };

  test("a channel's price edit becomes ours where the listing has our plain price", async () => {
    await policy("channel");
    await edit("12.50");
    expect((await inside((tx) => getVariant(tx, variant))).priceMinor).toBe(1250n);
    await fanOut();
    expect(await stored()).toMatchObject({ desired_minor: 1250n, due_at: null });
  });

  test("a channel's price edit is set for the listing where a rule lies between, which cannot be turned round", async () => {
    await shownByRule();
    await policy("channel");
    await edit("12.50");
    await fanOut();
    expect((await inside((tx) => getVariant(tx, variant))).priceMinor).toBe(1000n);
    expect(await stored()).toMatchObject({ desired_minor: 1250n, due_at: null });
    expect(await explain()).toMatchObject({ origin: "override", override: { setBy: "channel" } });
  });

  test("a channel's price edit waits for a person where the policy says so, and either answer holds with a rule", async () => {
    await shownByRule();
    await policy("ask");
    await edit("12.50");
    const open = async () => (await inside((tx) => listConflicts(tx, { state: "open" }))).items;
    const [first] = await open();
    await inside((tx) => settleConflict(tx, { id: first?.id ?? "", winner: "hub", by: ANA, now: later(6) }));
    expect(await stored()).toMatchObject({ desired_minor: 1199n, due_at: later(6) });
    await edit("13.00");
    await db.owner.run("update listing_price set due_at = null, state = 'idle' where listing_id = $1", [listing]);
    await record([channelProduct("p1", [channelVariant("v1", { price: "13.50" })])], { now: later(7) });
    const [second] = await open();
    await inside((tx) => settleConflict(tx, { id: second?.id ?? "", winner: "channel", by: ANA, now: later(8) }));
    await fanOut(later(8));
    expect(await stored()).toMatchObject({ desired_minor: 1350n, due_at: null });
    expect((await inside((tx) => getVariant(tx, variant))).priceMinor).toBe(1000n);
  });
});
