/** Orders that buyers collect at one of the shop's locations: DeliveryMethodType PICK_UP of their fulfilment orders. */
import type { PickupTold } from "../../commerce/order.ts";
import type { Context } from "../kit/contract/contract.ts";
import { numberOf } from "./ids.ts";
import type { OrderEvents, OrderNode } from "./nodes.ts";
import { levelCount } from "./product-read.ts";

/** Shops with one location ask with every order; those with several read fulfilment orders whole anyway. */
export const asksPickups = ({ connection }: Context): boolean =>
  levelCount(connection) === 1 && connection.facts["readsDeliveryMethods"] === true;

type FulfilmentOrder = NonNullable<OrderEvents["fulfillmentOrders"]>["nodes"][number];

const PICK_UP = "PICK_UP";
/** Gift cards and files are in a fulfilment order of their own: nobody sends or collects them. */
const NO_GOODS = "NONE";

const isOfGoods = ({ status, deliveryMethod }: Pick<FulfilmentOrder, "status" | "deliveryMethod">) =>
  status !== "CANCELLED" && deliveryMethod?.methodType !== NO_GOODS;

/** As many as an order is asked for in a list. */
const ASKED = 2;

/** Whether its fulfilment orders have to be read: one is collected, or those told say nothing of the others. */
export function mayBePickedUp({ fulfillmentOrders }: OrderNode): boolean {
  const told = fulfillmentOrders?.nodes ?? [];
  const ofGoods = told.filter(isOfGoods);
  if (ofGoods.length === 0) return told.length === ASKED;
  return ofGoods.every(({ deliveryMethod }) => deliveryMethod?.methodType === PICK_UP);
}

/** Where everything is collected; undefined where any of it is sent. At several places it is nobody's to say which. */
export function pickupOf(events: OrderEvents): PickupTold | undefined {
  const ofGoods = (events.fulfillmentOrders?.nodes ?? []).filter(isOfGoods);
  const [first] = ofGoods;
  if (!first || !ofGoods.every(({ deliveryMethod }) => deliveryMethod?.methodType === PICK_UP)) return undefined;
  const open = ofGoods.filter(({ status }) => status !== "CLOSED");
  const places = (open.length === 0 ? ofGoods : open).map(({ assignedLocation }) => assignedLocation);
  const names = new Set(places.flatMap(({ name }) => name ?? []));
  const locations = new Set(places.map(({ location }) => location?.id));
  const [location] = locations;
  return {
    place: names.size === 0 ? undefined : [...names].join(", "),
    location: locations.size === 1 && location !== undefined ? numberOf(location) : undefined,
  };
}
