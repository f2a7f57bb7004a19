import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyPromotions } from "./apply.ts";
import { worthOf } from "./conditions.ts";
import {
  type Effect,
  EVERYTHING,
  NO_TARGETS,
  PROMOTION_CLASSES,
  type Promotion,
  type PromotionBasket,
  type PromotionLine,
  type PromotionUses,
} from "./promotion.ts";
import { UNBOUND } from "./samples.ts";

const line = (key: string, unitPrice: bigint, more: Partial<PromotionLine> = {}): PromotionLine => ({
  key,
  variantId: key,
  productId: null,
  categoryIds: [],
  quantity: 1,
  unitPrice,
  already: 0n,
  isReduced: false,
  isGiftCard: false,
  ...more,
});

const promotion = (effect: Effect, more: Partial<Promotion> = {}): Promotion => ({
  id: more.code ?? "auto",
  code: null,
  title: more.code ?? "Autumn",
  isActive: true,
  currency: null,
  effect,
  ...UNBOUND,
  ...more,
});

const basket = (lines: readonly PromotionLine[], more: Partial<PromotionBasket> = {}): PromotionBasket => ({
  currency: "EUR",
  lines,
  shipping: null,
  hasCustomer: false,
  place: "till",
  at: "2026-11-22T12:00:00Z",
  ...more,
});

function check(
  lines: readonly PromotionLine[],
  promotions: readonly Promotion[],
  more: Partial<PromotionBasket> & { readonly uses?: ReadonlyMap<string, PromotionUses> | null } = {},
) {
  const { uses = new Map(), ...rest } = more;
  const codes = promotions.flatMap(({ code }) => (code === null ? [] : [code.toLowerCase()]));
  return applyPromotions({ basket: basket(lines, rest), promotions, codes, uses });
}

const percent = (of: string): Effect => ({ kind: "percent_basket", percent: of, most: null });
const only = (...variants: string[]) => ({ ...EVERYTHING, include: { ...NO_TARGETS, variants } });

