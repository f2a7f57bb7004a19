/** Units of each lot that come, go or are counted, as they are typed. */

export interface TypedLot {
  readonly lot: string;
  /** YYYY-MM-DD; empty: as known. */
  readonly expiresOn: string;
  readonly units: number | null;
}

/** What is left of a lot where units come, go or are counted. */
export interface LotThere {
  readonly lot: string;
  readonly expiresOn: string | null;
  readonly units: number;
}

export interface LotUnits {
  /** By number, of the lots that are there. */
  readonly there: Readonly<Record<string, number | null>>;
  readonly added: readonly TypedLot[];
}

export const NO_LOTS: LotUnits = { there: {}, added: [] };

export const lotSum = ({ there, added }: LotUnits): number =>
  [...Object.values(there), ...added.map(({ units }) => units)].reduce<number>((sum, units) => sum + (units ?? 0), 0);

/** Each unit is of a lot that has a number. */
export const areLotsNamed = (lots: LotUnits, units: number): boolean =>
  lotSum(lots) === units && lots.added.every((one) => (one.units ?? 0) === 0 || one.lot.trim() !== "");

/** As the hub takes them. */
export function namedLots({ there, added }: LotUnits) {
  const own = Object.entries(there).flatMap(([lot, quantity]) => (quantity ? [{ lot, quantity }] : []));
  const more = added.flatMap(({ lot, expiresOn, units }) =>
    units ? [{ lot: lot.trim(), quantity: units, ...(expiresOn !== "" && { expiresOn }) }] : [],
  );
  return [...own, ...more];
}
