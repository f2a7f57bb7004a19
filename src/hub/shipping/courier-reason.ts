/** Why a shipment goes by its courier, where a rule proposed it. */
import { type HubText, messageParts, textOf } from "../../commerce/message.ts";
import type { Consignment } from "../../commerce/shipment.ts";
import type { ChosenBy } from "../../commerce/shipping-rules.ts";
import type { Tx } from "../../db/database.ts";
import { jsonParameter } from "../json-column.ts";

export type WhyChosen = (
  tx: Tx,
  requested: {
    readonly chosenBy: ChosenBy;
    readonly courierId: string;
    readonly orderId: string;
    readonly consignment: Consignment;
    readonly now: Date;
  },
) => Promise<HubText | null>;

export async function saveWhy(tx: Tx, shipmentIds: readonly string[], why: HubText): Promise<void> {
  await tx.run(
    `update argosy.shipment set why = $2, why_said = $3
     where organization_id = argosy.tenant() and id = any($1::uuid[])`,
    [shipmentIds, textOf(why), jsonParameter(messageParts(why))],
  );
}