describe("the discount of each line, with reasons", () => {
  test("a percentage of the basket is rounded once and shared to the cent", () => {
    const { lines, goods } = check([line("a", 333n), line("b", 333n), line("c", 334n)], [promotion(percent("12.5"))]);
    expect(goods).toBe(125n);
    expect(lines.map(({ total }) => total)).toEqual([42n, 41n, 42n]);
    expect(lines[0]?.discounts[0]?.why).toEqual({ code: "promotion.percentBasket", gaps: { percent: "12.5" } });
  });

  test("a fixed amount never takes more than there is", () => {
    const amount: Effect = { kind: "amount_basket", amount: 2_000n };
    expect(check([line("a", 300n), line("b", 700n)], [promotion(amount)]).lines.map(({ total }) => total)).toEqual([
      300n,
      700n,
    ]);
    const each: Effect = { kind: "amount_items", amount: 200n };
    expect(check([line("a", 500n, { quantity: 3 }), line("b", 100n)], [promotion(each)]).goods).toBe(700n);
  });

  test('a discount "buy two, get the cheapest third free" never counts a unit as both bought and got', () => {
    const effect: Effect = { kind: "buy_get", buy: 2, get: 1, of: EVERYTHING, percent: "100", times: null };
    const itemsTotal = [line("dear", 1_000n, { quantity: 4 }), line("cheap", 400n)];
    const { lines } = check(itemsTotal, [promotion(effect)]);
    expect(lines.map(({ total }) => total)).toEqual([0n, 400n]);
    expect(lines[1]?.discounts[0]?.why.code).toBe("promotion.buyGetFree");
    expect(check([line("dear", 1_000n, { quantity: 6 })], [promotion(effect)]).goods).toBe(2_000n);
    expect(check([line("dear", 1_000n, { quantity: 6 })], [promotion({ ...effect, times: 1 })]).goods).toBe(1_000n);
  });

  test('a discount "buy a coffee, get a cup at half price" halves the cup', () => {
    const effect: Effect = { kind: "buy_get", buy: 1, get: 1, of: only("cup"), percent: "50", times: null };
    const offer = promotion(effect, { scope: only("coffee") });
    expect(check([line("coffee", 900n, { quantity: 2 }), line("cup", 501n, { quantity: 3 })], [offer]).goods).toBe(
      501n,
    );
    expect(check([line("cup", 501n)], [offer]).goods).toBe(0n);
  });

  test("a discount is limited by product and category, exclusions, reduced items, gift cards and returned lines", () => {
    const lines = [
      line("shirt", 1_000n, { productId: "p", categoryIds: ["clothes"] }),
      line("sock", 1_000n, { categoryIds: ["clothes"], isReduced: true }),
      line("mug", 1_000n),
      line("card", 5_000n, { isGiftCard: true }),
      line("back", 1_000n, { quantity: -1 }),
    ];
    const of = (scope: Promotion["scope"]) =>
      check(lines, [promotion(percent("10"), { scope })]).lines.flatMap(({ key, total }) => (total > 0n ? [key] : []));
    expect(of(EVERYTHING)).toEqual(["shirt", "sock", "mug"]);
    const clothes = { ...NO_TARGETS, categories: ["clothes"] };
    expect(of({ ...EVERYTHING, include: clothes })).toEqual(["shirt", "sock"]);
    expect(of({ ...EVERYTHING, include: clothes, skipsReduced: true })).toEqual(["shirt"]);
    expect(of({ ...EVERYTHING, exclude: { ...NO_TARGETS, products: ["p"] } })).toEqual(["sock", "mug"]);
  });

  test("free shipping takes the shipping, and no goods", () => {
    const free = promotion({ kind: "free_shipping" }, { code: "SHIP" });
    expect(check([line("a", 100n)], [free], { shipping: 590n })).toMatchObject({ goods: 0n, shipping: 590n });
    expect(check([line("a", 100n)], [free]).refused).toMatchObject([{ reason: "no_shipping" }]);
  });
});

describe("the reason why a code does not count", () => {
  const mug = [line("mug", 1_000n, { quantity: 2 })];
  const reason = (more: Partial<Promotion>, uses?: PromotionUses, hasCustomer = false) =>
    check(mug, [promotion(percent("10"), { code: "TEN", ...more })], {
      hasCustomer,
      uses: new Map(uses ? [["TEN", uses]] : []),
    }).refused.map((one) => [one.reason, one.why.code, one.why.gaps]);

  test("a code does not count for dates, switches, locations and currencies outside its own", () => {
    expect(reason({})).toEqual([]);
    expect(reason({ isActive: false })[0]?.[0]).toBe("not_active");
    expect(reason({ startsAt: "2026-11-22T12:00:01Z" })[0]?.[0]).toBe("not_yet");
    expect(reason({ endsAt: "2026-11-22T12:00:00Z" })[0]?.[0]).toBe("expired");
    expect(reason({ places: ["order"] })[0]?.[1]).toBe("promotion.notAtTill");
    expect(reason({ currency: "USD" })[0]?.[2]).toEqual({ currency: "USD" });
  });

  test("minimums say what is missing", () => {
    const least = { amount: 2_500n, quantity: null, of: "basket" } as const;
    expect(reason({ minimum: least })[0]?.[2]).toEqual({ amount: "25.00 EUR", missing: "5.00 EUR" });
    expect(reason({ minimum: { ...least, amount: null, quantity: 3 } })[0]?.[2]).toEqual({ quantity: 3, missing: 1 });
    expect(reason({ minimum: { ...least, amount: 2_000n } })).toEqual([]);
  });

  test("a code is refused after its uses in all and by a customer, who must be identified", () => {
    const once = { limits: { uses: 5, perCustomer: 1 } };
    expect(reason(once)[0]?.[0]).toBe("customer");
    expect(reason(once, { total: 4, byCustomer: 0 }, true)).toEqual([]);
    expect(reason(once, { total: 4, byCustomer: 1 }, true)[0]?.[1]).toBe("promotion.usedByCustomer");
    expect(reason(once, { total: 5, byCustomer: 0 }, true)[0]?.[1]).toBe("promotion.usedUp");
  });

  test("an unknown code, and one entered in another case", () => {
    const offer = promotion(percent("10"), { code: "TEN" });
    const requested = { basket: basket(mug), promotions: [offer], uses: new Map() };
    expect(applyPromotions({ ...requested, codes: [" ten "] }).goods).toBe(200n);
    expect(applyPromotions({ ...requested, codes: ["TENN"] }).refused).toMatchObject([
      { code: "TENN", reason: "unknown" },
    ]);
    expect(applyPromotions({ ...requested, codes: [] }).goods).toBe(0n);
  });
});

