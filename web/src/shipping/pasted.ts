/** Rows as spreadsheets copy them, or as a CSV file has them, put into the grid. */
import { separatedCells } from "../ui/separated-cells.ts";

const COLUMNS = ["order", "carrier", "tracking"] as const;
export type ColumnName = (typeof COLUMNS)[number];

/** A row of the grid as it is typed. */
export type Typed = Readonly<Record<ColumnName, string>>;

export const EMPTY: Typed = { order: "", carrier: "", tracking: "" };

/** The cells of a text: tabs as spreadsheets copy them, else the separator its first line has most of. */
export const cellsOf = (text: string): string[][] =>
  separatedCells(text, separatorOf(text)).filter((row) => row.some((cell) => cell !== ""));

function separatorOf(text: string): string {
  const [line = ""] = text.split("\n", 1);
  if (text.includes("\t")) return "\t";
  const times = (sign: string) => line.split(sign).length - 1;
  return times(";") > times(",") ? ";" : ",";
}

/** What couriers and spreadsheets call the columns. */
const HEADERS: Readonly<Record<ColumnName, RegExp>> = {
  order: /order|reference|^ref\b|الطلب/i,
  carrier: /carrier|courier|shipper|company|شركة|الناقل/i,
  tracking: /track|awb|waybill|consignment|تتبع|بوليصة/i,
};

/** The columns a first row names; null where it is no heading. */
function headingOf([first = []]: readonly (readonly string[])[]): ReadonlyMap<ColumnName, number> | null {
  // "Order tracking number" is the tracking number: the last two are looked for first.
  const taken = new Map<ColumnName, number>();
  for (const name of COLUMNS.toReversed()) {
    const at = first.findIndex((cell, index) => HEADERS[name].test(cell) && ![...taken.values()].includes(index));
    if (at >= 0) taken.set(name, at);
  }
  const isHeading = taken.has("order") && taken.size > 1 && first.every((cell) => !/\d{3}/.test(cell));
  return isHeading ? taken : null;
}

interface Place {
  readonly row: number;
  readonly column: ColumnName;
}

/** Names an order goes by, so that a pasted row finds its order wherever it stands. */
type NamesOf = (order: string) => readonly string[];

const plain = (name: string): string => name.trim().toLowerCase().replace(/^#/, "");

/** The rows with these cells in them: where they name orders, each beside its order; else one beneath the other from `at` on. */
export function pasted<Row extends Typed>(
  rows: readonly Row[],
  cells: readonly (readonly string[])[],
  { at, namesOf, empty }: { readonly at: Place; readonly namesOf: NamesOf; empty(): Row },
): readonly Row[] {
  const heading = headingOf(cells);
  const first = COLUMNS.indexOf(at.column);
  const columns = heading ?? new Map(COLUMNS.slice(first).map((name, index) => [name, index]));
  const given = (heading ? cells.slice(1) : cells).map((row) =>
    Object.fromEntries([...columns].flatMap(([name, index]) => (row[index] === undefined ? [] : [[name, row[index]]]))),
  ) as Partial<Typed>[];
  return columns.has("order") ? besideOrders(rows, given, { namesOf, empty }) : beneath(rows, given, at.row);
}

function beneath<Row extends Typed>(rows: readonly Row[], given: readonly Partial<Typed>[], from: number) {
  return rows.map((row, index) => ({ ...row, ...given[index - from] }));
}

function besideOrders<Row extends Typed>(
  rows: readonly Row[],
  given: readonly Partial<Typed>[],
  { namesOf, empty }: { readonly namesOf: NamesOf; empty(): Row },
): readonly Row[] {
  const next = [...rows];
  const places = new Map<string, number>();
  for (const [index, { order }] of rows.entries())
    if (order !== "") for (const name of [order, ...namesOf(order)]) places.set(plain(name), index);
  const filled = new Set<number>();
  for (const { order = "", ...parcel } of given) {
    if (order === "") continue;
    const found = places.get(plain(order));
    const free = next.findIndex(COLUMNS_EMPTY);
    const index = found ?? (free < 0 ? next.length : free);
    const before = next[index] ?? empty();
    places.set(plain(order), index);
    // A second line of the same order is a second parcel number.
    const tracking = [filled.has(index) ? before.tracking : "", parcel.tracking ?? before.tracking];
    next[index] = {
      ...before,
      ...parcel,
      order: before.order === "" ? order : before.order,
      tracking: tracking.filter((each) => each !== "").join(", "),
    };
    filled.add(index);
  }
  return next;
}

const COLUMNS_EMPTY = (row: Typed): boolean => COLUMNS.every((name) => row[name].trim() === "");

/** The numbers in a cell. */
export const numbersIn = (tracking: string): string[] => [
  ...new Set(tracking.split(/[\s,;،]+/).filter((each) => each !== "")),
];
