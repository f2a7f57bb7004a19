import { expect, test } from "vitest";
import { systemActor } from "../../commerce/actor.ts";
import type { OrganizationId } from "../../commerce/ids.ts";
import { EVERYTHING, NO_TARGETS } from "../../commerce/promotions/promotion.ts";
import { UNBOUND } from "../../commerce/promotions/samples.ts";
import type { Tx } from "../../db/database.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { createOrder, type NewOrder } from "../orders/create.ts";
import type { RequestedBasket } from "./basket.ts";
import { checkOwn } from "./check.ts";
import { basketOf, createDiscountedOrder } from "./order-discounts.ts";
import {
  changePromotion,
  createPromotion,
  deletePromotion,
  getPromotion,
  listPromotions,
  type NewPromotion,
} from "./promotions.ts";
import { countUses } from "./uses.ts";

const now = new Date("2026-11-22T10:00:00Z");

const db = fixture(testDatabase);

const ten = (code: string | null, more: Partial<NewPromotion> = {}): NewPromotion & { readonly now: Date } => ({
  code,
  title: code ?? "Autumn",
  isActive: true,
  currency: null,
  effect: { kind: "percent_basket", percent: "10", most: null },
  ...UNBOUND,
  ...more,
  now,
});

const basket = (more: Partial<RequestedBasket> = {}): RequestedBasket => ({
  currency: "USD",
  lines: [{ key: "1", variantId: null, sku: "MUG-1", quantity: 2, unitPriceMinor: 1_250n, discountMinor: 0n }],
  shippingMinor: null,
  customer: null,
  place: "till",
  at: now,
  ...more,
});

const inside = async <T>(work: (tx: Tx, organization: OrganizationId) => Promise<T>) => {
  const organization = await db.newOrganization();
  return db.database.tenant(organization, (tx) => work(tx, organization));
};

const newOrder = (tx: Tx, email: string) =>
  createOrder(tx, {
    currency: "USD",
    lines: [{ title: "Mug", quantity: 1, unitPrice: "12.50" }],
    contact: { email },
    actor: systemActor,
    now,
  });

test("a discount is kept, found by its code in any case, changed and deleted", async () => {
  await inside(async (tx) => {
    const made = await createPromotion(tx, ten("Autumn10", { startsAt: "2026-11-01T00:00:00.000Z" }));
    expect(made).toMatchObject({ code: "Autumn10", uses: 0, startsAt: "2026-11-01T00:00:00Z" });
    await expect(createPromotion(tx, ten(" AUTUMN10 "))).rejects.toMatchObject({ code: "PROMOTION_CODE_TAKEN" });
    const { goodsMinor } = await checkOwn(tx, { basket: basket(), codes: ["autumn10"], told: [] });
    expect(goodsMinor).toBe(250n);
    const changed = await changePromotion(tx, {
      id: made.id,
      currency: "USD",
      effect: { kind: "amount_basket", amount: 700n },
      now,
    });
    expect(changed.effect).toEqual({ kind: "amount_basket", amount: 700n });
    expect((await listPromotions(tx, { search: "autumn" })).items.map(({ id }) => id)).toEqual([made.id]);
    await deletePromotion(tx, { id: made.id, now });
    await expect(getPromotion(tx, made.id)).rejects.toMatchObject({ code: "PROMOTION_NOT_FOUND" });
    await createPromotion(tx, ten("AUTUMN10"));
  });
});

test("a discount that makes no sense is refused at its field", async () => {
  await inside(async (tx) => {
    const refused = (more: Partial<NewPromotion>) =>
      createPromotion(tx, ten("X", more)).then(
        () => null,
        (error: { field: string }) => error.field,
      );
    expect(await refused({ effect: { kind: "amount_basket", amount: 5n } })).toBe("currency");
    expect(await refused({ effect: { kind: "percent_basket", percent: "101", most: null } })).toBe("effect.percent");
    expect(await refused({ startsAt: "2026-11-02T00:00:00Z", endsAt: "2026-11-01T00:00:00Z" })).toBe("endsAt");
    const gone = ["00000000-0000-7000-8000-000000000001"];
    const scope = { ...EVERYTHING, include: { ...NO_TARGETS, products: gone } };
    expect(await refused({ scope })).toBe("scope");
  });
});

