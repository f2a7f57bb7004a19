/** Discounts of the hub's own, and baskets they are worked out for. */

import { z } from "zod";
import { fieldMessage } from "../../commerce/messages/checks.ts";
import { PROMOTION_CLASSES, PROMOTION_SCOPES } from "../../commerce/promotions/promotion.ts";
import { id, minor, text, whole } from "../schemas.ts";

const currency = z.string().regex(/^[A-Z]{3}$/, fieldMessage("field.currency"));
const percent = z.string().regex(/^\d{1,3}(\.\d{1,4})?$/, fieldMessage("field.decimal"));
const positive = whole.min(1).max(1_000_000);

const ids = z.array(id).max(500);
const targets = z.strictObject({ variants: ids, products: ids, categories: ids.describe("with what is below them") });
const scope = z
  .strictObject({
    include: targets.nullable().describe("null: every item"),
    exclude: targets,
    skipsReduced: z.boolean().describe("leaves out items sold below their compare-at price"),
  })
  .describe("which items it is for");

/** `amount` reads whole numbers as minor units, or tells them. */
const effectOf = <A extends z.ZodType>(amount: A) =>
  z
    .discriminatedUnion("kind", [
      z.strictObject({
        kind: z.enum(["percent_items", "percent_basket"]),
        percent,
        most: amount.nullable().describe("takes off at most"),
      }),
      z.strictObject({ kind: z.enum(["amount_items", "amount_basket"]), amount }),
      z.strictObject({ kind: z.literal("free_shipping") }),
      z.strictObject({
        kind: z.literal("buy_get"),
        buy: positive,
        get: positive,
        of: scope.describe("what is got"),
        percent,
        times: positive.nullable(),
      }),
    ])
    .describe("_items: off each item, _basket: off all together, shared over the lines; amounts in minor units");

const fieldsOf = <A extends z.ZodType>(amount: A) => ({
  code: text(100).nullable().describe("null: it applies by itself"),
  title: text(200),
  isActive: z.boolean(),
  currency: currency.nullable().describe("of its amounts; null: it has none"),
  effect: effectOf(amount),
  scope,
  minimum: z
    .strictObject({ amount: amount.nullable(), quantity: positive.nullable(), of: z.enum(["basket", "scope"]) })
    .describe("least goods before discounts, of the basket or of the items it is for"),
  startsAt: z.iso.datetime({ offset: true }).nullable(),
  endsAt: z.iso.datetime({ offset: true }).nullable(),
  limits: z.strictObject({ uses: positive.nullable(), perCustomer: positive.nullable() }),
  priority: whole.min(-1_000).max(1_000).describe("lower goes first"),
  combines: z.array(z.enum(PROMOTION_CLASSES)).max(3).describe("stands together with these, when they allow it too"),
  places: z.array(z.enum(PROMOTION_SCOPES)).min(1).max(2),
});

const given = fieldsOf(minor);
export const newDiscount = z.strictObject({
  ...given,
  code: given.code.default(null),
  isActive: given.isActive.default(true),
  currency: given.currency.default(null),
  scope: given.scope.default({
    include: null,
    exclude: { variants: [], products: [], categories: [] },
    skipsReduced: false,
  }),
  minimum: given.minimum.default({ amount: null, quantity: null, of: "basket" }),
  startsAt: given.startsAt.default(null),
  endsAt: given.endsAt.default(null),
  limits: given.limits.default({ uses: null, perCustomer: null }),
  priority: given.priority.default(0),
  combines: given.combines.default([]),
  places: given.places.default(["till", "order"]),
});
export const discountChange = z.strictObject(given).partial();
export const discount = z
  .object({
    id,
    ...fieldsOf(z.int()),
    uses: z.int().describe("orders it counted for, up to 1,000"),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: "Discount" });

export const basketQuestion = z.strictObject({
  storeId: id.optional().describe("the channel asked for codes that are not the hub's own"),
  codes: z.array(text(100)).max(20),
  currency,
  lines: z
    .array(
      z.strictObject({
        key: text(100).describe("yours, unique in the basket"),
        variantId: id.nullable().optional(),
        sku: text(255).nullable().optional(),
        quantity: whole.min(-1_000_000).max(1_000_000).describe("below zero: goods that come back"),
        unitPriceMinor: minor.optional().describe("absent: the variant's price"),
        discountMinor: minor.optional().describe("taken off by hand, of the whole line"),
      }),
    )
    .min(1)
    .max(500),
  shippingMinor: minor.nullable().optional().describe("null: nothing is shipped"),
  customerId: id.optional(),
  customerEmail: z.string().trim().max(320).optional(),
  place: z.enum(PROMOTION_SCOPES).default("order"),
});

/** What is asked, as the hub takes it. */
export function requestedBasket(body: z.output<typeof basketQuestion>, now: Date) {
  const { storeId, codes, currency: of, lines, shippingMinor = null, customerId, customerEmail, place } = body;
  return {
    connectionId: storeId,
    codes,
    basket: {
      currency: of,
      shippingMinor,
      place,
      at: now,
      customer:
        customerId === undefined && customerEmail === undefined ? null : { id: customerId, email: customerEmail },
      lines: lines.map(({ variantId = null, sku = null, discountMinor = 0n, unitPriceMinor = null, ...line }) => ({
        ...line,
        variantId,
        sku,
        unitPriceMinor,
        discountMinor,
      })),
    },
  };
}
