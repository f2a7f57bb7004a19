/** Cells of a marketplace's own file as values its fields take. What is none stays as it is, for the check to refuse. */
import type { ListingField } from "../../commerce/listing/schema.ts";
import { inUnit, readMeasure } from "../../commerce/listing/units.ts";
import { type DateSystem, workbookDate } from "../../commerce/workbook-date.ts";

/** What stands beside a value: the cell of its unit, and how the file counts days. */
export interface CellSurroundings extends DateSystem {
  readonly unit: string;
}

export type ValueReader = (field: ListingField, text: string, beside: CellSurroundings) => string;

/** A choice by its name, a measure with its unit, a number as it was typed. */
export function valueReader(): ValueReader {
  const choices = new Map<ListingField, Choices>();
  const choiceOf = (field: ListingField, text: string): string => {
    const { values, named } = choices.get(field) ?? choicesOf(field);
    choices.set(field, { values, named });
    return values.has(text) ? text : (named.get(text.toLowerCase()) ?? text);
  };
  return (field, given, beside) => {
    const text = typedNumber(given, field);
    if (field.kind === "boolean") return BOOLEANS.get(text.toLowerCase()) ?? text;
    if (field.kind === "measure") return measureOf(field, text, beside.unit);
    if (field.kind === "date") return dayOf(text, beside);
    return choiceOf(field, text);
  };
}

/** A workbook holds 1 and 0 for what it shows as TRUE and FALSE (ECMA-376, ST_CellType b). */
const BOOLEANS = new Map([
  ["true", "true"],
  ["yes", "true"],
  ["1", "true"],
  ["false", "false"],
  ["no", "false"],
  ["0", "false"],
]);

interface Choices {
  readonly values: ReadonlySet<string>;
  /** By value and name in small letters; a name that two values have is for the check to refuse. */
  readonly named: ReadonlyMap<string, string | null>;
}

function choicesOf({ choices = [] }: ListingField): Choices {
  const named = new Map<string, string | null>();
  for (const { value, name } of choices)
    for (const one of [value.toLowerCase(), name.toLowerCase()])
      named.set(one, named.has(one) && named.get(one) !== value ? null : value);
  return { values: new Set(choices.map(({ value }) => value)), named };
}

const NUMBER = /^-?\d+(?:\.\d+)?$/;
const STORED_NUMBER = /^-?\d{1,20}(?:\.\d{1,20})?(?:E[+-]?\d{1,3})?$/i;
/** A double's digits: a spreadsheet shows and takes no more than 15, and stores a typed 1.1 as 1.1000000000000001. */
const TYPED_DIGITS = 15;

/** A number with a fraction as it was typed into a spreadsheet. Whole ones stay: they may be long numbers of articles. */
function typedNumber(text: string, { kind }: ListingField): string {
  if (!STORED_NUMBER.test(text)) return text;
  const [digits = "", exponent] = text.toLowerCase().split("e");
  const isNumber = kind === "number" || kind === "measure";
  const isLong = digits.includes(".") && digits.replace(/^[-0.]+/, "").replace(".", "").length > TYPED_DIGITS;
  if (!isLong && !(isNumber && exponent !== undefined)) return text;
  const shown = String(Number(Number(text).toPrecision(TYPED_DIGITS)));
  return shown.includes("e") ? text : shown;
}

// Other numbers are no dates of a listing.
const [FIRST_DAY, LAST_DAY] = ["1950-01-01", "2099-12-31"];
/** 31 December 9999: no workbook stores a later day. */
const MOST_SERIAL = 2_958_465;

/** A day as a workbook stores it, with the time of day or without. */
function dayOf(text: string, system: DateSystem): string {
  const serial = NUMBER.test(text) ? Number(text) : -1;
  if (serial < 0 || serial > MOST_SERIAL) return text;
  const day = workbookDate(serial, system);
  return day < FIRST_DAY || day > LAST_DAY ? text : day;
}

function measureOf({ units = [] }: ListingField, text: string, unit: string): string {
  const [only] = units.length === 1 ? units : [];
  const own = unit === "" ? only : unit;
  const whole = NUMBER.test(text) && own !== undefined ? `${text} ${own}` : text;
  const read = readMeasure(whole);
  if (!read || units.length === 0 || units.includes(read.unit)) return whole;
  const named = units.find((one) => one.toLowerCase() === read.unit.toLowerCase());
  return named === undefined ? (units.flatMap((one) => inUnit(read, one) ?? [])[0] ?? whole) : `${read.value} ${named}`;
}
