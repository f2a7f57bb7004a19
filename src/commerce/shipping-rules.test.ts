import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ShippingOffer } from "./shipment.ts";
import { type CourierAnswer, type ProposalInput, propose, type ShippingRule, whyRule } from "./shipping-rules.ts";

const any = {
  ...{ courierId: null, service: null, serviceName: null },
  ...({ prefer: "cheapest", maxPrice: null, maxDays: null } as const),
};
const rule = (changes: Partial<ShippingRule> = {}): ShippingRule => ({
  ...{ id: "r", name: "Light", choose: any, why: [] },
  ...changes,
});
const inr = (minor: number) => ({ minor, currency: "INR" });

const offer = (service: string, minor: number | null, days: number | null, currency = "INR"): ShippingOffer => ({
  service,
  serviceName: service,
  carrier: "",
  price: minor === null ? null : { minor: BigInt(minor), currency },
  days,
});
const answers = (reported: Readonly<Record<string, readonly ShippingOffer[] | null>>): Map<string, CourierAnswer> =>
  new Map(Object.entries(reported).map(([id, offers]) => [id, { offers: offers ?? [], isAsked: offers !== null }]));
const couriers = ["a", "b", "c"].map((id) => ({ id, name: id.toUpperCase() }));
const input = (changes: Partial<ProposalInput>): ProposalInput => ({
  ...{ rules: [rule()], currency: "INR", couriers, known: new Map() },
  ...changes,
});

