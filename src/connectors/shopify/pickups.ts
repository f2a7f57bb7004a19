/** Orders that buyers collect at one of the shop's locations: DeliveryMethodType PICK_UP of their fulfilment orders. */
import type { ReportedPickup } from "../../commerce/order.ts";
import type { Context } from "../kit/contract/contract.ts";
import { numberOf } from "./ids.ts";
import type { OrderEvents, OrderNode } from "./nodes.ts";
import { levelCount } from "./product-read.ts";

/** Shops with one location ask with every order; those with several read fulfilment orders whole anyway. */
export const importsPickups = ({ connection }: Context): boolean =>
  levelCount(connection) === 1 && connection.facts["readsDeliveryMethods"] === true;

type FulfilmentOrder = NonNullable<OrderEvents["fulfillmentOrders"]>["nodes"][number];

const PICK_UP = "PICK_UP";
/** Gift cards and files are in a fulfilment order of their own: nobody sends or collects them. */
const NO_ITEMS = "NONE";

const isOfItems = ({ status, deliveryMethod }: Pick<FulfilmentOrder, "status" | "deliveryMethod">) =>
  status !== "CANCELLED" && deliveryMethod?.methodType !== NO_ITEMS;

/** As many as an order is asked for in a list. */
const REQUESTED = 2;

/** Whether its fulfilment orders have to be read: one is collected, or those told say nothing of the others. */
export function mayBePickedUp({ fulfillmentOrders }: OrderNode): boolean {
  const reported = fulfillmentOrders?.nodes ?? [];
  const ofItems = reported.filter(isOfItems);
  if (ofItems.length === 0) return reported.length === REQUESTED;
  return ofItems.every(({ deliveryMethod }) => deliveryMethod?.methodType === PICK_UP);
}

/** Where everything is collected; undefined where any of it is sent. At several places it is nobody's to say which. */
export function pickupOf(events: OrderEvents): ReportedPickup | undefined {
  const ofItems = (events.fulfillmentOrders?.nodes ?? []).filter(isOfItems);
  const [first] = ofItems;
  if (!first || !ofItems.every(({ deliveryMethod }) => deliveryMethod?.methodType === PICK_UP)) return undefined;
  const open = ofItems.filter(({ status }) => status !== "CLOSED");
  const locationRows = (open.length === 0 ? ofItems : open).map(({ assignedLocation }) => assignedLocation);
  const names = new Set(locationRows.flatMap(({ name }) => name ?? []));
  const locations = new Set(locationRows.map(({ location }) => location?.id));
  const [location] = locations;
  return {
    place: names.size === 0 ? undefined : [...names].join(", "),
    location: locations.size === 1 && location !== undefined ? numberOf(location) : undefined,
  };
}
