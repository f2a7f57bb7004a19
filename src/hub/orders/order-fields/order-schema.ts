/** An order with everything a person asks of it. */
import { z } from "zod";
import type { MessagePart } from "../../../commerce/message.ts";
import type { Address, Contact, OrderTotals } from "../../../commerce/order.ts";
import { COMMAND_STATES } from "../../../commerce/order-command.ts";
import type { OrderMoney } from "../../../commerce/order-money.ts";
import type { Json } from "../../../commerce/product.ts";
import { type Answered, id, minorUnits, schemaOf, time, typed } from "../../answer-schemas.ts";
import { lineTracesSchema } from "../../lots/line-traces.ts";
import { returnViewSchema } from "../returns/return-view.ts";
import { shownTotalSchema } from "../shown-total.ts";
import type { EveryFieldAnswered } from "./every-field-answered.ts";
import { nullableMinor, summaryFields } from "./summary-schema.ts";

const nullableText = z.string().nullable();
const record = z.record(z.string(), z.unknown());

export const orderCommandSchema = z
  .object({
    id,
    kind: z.string(),
    input: typed<Json>(z.unknown()),
    state: z
      .enum(COMMAND_STATES)
      .describe("uncertain: sent, and not confirmed; without `dueAt` a person has to look whether money moved"),
    text: z.string(),
    attempts: z.int(),
    dueAt: time.nullable(),
    sentAt: time.nullable().describe("of a command that may move money: when it was first sent to the channel"),
    quotedMinor: minorUnits
      .nullable()
      .describe("the channel's own total, where a push stopped because it is another than the order's"),
    quotedCurrency: z.string().nullable(),
    moneyMoved: z
      .boolean()
      .nullable()
      .describe(
        "of a refund that was to move money: false where it was only booked and the customer still has to be paid; null: unknown",
      ),
    requestedBy: z.string(),
    createdAt: time,
    finishedAt: time.nullable(),
  })
  .meta({ id: "OrderCommand", description: "An intent on its way to the channel of origin" });
export interface OrderCommandView extends Answered<typeof orderCommandSchema> {
  readonly textTold: readonly MessagePart[] | null;
}

const presentment = z
  .object({
    currency: z.string(),
    subtotalMinor: nullableMinor,
    discountMinor: nullableMinor,
    taxMinor: nullableMinor,
    shippingMinor: nullableMinor,
    feesMinor: nullableMinor,
    totalMinor: nullableMinor,
    currentTotalMinor: nullableMinor.optional(),
    taxIncluded: z.boolean(),
  })
  .describe("what the buyer saw and paid, in their currency; null: as the order's own");

/** What the buyer chose or typed. */
export const options = z.array(z.object({ label: z.string(), value: z.string() }));

const orderLineSchema = z.object({
  id,
  key: z.string().describe("the platform's line id: fulfil and refund name lines by it"),
  variantId: id.nullable(),
  productId: id.nullable(),
  listingId: id.nullable().describe("the channel's item: linking it to a variant links the line"),
  imageUrl: nullableText,
  sku: nullableText,
  title: z.string(),
  orderedQuantity: z.int(),
  quantity: z.int(),
  fulfilledQuantity: z.int(),
  restockedQuantity: z.int(),
  reservedQuantity: z.int(),
  shortQuantity: z.int(),
  returnedQuantity: z.int().describe("units the hub's returns have dealt with"),
  unitPrice: z.string().describe("exact decimal"),
  grossMinor: minorUnits.describe("before discounts: gross - discount = total"),
  discountMinor: minorUnits,
  taxMinor: minorUnits,
  totalMinor: minorUnits,
  fulfilledBy: z.enum(["merchant", "marketplace", "nobody"]),
  locationId: id.nullable(),
  exactQuantity: nullableText.describe("of goods sold in fractions: how much was ordered; units are this, rounded up"),
  group: nullableText.describe("key of the line of the set this one is a part of"),
  isGift: z.boolean().describe("added here to what is packed: free of charge, and unknown to the order's channel"),
  options: options.describe("what the buyer chose or typed for it, such as a size or an engraving"),
  ...lineTracesSchema.shape,
});

const money = schemaOf<OrderMoney>()(
  z
    .object({
      subtotalMinor: minorUnits.describe("lines before discounts"),
      lineDiscountMinor: minorUnits,
      orderDiscountMinor: minorUnits.describe("a discount the platform does not spread over the lines"),
      shippingMinor: nullableMinor,
      feesMinor: nullableMinor,
      taxMinor: nullableMinor,
      taxIncluded: z.boolean().describe("true: lines, shipping and fees contain the tax already"),
      residualMinor: nullableMinor.describe("what rounding on the platform left over"),
      totalMinor: nullableMinor,
      paidMinor: nullableMinor.describe("captured so far; null where it cannot be known"),
      refundedMinor: minorUnits,
      outstandingMinor: nullableMinor.describe("what the customer still owes"),
    })
    .meta({
      id: "OrderMoney",
      description:
        "subtotal - lineDiscount - orderDiscount + shipping + fees + (taxIncluded ? 0 : tax) + residual = total, exactly",
    }),
);

