/** Orders 2026-01-01: the search with its window and token, one order, and what each data set shows. */
import { divideRounded } from "../../commerce/decimal.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { invalid, notFound, ok } from "./replies.ts";
import { iso, money, type State, type StoredItem, type StoredOrder } from "./state.ts";

const TWO_MINUTES_MS = 2 * 60_000;
const DAY_MS = 86_400_000;
const FREE = new Set(["paginationToken", "maxResultsPerPage", "includedData"]);
const PENDING = new Set(["PENDING", "PENDING_AVAILABILITY"]);
const NAMES: Readonly<Record<string, string>> = { A21TJRUUN4KGV: "Amazon.in", ATVPDKIKX0DER: "Amazon.com" };

interface Token {
  readonly asked: string;
  readonly end: string;
  readonly place: string;
  readonly madeAt: number;
}

export function orders(request: SandboxRequest, state: State, parts: readonly string[]): SandboxReply {
  const included = new Set((request.query.get("includedData") ?? "").split(",").filter(Boolean));
  const [id] = parts;
  if (id === undefined) return search(request, state, included);
  if (!/^\d{3}-\d{7}-\d{7}$/.test(id)) return invalid("Invalid Input");
  const order = state.orders.get(id);
  return order ? ok({ order: view(order, included, state) }) : notFound(`Order ${id} is not found.`);
}

function search({ query }: SandboxRequest, state: State, included: ReadonlySet<string>): SandboxReply {
  const wrong = problemOf(query, state);
  if (wrong !== null) return invalid(wrong);
  const requested = [...query]
    .filter(([name]) => !FREE.has(name))
    .map((pair) => pair.join("="))
    .sort()
    .join("&");
  const token = readToken(query.get("paginationToken"));
  if (query.has("paginationToken")) {
    if (!token || token.asked !== requested || state.clock.now() - token.madeAt > DAY_MS)
      return invalid("Invalid Input", "The pagination token is not valid for this request.");
  }
  const family = query.has("createdAfter") ? "created" : "lastUpdated";
  const end = token?.end ?? query.get(`${family}Before`) ?? iso(state.clock.now());
  const rows = inWindow({ query, family, end }, state);
  const size = Number(query.get("maxResultsPerPage") ?? 100);
  const left = rows.filter(({ place }) => place > (token?.place ?? ""));
  const page = left.slice(0, size);
  const last = page.at(-1);
  const next =
    last && left.length > size ? { asked: requested, end, place: last.place, madeAt: state.clock.now() } : null;
  return ok({
    orders: page.map(({ order }) => view(order, included, state)),
    ...(next === null ? {} : { pagination: { nextToken: writeToken(next) } }),
    [`${family}Before`]: end,
  });
}

function problemOf(query: URLSearchParams, state: State): string | null {
  const families = ["createdAfter", "lastUpdatedAfter"].filter((name) => query.has(name));
  const [family] = families;
  if (families.length !== 1 || family === undefined)
    return "Exactly one of createdAfter and lastUpdatedAfter is needed.";
  const other = family === "createdAfter" ? "lastUpdatedBefore" : "createdBefore";
  if (query.has(other)) return `${other} does not go with ${family}.`;
  if (Number.isNaN(Date.parse(query.get(family) ?? ""))) return "The date is not ISO 8601.";
  const before = query.get(family.replace("After", "Before"));
  // The hint is empty on the real thing, too.
  if (before !== null && Date.parse(before) > state.clock.now() - TWO_MINUTES_MS) return "Invalid Input";
  const size = Number(query.get("maxResultsPerPage") ?? 100);
  return Number.isInteger(size) && size >= 1 && size <= 100 ? null : "maxResultsPerPage is 1 to 100.";
}

function inWindow(
  ask: { readonly query: URLSearchParams; readonly family: "created" | "lastUpdated"; readonly end: string },
  state: State,
): { readonly order: StoredOrder; readonly place: string }[] {
  const { query, family, end } = ask;
  const after = iso(Date.parse(query.get(`${family}After`) ?? ""));
  const stores = query.get("marketplaceIds")?.split(",");
  const states = query.get("fulfillmentStatuses")?.split(",");
  const timeOf = (order: StoredOrder) => (family === "created" ? order.createdTime : order.lastUpdatedTime);
  return [...state.orders.values()]
    .filter((order) => timeOf(order) >= after && timeOf(order) <= end)
    .filter(
      ({ marketplaceId, status }) => (stores?.includes(marketplaceId) ?? true) && (states?.includes(status) ?? true),
    )
    .map((order) => ({ order, place: `${timeOf(order)} ${order.orderId}` }))
    .sort((a, b) => (a.place < b.place ? -1 : 1));
}

const writeToken = (token: Token): string => Buffer.from(JSON.stringify(token)).toString("base64");

function readToken(text: string | null): Token | null {
  if (text === null) return null;
  try {
    return JSON.parse(Buffer.from(text, "base64").toString("utf8")) as Token;
  } catch {
    // Anybody's text, no token of this shop.
    return null;
  }
}