describe("discounts together", () => {
  const itemsTotal = [line("a", 1_000n), line("b", 3_000n)];
  const items: Effect = { kind: "percent_items", percent: "50", most: null };

  test("discounts apply alone unless both sides allow it; priority first, then what saves more", () => {
    const ten = promotion(percent("10"), { code: "TEN" });
    const twenty = promotion(percent("20"), { code: "TWENTY" });
    const { goods: off, refused } = check(itemsTotal, [ten, twenty]);
    expect(off).toBe(800n);
    expect(refused).toMatchObject([{ code: "TEN", reason: "combination", why: { gaps: { title: "TWENTY" } } }]);
    expect(check(itemsTotal, [{ ...ten, priority: -1 }, twenty]).goods).toBe(400n);
    expect(check(itemsTotal, [{ ...ten, combines: ["basket"] }, twenty]).goods).toBe(800n);
  });

  test("items lose first, the basket's share is of what is left", () => {
    const half = promotion(items, { id: "half", scope: only("a"), combines: ["basket"] });
    const ten = promotion(percent("10"), { code: "TEN", combines: ["items"] });
    const { lines } = check(itemsTotal, [ten, half]);
    expect(lines.map(({ total }) => total)).toEqual([550n, 300n]);
    expect(lines[0]?.discounts.map(({ source, amount }) => [source, amount])).toEqual([
      ["automatic", 500n],
      ["coupon", 50n],
    ]);
  });

  test("a discount that takes nothing keeps no other out", () => {
    const nothing = promotion({ kind: "amount_basket", amount: 0n }, { code: "ZERO", priority: -1 });
    const { goods: off, refused } = check(itemsTotal, [nothing, promotion(percent("10"))]);
    expect(off).toBe(400n);
    expect(refused).toMatchObject([{ code: "ZERO", reason: "nothing" }]);
  });
});

test("a discount with a limit does not count where its use cannot be counted, others do", () => {
  const sendRequest = (limits: Promotion["limits"]) =>
    check([line("mug", 1_000n)], [promotion(percent("10"), { code: "TEN", limits })], { uses: null });
  expect(sendRequest({ uses: null, perCustomer: null }).applied).toHaveLength(1);
  for (const limits of [
    { uses: 1, perCustomer: null },
    { uses: null, perCustomer: 1 },
  ])
    expect(sendRequest(limits)).toMatchObject({ applied: [], refused: [{ code: "TEN", reason: "not_counted" }] });
});

