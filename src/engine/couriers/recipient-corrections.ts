/** Corrects the recipient of a booked parcel at its courier (decision 286). */
import type { Actor } from "../../commerce/actor.ts";
import type { OrganizationId } from "../../commerce/ids.ts";
import { answerFields, message } from "../../commerce/message.ts";
import type { ReceiverChange } from "../../commerce/shipment.ts";
import { HubError } from "../../hub/errors.ts";
import { deliveryException } from "../../hub/shipping/exceptions.ts";
import { correctable, recordCorrection } from "../../hub/shipping/receiver.ts";
import { type CourierCallDeps, callCourier, contextOf, openCourier, openShipmentOf } from "./courier-call.ts";

interface Of {
  readonly organization: OrganizationId;
  readonly shipmentId: string;
}

export interface RecipientCorrections {
  /** Whether its courier takes corrections of who a parcel goes to. Throws HubError SHIPMENT_NOT_FOUND. */
  takesCorrections(of: Of): Promise<boolean>;
  /** Throws HubError SHIPMENT_NOT_FOUND, SHIPMENT_OVER, COURIER_CANNOT, COURIER_SILENT. */
  correct(
    input: Of & { readonly change: ReceiverChange; readonly actor: Actor },
  ): Promise<{ readonly isAccepted: boolean; readonly text: string }>;
}

export function createRecipientCorrections(deps: CourierCallDeps): RecipientCorrections {
  const { db, registry, clock } = deps;
  return {
    async takesCorrections({ organization, shipmentId }) {
      const { row } = await db.tenant(organization, (tx) => deliveryException(tx, shipmentId));
      const open = await registry.open(organization, row.connectionId);
      return open?.ports.shipments?.correct !== undefined;
    },

    async correct({ organization, shipmentId, change, actor }) {
      const row = await db.tenant(organization, (tx) => correctable(tx, shipmentId));
      const open = await openCourier(deps, organization, row.connectionId);
      const courier = open.row.name;
      const { shipments } = open.ports;
      if (!shipments?.correct)
        throw new HubError("COURIER_CANNOT", "conflict", message("refused.courierNoCorrections", { courier }));
      const answer = await callCourier(courier, async () =>
        shipments.correct?.(openShipmentOf(row), change, contextOf(open)),
      );
      const isAccepted = answer?.state === "accepted";
      const text = answer?.text ?? "";
      const now = new Date(clock.now());
      await db.tenant(organization, (tx) =>
        recordCorrection(tx, row, { courier, change, isAccepted, text, actor, now }),
      );
      return { isAccepted, ...answerFields(text) };
    },
  };
}
