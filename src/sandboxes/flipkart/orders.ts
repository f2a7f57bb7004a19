/** What becomes of orders on the marketplace's side: placed, held, cancelled, on their way, coming back. */
import { missing } from "../../connectors/kit/sandbox/missing.ts";
import type { SandboxOrderInput } from "../../connectors/kit/sandbox/sandbox.ts";
import { release } from "./actions.ts";
import { move, ofOrder } from "./life.ts";
import { notify, notifyCreated, notifyReturn } from "./notifications.ts";
import {
  alive,
  type ShipmentType,
  type State,
  type StoredItem,
  type StoredReturn,
  type StoredShipment,
  statusOf,
  stockAt,
  time,
} from "./state.ts";

const HOUR_MS = 3_600_000;
const SHIPPING_MINOR = 4_000n;

/** A buyer orders; unpaid orders never reach a seller, so that "pending" is one Flipkart still looks at. */
export function placeOrder(
  state: State,
  input: SandboxOrderInput,
  how: {
    readonly type?: ShipmentType;
    readonly dispatchAfter?: number;
    /** Each line in a shipment of its own. */
    readonly split?: boolean;
    readonly paymentType?: string;
    readonly isReplacement?: boolean;
  } = {},
): string {
  const now = state.clock.now();
  const orderId = `OD1${state.number(17)}`;
  const items = input.lines.map(({ sku, quantity }, index) =>
    newItem(state, { sku, quantity, orderId, now, isFirst: index === 0 }, input, how),
  );
  state.byOrder.set(orderId, []);
  const { name = "", phone = "" } = input.customer ?? {};
  for (const some of how.split ? items.map((item) => [item]) : [items]) {
    const shipment: StoredShipment = {
      shipmentId: state.uuid(),
      locationId: state.locations[0] ?? "",
      shipmentType: how.type ?? state.defaultType,
      dispatchAfter: how.dispatchAfter ?? now,
      dispatchBy: now + 24 * HOUR_MS,
      updatedAt: state.clock.now(),
      hold: input.payment === "pending",
      packedAt: undefined,
      failsForm: false,
      trackingId: undefined,
      vendor: undefined,
      buyer: input.customer ? { name, phone } : undefined,
      items: some,
      packRequests: [],
    };
    state.shipments.set(shipment.shipmentId, shipment);
    state.byOrder.get(orderId)?.push(shipment.shipmentId);
    for (const item of some) {
      const stock = stockAt(item.listing, shipment.locationId);
      stock.inventory -= item.quantity;
      stock.pending += item.quantity;
    }
    notifyCreated(state, shipment);
  }
  return orderId;
}

function newItem(
  state: State,
  line: {
    readonly sku: string;
    readonly quantity: number;
    readonly orderId: string;
    readonly now: number;
    readonly isFirst: boolean;
  },
  input: SandboxOrderInput,
  how: { readonly paymentType?: string; readonly isReplacement?: boolean },
): StoredItem {
  const listing = state.listings.get(line.sku) ?? missing("SKU", line.sku);
  const orderItemId = `33${state.number(14)}`;
  return {
    orderItemId,
    orderId: line.orderId,
    cancellationGroupId: `grp${orderItemId}`,
    orderDate: line.now,
    paymentType: how.paymentType ?? (input.payment === "cod" ? "COD" : "PREPAID"),
    status: "APPROVED",
    quantity: line.quantity,
    listing,
    priceMinor: BigInt(listing.price) * 100n * BigInt(line.quantity),
    shippingMinor: line.isFirst ? SHIPPING_MINOR : 0n,
    cancellationType: undefined,
    courierReturn: false,
    isReplacement: how.isReplacement ?? false,
  };
}

