import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { done, failure, invalid, notFound, ok, once, page } from "./replies.ts";
import {
  type Money,
  minorOf,
  now,
  ofMinor,
  type Shipment,
  type State,
  type StoredLine,
  type StoredOrder,
  takeStock,
  touch,
} from "./state.ts";

const OBJECT_ID = /^[0-9a-f]{24}$/;
/** Left out of lists unless they are asked for by name. */
const HIDDEN = new Set(["PENDING", "FAILED", "REFUND_PENDING", "REFUND_FAILED", "PARTIALLY_PAID"]);

export function orders(request: SandboxRequest, state: State, [id, action]: readonly string[]): SandboxReply {
  if (id === undefined)
    return request.method === "GET"
      ? list(request, state)
      : once(request, state.given, () => importOrder(request, state));
  // A malformed id is a bad request, an unknown one is not found.
  if (!OBJECT_ID.test(id)) return invalid("The order id is not valid.");
  const order = state.orders.get(id);
  if (!order) return notFound;
  if (request.method === "GET" && action === undefined) return ok(show(order));
  return request.method === "POST" && action === "fulfillments" ? fulfil(request, state, order) : notFound;
}

function list(request: SandboxRequest, state: State): SandboxReply {
  return page(request, state.orders.values(), {
    name: "result",
    keep: (order, query) => {
      const states = query.get("paymentStates")?.split(",");
      const isShown = states ? states.includes(order.paymentState) : !HIDDEN.has(order.paymentState);
      return isShown && (query.get("fulfillmentStatus") ?? order.fulfillmentStatus) === order.fulfillmentStatus;
    },
    show,
  });
}

function show({ took: _took, ...order }: StoredOrder): object {
  return {
    ...order,
    channel: "web",
    testmode: false,
    lineItems: order.lineItems.map((line) => ({
      ...line,
      customizations: null,
      imageUrl: null,
      weight: 0.5,
      width: 0.0,
      length: 0.0,
      height: 0.0,
    })),
    internalNotes: [],
    shippingLines: minorOf(order.shippingTotal) === 0n ? [] : [{ method: "Flat Rate", amount: order.shippingTotal }],
    discountLines: [],
    formSubmission: null,
    shippingOptionName: "Flat Rate",
    shippingOptionServiceType: null,
  };
}

function fulfil(request: SandboxRequest, state: State, order: StoredOrder): SandboxReply {
  const { shipments } = (request.json() ?? {}) as { readonly shipments?: readonly Partial<Shipment>[] | null };
  const given = shipments ?? [];
  if (given.length > 100) return invalid("At most 100 shipments.");
  const parcels: Shipment[] = [];
  for (const { carrierName, service, shipDate, trackingNumber, trackingUrl } of given) {
    if (!carrierName || !service || !shipDate || !trackingNumber)
      return invalid("carrierName, service, shipDate and trackingNumber are required.", "MISSING_ARGUMENT");
    if ([carrierName, service, trackingNumber].some((text) => text.length > 100)) return invalid("A text is too long.");
    parcels.push({ carrierName, service, shipDate, trackingNumber, trackingUrl: trackingUrl ?? null });
  }
  if (order.fulfillmentStatus === "CANCELED") return invalid("A canceled order cannot be fulfilled.");
  markFulfilled(state, order, parcels);
  return done;
}

/** The whole order, for good. */
export function markFulfilled(state: State, order: StoredOrder, parcels: readonly Shipment[]): void {
  order.fulfillments.push(...parcels);
  order.fulfillmentStatus = "FULFILLED";
  order.fulfilledOn = now(state);
  touch(state, order, "FULFILLED");
}

interface Import {
  readonly channelName?: string;
  readonly externalOrderReference?: string;
  readonly createdOn?: string;
  readonly customerEmail?: string;
  readonly billingAddress?: object;
  readonly shippingAddress?: object;
  readonly inventoryBehavior?: "DEDUCT" | "SKIP";
  readonly lineItems?: readonly {
    readonly lineItemType: string;
    readonly variantId?: string;
    readonly title?: string;
    readonly quantity: number;
    readonly unitPricePaid: Money;
  }[];
  readonly fulfillments?: readonly Shipment[];
  readonly fulfillmentStatus?: "PENDING" | "FULFILLED";
  readonly priceTaxInterpretation?: "INCLUSIVE" | "EXCLUSIVE";
  readonly subtotal?: Money;
  readonly shippingTotal?: Money;
  readonly discountTotal?: Money;
  readonly taxTotal?: Money;
  readonly grandTotal?: Money;
}

function importOrder(request: SandboxRequest, state: State): SandboxReply {
  const body = (request.json() ?? {}) as Import;
  const { channelName, externalOrderReference, createdOn, lineItems, fulfillments, grandTotal } = body;
  if (!channelName || !externalOrderReference || !createdOn || !lineItems?.length || !fulfillments || !grandTotal)
    return invalid("A required field is missing.", "MISSING_ARGUMENT");
  if (!body.priceTaxInterpretation) return invalid("priceTaxInterpretation is required.", "MISSING_ARGUMENT");
  if (channelName.length > 30 || externalOrderReference.length > 200) return invalid("A text is too long.");
  if ([grandTotal, ...lineItems.map((line) => line.unitPricePaid)].some(({ currency }) => currency !== state.currency))
    return failure(400, "INVALID_REQUEST_ERROR", "CURRENCY_MISMATCH", `The site sells in ${state.currency}.`);
  if (lineItems.some((line) => (line.variantId ? !state.byVariant.has(line.variantId) : !line.title)))
    return invalid("A line names no item.");
  const none = ofMinor(0n, state.currency);
  const at = now(state);
  const order: StoredOrder = {
    id: state.hexId(),
    orderNumber: String(state.orders.size + 1),
    createdOn,
    modifiedOn: at,
    customerId: null,
    customerEmail: body.customerEmail ?? null,
    billingAddress: body.billingAddress ?? {},
    shippingAddress: body.shippingAddress ?? null,
    channelName,
    externalOrderReference,
    fulfillmentStatus: body.fulfillmentStatus ?? "PENDING",
    paymentState: "PAID",
    fulfilledOn: null,
    fulfillments: [...fulfillments],
    lineItems: lineItems.map((line) => importedLine(state, line)),
    subtotal: body.subtotal ?? none,
    shippingTotal: body.shippingTotal ?? none,
    discountTotal: body.discountTotal ?? none,
    taxTotal: body.taxTotal ?? none,
    refundedTotal: none,
    grandTotal,
    priceTaxInterpretation: body.priceTaxInterpretation,
    took: new Map(),
  };
  state.orders.set(order.id, order);
  if (body.inventoryBehavior === "DEDUCT") takeStock(state, order);
  return ok(show(order), 201);
}

function importedLine(state: State, line: NonNullable<Import["lineItems"]>[number]): StoredLine {
  const found = state.byVariant.get(line.variantId ?? "");
  return {
    id: state.hexId(),
    lineItemType: line.lineItemType,
    variantId: line.variantId ?? null,
    sku: found?.variant.sku ?? null,
    productId: found?.product.id ?? null,
    productName: found?.product.name ?? line.title ?? null,
    quantity: line.quantity,
    unitPricePaid: line.unitPricePaid,
    variantOptions: [],
  };
}
