/** Whether the lots of an order line's units are recorded: only then it is known which of them a buyer sends back. */
import { packedUnits } from "../serials/pack-serials.ts";

const unitsBack = (line: string): string => `(
  select coalesce(sum(e.quantity), 0) from argosy.order_return_line n
  join argosy.order_return_receipt e on e.organization_id = argosy.tenant() and e.return_line_id = n.id
  where n.organization_id = argosy.tenant() and n.order_line_id = ${line} and e.disposition <> 'keep'
    and e.repair_of is null)`;

/** SQL: of every unit of an order's line that was packed, left or came back. */
export const areLotsComplete = (order: string, line: string): string => `(
  select coalesce(sum(k.units), 0) >= greatest(${unitsBack(line)},
    (select tl.fulfilled_quantity from argosy.order_line tl
      where tl.organization_id = argosy.tenant() and tl.id = ${line}),
    (select packed.units from (${packedUnits(order)}) packed where packed.line_id = ${line}))
  from argosy.lot_line k
  where k.organization_id = argosy.tenant() and k.order_id = ${order} and k.order_line_id = ${line})`;

/** SQL: of every unit of an order's line that came back: where nobody said of one, each of the others may be that one. */
export const lotsBackComplete = (order: string, line: string): string => `(
  select coalesce(sum(k.returned), 0) >= ${unitsBack(line)} from argosy.lot_line k
  where k.organization_id = argosy.tenant() and k.order_id = ${order} and k.order_line_id = ${line})`;
