/** Bugs in reading orders. */
import type { Contact, OrderLine, OrderPart, OrderTotals } from "../../../../commerce/order.ts";
import type { LackWord } from "../absence-phrases.ts";
import type { Mutant } from "./mutant.ts";
import { bugsInReading, onParts } from "./wrap.ts";

const GOLDEN = ["orders: golden", "orders: an order placed"];
const DISCOUNT = ["orders: golden: a discount", ...GOLDEN];
const LIFE = ["orders: golden", "orders: shipped", "orders: what is refunded", "orders: a cancelled", "commands:"];

const reads = bugsInReading("order", onParts, GOLDEN);
const line = (
  name: string,
  change: (line: OrderLine, index: number) => OrderLine,
  likely?: readonly string[],
  ...fields: readonly LackWord[]
) => reads(name, (part) => ({ ...part, lines: part.lines.map(change) }), likely, ...fields);
const totals = (name: string, change: (totals: OrderTotals) => OrderTotals) =>
  reads(name, (part) => ({ ...part, totals: change(part.totals) }));
const contact = (name: string, change: (contact: Contact) => Contact) =>
  reads(name, (part) => ({ ...part, contact: change(part.contact) }));
const address = (name: string, field: keyof NonNullable<OrderPart["shippingAddress"]>) =>
  reads(
    name,
    ({ shippingAddress, ...part }) => ({
      ...part,
      ...(shippingAddress && { shippingAddress: { ...shippingAddress, [field]: undefined } }),
    }),
    GOLDEN,
    `shipTo.${field}`,
  );
const parcels = (
  name: string,
  change: (parcel: OrderPart["fulfilments"][number]) => OrderPart["fulfilments"][number],
  field: "carrier" | "tracking" | "trackingUrl" | "shippedAt" | "lines",
) => reads(name, (part) => ({ ...part, fulfilments: part.fulfilments.map(change) }), LIFE, `parcel.${field}`);

const AN_HOUR_MICROS = 3_600_000_000n;