/** An order with the data sets that were asked for; items always come along. */
function view(order: StoredOrder, included: ReadonlySet<string>, state: State): object {
  const tellsMoney = !PENDING.has(order.status);
  const tellsPeople = tellsMoney && state.tellsPeople;
  const when = (name: string, part: object) => (included.has(name) ? part : {});
  return {
    orderId: order.orderId,
    orderAliases: [{ aliasId: order.orderId, aliasType: "SELLER_ORDER_ID" }],
    createdTime: order.createdTime,
    lastUpdatedTime: order.lastUpdatedTime,
    programs: order.programs,
    salesChannel: {
      channelName: "AMAZON",
      marketplaceId: order.marketplaceId,
      marketplaceName: NAMES[order.marketplaceId] ?? "Amazon",
    },
    ...when("BUYER", tellsPeople && order.customer ? { buyer: buyerOf(order) } : {}),
    ...when("RECIPIENT", tellsPeople && order.customer ? { recipient: recipientOf(order) } : {}),
    ...when("PROCEEDS", tellsMoney ? { proceeds: { grandTotal: money(totalOf(order), order.currency) } } : {}),
    ...when("TAX", { tax: { taxInvoicing: { buyerInvoicePreference: "INDIVIDUAL" } } }),
    ...when("PAYMENT", tellsMoney ? { payment: paymentOf(order) } : {}),
    ...when("FULFILLMENT", {
      fulfillment: {
        fulfillmentStatus: order.status,
        fulfilledBy: order.fulfilledBy,
        fulfillmentServiceLevel: "STANDARD",
        shipByWindow: { earliestDateTime: order.createdTime, latestDateTime: latestShipTime(order) },
      },
    }),
    orderItems: order.items.map((item, index) => itemView(item, { order, index, included, tellsMoney })),
    ...when("PACKAGES", { packages: packagesOf(order) }),
  };
}

/** Two days to pack, as the sandbox's seller has agreed to. */
export const latestShipTime = ({ createdTime }: Pick<StoredOrder, "createdTime">): string =>
  iso(Date.parse(createdTime) + 2 * DAY_MS);

const buyerOf = ({ orderId, customer }: StoredOrder) => ({
  buyerName: customer?.name,
  buyerEmail: `b${orderId.replaceAll("-", "")}@marketplace.amazon.in`,
});

const recipientOf = ({ customer }: StoredOrder) => ({
  deliveryAddress: {
    name: customer?.name,
    companyName: "Analytical Engines",
    addressLine1: "1 Long Street",
    addressLine2: "Flat 5",
    city: "Pune",
    stateOrRegion: "MH",
    postalCode: "411001",
    countryCode: "IN",
    ...(customer?.phone ? { phone: customer.phone } : {}),
    addressType: "RESIDENTIAL",
  },
});

const paymentOf = (order: StoredOrder) => ({
  paymentExecutions: [
    {
      paymentMethod: order.isCod ? "CashOnDelivery" : "CreditCard",
      paymentAmount: money(totalOf(order), order.currency),
    },
  ],
});

function itemView(
  item: StoredItem,
  how: {
    readonly order: StoredOrder;
    readonly index: number;
    readonly included: ReadonlySet<string>;
    readonly tellsMoney: boolean;
  },
): object {
  const { order, included, tellsMoney } = how;
  const open = order.status === "CANCELLED" ? 0 : item.quantity - item.shipped - item.cancelled;
  return {
    orderItemId: item.orderItemId,
    quantityOrdered: item.quantity,
    product: {
      asin: item.asin,
      title: item.title,
      sellerSku: item.sku,
      ...(tellsMoney ? { price: { unitPrice: money(item.unitMinor, order.currency) } } : {}),
    },
    ...(included.has("PROCEEDS") && tellsMoney ? { proceeds: proceedsOf(item, order, how.index) } : {}),
    ...(included.has("CANCELLATION") && item.cancelReason !== null
      ? { cancellation: { cancellationRequest: { requester: "BUYER", cancelReason: item.cancelReason } } }
      : {}),
    ...(included.has("FULFILLMENT")
      ? { fulfillment: { quantityFulfilled: item.shipped, quantityUnfulfilled: open } }
      : {}),
  };
}

const GST_PERCENT = 18n;

/** What the buyer pays for an item: India's prices hold the tax. */
const grossOf = (item: StoredItem): bigint => item.unitMinor * BigInt(item.quantity);
const taxOf = (item: StoredItem): bigint => divideRounded(grossOf(item) * GST_PERCENT, 100n + GST_PERCENT);
/** As Amazon tells goods: without their tax, though the unit price holds it (sheet, section 5). */
const itemsOf = (item: StoredItem): bigint => grossOf(item) - taxOf(item);

function proceedsOf(item: StoredItem, order: StoredOrder, index: number): object {
  const shipping = index === 0 ? order.shippingMinor : 0n;
  const part = (type: string, minor: bigint, more: object = {}) => ({
    type,
    subtotal: money(minor, order.currency),
    ...more,
  });
  return {
    proceedsTotal: money(grossOf(item) + shipping, order.currency),
    breakdowns: [
      part("ITEM", itemsOf(item)),
      ...(shipping > 0n ? [part("SHIPPING", shipping)] : []),
      part("TAX", taxOf(item), {
        detailedBreakdowns: [{ subtype: "ITEM", value: money(taxOf(item), order.currency) }],
      }),
    ],
  };
}

export function totalOf(order: StoredOrder): bigint {
  return order.items.reduce((sum, item) => sum + grossOf(item), order.shippingMinor);
}

const packagesOf = (order: StoredOrder) =>
  [...order.packages.values()].map((parcel) => ({
    packageReferenceId: parcel.reference,
    createdTime: parcel.createdTime,
    packageStatus: {
      status: parcel.status,
      ...(parcel.detailedStatus === null ? {} : { detailedStatus: parcel.detailedStatus }),
    },
    carrier: parcel.carrier,
    shipTime: parcel.shipTime,
    trackingNumber: parcel.trackingNumber,
    packageItems: parcel.items,
  }));
