/** Browsers a member is notified through. */

import { z } from "zod";
import { message } from "../../commerce/message.ts";
import { newId } from "../../commerce/new-id.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, time } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import { arePushKeys, type PushKeys } from "./push-encryption.ts";

export const pushDeviceSchema = z
  .object({
    id,
    name: z.string().describe("as the browser names itself"),
    alerts: z.boolean().describe("alerts of the topics the member wants in the app"),
    newOrders: z.boolean(),
    createdAt: time,
    failingSince: time.nullable().describe("since when its push service has taken nothing"),
    endpoint: z.string().describe("of its push service, as the browser knows it"),
  })
  .meta({ id: "PushDevice" });

export type PushDevice = Answered<typeof pushDeviceSchema>;

export type PushChoice = Pick<PushDevice, "alerts" | "newOrders">;

export interface Subscription extends PushKeys {
  readonly endpoint: string;
}

const MOST_A_MEMBER = 20;

const COLUMNS = `${columns("", "id name alerts newOrders createdAt failingSince endpoint")}`;

/** A member's browsers, oldest first. */
export const listPushDevices = (tx: Tx, userId: string): Promise<PushDevice[]> =>
  tx.rows<PushDevice>(
    `select ${COLUMNS} from argosy.push_device
     where organization_id = argosy.tenant() and user_id = $1 order by created_at, id`,
    [userId],
  );

/**
 * Notifies this browser from now on; one that is known has its keys and choice replaced. Throws HubError PUSH_KEYS,
 * PUSH_DEVICES.
 */
export async function addPushDevice(
  tx: Tx,
  input: Subscription & PushChoice & { readonly userId: string; readonly name: string; readonly now: Date },
): Promise<PushDevice> {
  if (!arePushKeys(input)) throw new HubError("PUSH_KEYS", "validation", message("refused.pushKeys"), "p256dh");
  const { count } = await tx.one<{ count: number }>(
    `select count(*)::int as count from argosy.push_device
     where organization_id = argosy.tenant() and user_id = $1 and endpoint <> $2`,
    [input.userId, input.endpoint],
  );
  if (count >= MOST_A_MEMBER)
    throw new HubError("PUSH_DEVICES", "validation", message("refused.pushDevices", { most: MOST_A_MEMBER }));
  return tx.one<PushDevice>(
    `insert into argosy.push_device as d (organization_id, id, user_id, endpoint, p256dh, auth, name, alerts,
       new_orders, orders_after, created_at)
     values (argosy.tenant(), $1, $2, $3, $4, $5, $6, $7, $8, $1, $9)
     on conflict (organization_id, user_id, endpoint) do update
       set p256dh = excluded.p256dh, auth = excluded.auth, name = excluded.name, alerts = excluded.alerts,
         new_orders = excluded.new_orders, failing_since = null,
         orders_after = case when d.new_orders then d.orders_after else excluded.orders_after end
     returning ${COLUMNS}`,
    [
      newId(input.now),
      input.userId,
      input.endpoint,
      input.p256dh,
      input.auth,
      input.name,
      input.alerts,
      input.newOrders,
      input.now,
    ],
  );
}

/** Ends it for one of the member's browsers. Throws HubError not_found. */
export async function removePushDevice(
  tx: Tx,
  { userId, id }: { readonly userId: string; readonly id: string },
): Promise<void> {
  const removed = await tx.run(
    "delete from argosy.push_device where organization_id = argosy.tenant() and user_id = $1 and id = $2",
    [userId, id],
  );
  if (removed === 0) throw new HubError("PUSH_DEVICE_UNKNOWN", "not_found", message("refused.pushDeviceUnknown"));
}
