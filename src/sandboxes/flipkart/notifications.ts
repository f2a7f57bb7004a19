/** Notifications as Flipkart sends them: the proof signs time, registered URL, method and secret, not the body. */
import { createHash } from "node:crypto";
import type { Json } from "../../commerce/product.ts";
import { asDoc, asList } from "./replies.ts";
import { type State, type StoredReturn, type StoredShipment, time } from "./state.ts";
import { view } from "./view.ts";

/** Events whose samples name the location; the others leave it out. */
const WITH_LOCATION = new Set(["shipment_created", "shipment_cancelled"]);

/** Status events carry little; a created shipment comes whole. */
export function notify(
  state: State,
  { shipmentId, locationId }: StoredShipment,
  eventType: string,
  attributes: { readonly [key: string]: Json },
): void {
  send(state, { eventType, shipmentId, ...(WITH_LOCATION.has(eventType) ? { locationId } : {}), attributes });
}

/** As the list shows it, less what samples of the event leave out. */
export function notifyCreated(state: State, shipment: StoredShipment): void {
  const { shipmentId: _id, locationId: _location, shipmentType: _type, orderItems, ...whole } = asDoc(view(shipment));
  const items = asList(orderItems).map((item) => {
    const { serviceProfile: _profile, courierReturn: _return, ...reported } = asDoc(item);
    return reported;
  });
  notify(state, shipment, "shipment_created", { ...whole, orderItems: items, dispatchLocation: null });
}

/** What an event says of the item that comes back, as the skeletons show. */
function returnItem(state: State, one: StoredReturn, eventType: string): Json {
  const { returnId, item, shipment, source, createdAt, updatedAt } = one;
  const { orderItemId } = item;
  const tracked = { orderItemId, trackingId: `FMPR${returnId.slice(-6)}`, courierName: "E-Kart Logistics" };
  const expectedDate = time(state.clock.now());
  switch (eventType) {
    case "return_created":
      return {
        ...tracked,
        returnId,
        source,
        action: "refund",
        quantity: item.quantity,
        orderDate: time(item.orderDate),
        createdDate: time(createdAt),
        updatedDate: time(updatedAt),
        reason: source === "courier_return" ? "ATTEMPTS_EXHAUSTED" : "DEFECTIVE_PRODUCT",
        subReason: "",
        shipmentId: shipment.shipmentId,
        comments: "",
        completionDate: "",
        replacementOrderItemId: "",
        productId: item.listing.fsn,
        listingId: item.listing.listingId,
        expectedDate,
      };
    case "return_item_tracking_id_update":
      return tracked;
    case "return_expected_date_changed":
      return { orderItemId, expectedDate };
    default:
      return { orderItemId };
  }
}

const WITHOUT_STATUS = new Set(["return_item_tracking_id_update", "return_expected_date_changed"]);

export function notifyReturn(state: State, one: StoredReturn, eventType: string): void {
  const { locationId } = one.shipment;
  const status = WITHOUT_STATUS.has(eventType) ? {} : { status: eventType.toUpperCase() };
  send(state, {
    eventType,
    returnId: one.returnId,
    ...(eventType === "return_item_tracking_id_update" ? {} : { locationId }),
    attributes: { ...status, returnItems: [returnItem(state, one, eventType)] },
  });
}

function send(state: State, event: { readonly [key: string]: Json }): void {
  const { notificationUrl: url } = state;
  if (url === undefined) return;
  const now = state.clock.now();
  const body = JSON.stringify({ source: "flipkart", version: "v3", timestamp: time(now), ...event });
  state.deliver(url, signed(state, url, now), body);
}

/** The two headers, in the spelling of the platform. */
export function signed(state: State, url: string, nowMs: number): Readonly<Record<string, string>> {
  const seconds = Math.floor(nowMs / 1000);
  const isSeller = state.signsAs === "seller";
  const [id, secret] = isSeller ? [state.appId, state.appSecret] : [state.clientId, state.clientSecret];
  const signature = createHash("sha1").update(`${seconds}${url}POST${secret}`).digest("hex");
  return {
    "content-type": "application/json",
    X_Date: new Date(seconds * 1000).toUTCString(),
    X_Authorization: `FKLOGIN ${Buffer.from(`${id}:${signature}`).toString("base64")}`,
  };
}
