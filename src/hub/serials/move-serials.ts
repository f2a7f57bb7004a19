/** Serial numbers that come in: with received goods, and with units that buyers send back. */
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { markSearched } from "./pack-serials.ts";
import { IS_TAKEN, serialOf } from "./serials.ts";

interface ReceivedSerials {
  readonly variantId: string;
  readonly quantity: number;
  readonly serials: readonly string[];
}

/**
 * Records the numbers of received units. Throws HubError SERIAL_NUMBERS where more are given than units, or one twice, and
 * SERIAL_NUMBER_KNOWN where one is here already or with an order.
 */
export async function receiveSerials(
  tx: Tx,
  { lines, receiptId, now }: { lines: readonly ReceivedSerials[]; receiptId: string; now: Date },
): Promise<void> {
  const pairs = lines.flatMap(({ variantId, quantity, serials }) => {
    const own = serials.map(serialOf).filter((serial) => serial !== "");
    if (own.length > quantity) throw notSoMany(quantity);
    return own.map((serial) => ({ variantId, serial }));
  });
  if (pairs.length === 0) return;
  if (new Set(pairs.map(({ variantId, serial }) => `${variantId} ${serial}`)).size < pairs.length)
    throw new HubError("SERIAL_NUMBERS", "validation", message("refused.serialTwice"), "serials");
  const rows = await tx.rows<{ variantId: string; serial: string }>(
    `insert into argosy.serial_number as n (organization_id, variant_id, serial, place, receipt_id, created_at,
       updated_at)
     select argosy.tenant(), g.variant_id, g.serial, 'here', $3, $4, $4
     from unnest($1::uuid[], $2::text[]) as g(variant_id, serial)
     order by g.variant_id, g.serial
     on conflict (organization_id, variant_id, serial) do update
       set place = 'here', receipt_id = excluded.receipt_id, updated_at = excluded.updated_at
       where n.place = 'written_off' or n.place = 'order' and not ${IS_TAKEN}
     returning n.variant_id as "variantId", n.serial`,
    [pairs.map(({ variantId }) => variantId), pairs.map(({ serial }) => serial), receiptId, now],
  );
  const written = new Set(rows.map(({ variantId, serial }) => `${variantId} ${serial}`));
  const existing = pairs.find(({ variantId, serial }) => !written.has(`${variantId} ${serial}`));
  if (existing)
    throw new HubError(
      "SERIAL_NUMBER_KNOWN",
      "conflict",
      message("refused.serialKnown", { serial: existing.serial }),
      "serials",
    );
}

const notSoMany = (units: number) =>
  new HubError("SERIAL_NUMBERS", "validation", message("refused.serialsTooMany", { units }), "serials");

export interface ReturnedSerials {
  readonly orderLineId: string;
  readonly quantity: number;
  /** Absent: those of the line where they are as many as come back; otherwise nobody knows which. */
  readonly serials?: readonly string[] | undefined;
  /** Sellable again, or to be repaired; otherwise written off. */
  readonly isBack: boolean;
}

interface OfOrder<Line> {
  readonly orderId: string;
  readonly lines: readonly Line[];
  readonly now: Date;
}

/** Numbers of units that came back are here again. Throws HubError SERIAL_NUMBERS and SERIAL_NUMBER_ELSEWHERE. */
export const returnSerials = (tx: Tx, returned: OfOrder<ReturnedSerials>): Promise<void> =>
  moveSerials(tx, returned, "order");

/** Writes off numbers of units that came back and were not repaired. Throws as `returnSerials`. */
export const scrapSerials = (tx: Tx, { lines, ...of }: OfOrder<Omit<ReturnedSerials, "isBack">>): Promise<void> =>
  moveSerials(tx, { ...of, lines: lines.map((line) => ({ ...line, isBack: false })) }, "here");

async function moveSerials(
  tx: Tx,
  { orderId, lines, now }: OfOrder<ReturnedSerials>,
  from: "order" | "here",
): Promise<void> {
  let isMoved = false;
  for (const { orderLineId, quantity, serials, isBack } of lines) {
    const own = serials?.map(serialOf).filter((serial) => serial !== "");
    if (own && own.length > quantity) throw notSoMany(quantity);
    const moved = await tx.rows<{ serial: string }>(
      `update argosy.serial_number n set place = $2, updated_at = $3
       where n.organization_id = argosy.tenant() and n.order_id = $6 and n.order_line_id = $1 and n.place = $7
         and case when $4::text[] is null then $5 = (select count(*) from argosy.serial_number c
             where c.organization_id = argosy.tenant() and c.order_id = $6 and c.order_line_id = $1
               and c.place = $7)
           else n.serial = any($4::text[]) end
       returning n.serial`,
      [orderLineId, isBack ? "here" : "written_off", now, own ?? null, quantity, orderId, from],
    );
    const came = new Set(moved.map(({ serial }) => serial));
    const elsewhere = own?.find((serial) => !came.has(serial));
    if (elsewhere !== undefined)
      throw new HubError(
        "SERIAL_NUMBER_ELSEWHERE",
        "conflict",
        message("refused.serialElsewhere", { serial: elsewhere }),
        "serials",
      );
    isMoved ||= came.size > 0;
  }
  if (isMoved) await markSearched(tx, [orderId]);
}