describe("the proposed courier", () => {
  it("a proposal follows the first rule that has an offer, and names the rules without one", () => {
    const doors = { ...any, courierId: "b" };
    const rules = [
      rule({ id: "2", name: "Cheap", choose: { ...any, maxPrice: inr(3_000) } }),
      rule({ id: "3", name: "Doors", choose: doors, why: whyRule("Doors", [], doors) }),
    ];
    const existing = answers({ a: [offer("air", 9_000, 1)], b: [offer("road", 4_000, 5)], c: [] });
    const found = propose(input({ rules, known: existing }));
    expect(found).toMatchObject({ courierId: "b", rule: { id: "3" }, offer: { service: "road" } });
    expect(found.state === "chosen" && found.why.map(({ text }) => text)).toEqual([
      "Rule “Cheap” comes first but has no rate for it.",
      "By the rule “Doors”.",
      "The cheapest rate is used.",
    ]);
  });

  it("a rule's reason tells which condition was true of the order, not which was true because it is negated", () => {
    const checked = { is: "is", verdict: "yes" } as const;
    const why = whyRule(
      "Doors",
      [
        { ...checked, path: "when.all.0", field: "parcel.payment", value: "cod", found: "cod" },
        {
          ...checked,
          path: "when.all.1",
          field: "parcel.skus",
          is: "any_begins_with",
          value: ["tee-"],
          found: ["TEE-M"],
        },
        { ...checked, path: "when.all.2.not", field: "address.country", value: "US", found: "US" },
        { ...checked, path: "when.all.3", field: "parcel.value", is: "at_least", value: inr(1), found: inr(49_900) },
        { ...checked, path: "when.all.4", field: "parcel.value", is: "at_most", value: inr(1), found: inr(49_900) },
        { ...checked, path: "when.all.5", field: "parcel.weight_grams", value: 1, found: 2, verdict: "no" },
      ],
      { ...any, maxPrice: inr(3_000), maxDays: 2 },
    );
    expect(why.map(({ text }) => text)).toEqual([
      "By the rule “Doors”.",
      "It is cash on delivery.",
      "It contains TEE-M.",
      "The goods are worth 499.00 INR.",
      "It costs at most 30.00 INR.",
      "Delivery time in days: at most 2.",
      "The cheapest rate is used.",
    ]);
  });

  it("a proposal is the cheapest or the fastest of all offers, those without a price or days last", () => {
    const existing = answers({
      a: [offer("air", 9_000, 1), offer("told later", null, null)],
      b: [offer("road", 4_000, 5)],
      c: [offer("abroad", 1, 9, "USD")],
    });
    expect(propose(input({ known: existing }))).toMatchObject({ courierId: "b" });
    const fastest = [rule({ choose: { ...any, prefer: "fastest" } })];
    expect(propose(input({ known: existing, rules: fastest }))).toMatchObject({
      courierId: "a",
      offer: { service: "air" },
    });
    expect(propose(input({ known: existing, rules: [] }))).toMatchObject({ state: "none" });
  });

  it("a proposal is the cheaper of two offers in a currency that is not the order's", () => {
    const existing = answers({ a: [offer("air", 925, 2, "USD"), offer("road", 550, 4, "USD")], b: [], c: [] });
    expect(propose(input({ known: existing }))).toMatchObject({ offer: { service: "road" } });
  });

  it("a courier without quotes is proposed where a rule names it, not for its price", () => {
    const to = { ...any, courierId: "a" };
    const existing = answers({ a: null, b: [], c: [] });
    expect(propose(input({ rules: [rule({ choose: to })], known: existing }))).toMatchObject({
      courierId: "a",
      offer: null,
    });
    const limited = rule({ choose: { ...to, maxPrice: inr(5_000) } });
    expect(propose(input({ rules: [limited], known: existing }))).toMatchObject({ state: "none" });
    expect(propose(input({ known: existing }))).toMatchObject({ state: "none" });
  });

  it("a rule that names a courier requests its quotes alone", () => {
    const rules = [rule({ choose: { ...any, courierId: "b" } }), rule()];
    expect(propose(input({ rules }))).toEqual({ state: "ask", courierIds: ["b"] });
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
    courierId: fc.option(fc.constantFrom("a", "b", "c", "gone")),
    service: fc.option(fc.constantFrom("x", "y")),
    prefer: fc.constantFrom("cheapest" as const, "fastest" as const),
    maxPrice: fc.option(fc.integer({ min: 0, max: 9 }).map(inr)),
    maxDays: fc.option(fc.integer({ min: 1, max: 9 })),
  })
  .map((choose) => rule({ choose: { ...choose, serviceName: null } }));
const world = fc.record({
  rules: fc
    .array(anyRule, { maxLength: 6 })
    .map((all) => all.map((each, n) => ({ ...each, id: `${n}`, name: `rule ${n}` }))),
  told: fc.record({ a: offers, b: offers, c: offers }),
});

describe("proposals of any rules and offers", () => {
  it("asking only where it matters comes to what asking everybody does", () => {
    fc.assert(
      fc.property(world, ({ rules, told }) => {
        const all = answers(told);
        const existing = new Map<string, CourierAnswer>();
        let found = propose(input({ rules, known: existing }));
        for (let round = 0; found.state === "ask"; round += 1) {
          expect(round, "each turn asks somebody new").toBeLessThan(4);
          for (const id of found.courierIds) existing.set(id, all.get(id) ?? { offers: [], isAsked: false });
          found = propose(input({ rules, known: existing }));
        }
        expect(found).toEqual(propose(input({ rules, known: all })));
      }),
    );
  });

  it("a proposal respects every limit of its rule, and no rule before it had an offer", () => {
    fc.assert(
      fc.property(world, ({ rules, told }) => {
        const existing = answers(told);
        const found = propose(input({ rules, known: existing }));
        if (found.state !== "chosen") return;
        const { courierId, service, maxPrice, maxDays } = found.rule.choose;
        if (courierId !== null) expect(found.courierId).toBe(courierId);
        if (found.offer && service !== null) expect(found.offer.service).toBe(service);
        if (maxPrice !== null) {
          expect(found.offer?.price?.currency).toBe("INR");
          expect(Number(found.offer?.price?.minor)).toBeLessThanOrEqual(maxPrice.minor);
        }
        if (maxDays !== null) expect(found.offer?.days ?? 99).toBeLessThanOrEqual(maxDays);
        const before = rules.slice(
          0,
          rules.findIndex(({ id }) => id === found.rule.id),
        );
        expect(propose(input({ rules: before, known: existing })).state).toBe("none");
      }),
    );
  });

  it("a proposal is never dearer than another offer that may be the cheapest", () => {
    fc.assert(
      fc.property(world, ({ told }) => {
        const existing = answers(told);
        const found = propose(input({ known: existing }));
        const prices = [...existing.values()].flatMap((each) =>
          each.offers.flatMap(({ price }) => (price?.currency === "INR" ? Number(price.minor) : [])),
        );
        if (found.state === "chosen" && prices.length > 0)
          expect(Number(found.offer?.price?.minor)).toBe(Math.min(...prices));
      }),
    );
  });
});
