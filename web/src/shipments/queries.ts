/**
 * What screens read of shipments; below "orders" where it belongs to one, so that what happens to it makes it old. Settings,
 * and prices that couriers are asked for, stand below "shipping": nothing that happens to an order changes them.
 */
import { queryOptions } from "@tanstack/react-query";
import { body, hub, ofId, type Sent } from "../data/hub.ts";
import { reading, readingItems } from "../data/reading.ts";

const oneShipment = (id: string) => body(hub.GET("/api/shipments/{id}", ofId(id)));
export type Shipment = Awaited<ReturnType<typeof oneShipment>>;
export type ShipmentRow = Omit<
  Shipment,
  | "said"
  | "trackingPath"
  | "locationId"
  | "why"
  | "whySaid"
  | "orderChange"
  | "orderChanges"
  | "isReceiverChanged"
  | "parcelList"
>;

/** Stages that somebody waits for, as people go through them. */
export const STAGES = ["attention", "refused", "booking", "ready", "moving", "returning"] as const;

export const shipmentQuery = (id: string) =>
  queryOptions({ queryKey: ["shipments", id], queryFn: () => oneShipment(id) });

export const countsQuery = reading(["shipments", "counts"], () => hub.GET("/api/shipments/counts"));

export const orderShipmentsQuery = (orderId: string) =>
  readingItems(["orders", orderId, "shipments"], () => hub.GET("/api/shipments", { params: { query: { orderId } } }));

export const storedDocumentsQuery = reading(["shipping", "papers"], () => hub.GET("/api/shipping-papers"));

export const presetsQuery = readingItems(["shipping", "packages"], () => hub.GET("/api/package-presets"));
export type Preset = Awaited<ReturnType<NonNullable<typeof presetsQuery.queryFn>>>[number];

export const trackingPageQuery = reading(["shipping", "page"], () => hub.GET("/api/tracking-page"));

/** Services that the newest shipments went by. */
export const servicesQuery = readingItems(["shipments", "services"], () => hub.GET("/api/shipments/services"));

/** What may still be packed of an order, line by line, and the package chosen for it. */
export const packLinesQuery = (orderId: string) =>
  reading(["orders", orderId, "to-book"], () => hub.GET("/api/orders/{id}/to-book", ofId(orderId)));

export type Packing = Omit<Sent<"postShipmentsRates">, "orderId">;

/** What each courier would take for an order, packed so. Asked anew each time: prices change. */
export const ratesQuery = (orderId: string, packing: Packing) =>
  reading(
    ["shipping", "rates", orderId, packing],
    () => hub.POST("/api/shipments/rates", { body: { orderId, ...packing } }),
    { retry: false, staleTime: 60_000 },
  );
export type Rates = Awaited<ReturnType<NonNullable<ReturnType<typeof ratesQuery>["queryFn"]>>>;
export type CourierRates = Rates["items"][number];