export const orderMutants: readonly Mutant[] = [
  contact("the phone is dropped", (one) => ({ ...one, phone: undefined })),
  contact("the e-mail is dropped", (one) => ({ ...one, email: undefined })),
  contact("the buyer's name is dropped", (one) => ({ ...one, name: undefined })),
  contact("only the first name is read", (one) => ({ ...one, name: one.name?.split(" ")[0] })),
  contact("every contact is called absent", (one) => ({ ...one, quality: "absent" })),
  contact("a relayed or masked contact is called real", (one) => ({ ...one, quality: "real" })),
  reads(
    "units kept aside for an unpaid order are not told",
    (part) => (part.heldUntil === undefined ? part : { ...part, heldUntil: undefined }),
    ["orders: units of an unpaid"],
  ),
  line(
    "sold fractions are rounded down",
    (one) => {
      const units = Math.floor(Number(one.exactQuantity ?? one.quantity));
      return one.exactQuantity === undefined ? one : { ...one, orderedQuantity: units, quantity: units };
    },
    ["orders: goods sold by measure"],
  ),
  line("the exact quantity is lost", (one) => ({ ...one, exactQuantity: undefined }), [
    "orders: goods sold by measure",
  ]),
  line("parts of a set are lines beside it", (one) => ({ ...one, group: undefined }), ["orders: a set takes"]),
  line("what is in a pack is not told", (one) => ({ ...one, pack: undefined }), ["orders: a set takes"]),
  line(
    "a pack always has a number of its own",
    (one) => ({ ...one, pack: one.pack && { ...one.pack, takesOwn: true } }),
    ["orders: a set takes"],
  ),
  reads(
    "lines that cost nothing are left out",
    (part) => {
      const lines = part.lines.filter(({ totalMinor }) => totalMinor !== 0n);
      return lines.length === part.lines.length ? part : { ...part, lines };
    },
    ["orders: a set takes"],
  ),
  reads(
    "of several lines of one item the first alone is read",
    (part) => {
      const lines = part.lines.filter(
        ({ variantKey }, index) =>
          variantKey === undefined || index === part.lines.findIndex((one) => one.variantKey === variantKey),
      );
      return lines.length === part.lines.length ? part : { ...part, lines };
    },
    ["orders: a set takes"],
  ),
  reads(
    "a parcel of packs counts the pieces in them",
    (part) => {
      const packs = new Set(part.lines.flatMap(({ key, pack }) => (pack ? [key] : [])));
      const fulfilments = part.fulfilments.map((one) => ({
        ...one,
        lines: one.lines.map((each) => (packs.has(each.lineKey) ? { ...each, quantity: each.quantity * 2 } : each)),
      }));
      return { ...part, fulfilments };
    },
    ["orders: a set takes"],
  ),
  reads("the shipping address is dropped", (part) => ({ ...part, shippingAddress: undefined })),
  reads("the billing address is dropped", (part) => ({ ...part, billingAddress: undefined })),
  reads("the billing address is taken for the shipping address", (part) => ({
    ...part,
    shippingAddress: part.billingAddress ?? part.shippingAddress,
  })),
  address("the street is lost", "line1"),
  address("the second address line is lost", "line2"),
  address("the city is lost", "city"),
  address("the region is lost", "region"),
  address("the postcode is lost", "postcode"),
  address("the country is lost", "country"),
  address("the receiver's name is lost", "name"),
  address("the receiver's phone is lost", "phone"),
  address("the company is lost", "company"),
  reads("the note is lost", (part) => ({ ...part, buyerNote: undefined })),
  reads("tags are lost", (part) => ({ ...part, tags: [] })),
  reads("the number is the key", (part) => ({ ...part, number: part.orderKey })),
  reads(
    "placed when last changed",
    (part) =>
      part.version.kind === "time"
        ? { ...part, placedAt: new Date(Number(part.version.value / 1000n)).toISOString() }
        : part,
    ["orders: placed stays"],
  ),
  reads("placed an hour off: local time read as UTC", (part) => ({
    ...part,
    placedAt: new Date(Date.parse(part.placedAt) + 3_600_000).toISOString(),
  })),
  line("the line names no variant", (one) => ({ ...one, variantKey: undefined, possibleKeys: undefined })),
  line("the line's SKU is lost", (one) => ({ ...one, sku: undefined })),
  line("the line's title is its SKU", (one) => ({ ...one, title: one.sku ?? one.title })),
  line('the unit price is "1"', (one) => ({ ...one, unitPrice: "1" })),
  line("the unit price loses its decimals", (one) => ({
    ...one,
    // Of whole prices nothing is lost.
    unitPrice: one.unitPrice.replace(/\.(?=\d*[1-9]).*$/, ""),
  })),
  line("the unit price is the whole line's", (one) => ({
    ...one,
    unitPrice: one.orderedQuantity > 1 ? String(Number(one.unitPrice) * one.orderedQuantity) : one.unitPrice,
  })),
  line("the line's discount is lost", (one) => ({ ...one, discountMinor: 0n }), DISCOUNT),
  line("the line's tax is lost", (one) => ({ ...one, taxMinor: 0n })),
  line("the line's total loses a cent", (one) => ({ ...one, totalMinor: one.totalMinor - 1n })),
  totals("tax is lost", (sum) => ({ ...sum, taxMinor: null })),
  totals("tax is read twice", (sum) => ({ ...sum, taxMinor: sum.taxMinor === null ? null : sum.taxMinor * 2n })),
  totals("the discount is lost", (sum) => ({ ...sum, discountMinor: null })),
  totals("shipping is lost", (sum) => ({ ...sum, shippingMinor: null })),
  totals("shipping is counted as a fee", (sum) =>
    sum.shippingMinor === null
      ? sum
      : { ...sum, shippingMinor: 0n, feesMinor: (sum.feesMinor ?? 0n) + sum.shippingMinor },
  ),
  totals("prices with tax are taken for prices without", (sum) => ({ ...sum, taxIncluded: !sum.taxIncluded })),
  totals("the currency is always euro", (sum) => ({ ...sum, currency: sum.currency === "EUR" ? "USD" : "EUR" })),
  totals("the total loses a cent", (sum) => ({
    ...sum,
    totalMinor: sum.totalMinor === null ? null : sum.totalMinor - 1n,
  })),
  totals("the total is a hundred times too much", (sum) => ({
    ...sum,
    totalMinor: sum.totalMinor === null ? null : sum.totalMinor * 100n,
  })),
  totals("the total is hidden", (sum) => ({ ...sum, totalMinor: null })),
  reads("parcels are never told", (part) => ({ ...part, fulfilments: [] }), LIFE),
  parcels("tracking numbers are never told", (one) => ({ ...one, trackingNumbers: [] }), "tracking"),
  parcels("the carrier is lost", (one) => ({ ...one, carrier: undefined }), "carrier"),
  parcels("the tracking link is lost", (one) => ({ ...one, trackingUrl: undefined }), "trackingUrl"),
  parcels("a parcel never says when it left", (one) => ({ ...one, shippedAt: undefined }), "shippedAt"),
  parcels("a parcel does not say what is in it", (one) => ({ ...one, lines: [] }), "lines"),
  parcels(
    "a parcel holds every unit of its lines",
    (one) => ({
      ...one,
      lines: one.lines.map((each) => ({ ...each, quantity: each.quantity + 1 })),
    }),
    "lines",
  ),
  line("shipped units are not counted", (one) => ({ ...one, fulfilledQuantity: 0 }), LIFE, "line.shipped"),
  line(
    "a line is shipped whole or not at all",
    (one) => ({ ...one, fulfilledQuantity: one.fulfilledQuantity > 0 ? one.quantity : 0 }),
    LIFE,
  ),
  reads("fulfilment is always unfulfilled", (part) => ({ ...part, fulfilment: "unfulfilled" }), LIFE),
  reads(
    "a part shipped is told as all shipped",
    (part) => ({ ...part, fulfilment: part.fulfilment === "partial" ? "fulfilled" : part.fulfilment }),
    LIFE,
  ),
  reads("refunds are never told", (part) => ({ ...part, refunds: [] }), LIFE),
  reads(
    "a refund is doubled",
    (part) => ({ ...part, refunds: part.refunds.map((one) => ({ ...one, amountMinor: one.amountMinor * 2n })) }),
    LIFE,
  ),
  reads(
    "a refund names no lines",
    (part) => ({ ...part, refunds: part.refunds.map((one) => ({ ...one, lines: [] })) }),
    LIFE,
  ),
  reads(
    "units kept out of sale by a refund are told as put back",
    ({ refunds, ...part }) => ({
      ...part,
      lines: part.lines.map((one) => (one.keptOutQuantity === undefined ? one : { ...one, keptOutQuantity: 0 })),
      refunds: refunds.map((refund) => ({
        ...refund,
        lines: refund.lines.map((one) => (one.restocked === false ? { ...one, restocked: true } : one)),
      })),
    }),
    ["orders: of two refunds"],
  ),
  reads(
    "restocked units of a refund are not told",
    (part) => ({
      ...part,
      refunds: part.refunds.map((one) => ({
        ...one,
        lines: one.lines.map((each) => ({ ...each, restocked: each.restocked === true ? false : each.restocked })),
      })),
    }),
    LIFE,
  ),
  reads(
    "every refund restocks",
    (part) => ({
      ...part,
      refunds: part.refunds.map((one) => ({ ...one, lines: one.lines.map((each) => ({ ...each, restocked: true })) })),
    }),
    LIFE,
  ),
  line("units put back into stock are not counted", (one) => ({ ...one, restockedQuantity: 0 }), LIFE),
  line("a cancelled line keeps its quantity", (one) => ({ ...one, quantity: one.orderedQuantity }), LIFE),
  line(
    "what was first ordered is forgotten",
    (one) => ({ ...one, orderedQuantity: one.quantity }),
    ["orders: paid and cancelled", "orders: an edited", ...LIFE],
    "line.ordered",
  ),
  line(
    "the location its goods were taken from is lost",
    (one) => ({ ...one, location: undefined }),
    ["orders: a line that has left"],
    "line.location",
  ),
  line("the channel took nothing", (one) => ({ ...one, channelTook: 0 }), ["orders: channelTook"]),
  line(
    "the channel took everything ordered, whatever became of it",
    (one) => ({ ...one, channelTook: one.orderedQuantity }),
    ["orders: channelTook"],
  ),
  line("nobody has to ship it", (one) => ({ ...one, fulfilledBy: "nobody" })),
  reads("every order is completed", (part) => ({ ...part, status: "completed" })),
  reads(
    "a cancelled order is told as processing",
    (part) => ({ ...part, status: part.status === "cancelled" ? "processing" : part.status }),
    ["orders: a cancelled"],
  ),
  reads("an open order is told as on hold", (part) => ({
    ...part,
    status: ["pending", "confirmed", "processing"].includes(part.status) ? "on_hold" : part.status,
  })),
  reads("every order is paid", (part) => ({ ...part, financial: "paid" }), ["orders: paid is paid"]),
  reads(
    "no order is paid",
    (part) => ({ ...part, financial: part.financial === "paid" ? "pending" : part.financial }),
    ["orders: paid is paid"],
  ),
  reads(
    "a paid order that is cancelled is told as refunded",
    (part) => ({ ...part, financial: part.status === "cancelled" ? "refunded" : part.financial }),
    ["orders: paid and cancelled"],
  ),
  reads(
    "a refund in part is told as paid",
    (part) => ({ ...part, financial: part.financial === "partially_refunded" ? "paid" : part.financial }),
    LIFE,
  ),
  reads(
    "a refund in part is told as refunded whole",
    (part) => ({ ...part, financial: part.financial === "partially_refunded" ? "refunded" : part.financial }),
    LIFE,
  ),
  reads(
    "cash on delivery is told as prepaid",
    (part) => ({
      ...part,
      payment: { ...part.payment, kind: part.payment.kind === "cod" ? "prepaid" : part.payment.kind },
    }),
    ["orders: paid is paid"],
  ),
  reads(
    "what is not paid is called cash on delivery",
    (part) => ({
      ...part,
      payment: { ...part.payment, kind: part.financial === "pending" ? "cod" : part.payment.kind },
    }),
    ["orders: paid is paid"],
  ),
  reads("the payment method is lost", (part) => ({ ...part, payment: { ...part.payment, paymentMethod: undefined } })),
  reads("payments are lost", (part) => ({ ...part, transactions: part.transactions && [] })),
  reads("a payment is told twice", (part) => ({
    ...part,
    transactions: part.transactions?.flatMap((one) => [one, { ...one, key: `${one.key}-again` }]),
  })),
  reads(
    "an unknown status is read as completed",
    (part) => ({
      ...part,
      status: part.platformStatus.includes("argosy") ? "completed" : part.status,
    }),
    ["orders: a status nobody"],
  ),
  reads("part of the order is called the whole", (part) => ({ ...part, lines: part.lines.slice(0, 50) }), [
    "orders: an order of 120",
  ]),
  reads("a whole order is called incomplete", (part) => ({ ...part, complete: false })),
  reads(
    "keys of two lines are swapped",
    (part) => ({
      ...part,
      lines: part.lines.map((one, index) => ({
        ...one,
        key: part.lines[part.lines.length - 1 - index]?.key ?? one.key,
      })),
    }),
    ["orders: golden", "commands: a part"],
  ),
  reads("the version never moves", (part) => ({ ...part, version: { ...part.version, value: 1n } }), [
    "orders: a cancelled",
  ]),
  reads(
    "the version goes backwards",
    (part) => ({ ...part, version: { ...part.version, value: AN_HOUR_MICROS * 10_000_000n - part.version.value } }),
    ["orders: a cancelled"],
  ),
  reads("the platform's answer is not kept", (part) => ({ ...part, raw: null }), ["transport: a field that is gone"]),
  reads("the platform's own status is lost", (part) => ({ ...part, platformStatus: "" })),
];
