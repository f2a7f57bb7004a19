import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ShippingOffer } from "./shipment.ts";
import {
  type CourierAnswer,
  fits,
  type ProposalInput,
  propose,
  type RuleFacts,
  type ShippingRule,
} from "./shipping-rules.ts";

const facts: RuleFacts = {
  country: "IN",
  postcode: "560 102",
  weightGrams: 400,
  valueMinor: 49_900n,
  currency: "INR",
  payment: "cod",
  skus: ["TEE-BLK-M"],
  tags: ["Fragile"],
};

const rule = (changes: Partial<ShippingRule> = {}): ShippingRule => ({
  id: "r",
  name: "Light",
  isOn: true,
  currency: "INR",
  when: {},
  choose: { courierId: null, service: null, serviceName: null, prefer: "cheapest" },
  ...changes,
});

const offer = (service: string, minor: number | null, days: number | null, currency = "INR"): ShippingOffer => ({
  service,
  serviceName: service,
  carrier: "",
  price: minor === null ? null : { minor: BigInt(minor), currency },
  days,
});
const answers = (told: Readonly<Record<string, readonly ShippingOffer[] | null>>): Map<string, CourierAnswer> =>
  new Map(Object.entries(told).map(([id, offers]) => [id, { offers: offers ?? [], isAsked: offers !== null }]));
const couriers = ["a", "b", "c"].map((id) => ({ id, name: id.toUpperCase() }));
const input = (changes: Partial<ProposalInput>): ProposalInput => ({
  ...{ rules: [], fallback: "none", facts, couriers, known: new Map() },
  ...changes,
});

describe("what a rule is for", () => {
  it.each([
    [{ countries: ["IN"] }, true],
    [{ countries: ["US", "EG"] }, false],
    [{ postcodes: ["5601"] }, true],
    [{ postcodes: ["56-01 02"] }, true],
    [{ postcodes: ["11"] }, false],
    [{ minWeightGrams: 400, maxWeightGrams: 400 }, true],
    [{ maxWeightGrams: 399 }, false],
    [{ minValueMinor: 49_901 }, false],
    [{ maxValueMinor: 49_900 }, true],
    [{ payment: "prepaid" }, false],
    [{ skus: ["tee-*"] }, true],
    [{ skus: ["TEE"] }, false],
    [{ tags: ["fragile"] }, true],
    [{ tags: ["glass"], countries: ["IN"] }, false],
  ] as const)("%j: %s", (when, isFor) => {
    expect(fits(rule({ when }), facts)).toBe(isFor);
  });

  it("does not compare amounts of two currencies", () => {
    expect(fits(rule({ currency: "USD", when: { maxValueMinor: 1_000_000 } }), facts)).toBe(false);
  });
});

describe("what is proposed", () => {
  it("takes the first rule that fits and has an offer, and says why", () => {
    const rules = [
      rule({ id: "1", name: "Abroad", when: { countries: ["US"] } }),
      rule({ id: "2", name: "Cheap", choose: { ...rule().choose, maxPriceMinor: 3_000 } }),
      rule({ id: "3", name: "Doors", when: { payment: "cod" }, choose: { ...rule().choose, courierId: "b" } }),
    ];
    const known = answers({ a: [offer("air", 9_000, 1)], b: [offer("road", 4_000, 5)], c: [] });
    const found = propose(input({ rules, known }));
    expect(found).toMatchObject({ courierId: "b", by: { kind: "rule", ruleId: "3" }, offer: { service: "road" } });
    expect(found.state === "chosen" && found.why.map(({ text }) => text)).toEqual([
      "Rule “Cheap” comes first but has no rate for it.",
      "By the rule “Doors”.",
      "It is cash on delivery.",
      "The cheapest rate is used.",
    ]);
  });

  it("falls back to the cheapest or the fastest of all offers, those without a price or days last", () => {
    const known = answers({
      a: [offer("air", 9_000, 1), offer("told later", null, null)],
      b: [offer("road", 4_000, 5)],
      c: [offer("abroad", 1, 9, "USD")],
    });
    expect(propose(input({ known, fallback: "cheapest" }))).toMatchObject({ courierId: "b" });
    expect(propose(input({ known, fallback: "fastest" }))).toMatchObject({ courierId: "a", offer: { service: "air" } });
    expect(propose(input({ known, fallback: "none" }))).toMatchObject({ state: "none" });
  });

  it("takes the cheaper of two offers in a currency that is not the order's", () => {
    const known = answers({ a: [offer("air", 925, 2, "USD"), offer("road", 550, 4, "USD")], b: [], c: [] });
    expect(propose(input({ known, fallback: "cheapest" }))).toMatchObject({ offer: { service: "road" } });
  });

  it("takes a courier that cannot be asked at a rule's word, not for its price", () => {
    const to = { ...rule().choose, courierId: "a" };
    const known = answers({ a: null, b: [], c: [] });
    expect(propose(input({ rules: [rule({ choose: to })], known }))).toMatchObject({ courierId: "a", offer: null });
    const limited = rule({ choose: { ...to, maxPriceMinor: 5_000 } });
    expect(propose(input({ rules: [limited], known }))).toMatchObject({ state: "none" });
    expect(propose(input({ known, fallback: "cheapest" }))).toMatchObject({ state: "none" });
  });

  it("asks the named courier alone", () => {
    const rules = [rule({ choose: { ...rule().choose, courierId: "b" } })];
    expect(propose(input({ rules, fallback: "cheapest" }))).toEqual({ state: "ask", courierIds: ["b"] });
  });
});

