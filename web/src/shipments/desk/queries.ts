/** What the screens of handing over and of parcels' money read. */
import { queryOptions } from "@tanstack/react-query";
import { body, hub, type Sent } from "../../data/hub.ts";

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
        ids.push(...page.items.flatMap((row) => (row.cancelState === null && !row.isHandedOver ? row.id : [])));
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined && ids.length < MOST);
      return ids.slice(0, MOST);
    },
  });

const path = (id: string) => ({ params: { path: { id } } });

export const manifestsQuery = (courierId: string) =>
  queryOptions({
    queryKey: ["shipments", "manifests", courierId],
    queryFn: async () => (await body(hub.GET("/api/couriers/{id}/manifests", path(courierId)))).items,
  });

export const pickupsQuery = (courierId: string) =>
  queryOptions({
    queryKey: ["shipments", "pickups", courierId],
    queryFn: async () => (await body(hub.GET("/api/couriers/{id}/pickups", path(courierId)))).items,
  });

/** What its courier may be asked about a shipment, where it stands now. */
export const askedQuery = ({ id, status }: { readonly id: string; readonly status: string }) =>
  queryOptions({
    queryKey: ["shipments", id, "actions", status],
    queryFn: () => body(hub.GET("/api/shipments/{id}/actions", path(id))),
  });

export type Receiver = Sent<"postShipmentsByIdReceiver">;

export const correctReceiver = (shipmentId: string, change: Receiver) =>
  body(hub.POST("/api/shipments/{id}/receiver", { ...path(shipmentId), body: change }));
export type Asked = Awaited<ReturnType<typeof correctReceiver>>;

export type Action = "reattempt" | "return" | "reschedule_pickup";

export const act = (shipmentId: string, action: Action) =>
  body(hub.POST("/api/shipments/{id}/actions", { ...path(shipmentId), body: { action } }));

export const handOver = (courierId: string, shipmentIds: readonly string[]) =>
  body(hub.POST("/api/couriers/{id}/manifests", { ...path(courierId), body: { shipmentIds: [...shipmentIds] } }));
export type HandedOver = Awaited<ReturnType<typeof handOver>>;

export type Statement = Sent<"postCouriersByIdStatements">;
export type Mapping = NonNullable<Statement["mapping"]>;

/** Columns the last reports of a courier were read with. */
export const mappingsQuery = (courierId: string) =>
  queryOptions({
    queryKey: ["shipping", "mappings", courierId],
    queryFn: () => body(hub.GET("/api/couriers/{id}/statements", path(courierId))),
  });