test("a category counts with what is below it, a reduced item may be left out", async () => {
  await inside(async (tx) => {
    const { id: top } = await tx.one<{ id: string }>(
      "insert into argosy.category (organization_id, name) values (argosy.tenant(), 'Home') returning id",
    );
    const { id: sub } = await tx.one<{ id: string }>(
      `insert into argosy.category (organization_id, parent_id, name)
       values (argosy.tenant(), $1, 'Mugs') returning id`,
      [top],
    );
    const { id: product } = await tx.one<{ id: string }>(
      "insert into argosy.product (organization_id, title) values (argosy.tenant(), 'Mug') returning id",
    );
    await tx.run(
      `insert into argosy.variant (organization_id, product_id, sku, currency, price_minor, compare_at_minor)
       values (argosy.tenant(), $1, 'MUG-1', 'USD', 1250, 1500)`,
      [product],
    );
    await tx.run(
      "insert into argosy.product_category (organization_id, product_id, category_id) values (argosy.tenant(), $1, $2)",
      [product, sub],
    );
    const scope = { ...EVERYTHING, include: { ...NO_TARGETS, categories: [top] } };
    await createPromotion(tx, ten("HOME", { scope }));
    await createPromotion(tx, ten("FULL", { scope: { ...scope, skipsReduced: true } }));
    const check = (code: string) => checkOwn(tx, { basket: basket(), codes: [code], told: [] });
    const home = await check("HOME");
    expect(home.lines[0]?.discounts[0]).toMatchObject({ amountMinor: 250n, why: { text: "10% off the basket" } });
    expect((await check("FULL")).refused).toMatchObject([
      { reason: "no_items", text: "No item in the basket is eligible." },
    ]);
  });
});

test("a code is used by no more orders than it allows under races, each counts once, and a cancelled one gives back [F1]", async () => {
  const organization = await db.newOrganization();
  const { promotionId, orders } = await db.database.tenant(organization, async (tx) => {
    const { id } = await createPromotion(tx, ten("THREE", { limits: { uses: 3, perCustomer: null } }));
    const made = [];
    for (let n = 0; n < 8; n += 1) made.push((await newOrder(tx, `p${n}@example.test`)).id);
    return { promotionId: id, orders: made };
  });
  const use = (orderId: string, keeps = false) =>
    db.database.tenant(organization, (tx) => {
      const uses = [{ promotionId, amountMinor: 250n }];
      return countUses(tx, { orderId, customerId: null, currency: "USD", uses, now }, { keeps });
    });
  const counted = () => db.database.tenant(organization, async (tx) => (await getPromotion(tx, promotionId)).uses);
  // Each is told twice, as a till does that had no answer.
  const answers = await Promise.all([...orders, ...orders].map((order) => use(order)));
  expect(await counted()).toBe(3);
  expect(answers.filter((over) => over.length === 0)).toHaveLength(6);
  const refused = await db.database.tenant(organization, (tx) =>
    checkOwn(tx, { basket: basket(), codes: ["THREE"], told: [] }),
  );
  expect(refused.refused).toMatchObject([{ reason: "used_up" }]);
  await db.database.tenant(organization, (tx) =>
    tx.run(
      `update argosy.sales_order set status = 'cancelled'
       where organization_id = argosy.tenant() and id = (
         select order_id from argosy.promotion_use where organization_id = argosy.tenant() limit 1)`,
    ),
  );
  expect(await counted()).toBe(2);
  // Sold without network: kept, and said.
  const late = await db.database.tenant(organization, async (tx) => [
    (await newOrder(tx, "l1@example.test")).id,
    (await newOrder(tx, "l2@example.test")).id,
  ]);
  const over = [];
  for (const order of late) over.push(await use(order, true));
  expect(over).toEqual([[], [promotionId]]);
  expect(await counted()).toBe(4);
});

test("an order gets its discounts, counts them, and is refused with a code that does not count", async () => {
  await inside(async (tx) => {
    const { id } = await createPromotion(tx, ten("ONE", { limits: { uses: 1, perCustomer: null } }));
    const order: NewOrder = {
      currency: "USD",
      lines: [{ title: "Mug", quantity: 3, unitPrice: "9.995" }],
      shippingMinor: 500n,
      actor: systemActor,
      now,
    };
    const checked = () => checkOwn(tx, { basket: basketOf(order), codes: ["ONE"], told: [] });
    const before = await checked();
    const made = await createDiscountedOrder(tx, order, before);
    expect(made).toMatchObject({ discountMinor: 300n, totalMinor: 3_199n });
    expect((await getPromotion(tx, id)).uses).toBe(1);
    await expect(createDiscountedOrder(tx, order, await checked())).rejects.toMatchObject({
      code: "PROMOTION_REFUSED",
      message: "This discount has reached its usage limit.",
    });
    // Checked before another order took the last use.
    await expect(createDiscountedOrder(tx, order, before)).rejects.toMatchObject({ code: "PROMOTION_REFUSED" });
  });
});

test("a code once a customer counts whichever of their addresses they give", async () => {
  await inside(async (tx) => {
    const { id: promotionId } = await createPromotion(tx, ten("ONCE", { limits: { uses: null, perCustomer: 1 } }));
    const order = await newOrder(tx, "hala@example.test");
    const customerId = order.customerId;
    await countUses(
      tx,
      { orderId: order.id, customerId, currency: "USD", uses: [{ promotionId, amountMinor: 1n }], now },
      { keeps: false },
    );
    const check = async (customer: RequestedBasket["customer"]) =>
      (await checkOwn(tx, { basket: basket({ customer }), codes: ["ONCE"], told: [] })).refused.map(
        ({ reason }) => reason,
      );
    expect(await check(null)).toEqual(["customer"]);
    expect(await check({ email: " Hala@Example.test " })).toEqual(["used_up"]);
    expect(await check({ email: "omar@example.test" })).toEqual([]);
  });
});