/** Possible until the parcel has left; the units can be sold again. */
export function cancelByBuyer(state: State, key: string, type = "buyerCancellation"): void {
  for (const shipment of ofOrder(state, key)) {
    const items = alive(shipment);
    if (items.length === 0 || ["SHIPPED", "DELIVERED", "COMPLETED", "RETURNED"].includes(statusOf(shipment))) continue;
    for (const item of items) {
      item.status = "CANCELLED";
      item.cancellationType = type;
      const stock = stockAt(item.listing, shipment.locationId);
      stock.inventory += item.quantity;
      stock.pending = Math.max(0, stock.pending - item.quantity);
    }
    shipment.packedAt = undefined;
    shipment.updatedAt = state.clock.now();
    const reported = items.map(({ orderItemId, quantity }) => ({
      orderItemId,
      quantity,
      reason: "buyer_cancellation",
      subReason: "changed_mind",
    }));
    notify(state, shipment, "shipment_cancelled", { status: "CANCELLED", orderItems: reported });
  }
}

/** Packed, handed over and on its way, all in the seller portal. */
export function shipFromPortal(state: State, key: string): void {
  for (const shipment of ofOrder(state, key)) {
    if (!["APPROVED", "PACKED", "READY_TO_DISPATCH"].includes(statusOf(shipment))) continue;
    shipment.hold = false;
    shipment.trackingId ??= `FMPP${state.number(10)}`;
    shipment.vendor ??= "E-Kart Logistics";
    release(shipment);
    move(state, shipment, "SHIPPED");
    notify(state, shipment, "shipment_shipped", { status: "SHIPPED" });
  }
}

/** The parcel goes on: "PICKUP_COMPLETE", "SHIPPED", "DELIVERED" ... */
export function progress(state: State, key: string, status: string): void {
  for (const shipment of ofOrder(state, key)) {
    move(state, shipment, status);
    notify(state, shipment, `shipment_${status.toLowerCase()}`, { status });
  }
}

/** Flipkart moves the slot of dispatch. */
export function changeDispatchDates(state: State, key: string, after: number): void {
  for (const shipment of ofOrder(state, key)) {
    Object.assign(shipment, { dispatchAfter: after, dispatchBy: after + 24 * HOUR_MS, updatedAt: state.clock.now() });
    notify(state, shipment, "shipment_dispatch_dates_changed", {
      dispatchAfterDate: time(shipment.dispatchAfter),
      dispatchByDate: time(shipment.dispatchBy),
    });
  }
}

/** Flipkart holds the shipments back, or lets them go. */
export function holdOrder(state: State, key: string, hold: boolean): void {
  for (const shipment of ofOrder(state, key)) {
    shipment.hold = hold;
    shipment.updatedAt = state.clock.now();
    const orderItems = alive(shipment).map(({ orderItemId, quantity }) => ({ orderItemId, holdQuantity: quantity }));
    if (hold) notify(state, shipment, "shipment_hold", { orderItems });
    else notify(state, shipment, "shipment_unhold", { status: statusOf(shipment) });
  }
}

/** The first item comes back; the shipment's own time of change does not move with it. */
export function returnOrder(state: State, key: string, source: StoredReturn["source"], isDone: boolean): StoredReturn {
  const shipment = ofOrder(state, key)[0];
  const item = shipment && alive(shipment)[0];
  if (!shipment || !item) throw new RangeError(`The sandbox has no open order ${key}.`);
  const now = state.clock.now();
  const existing = [...state.returns.values()].find((one) => one.item === item);
  const made: StoredReturn = existing ?? {
    returnId: `12${state.number(16)}`,
    source,
    status: "start",
    shipment,
    item,
    createdAt: now,
    updatedAt: now,
  };
  state.returns.set(made.returnId, made);
  made.updatedAt = now;
  made.status = isDone ? "completed" : "start";
  item.status = isDone ? "RETURNED" : "RETURN_REQUESTED";
  item.courierReturn = source === "courier_return";
  notifyReturn(state, made, isDone ? "return_completed" : "return_created");
  return made;
}

/** The goods are back, or the buyer keeps them. */
export function endReturn(state: State, returnId: string, end: "completed" | "cancelled"): void {
  const one = state.returns.get(returnId) ?? missing("return", returnId);
  one.updatedAt = state.clock.now();
  one.status = end;
  one.item.status = end === "completed" ? "RETURNED" : "DELIVERED";
  notifyReturn(state, one, `return_${end}`);
}
