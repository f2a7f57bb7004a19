/** Units of an order's lines in the parcels of a booking, and those that are left. */

/** Of a line of `GET /orders/{id}/to-book`. */
export interface LineUnits {
  readonly lineId: string;
  readonly left: number;
  readonly next: number;
  readonly waiting: number;
}

/** Units by line. */
export interface ParcelUnits {
  readonly units: Readonly<Record<string, number>>;
}

/** Units of a line that are in no parcel yet. */
export const unpacked = (line: LineUnits, parcels: readonly ParcelUnits[]): number =>
  line.left - parcels.reduce((sum, { units }) => sum + (units[line.lineId] ?? 0), 0);

/** Units that wait for stock, or for another parcel of the order. */
export const waiting = (lines: readonly LineUnits[]): number =>
  lines.reduce((sum, { left, next }) => sum + left - next, 0);

/** Units that wait for stock and are in no parcel. */
export const waitingUnpacked = (lines: readonly LineUnits[], parcels: readonly ParcelUnits[]): number =>
  lines.reduce((sum, line) => sum + Math.max(0, Math.min(line.waiting, unpacked(line, parcels))), 0);

/** What one parcel more holds: the first what is sent next, others what is in none yet and in stock. */
export const unitsOfNext = (
  parcels: readonly ParcelUnits[],
  lines: readonly LineUnits[],
): Readonly<Record<string, number>> =>
  Object.fromEntries(
    lines.map((line) => [
      line.lineId,
      parcels.length === 0 ? line.next : Math.max(0, unpacked(line, parcels) - line.waiting),
    ]),
  );
