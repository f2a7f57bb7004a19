/** Which planned parcel of a split order a parcel is: two may have the same lines (decision 741). */
import type { Tx } from "../../db/database.ts";
import { jsonRows } from "../json-column.ts";
import { plannedInLabels } from "../orders/parcel-units.ts";
import { unitsByParcel } from "../orders/planned-parcels.ts";
import type { PackedParcel, PackLine } from "./pack.ts";

interface PlannedUnits {
  readonly line: string;
  readonly parcel: number;
  readonly units: number;
  readonly waiting: number;
  readonly isGift: boolean;
  /** The parcel that is sent next; null: all wait for stock. */
  readonly next: number | null;
}

/** What is left of an order that is split, by parcel. */
export const readPlanned = (tx: Tx, orderId: string, lines: readonly PackLine[]): Promise<PlannedUnits[]> =>
  tx.rows<PlannedUnits>(
    `select n.* from (${unitsByParcel(
      "$1",
      "select * from json_to_recordset($2) as given(line uuid, units int, short int)",
      plannedInLabels("$1"),
    )}) n where n.units > 0 order by n.parcel`,
    [orderId, jsonRows(lines.map(({ id, left, short }) => ({ line: id, units: left, short })))],
  );

/** The parcels with which planned one each is: the one with the same goods, of several the one that is sent first. */
export async function asPlanned(
  tx: Tx,
  of: { readonly orderId: string; readonly lines: readonly PackLine[]; readonly parcels: readonly PackedParcel[] },
): Promise<readonly PackedParcel[]> {
  if (!of.lines.some((line) => line.isSplit)) return of.parcels;
  const rows = (await readPlanned(tx, of.orderId, of.lines)).filter(({ isGift }) => !isGift);
  const planned = [...Map.groupBy(rows, ({ parcel }) => parcel)]
    .map(([number, units]) => ({ number, isNext: units[0]?.next === number, contents: contentsOf(units) }))
    .sort((one, other) => Number(other.isNext) - Number(one.isNext) || one.number - other.number);
  return of.parcels.map((parcel) => {
    const contents = contentsOf(
      parcel.items.flatMap(({ line, quantity }) => (line.isGift ? [] : { line: line.id, units: quantity })),
    );
    const nth = planned.findIndex((one) => one.contents === contents);
    const [found] = nth < 0 ? [] : planned.splice(nth, 1);
    return { ...parcel, planned: found?.number };
  });
}

/** The same for the same units of the same lines. */
function contentsOf(items: readonly { readonly line: string; readonly units: number }[]): string {
  const byLine = [...Map.groupBy(items, ({ line }) => line)];
  const units = byLine.map(([line, same]) => `${line} ${same.reduce((sum, each) => sum + each.units, 0)}`);
  return units.sort().join();
}