const anyScope = fc.constantFrom(EVERYTHING, only("l0", "l1"), { ...EVERYTHING, skipsReduced: true });
const anyPercent = fc.constantFrom("0", "0.01", "10", "33.33", "50", "99.9", "100");
const anyMost = fc.option(fc.bigInt({ min: 0n, max: 5_000n }));
const anyEffect: fc.Arbitrary<Effect> = fc.oneof(
  fc.record({ kind: fc.constant("percent_items" as const), percent: anyPercent, most: anyMost }),
  fc.record({ kind: fc.constant("percent_basket" as const), percent: anyPercent, most: anyMost }),
  fc.record({ kind: fc.constant("amount_items" as const), amount: fc.bigInt({ min: 0n, max: 3_000n }) }),
  fc.record({ kind: fc.constant("amount_basket" as const), amount: fc.bigInt({ min: 0n, max: 9_000n }) }),
  fc.constant({ kind: "free_shipping" as const }),
  fc.record({
    kind: fc.constant("buy_get" as const),
    buy: fc.integer({ min: 1, max: 4 }),
    get: fc.integer({ min: 1, max: 3 }),
    of: anyScope,
    percent: anyPercent,
    times: fc.option(fc.integer({ min: 1, max: 3 })),
  }),
);
const anyPromotions = fc
  .array(
    fc.record({
      effect: anyEffect,
      scope: anyScope,
      priority: fc.integer({ min: 0, max: 2 }),
      combines: fc.subarray([...PROMOTION_CLASSES]),
      isCode: fc.boolean(),
    }),
    { maxLength: 6 },
  )
  .map((all) =>
    all.map(({ isCode, effect, ...more }, index) =>
      promotion(effect, { ...more, id: `p${index}`, code: isCode ? `C${index}` : null }),
    ),
  );
const anyLines = fc
  .array(
    fc.record({
      unitPrice: fc.bigInt({ min: 0n, max: 4_000n }),
      quantity: fc.integer({ min: -2, max: 7 }),
      already: fc.bigInt({ min: 0n, max: 500n }),
      isReduced: fc.boolean(),
      isGiftCard: fc.boolean(),
    }),
    { maxLength: 6 },
  )
  .map((all) => all.map(({ unitPrice, ...more }, index) => line(`l${index}`, unitPrice, more)));

describe("discounts of any basket", () => {
  const RUNS = { numRuns: 1_000 };

  test("no line loses more than it is worth, and the parts add up to the whole", () => {
    fc.assert(
      fc.property(anyLines, anyPromotions, fc.option(fc.bigInt({ min: 0n, max: 900n })), (lines, all, shipping) => {
        const reported = check(lines, all, { shipping });
        for (const one of reported.lines) {
          const own = lines.find(({ key }) => key === one.key);
          if (!own) throw new Error("a line nobody sent");
          expect(one.total).toBeLessThanOrEqual(own.quantity > 0 && !own.isGiftCard ? worthOf(own) : 0n);
          expect(one.discounts.every(({ amount }) => amount > 0n)).toBe(true);
          expect(one.discounts.reduce((sum, { amount }) => sum + amount, 0n)).toBe(one.total);
        }
        expect(reported.applied.reduce((sum, { amount }) => sum + amount, 0n)).toBe(reported.goods);
        expect(reported.applied.reduce((sum, one) => sum + one.shipping, 0n)).toBe(reported.shipping);
        expect(reported.shipping).toBeLessThanOrEqual(shipping ?? 0n);
      }),
      RUNS,
    );
  });

  test("discounts that count let each other; every code is either applied or refused with a reason", () => {
    fc.assert(
      fc.property(anyLines, anyPromotions, (lines, all) => {
        const { applied, refused } = check(lines, all);
        const codes = all.flatMap(({ code }) => code ?? []);
        expect([...applied, ...refused].flatMap(({ code }) => code ?? []).sort()).toEqual([...codes].sort());
        const counted = all.filter(({ id }) => applied.some(({ promotionId }) => promotionId === id));
        if (counted.length > 1) expect(counted.every(({ combines }) => combines.length > 0)).toBe(true);
      }),
      RUNS,
    );
  });

  test("the order in which lines and discounts are told changes nothing taken", () => {
    fc.assert(
      fc.property(anyLines, anyPromotions, (lines, all) => {
        const turned = check([...lines].reverse(), [...all].reverse());
        const reported = check(lines, all);
        expect(turned.applied.map(({ promotionId }) => promotionId)).toEqual(
          reported.applied.map(({ promotionId }) => promotionId),
        );
        if (reported.applied.length <= 1) expect(turned.goods).toBe(reported.goods);
      }),
      RUNS,
    );
  });
});