const offers = fc.option(
  fc.array(
    fc
      .tuple(
        fc.constantFrom("x", "y", "z"),
        fc.option(fc.integer({ min: 0, max: 9 })),
        fc.option(fc.integer({ min: 1, max: 9 })),
        fc.constantFrom("INR", "USD"),
      )
      .map(([service, minor, days, currency]) => offer(service, minor, days, currency)),
    { maxLength: 4 },
  ),
);
const anyRule = fc
  .record({
    isOn: fc.boolean(),
    countries: fc.option(fc.subarray(["IN", "US"], { minLength: 1 }), { nil: undefined }),
    maxWeightGrams: fc.option(fc.integer({ min: 100, max: 800 }), { nil: undefined }),
    courierId: fc.option(fc.constantFrom("a", "b", "c", "gone")),
    service: fc.option(fc.constantFrom("x", "y")),
    prefer: fc.constantFrom("cheapest" as const, "fastest" as const),
    maxPriceMinor: fc.option(fc.integer({ min: 0, max: 9 }), { nil: undefined }),
    maxDays: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
  })
  .map(({ isOn, countries, maxWeightGrams, ...choose }) =>
    rule({ isOn, when: { countries, maxWeightGrams }, choose: { ...choose, serviceName: null } }),
  );
const world = fc.record({
  rules: fc
    .array(anyRule, { maxLength: 6 })
    .map((all) => all.map((each, n) => ({ ...each, id: `${n}`, name: `rule ${n}` }))),
  fallback: fc.constantFrom("cheapest" as const, "fastest" as const, "none" as const),
  told: fc.record({ a: offers, b: offers, c: offers }),
});

describe("whatever the rules and the offers", () => {
  it("asking only where it matters comes to what asking everybody does", () => {
    fc.assert(
      fc.property(world, ({ rules, fallback, told }) => {
        const all = answers(told);
        const known = new Map<string, CourierAnswer>();
        let found = propose(input({ rules, fallback, known }));
        for (let turn = 0; found.state === "ask"; turn += 1) {
          expect(turn, "each turn asks somebody new").toBeLessThan(4);
          for (const id of found.courierIds) known.set(id, all.get(id) ?? { offers: [], isAsked: false });
          found = propose(input({ rules, fallback, known }));
        }
        expect(found).toEqual(propose(input({ rules, fallback, known: all })));
      }),
    );
  });

  it("keeps every limit of the rule it names, and passes over no rule before it that had an offer", () => {
    fc.assert(
      fc.property(world, ({ rules, fallback, told }) => {
        const known = answers(told);
        const found = propose(input({ rules, fallback, known }));
        if (found.state !== "chosen") return;
        const place = rules.findIndex(({ id }) => id === found.by.ruleId);
        const by = rules[place];
        if (by) {
          expect(by.isOn && fits(by, facts)).toBe(true);
          const { courierId, service, maxPriceMinor, maxDays } = by.choose;
          if (courierId !== null) expect(found.courierId).toBe(courierId);
          if (found.offer && service !== null) expect(found.offer.service).toBe(service);
          if (maxPriceMinor !== undefined) {
            expect(found.offer?.price?.currency).toBe("INR");
            expect(Number(found.offer?.price?.minor)).toBeLessThanOrEqual(maxPriceMinor);
          }
          if (maxDays !== undefined) expect(found.offer?.days ?? 99).toBeLessThanOrEqual(maxDays);
        }
        const before = by ? rules.slice(0, place) : rules;
        expect(propose(input({ rules: before, fallback: "none", known })).state).toBe("none");
      }),
    );
  });

  it("proposes nothing dearer than another offer it may take as the cheapest", () => {
    fc.assert(
      fc.property(world, ({ told }) => {
        const known = answers(told);
        const found = propose(input({ known, fallback: "cheapest" }));
        const prices = [...known.values()].flatMap((each) =>
          each.offers.flatMap(({ price }) => (price?.currency === "INR" ? Number(price.minor) : [])),
        );
        if (found.state === "chosen" && prices.length > 0)
          expect(Number(found.offer?.price?.minor)).toBe(Math.min(...prices));
      }),
    );
  });
});
