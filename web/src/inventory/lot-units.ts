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

/** As the hub takes them, each lot with its day among `existing`. */
export function namedLots({ there, added }: LotUnits, existing: readonly Pick<LotThere, "lot" | "expiresOn">[] = []) {
  const days = new Map(existing.map(({ lot, expiresOn }) => [lot, expiresOn]));
  const own = Object.entries(there).flatMap(([lot, quantity]) => {
    const expiresOn = days.get(lot);
    return quantity ? [{ lot, quantity, ...(expiresOn && { expiresOn }) }] : [];
  });
  const more = added.flatMap(({ lot, expiresOn, units }) =>
    units ? [{ lot: lot.trim(), quantity: units, ...(expiresOn !== "" && { expiresOn }) }] : [],
  );
  return [...own, ...more];
}

/** An entry of a stock count: null where no field is filled, so that a zero is one that was typed. */
export function countEntry(
  lots: LotUnits,
  { existing, packed }: { readonly existing: readonly Pick<LotThere, "lot" | "expiresOn">[]; readonly packed: number },
) {
  const typed = [...Object.values(lots.there), ...lots.added.map(({ units }) => units)];
  return typed.every((units) => units === null)
    ? { counted: null }
    : { counted: lotSum(lots) + packed, lots: namedLots(lots, existing) };
}

/** Units on hand that are of none of the lots there: they may go away without one. */
const unnamedUnits = (there: readonly LotThere[], onHand: number): number =>
  Math.max(0, onHand - there.reduce((sum, { units }) => sum + units, 0));

export interface LotsOfChange {
  readonly kind: "adjust" | "count" | "transfer";
  /** As it is typed: below zero where units go. */
  readonly amount: number;
  /** Null: the item asks for no lots. */
  readonly there: readonly LotThere[] | null;
  readonly lots: LotUnits;
  readonly onHand: number;
}

/** Which lots are sent of units that come, go or are counted, and whether they are complete. */
export function lotsOfChange({ kind, amount, there, lots, onHand }: LotsOfChange) {
  const units = Math.abs(amount);
  const isTaken = kind === "transfer" || (kind === "adjust" && amount < 0);
  const unnamed = isTaken && there ? unnamedUnits(there, onHand) : 0;
  const isWithout = isTaken && lotSum(lots) === 0 && units <= unnamed;
  // Packed units are counted and of no lot any more: the hub knows how many there are.
  const named = kind === "count" ? Math.min(lotSum(lots), units) : units;
  return {
    ...{ units, isTaken, unnamed },
    isReady: there === null || units === 0 || isWithout || areLotsNamed(lots, named),
    sent: there === null || isWithout ? undefined : namedLots(lots),
  };
}