/** Columns of an order under the same names: the statement that reads it is made of these. */
export const storedOrderFields = {
  gateway: nullableText,
  subtotalMinor: nullableMinor,
  discountMinor: nullableMinor,
  discountCode: nullableText.describe("the code it was given for, of an order made here"),
  taxMinor: nullableMinor,
  shippingMinor: nullableMinor,
  feesMinor: nullableMinor,
  residualMinor: minorUnits,
  currentTotalMinor: nullableMinor.describe(
    "the total as the channel tells it after goods were taken out or refunded; null: it tells one total",
  ),
  taxIncluded: z.boolean(),
  attribution: z
    .object({ source: z.string().optional(), medium: z.string().optional(), campaign: z.string().optional() })
    .nullable()
    .describe("where the buyer came from; null: the channel does not tell"),
  quality: z.enum(["exact", "estimated", "hidden"]),
  contact: typed<Contact>(record),
  shippingAddress: typed<Address>(record).nullable(),
  billingAddress: typed<Address>(record).nullable(),
  note: nullableText,
  pushError: nullableText,
  pickupLocationId: id.nullable().describe("where it is picked up; null: sent, or the channel does not say which"),
  goodsLocationId: id.nullable().describe("where its items are until they arrive there"),
  pickupPlace: nullableText.describe("what the channel calls the place"),
  pickupReadyAt: time.nullable(),
  ownTags: z.array(z.string()).describe("tags of the hub, beside those of the platform"),
};

export const orderSchema = z
  .object({
    ...summaryFields,
    ...storedOrderFields,
    discountCodes: z.array(z.string()).describe("all codes it was placed with"),
    presentment: typed<OrderTotals>(presentment).nullable(),
    shown: shownTotalSchema.nullable().describe("its total in another currency, for people; null: in its own alone"),
    usesStock: z.boolean().describe("false: it was excluded from stock, and reserves and takes nothing"),
    isAddressCorrected: z.boolean().describe("the channel has another: it was corrected here"),
    options: options.describe(
      "what the buyer chose or typed for the whole order, such as a gift message or a delivery date",
    ),
    pickupLocationName: nullableText,
    lines: z.array(orderLineSchema),
    fulfilments: z.array(
      z.object({
        key: z.string(),
        status: z.string(),
        carrier: nullableText,
        trackingNumbers: z.array(z.string()),
        trackingUrl: nullableText,
        shippedAt: time.nullable(),
        lines: z.array(z.object({ lineKey: z.string(), quantity: z.int() })),
      }),
    ),
    refunds: z.array(
      z.object({
        key: z.string(),
        amountMinor: minorUnits,
        reason: nullableText,
        refundedAt: time,
        lines: typed<Json>(z.unknown()),
      }),
    ),
    transactions: z.array(
      z.object({
        key: z.string(),
        parentKey: nullableText,
        kind: z.enum(["authorization", "sale", "capture", "refund", "void"]),
        status: z.enum(["success", "pending", "failed"]),
        gateway: nullableText,
        amountMinor: minorUnits,
        at: time,
        fromCourier: z.boolean().describe("cash a courier collected for a parcel and passed on"),
      }),
    ),
    returns: z.array(returnViewSchema),
    exchangeFor: z
      .object({
        returnId: id,
        returnNumber: z.string(),
        orderId: id.describe("the order the returned units came from"),
        orderNumber: z.string(),
        creditMinor: z.int().describe("what the returned units pay for this order"),
      })
      .nullable()
      .describe("of an order sent in exchange; null: it is none"),
    commands: z.array(typed<OrderCommandView>(orderCommandSchema)),
    money,
  })
  .meta({ id: "Order" });

export type OrderDetailLine = Answered<typeof orderLineSchema>;
/** Columns of an order that are no field of its answer. */
interface OtherColumns {
  readonly connectionId: "storeId";
  readonly extKey: "orderKey";
  readonly extNumber: "platformNumber";
  readonly channelDoubt: "hold, with its reason";
  readonly correctedFrom: "isAddressCorrected";
  readonly awaitsAcceptance: "state: to_accept, or what comes before that";
  readonly heldUntil: "state: it waits for its payment";
  readonly heldAside: "of the channel's own number";
  readonly holdEnded: "of the order's reservation";
  readonly holdEffect: "hold";
  readonly statusWithoutHold: "hold";
  readonly withoutStock: "usesStock";
  readonly versionKind: "of what was received";
  readonly versionValue: "of what was received";
  readonly statusWord: "platformStatus";
  readonly told: "what came with a status nobody knew";
  readonly parcelState: "state";
  readonly tillPaidMinor: "money";
}

export interface OrderDetail extends EveryFieldAnswered<Answered<typeof orderSchema>, OtherColumns> {
  readonly pushErrorTold: readonly MessagePart[] | null;
}
