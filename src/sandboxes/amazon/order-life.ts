/** What happens to orders: shipped, cancelled, released; stock follows, and the queue is told. */
import { z } from "zod";
import type { Json } from "../../commerce/product.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { setQuantity } from "./listing-write.ts";
import { notify } from "./notifications.ts";
import { empty, failure, notFound } from "./replies.ts";
import { liveBySku, now, type State, type StoredOrder } from "./state.ts";

/** The words of notifications are those of the old API. */
const OLD_WORDS: Readonly<Record<string, string>> = {
  PENDING_AVAILABILITY: "PendingAvailability",
  PENDING: "Pending",
  UNSHIPPED: "Unshipped",
  PARTIALLY_SHIPPED: "PartiallyShipped",
  SHIPPED: "Shipped",
  CANCELLED: "Canceled",
  UNFULFILLABLE: "Unfulfillable",
};

function touch(state: State, order: StoredOrder, reason: string): void {
  order.lastUpdatedTime = now(state);
  notifyOrder(state, order, reason);
}

export function notifyOrder(state: State, order: StoredOrder, reason: string): void {
  notify(state, "ORDER_CHANGE", {
    NotificationVersion: "1.0",
    NotificationType: "ORDER_CHANGE",
    PayloadVersion: "1.0",
    EventTime: now(state),
    Payload: {
      OrderChangeNotification: {
        NotificationLevel: "OrderLevel",
        SellerId: state.sellerId,
        AmazonOrderId: order.orderId,
        OrderChangeType: reason.startsWith("Buyer") ? "BuyerRequestedChange" : "OrderStatusChange",
        OrderChangeTrigger: { TimeOfOrderChange: order.lastUpdatedTime, ChangeReason: reason },
        Summary: {
          MarketplaceId: order.marketplaceId,
          OrderStatus: OLD_WORDS[order.status] ?? order.status,
          FulfillmentType: order.fulfilledBy === "AMAZON" ? "AFN" : "MFN",
          PurchaseDate: order.createdTime,
          DestinationPostalCode: "411001",
          OrderType: "StandardOrder",
          NumberOfItemsShipped: order.items.reduce((sum, item) => sum + item.shipped, 0),
          NumberOfItemsUnshipped: order.items.reduce((sum, item) => sum + item.quantity - item.shipped, 0),
          OrderItems: order.items.map((item) => ({
            OrderItemId: item.orderItemId,
            SellerSKU: item.sku,
            SupplySourceId: "",
            Quantity: item.quantity,
            QuantityShipped: item.shipped,
            IsBuyerRequestedCancel: item.cancelReason !== null,
          })),
        },
      },
    },
  });
}

/** Moves units of an order out of the seller's number, or back. */
export function moveStock(state: State, order: StoredOrder, direction: -1 | 1): void {
  if (order.fulfilledBy === "AMAZON") return;
  for (const item of order.items) {
    const listing = liveBySku(state, item.sku);
    if (listing) setQuantity(listing, listing.quantity + direction * (item.quantity - item.shipped));
  }
}

export function cancelOrder(state: State, order: StoredOrder): boolean {
  if (order.status === "CANCELLED") return true;
  if (order.items.some((item) => item.shipped > 0)) return false;
  moveStock(state, order, 1);
  order.status = "CANCELLED";
  touch(state, order, "Order Cancelled");
  return true;
}

export function releaseOrder(state: State, order: StoredOrder): void {
  if (order.status !== "PENDING") return;
  order.status = "UNSHIPPED";
  touch(state, order, "Payment Authorized");
}

interface Parcel {
  readonly reference: string;
  readonly carrier: string;
  readonly trackingNumber: string;
  readonly shipTime: string;
  readonly items: readonly { readonly orderItemId: string; readonly quantity: number }[];
}

/** Confirms a parcel; the same reference again edits it. */
export function shipParcel(state: State, order: StoredOrder, parcel: Parcel): string | null {
  const existing = order.packages.get(parcel.reference);
  const before = (id: string) => existing?.items.find((one) => one.orderItemId === id)?.quantity ?? 0;
  for (const { orderItemId, quantity } of parcel.items) {
    const item = order.items.find((one) => one.orderItemId === orderItemId);
    if (!item) return "OrderItemId is invalid";
    if (item.shipped - before(orderItemId) + quantity > item.quantity) return "The quantity exceeds what is unshipped";
  }
  for (const item of order.items) item.shipped -= before(item.orderItemId);
  for (const { orderItemId, quantity } of parcel.items)
    for (const item of order.items) if (item.orderItemId === orderItemId) item.shipped += quantity;
  order.packages.set(parcel.reference, {
    reference: parcel.reference,
    carrier: parcel.carrier,
    trackingNumber: parcel.trackingNumber,
    shipTime: parcel.shipTime,
    status: "SHIPPED",
    detailedStatus: null,
    createdTime: existing?.createdTime ?? now(state),
    items: [...parcel.items],
  });
  const isAll = order.items.every((item) => item.shipped === item.quantity);
  order.status = isAll ? "SHIPPED" : "PARTIALLY_SHIPPED";
  touch(state, order, "Order Shipped");
  return null;
}

interface Confirmation {
  readonly marketplaceId?: string;
  readonly packageDetail?: {
    readonly packageReferenceId?: Json;
    readonly carrierCode?: string;
    readonly carrierName?: string;
    readonly trackingNumber?: string;
    readonly shipDate?: string;
    readonly orderItems?: Json;
  };
}

const itemsSchema = z.array(z.object({ orderItemId: z.string(), quantity: z.number() })).min(1);

/** This operation spells its code with a space. */
const invalid = (message: string): SandboxReply => failure(400, "Invalid Input", message);

/** POST shipmentConfirmation of orders v0: 204, or what is wrong with it. */
export function confirmShipment(request: SandboxRequest, state: State, id: string): SandboxReply {
  const order = state.orders.get(id);
  if (!order) return notFound(`Order ${id} is not found.`);
  const { marketplaceId, packageDetail: detail } = (request.json() ?? {}) as Confirmation;
  if (marketplaceId !== order.marketplaceId) return invalid("The marketplace is not the order's.");
  if (!detail) return invalid("packageDetail is required.");
  const { packageReferenceId: reference, carrierCode, carrierName, trackingNumber, shipDate, orderItems } = detail;
  if (typeof reference !== "string" || !/^[1-9]\d*$/.test(reference))
    return invalid("packageReferenceId must be a positive number.");
  if (!carrierCode || (carrierCode === "Other" && !carrierName)) return invalid("The carrier is required.");
  if (!trackingNumber || !shipDate || Number.isNaN(Date.parse(shipDate)))
    return invalid("Tracking and ship date are required.");
  const items = itemsSchema.safeParse(orderItems);
  if (!items.success) return invalid("OrderItemId is invalid");
  if (order.fulfilledBy === "AMAZON" || !["UNSHIPPED", "PARTIALLY_SHIPPED", "SHIPPED"].includes(order.status))
    return invalid("The order cannot be confirmed as shipped.");
  const problem = shipParcel(state, order, {
    reference,
    carrier: carrierCode === "Other" ? (carrierName ?? "") : carrierCode,
    trackingNumber,
    shipTime: new Date(shipDate).toISOString(),
    items: items.data,
  });
  return problem === null ? empty : invalid(problem);
}
