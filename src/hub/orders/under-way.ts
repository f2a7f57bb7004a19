import type { Tx } from "../../db/database.ts";
import { UNITS_LEFT } from "./remaining-units.ts";

/** Commands an order's channel has not answered yet, as far as they decide which commands are allowed now. */
export interface UnderWay {
  readonly isCancelling: boolean;
  /** A shipment of everything that is left. */
  readonly isShipping: boolean;
  /** Units of part shipments, line by line. */
  readonly lines: readonly { readonly lineKey: string; readonly quantity: number }[];
}

/** Commands that are not finished: what they bring about is part of the order's state already. */
export async function underWay(tx: Tx, orderId: string): Promise<UnderWay> {
  const rows = await tx.rows<{ kind: "cancel" | "fulfil"; lines: UnderWay["lines"] | null }>(
    `select kind, input -> 'lines' as lines from command
     where organization_id = argosy.tenant() and order_id = $1 and kind in ('cancel', 'fulfil')
       and state in ('waiting', 'running')`,
    [orderId],
  );
  const shipments = rows.filter(({ kind }) => kind === "fulfil");
  return {
    isCancelling: rows.some(({ kind }) => kind === "cancel"),
    isShipping: shipments.some(({ lines }) => lines === null),
    lines: shipments.flatMap(({ lines }) => lines ?? []),
  };
}

const REQUESTED = `case when w.input -> 'lines' is null then ${UNITS_LEFT}
      else (select coalesce(sum((e ->> 'quantity')::int), 0) from jsonb_array_elements(w.input -> 'lines') as e
        where e ->> 'lineKey' = l.ext_key) end`;

const FULFILLING = `command w
  where w.organization_id = argosy.tenant() and w.order_id = l.order_id and w.kind = 'fulfil'
    and w.state in ('waiting', 'running')`;

/** SQL over a line `l`: its units that its channel is being told are shipped, all of them. */
export const UNITS_REQUESTED = `(select coalesce(sum(${REQUESTED}), 0)
  from ${FULFILLING})`;

/**
 * SQL over a line `l`: its units that its channel is being told are shipped, beside those in parcels whose labels that
 * command sends. Looked up an order at a time.
 */
export const UNITS_BEING_SENT = `(select coalesce(sum(greatest(0, ${REQUESTED}
      - (select coalesce(sum((i ->> 'quantity')::int), 0) from argosy.shipment s
        join argosy.parcel c on c.organization_id = s.organization_id and c.shipment_id = s.id
        cross join lateral jsonb_array_elements(c.items) as i
        where s.organization_id = argosy.tenant() and s.order_id = l.order_id and s.command_id = w.id
          and i ->> 'lineId' = l.id::text))), 0)
  from ${FULFILLING})`;

/** SQL over `o`: what is under way, for lists: cancelling before shipping. Looked up an order at a time. */
export const UNDER_WAY = `(select case when bool_or(w.kind = 'cancel') then 'cancelling'
    when count(*) > 0 then 'shipping' end
  from command w where w.organization_id = argosy.tenant() and w.order_id = o.id and w.kind in ('cancel', 'fulfil')
    and w.state in ('waiting', 'running'))`;

/** SQL over `o`: no command in progress leaves it with nothing to pack. */
export const HAS_MORE_TO_PACK = `not coalesce((select true from command w where w.organization_id = argosy.tenant()
  and w.order_id = o.id and w.state in ('waiting', 'running')
  and (w.kind = 'cancel' or w.kind = 'fulfil' and w.input -> 'lines' is null) limit 1), false)`;
