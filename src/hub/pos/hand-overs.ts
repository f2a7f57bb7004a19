/** Handing an order to whoever collects it: once, paid, and told to its channel. */
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { unitsByLine } from "../orders/command-checks.ts";
import { requestCommand } from "../orders/commands.ts";
import { refuseHeld } from "../orders/held.ts";
import { makeReady } from "../orders/pickup.ts";
import { writeJournal } from "./journal.ts";
import {
  getPickup,
  linesToHandOver,
  lockPickup,
  type PickupAct,
  type PickupDetail,
  type PickupLine,
} from "./pickups.ts";
import { lockRegister } from "./registers.ts";
import { storedJson } from "./sale-input.ts";

export interface HandOver extends PickupAct {
  /** Made on the device: the same id is the same hand-over. */
  readonly id: string;
  readonly takenBy: string;
  /** Absent: everything that is left. */
  readonly lines?: readonly { readonly lineKey: string; readonly quantity: number }[] | undefined;
}

/**
 * Hands over an order, or units of it, and has its channel told by the command every shipment is told with. The same id
 * again answers the same. Throws as `makePickupReady`, `requestCommand`, and ORDER_ON_HOLD, POS_PICKUP_UNPAID, ORDER_LINE_TOO_MANY.
 */
export async function handOver(tx: Tx, act: HandOver): Promise<PickupDetail> {
  const register = await lockRegister(tx, act.registerId);
  const existing = await tx.maybe(
    "select 1 from argosy.pos_hand_over where organization_id = argosy.tenant() and id = $1 and order_id = $2",
    [act.id, act.orderId],
  );
  if (existing) return getPickup(tx, act.orderId, act.now);
  const { order, staffName } = await lockPickup(tx, act, register);
  await refuseHeld(tx, [order.id]);
  const { dueMinor } = await getPickup(tx, act.orderId, act.now);
  if (dueMinor !== null && dueMinor > 0n)
    throw new HubError("POS_PICKUP_UNPAID", "conflict", message("refused.pickupUnpaid", { number: order.number }));
  const left = (await linesToHandOver(tx, act.orderId)).filter((line) => line.left > 0);
  const given = unitsGiven(act, left);
  const isLast = left.every(({ key, left: units }) => (given.get(key) ?? 0) === units);
  const ready = message("order.pickup.ready", { register: register.name, staff: staffName });
  await makeReady(tx, order, { ...act, locationId: register.locationId, text: ready, mails: false });
  if (isLast)
    await tx.run(
      `update argosy.sales_order set pickup = 'handed', pickup_mail_at = null
       where organization_id = argosy.tenant() and id = $1`,
      [act.orderId],
    );
  const lines = [...given].map(([lineKey, quantity]) => ({ lineKey, quantity }));
  const command = await requestCommand(tx, {
    orderId: act.orderId,
    command: { kind: "fulfil", lines, trackingNumbers: [], notifyCustomer: false },
    // The goods are in the buyer's hands, whatever the hub's own count says.
    evenIfShort: true,
    idempotencyKey: `pickup:${act.id}`,
    ...{ actor: act.actor, now: act.now },
  });
  await tx.run(
    `insert into argosy.pos_hand_over (organization_id, id, order_id, register_id, staff_id, taken_by, lines,
       command_id, handed_at)
     values (argosy.tenant(), $1, $2, $3, $4, $5, $6::jsonb, $7, $8)`,
    [act.id, act.orderId, register.id, act.staffId, act.takenBy, storedJson(lines), command.id, act.now],
  );
  const data = { handOverId: act.id, order: order.number, staffId: act.staffId, lines };
  await writeJournal(tx, { registerId: register.id, kind: "hand_over", at: act.now, data });
  return getPickup(tx, act.orderId, act.now);
}

/** Units of each line that go now. Throws HubError ORDER_LINE_UNKNOWN, ORDER_LINE_TOO_MANY. */
function unitsGiven({ lines }: HandOver, left: readonly PickupLine[]): ReadonlyMap<string, number> {
  if (lines === undefined) return new Map(left.map(({ key, left: units }) => [key, units]));
  const requested = unitsByLine(lines);
  for (const [key, units] of requested) {
    const line = left.find((each) => each.key === key);
    if (!line || units > line.left)
      throw new HubError(
        "ORDER_LINE_TOO_MANY",
        "conflict",
        message("refused.pickupLine", { left: line?.left ?? 0 }),
        "lines",
      );
  }
  return requested;
}
