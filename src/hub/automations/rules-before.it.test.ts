/** Shipping rules converted to automations decide as they did. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { ShippingOffer } from "../../commerce/shipment.ts";
import { type CourierAnswer, propose } from "../../commerce/shipping-rules.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { runsOf } from "../../db/testing-runs.ts";
import { noon } from "../orders/testing.ts";
import { parcelFacts, rulesFor } from "./courier-rules.ts";
import { definitionOf, listAutomations } from "./store.ts";
import { type FactsBefore, proposedBefore, type RuleBefore, type RulesBefore } from "./testing-rules-before.ts";

const db = fixture(testDatabase);
const shop = fixture(async () => ({ organization: await db.newOrganization() }));
const MIGRATION = readFileSync(
  join(import.meta.dirname, "../../db/migrations/1557-shipping-rules-are-automations.sql"),
  "utf8",
);

/** What the migration makes of rules. */
async function converted({ rules, fallback }: RulesBefore) {
  await db.owner.run("delete from argosy.automation");
  await db.owner.run(
    `insert into argosy.shipping_rules (organization_id, rules, fallback, updated_at) values ($1, $2, $3, $4)
     on conflict (organization_id) do update set rules = excluded.rules, fallback = excluded.fallback`,
    [shop.organization, JSON.stringify(rules), fallback, noon],
  );
  await db.owner.run(MIGRATION);
  return db.database.tenant(shop.organization, listAutomations);
}

const COURIERS = ["a", "b", "c"].map((name, n) => ({ id: `0000000${n}-0000-4000-8000-000000000000`, name }));
const courierId = fc.option(fc.constantFrom(...COURIERS.map(({ id }) => id), "ffffffff-0000-4000-8000-000000000000"));
const some = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });
const several = (...texts: readonly string[]) => some(fc.uniqueArray(fc.constantFrom(...texts), { minLength: 1 }));
const grams = some(fc.constantFrom(0, 250, 500, 501, 2_000));
const minor = some(fc.constantFrom(0, 499, 500, 10_000));
const prefer = fc.constantFrom("cheapest", "fastest");
const currency = fc.constantFrom("EUR", "USD");

const rule: fc.Arbitrary<RuleBefore> = fc
  .record({
    id: fc.uuid({ version: 4 }),
    name: fc.constantFrom("Light", "Far “away”"),
    isOn: fc.boolean(),
    currency,
    when: fc.record({
      countries: several("DE", "EG", "FR"),
      postcodes: several("10", "SW1A 1", "sw-1", "- "),
      ...{ minWeightGrams: grams, maxWeightGrams: grams, minValueMinor: minor, maxValueMinor: minor },
      payment: some(fc.constantFrom("prepaid", "cod")),
      skus: several("TEE-*", "tee-blk", "MUG", "*"),
      tags: several("Fragile", "glass"),
    }),
    choose: fc.record({
      courierId,
      service: fc.option(fc.constantFrom("std", "air")),
      serviceName: fc.constantFrom(null, "", "Standard"),
      prefer,
      maxPriceMinor: minor,
      maxDays: some(fc.constantFrom(1, 3)),
    }),
  })
  .map((one) => JSON.parse(JSON.stringify(one)) as RuleBefore);

const facts: fc.Arbitrary<FactsBefore> = fc.record({
  country: fc.constantFrom("", "DE", "EG", "US"),
  postcode: fc.constantFrom("", "10115", "SW1A 1AA", "99"),
  weightGrams: fc.constantFrom(100, 250, 500, 1_000),
  valueMinor: fc.constantFrom(0n, 499n, 500n, 20_000n),
  currency,
  payment: fc.constantFrom("prepaid", "cod"),
  skus: fc.subarray(["TEE-BLK", "mug", "HAT"]),
  tags: fc.subarray(["fragile", "Glass", "new"]),
});

const offer: fc.Arbitrary<ShippingOffer> = fc.record({
  ...{ service: fc.constantFrom("std", "air"), serviceName: fc.constant("S"), carrier: fc.constant("") },
  price: fc.option(fc.record({ minor: fc.constantFrom(300n, 500n, 900n), currency })),
  days: fc.option(fc.constantFrom(1, 2, 5)),
});
const answer: fc.Arbitrary<CourierAnswer | null> = fc.option(
  fc.record({ offers: fc.array(offer, { maxLength: 3 }), isAsked: fc.boolean() }),
);

/** A courier that was not asked yet is missing. */
const existingOf = (answers: readonly (CourierAnswer | null)[]) =>
  new Map(COURIERS.flatMap(({ id }, n) => (answers[n] ? [[id, answers[n]] as const] : [])));

test("rules converted to automations propose the same courier and offer, by the same rule, as they did [G1]", async () => {
  const cases = fc.array(fc.tuple(facts, fc.tuple(answer, answer, answer)), { minLength: 40, maxLength: 40 });
  const fallbacks = fc.constantFrom("none", "cheapest", "fastest");
  await fc.assert(
    fc.asyncProperty(fc.array(rule, { maxLength: 4 }), fallbacks, cases, async (rules, fallback, orders) => {
      const automations = await converted({ rules, fallback });
      const [last] = automations.slice(rules.length);
      for (const { id: _, position: _p, isOn: _o, version: _v, ...saved } of automations) {
        const { name, trigger, channels, when, actions, stopHere, limits } = saved;
        const written = { name, trigger, channels, when, actions, stopHere, limits };
        expect(definitionOf(written), "an editor can save it again").toEqual(JSON.parse(JSON.stringify(written)));
      }
      for (const [of, answers] of orders) {
        const existing = existingOf(answers);
        const before = proposedBefore({ rules, fallback, facts: of, couriers: COURIERS, known: existing });
        const parcel = {
          to: { country: of.country || undefined, postcode: of.postcode || undefined },
          parcels: [{ weightGrams: of.weightGrams, items: of.skus.map((sku) => ({ sku })) }],
          ...{ payment: of.payment, valueMinor: of.valueMinor, currency: of.currency },
        };
        const now = rulesFor(
          automations.filter(({ isOn }) => isOn),
          { ...parcelFacts(parcel), "lines.product_tags": of.tags },
          noon,
        );
        const after = propose({ rules: now, currency: of.currency, couriers: COURIERS, known: existing });
        const { why: _, ...expected } = "why" in before ? before : { ...before, why: null };
        if (before.state !== "chosen" || after.state !== "chosen") expect(after).toMatchObject(expected);
        else {
          const { courierId, offer, rule } = before;
          const ruleId = after.rule.id === last?.id ? fallback : after.rule.id;
          expect({ ...after, rule: ruleId }).toMatchObject({ courierId, offer, rule: rule.id });
        }
      }
    }),
    { numRuns: runsOf({ few: 40, many: 400 }), endOnFailure: true },
  );
});

test("automations that were there stay before converted rules, which begin with a version of their own", async () => {
  const [first] = fc.sample(rule, { numRuns: 1, seed: 7 });
  if (!first) throw new Error("No rule was made.");
  const automations = await converted({ rules: [{ ...first, isOn: true }], fallback: "cheapest" });
  expect(automations.map(({ name, isOn, trigger, createdBy }) => [name, isOn, trigger, createdBy])).toEqual([
    [first.name, true, "order.shipping_choice", "system"],
    ["Otherwise the cheapest rate", true, "order.shipping_choice", "system"],
  ]);
  const versions = await db.owner.rows("select version from argosy.automation_version where organization_id = $1", [
    shop.organization,
  ]);
  expect(versions).toEqual([{ version: 1 }, { version: 1 }]);
});
