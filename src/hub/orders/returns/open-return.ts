import { actorText, type By } from "../../../commerce/actor.ts";
import { message } from "../../../commerce/message.ts";
import { newId } from "../../../commerce/new-id.ts";
import type { ReturnReason } from "../../../commerce/return-goods.ts";
import type { Tx } from "../../../db/database.ts";
import { HubError } from "../../errors.ts";
import { jsonRows } from "../../json-column.ts";
import { writeTimeline } from "../../timeline.ts";
import { orderUnknown } from "../detail.ts";
import { loadLines, type StoredLine } from "../lines.ts";
import { announceOrdersChanged } from "../notify-changed.ts";
import { lockOrders, type OrderRow } from "../order-fields/order-rows.ts";
import { nameOf } from "../order-fields/order-timeline.ts";
import { requireReturnLocations } from "./locations.ts";
import { getReturn, type ReturnView } from "./return-view.ts";

export interface NewReturn extends By {
  readonly orderId: string;
  readonly lines: readonly {
    readonly lineKey: string;
    readonly quantity: number;
    readonly locationId?: string | undefined;
    readonly reasonCode?: ReturnReason | undefined;
    readonly reasonNote?: string | undefined;
  }[];
  /** False: somebody still has to approve it. */
  readonly isApproved: boolean;
  readonly reason?: string | undefined;
  readonly note?: string | undefined;
  readonly carrier?: string | undefined;
  readonly trackingNumber?: string | undefined;
  readonly trackingUrl?: string | undefined;
}

/**
 * Opens a return of shipped units. Throws HubError ORDER_UNKNOWN, RETURN_EMPTY, ORDER_LINE_UNKNOWN, RETURN_TOO_MANY,
 * LOCATION_UNKNOWN.
 */
export async function openReturn(tx: Tx, input: NewReturn): Promise<ReturnView> {
  const [order] = await lockOrders(tx, [input.orderId]);
  if (!order) throw orderUnknown();
  const lines = await loadLines(tx, [order.id]);
  const id = await insertReturn(tx, { ...input, order, orderLines: lines });
  return getReturn(tx, id);
}

/** Units of these lines that may still come back: shipped, not back yet, and not in another return. By line id. */
export async function returnableUnits(tx: Tx, lines: readonly StoredLine[]): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.rows<{ id: string; taken: number; open: number; before: number }>(
    `select l.order_line_id as id,
       sum(case when r.state = 'closed' then l.received_quantity else l.quantity end)::int as taken,
       coalesce(sum(l.quantity - l.received_quantity) filter (where r.state <> 'closed'), 0)::int as open,
       coalesce(min(l.restocked_before) filter (where r.state <> 'closed'), 0)::int as before
     from order_return_line l
     join order_return r on r.organization_id = argosy.tenant() and r.id = l.return_id
     where l.organization_id = argosy.tenant() and l.order_line_id = any($1::uuid[])
       and r.state not in ('rejected', 'cancelled')
     group by 1`,
    [lines.map((line) => line.id)],
  );
  const unitsByLine = new Map(rows.map((row) => [row.id, row]));
  return new Map(
    lines.map((line) => {
      const { taken = 0, open = 0, before = 0 } = unitsByLine.get(line.id) ?? {};
      // Units the channel restocked without a return of ours; those since a return was opened belong to it.
      const restocked = Math.max(line.stock.returned, line.restockedQuantity - line.stock.matched);
      const others = restocked - Math.min(open, Math.max(0, restocked - before));
      return [line.id, Math.max(0, line.fulfilledQuantity - taken - others)];
    }),
  );
}

interface ReturnToInsert extends Omit<NewReturn, "orderId"> {
  /** Locked. */
  readonly order: OrderRow;
  readonly orderLines: readonly StoredLine[];
  /** The refund that brings it about. */
  readonly refundCommandId?: string | undefined;
}

