/** Queries a courier for its open parcels, in batches of its own size. */
import type { Tracking } from "../../connectors/kit/contract/couriers.ts";
import { applyScans } from "../../hub/shipping/scans.ts";
import { bookedOf, type ShipmentRow } from "../../hub/shipping/shipment-row.ts";
import { dueTracking, noteTracked } from "../../hub/shipping/tracking.ts";
import { channelActor } from "../apply/apply-changes.ts";
import type { SweepSession } from "./sweep-session.ts";

const BATCHES_A_TURN = 20;

/** Follows what is due. Answers whether nothing is left for now. */
export async function followParcels(session: SweepSession): Promise<boolean> {
  const { deps, lane, open, signal, callLog } = session;
  const { tracking } = open.ports;
  if (!tracking) return true;
  const ctx = open.context({ signal, callLog });
  const isPushed = open.ports.webhooks !== undefined && (await hasPush(session));
  for (let batch = 0; batch < BATCHES_A_TURN; batch += 1) {
    const rows = await deps.db.tenant(lane.organization, (tx) =>
      dueTracking(tx, open.row.id, { now: session.now(), most: tracking.batch }),
    );
    if (rows.length === 0) return true;
    for (const some of fitting(rows, tracking)) {
      const keys = some.flatMap((row) => {
        const shipment = bookedOf(row);
        return shipment.parcels.flatMap(({ trackingNumber }) =>
          trackingNumber === "" ? [] : [{ trackingNumber, carrier: shipment.carrier, shipment }],
        );
      });
      const parcels = keys.length === 0 ? [] : await tracking.pull(keys, ctx);
      await deps.db.tenant(lane.organization, async (tx) => {
        await applyScans(tx, {
          connectionId: open.row.id,
          parcels,
          source: "poll",
          actor: channelActor(open),
          now: session.now(),
        });
        await noteTracked(tx, some, { now: session.now(), isPushed, courier: open.row.name });
      });
    }
    deps.onApplied(lane);
  }
  return false;
}

/** Groups of shipments whose parcels fit one call; one of more parcels than that goes alone. */
function fitting(rows: readonly ShipmentRow[], { batch }: Tracking): ShipmentRow[][] {
  const groups: ShipmentRow[][] = [];
  let room = 0;
  for (const row of rows) {
    const last = groups.at(-1);
    if (last && row.parcels.length <= room) last.push(row);
    else {
      groups.push([row]);
      room = batch;
    }
    room -= row.parcels.length;
  }
  return groups;
}

/** Without a call that registers them, webhooks count as working while they arrive: after two days without, parcels are polled. */
const RECEIVED_MS = 2 * 24 * 60 * 60_000;

async function hasPush({ deps, lane, open, now }: SweepSession): Promise<boolean> {
  const works = await deps.db.tenant(lane.organization, (tx) =>
    tx.one<{ works: boolean }>(
      `select exists (
           select from argosy.subscription
           where organization_id = argosy.tenant() and connection_id = $1 and state = 'active')
         or exists (
           select from (
             select kind, status, received_at
             from argosy.inbox_event
             where organization_id = argosy.tenant() and connection_id = $1
             order by id desc
             limit 20) e
           where e.kind = 'tracking' and e.status = 'processed' and e.received_at > $2) as works`,
      [open.row.id, new Date(now().getTime() - RECEIVED_MS)],
    ),
  );
  return works.works;
}
