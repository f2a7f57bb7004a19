/** Which fields of an order the golden order proves, and where the others are proven: a new field has to be named here. */
import { formatDecimal } from "../../../commerce/money.ts";
import type { Address, OrderLine, OrderPart, OrderTotals } from "../../../commerce/order.ts";

/** What a seller reads of an order, as text by field; what is not reported is undefined. */
type Fields = Readonly<Record<string, string | undefined>>;

/** Reads the fields a golden order has for a field of the part; a text says why it has none. */
type EveryFieldProven<Shape, Read> = { readonly [Name in keyof Shape]-?: Read | string };

const SHIP_TO: Readonly<Record<keyof Address, true>> = {
  name: true,
  company: true,
  line1: true,
  line2: true,
  city: true,
  region: true,
  postcode: true,
  country: true,
  phone: true,
};

const TOTALS: EveryFieldProven<OrderTotals, (totals: OrderTotals) => Fields> = {
  currency: ({ currency }) => ({ currency }),
  taxIncluded: ({ taxIncluded }) => ({ taxIncluded: String(taxIncluded) }),
  subtotalMinor: (totals) => ({ subtotal: money(totals, totals.subtotalMinor) }),
  discountMinor: (totals) => ({ discount: money(totals, totals.discountMinor) }),
  taxMinor: (totals) => ({ tax: money(totals, totals.taxMinor) }),
  shippingMinor: (totals) => ({ shipping: money(totals, totals.shippingMinor) }),
  feesMinor: (totals) => ({ fees: money(totals, totals.feesMinor) }),
  totalMinor: "the golden case compares it with the sandbox's own total",
  currentTotalMinor: "not proven for all: each connector's own tests",
};

/** Of the first line; the golden case reads every line's item, number and price. */
const LINE: EveryFieldProven<OrderLine, (totals: OrderTotals, line: OrderLine | undefined) => Fields> = {
  discountMinor: (totals, line) => ({ "line.discount": money(totals, line?.discountMinor) }),
  taxMinor: (totals, line) => ({ "line.tax": money(totals, line?.taxMinor) }),
  totalMinor: (totals, line) => ({ "line.total": money(totals, line?.totalMinor) }),
  fulfilledBy: (_, line) => ({ "line.fulfilledBy": line?.fulfilledBy }),
  key: "commands name lines by it: the cases of golden-commands.ts",
  sku: "the golden case finds lines by it",
  title: "the golden case",
  variantKey: "the golden case",
  unitPrice: "the golden case",
  orderedQuantity: "the golden case",
  quantity: "the case of a line canceled alone",
  fulfilledQuantity: "the cases of golden-commands.ts",
  restockedQuantity: "the cases of golden-commands.ts",
  keptOutQuantity: "the cases of refunds.ts",
  channelTook: "the cases of orders.ts and golden-commands.ts",
  group: "the cases of sets.ts",
  pack: "the cases of sets.ts",
  possibleKeys: "the golden case",
  productKey: "optional; `variantKey` names the item",
  options: "not proven for all: each connector's own tests",
  exactQuantity: "the cases of orders.ts",
  platformPaidMinor: "only marketplaces report it: their connectors' own tests",
  giftCard: "only platforms that sell gift cards report it: their connectors' own tests",
  location: "the cases of line-locations.ts",
};

const PART: EveryFieldProven<OrderPart, (part: OrderPart) => Fields> = {
  contact: ({ contact: { name, email, phone, quality } }) => ({ name, email, phone, contact: quality }),
  shippingAddress: ({ shippingAddress }) =>
    Object.fromEntries(Object.keys(SHIP_TO).map((name) => [`shipTo.${name}`, addressField(shippingAddress, name)])),
  billingAddress: ({ billingAddress }) => ({ billTo: billing(billingAddress) }),
  buyerNote: ({ buyerNote }) => ({ note: buyerNote }),
  tags: ({ tags }) => ({ tags: tags.length > 0 ? tags.join(", ") : undefined }),
  payment: ({ payment }) => ({ gateway: payment.paymentMethod }),
  status: ({ status }) => ({ status }),
  financial: ({ financial }) => ({ financial }),
  fulfilment: ({ fulfilment }) => ({ fulfilment }),
  totals: ({ totals }) => allFields(TOTALS, (read) => read(totals)),
  lines: ({ totals, lines: [line] }) => allFields(LINE, (read) => read(totals, line)),
  transactions: ({ transactions, totals }) => ({
    payments: transactions
      ?.filter(({ kind, status }) => status === "success" && kind !== "authorization")
      .map(({ kind, amountMinor }) => `${kind} ${money(totals, amountMinor)}`)
      .join(", "),
  }),
  number: "the golden case compares it with the sandbox's own",
  shipBy: "the golden case compares it with the sandbox's own",
  toAccept: "the golden case compares it with the sandbox's own",
  platformStatus: "the golden case: it is not empty",
  placedAt: "the cases of zones.ts",
  orderKey: "every case reads the order by it",
  ourKey: "the cases of own-orders.ts",
  partKey: "the cases of orders.ts",
  version: "the cases of orders.ts",
  complete: "the cases of orders.ts",
  heldUntil: "the cases of orders.ts",
  keeps: "the cases of orders.ts and owed.ts",
  doubt: "not proven for all: each connector's own tests",
  unknownStatus: "only platforms with statuses of the seller's own report it: their connectors' own tests",
  told: "set by the hub",
  attribution: "the cases of promotions.ts",
  presentment: "the cases of orders.ts: its figures add up",
  quality: "the golden case of a discounted order: it stays as it is",
  fulfilments: "the cases of golden-commands.ts",
  refunds: "the cases of golden-commands.ts and golden-money.ts",
  returns: "the cases of returns.ts",
  noOtherReturns: "the cases of returns.ts",
  pickup: "not proven for all: each connector's own tests",
  buyerInputs: "not proven for all: each connector's own tests",
  discountCodes: "not proven for all: each connector's own tests",
  site: "set by platforms with several sites: their connectors' own tests",
  raw: "the cases of transport.ts",
};

/** Every field of an order that the golden order has, as text. */
export const orderFields = (part: OrderPart): Fields => allFields(PART, (read) => read(part));

function allFields<Read>(readers: Readonly<Record<string, Read | string>>, fieldsBy: (read: Read) => Fields): Fields {
  const all: Record<string, string | undefined> = {};
  for (const read of Object.values(readers)) if (typeof read !== "string") Object.assign(all, fieldsBy(read));
  return all;
}

const addressField = (address: Readonly<Record<string, string | undefined>> | undefined, name: string) =>
  address?.[name];

const billing = (address: Address | undefined) =>
  address && [address.name, address.line1, address.city, address.postcode, address.country].filter(Boolean).join(", ");

function money({ currency }: OrderTotals, minor: bigint | null | undefined): string | undefined {
  return minor === null || minor === undefined ? undefined : formatDecimal({ minor, currency });
}