/** Writes a return of an order the caller holds locked; answers its id. */
export async function insertReturn(tx: Tx, input: ReturnToInsert): Promise<string> {
  const { order, now } = input;
  const checked = await checkLines(tx, input);
  await requireReturnLocations(
    tx,
    input.lines.flatMap((line) => line.locationId ?? []),
  );
  const id = newId(now);
  const { count } = await tx.one<{ count: number }>(
    "select count(*)::int as count from order_return where organization_id = argosy.tenant() and order_id = $1",
    [order.id],
  );
  const number = `${order.number}-R${count + 1}`;
  await tx.run(
    `insert into order_return (organization_id, id, order_id, number, state, reason, note, carrier, tracking_number,
       tracking_url, refund_command_id, with_refund, requested_by, created_at, updated_at)
     values (argosy.tenant(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)`,
    [
      id,
      order.id,
      number,
      input.isApproved ? "approved" : "requested",
      input.reason ?? "",
      input.note ?? "",
      input.carrier ?? null,
      input.trackingNumber ?? null,
      input.trackingUrl ?? null,
      input.refundCommandId ?? null,
      input.refundCommandId !== undefined,
      actorText(input.actor),
      now,
    ],
  );
  await insertLines(tx, { returnId: id, now }, checked);
  const what = checked.map(({ line, quantity }) => `${quantity} × ${nameOf(line)}`).join(", ");
  const text = [
    message(input.isApproved ? "return.opened" : "return.requested", { number, items: what }),
    ...(input.reason ? [message("return.reason", { reason: input.reason })] : []),
  ];
  await writeTimeline(tx, [{ orderId: order.id, kind: "return", text, data: { returnId: id } }], input);
  await announceOrdersChanged(tx, [{ id: order.id, storeId: order.connection_id }]);
  return id;
}

async function insertLines(
  tx: Tx,
  { returnId, now }: { readonly returnId: string; readonly now: Date },
  checked: Awaited<ReturnType<typeof checkLines>>,
): Promise<void> {
  const rows = checked.map(({ line, quantity, locationId, reasonCode, reasonNote }) => ({
    id: newId(now),
    line: line.id,
    quantity,
    before: line.stock.returned,
    place: locationId ?? null,
    reason: reasonCode ?? null,
    note: reasonNote ?? "",
  }));
  await tx.run(
    `insert into order_return_line (organization_id, id, return_id, order_line_id, quantity, restocked_before,
       location_id, reason_code, reason_note)
     select argosy.tenant(), n.id, $2, n.line, n.quantity, n.before, n.place, n.reason, n.note
     from json_to_recordset($1) as n(id uuid, line uuid, quantity int, before int, place uuid, reason text, note text)`,
    [jsonRows(rows), returnId],
  );
}

async function checkLines(tx: Tx, input: ReturnToInsert) {
  if (input.lines.length === 0)
    throw new HubError("RETURN_EMPTY", "validation", "A return names at least one line.", "lines");
  const free = await returnableUnits(tx, input.orderLines);
  const byKey = new Map(input.orderLines.map((line) => [line.extKey, line]));
  const grouped = [...Map.groupBy(input.lines, (line) => line.lineKey)];
  return grouped.map(([lineKey, same]) => {
    const line = byKey.get(lineKey);
    if (!line) throw lineUnknown(input.order.number, lineKey);
    const quantity = same.reduce((sum, each) => sum + each.quantity, 0);
    const most = free.get(line.id) ?? 0;
    if (quantity > most)
      throw new HubError(
        "RETURN_TOO_MANY",
        "conflict",
        most === 0
          ? message("refused.returnNone", { name: nameOf(line) })
          : message("refused.returnAtMost", { name: nameOf(line), units: most }),
        "lines",
      );
    const [first] = same;
    return {
      line,
      quantity,
      locationId: first?.locationId,
      reasonCode: first?.reasonCode,
      reasonNote: first?.reasonNote,
    };
  });
}

function lineUnknown(number: string, lineKey: string): HubError {
  return new HubError("ORDER_LINE_UNKNOWN", "validation", `Order ${number} has no line "${lineKey}".`, "lines");
}
