/** Measures as sellers write them, in the unit a platform asks for. */

/** By the unit in lower case: what it measures, and how much of the base (gram, millimetre, millilitre) it is. */
const UNITS: ReadonlyMap<string, readonly [of: "weight" | "length" | "volume", factor: number]> = new Map([
  ["mg", ["weight", 0.001]],
  ["milligrams", ["weight", 0.001]],
  ["g", ["weight", 1]],
  ["gram", ["weight", 1]],
  ["grams", ["weight", 1]],
  ["kg", ["weight", 1_000]],
  ["kilogram", ["weight", 1_000]],
  ["kilograms", ["weight", 1_000]],
  ["oz", ["weight", 28.349_523_125]],
  ["ounce", ["weight", 28.349_523_125]],
  ["ounces", ["weight", 28.349_523_125]],
  ["lb", ["weight", 453.592_37]],
  ["pound", ["weight", 453.592_37]],
  ["pounds", ["weight", 453.592_37]],
  ["mm", ["length", 1]],
  ["millimeters", ["length", 1]],
  ["cm", ["length", 10]],
  ["centimeter", ["length", 10]],
  ["centimeters", ["length", 10]],
  ["m", ["length", 1_000]],
  ["meter", ["length", 1_000]],
  ["meters", ["length", 1_000]],
  ["in", ["length", 25.4]],
  ["inch", ["length", 25.4]],
  ["inches", ["length", 25.4]],
  ["ft", ["length", 304.8]],
  ["feet", ["length", 304.8]],
  ["ml", ["volume", 1]],
  ["milliliters", ["volume", 1]],
  ["cl", ["volume", 10]],
  ["l", ["volume", 1_000]],
  ["liters", ["volume", 1_000]],
]);

const MEASURE = /^(-?\d{1,15}(?:\.\d{1,15})?) {0,3}(\S{1,30})$/;

export interface Measure {
  readonly value: number;
  readonly unit: string;
}

/** "12.5 kg"; null: it is not written so. */
export function readMeasure(text: string): Measure | null {
  const [, value, unit] = MEASURE.exec(text.trim()) ?? [];
  return value === undefined || unit === undefined ? null : { value: Number(value), unit };
}

/** At most four decimals, as far as scales and rulers go. */
const written = (value: number): string => String(Number(value.toFixed(4)));

/** The same measure in another unit; null: one of the units is not known, or they measure different things. */
export function inUnit({ value, unit }: Measure, requested: string): string | null {
  if (unit === requested) return `${written(value)} ${requested}`;
  const from = UNITS.get(unit.toLowerCase());
  const to = UNITS.get(requested.toLowerCase());
  if (!from || !to || from[0] !== to[0]) return null;
  return `${written((value * from[1]) / to[1])} ${requested}`;
}
