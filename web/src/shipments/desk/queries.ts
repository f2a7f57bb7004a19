/** What the screens of handing over and of parcels' money read. */
import { queryOptions } from "@tanstack/react-query";
import { isCancelling } from "../../../../src/commerce/shipment-states.ts";
import { body, hub, ofId, type Sent } from "../../data/hub.ts";
import { reading, readingItems } from "../../data/reading.ts";

/** Shipments one call hands over. */
const MOST = 500;

/** Every shipment of a courier that is booked and still here, and is not being taken back. */
export const readyQuery = (courierId: string) =>
  queryOptions({
    queryKey: ["shipments", "ready", courierId],
    queryFn: async () => {
      const ids: string[] = [];
      let cursor: string | undefined;
      do {
        const query = { courierId, stage: "ready", limit: 200, ...(cursor !== undefined && { cursor }) } as const;
        const page = await body(hub.GET("/api/shipments", { params: { query } }));
        ids.push(...page.items.flatMap((row) => (!isCancelling(row.cancelState) && !row.isHandedOver ? row.id : [])));
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined && ids.length < MOST);
      return ids.slice(0, MOST);
    },
  });

export const manifestsQuery = (courierId: string) =>
  readingItems(["shipments", "manifests", courierId], () => hub.GET("/api/couriers/{id}/manifests", ofId(courierId)));

export const pickupsQuery = (courierId: string) =>
  readingItems(["shipments", "pickups", courierId], () => hub.GET("/api/couriers/{id}/pickups", ofId(courierId)));

/** What its courier may be asked about a shipment, where it stands now. */
export const correctionQuery = ({ id, status }: { readonly id: string; readonly status: string }) =>
  reading(["shipments", id, "actions", status], () => hub.GET("/api/shipments/{id}/actions", ofId(id)));

export type Receiver = Sent<"postShipmentsByIdReceiver">;

export const correctReceiver = (shipmentId: string, change: Receiver) =>
  body(hub.POST("/api/shipments/{id}/receiver", { ...ofId(shipmentId), body: change }));
export type CorrectionResult = Awaited<ReturnType<typeof correctReceiver>>;

export const keepShipmentAsIs = (shipmentId: string) => body(hub.POST("/api/shipments/{id}/keep", ofId(shipmentId)));

export type Action = "reattempt" | "return" | "reschedule_pickup";

export const act = (shipmentId: string, action: Action) =>
  body(hub.POST("/api/shipments/{id}/actions", { ...ofId(shipmentId), body: { action } }));

export const handOver = (courierId: string, shipmentIds: readonly string[]) =>
  body(hub.POST("/api/couriers/{id}/manifests", { ...ofId(courierId), body: { shipmentIds: [...shipmentIds] } }));
export type HandedOver = Awaited<ReturnType<typeof handOver>>;

export type Statement = Sent<"postCouriersByIdStatements">;
export type Mapping = NonNullable<Statement["mapping"]>;

/** Columns the last reports of a courier were read with. */
export const mappingsQuery = (courierId: string) =>
  reading(["shipping", "mappings", courierId], () => hub.GET("/api/couriers/{id}/statements", ofId(courierId)));
