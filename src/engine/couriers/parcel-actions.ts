/** Actions on booked parcels: handover, pickup request, delivery exceptions. */
import type { Actor } from "../../commerce/actor.ts";
import type { OrganizationId } from "../../commerce/ids.ts";
import { answerFields, message } from "../../commerce/message.ts";
import type { ExceptionAction } from "../../connectors/kit/contract/couriers.ts";
import { HubError } from "../../hub/errors.ts";
import type { Files } from "../../hub/files/files.ts";
import { deliveryException, saveRequest } from "../../hub/shipping/exceptions.ts";
import type { HandedOver } from "../../hub/shipping/handover.ts";
import { type Pickup, type PickupInput, planPickup, savePickup } from "../../hub/shipping/pickups.ts";
import type { ShipmentRow } from "../../hub/shipping/shipment-row.ts";
import { describeError } from "../journal/sync-journal.ts";
import { type CourierCallDeps, callCourier, contextOf, openCourier, openShipmentOf } from "./courier-call.ts";
import { createHandover } from "./hand-over.ts";

interface By {
  readonly organization: OrganizationId;
  readonly actor: Actor;
}

export interface ParcelActions {
  /** Hands shipments over and lists those that cannot be. Throws HubError COURIER_UNKNOWN, COURIER_SILENT. */
  handOver(input: By & { readonly courierId: string; readonly shipmentIds: readonly string[] }): Promise<HandedOver>;
  /** Throws HubError as `planPickup`, COURIER_CANNOT. */
  askPickup(input: By & Omit<PickupInput, "now" | "actor">): Promise<Pickup>;
  /** Actions available for a shipment now. Throws HubError SHIPMENT_NOT_FOUND. */
  actionsOf(of: {
    readonly organization: OrganizationId;
    readonly shipmentId: string;
  }): Promise<readonly ExceptionAction[]>;
  /** Throws HubError SHIPMENT_NOT_FOUND, SHIPMENT_ACTION, COURIER_SILENT. */
  act(
    input: By & { readonly shipmentId: string; readonly action: ExceptionAction },
  ): Promise<{ readonly isAccepted: boolean; readonly text: string }>;
}

const unanswered = (error: unknown) => ({
  state: "unanswered" as const,
  key: null,
  text: describeError(error).userMessage,
});

const notAllowedNow = ({ reference }: ShipmentRow) =>
  new HubError("SHIPMENT_ACTION", "conflict", message("refused.shipmentAction", { reference }));

export function createParcelActions(deps: CourierCallDeps & { readonly files: Files }): ParcelActions {
  const { db, registry, clock } = deps;
  const now = () => new Date(clock.now());

  return {
    handOver: createHandover(deps),

    async askPickup({ organization, ...input }) {
      const open = await openCourier(deps, organization, input.connectionId);
      const { ports, row } = open;
      if (!ports.pickups)
        throw new HubError("COURIER_CANNOT", "conflict", message("refused.courierNoPickups", { courier: row.name }));
      const request = { ...input, now: now() };
      const planned = await db.tenant(organization, (tx) => planPickup(tx, request));
      const answer = await ports.pickups
        .request(
          {
            from: planned.from,
            earliest: input.earliest.toISOString(),
            latest: input.latest.toISOString(),
            parcels: planned.parcels,
            shipments: planned.rows.map(openShipmentOf),
          },
          contextOf(open),
        )
        .catch(unanswered);
      return db.tenant(organization, (tx) => savePickup(tx, request, planned, answer));
    },

    async actionsOf({ organization, shipmentId }) {
      const { row, lastStatus, attempts } = await db.tenant(organization, (tx) => deliveryException(tx, shipmentId));
      const open = await registry.open(organization, row.connectionId);
      return open?.ports.exceptions?.allowed(lastStatus, attempts) ?? [];
    },

    async act({ organization, shipmentId, action, actor }) {
      const { row, lastStatus, attempts } = await db.tenant(organization, (tx) => deliveryException(tx, shipmentId));
      const open = await openCourier(deps, organization, row.connectionId);
      const { exceptions } = open.ports;
      if (!exceptions?.allowed(lastStatus, attempts).includes(action)) throw notAllowedNow(row);
      const courier = open.row.name;
      const answer = await callCourier(courier, () =>
        exceptions.act({ shipment: openShipmentOf(row), action }, contextOf(open)),
      );
      const isAccepted = answer.state === "accepted";
      const input = { action, courier, isAccepted, text: answer.text, actor, now: now() };
      await db.tenant(organization, (tx) => saveRequest(tx, row, input));
      return { isAccepted, ...answerFields(answer.text) };
    },
  };
}
