/** Which values the shop takes for a field, and its words when it does not. */

import { MOST_INT32 } from "../../connectors/kit/parse/int32.ts";
import { Refusal } from "./replies.ts";
import type { Field, Table } from "./tables.ts";

const FORMATS: Readonly<Record<string, RegExp>> = {
  UnsignedId: /^\d*$/,
  NullOrUnsignedId: /^\d*$/,
  UnsignedInt: /^\d*$/,
  PositiveInt: /^\d*$/,
  Bool: /^[01]?$/,
  Price: /^(\d{1,10}(\.\d{1,9})?)?$/,
  NegativePrice: /^(-?\d{1,10}(\.\d{1,9})?)?$/,
  Float: /^(-?\d+(\.\d+)?)?$/,
  UnsignedFloat: /^(\d+(\.\d+)?)?$/,
  Percentage: /^((100(\.0+)?)|(\d{1,2}(\.\d+)?))?$/,
  Reference: /^[^<>;={}]*$/,
  CatalogName: /^[^<>;=#{}]*$/,
  GenericName: /^[^<>={}]*$/,
  CustomerName: /^(?:[^0-9!<>,;?=+()/\\@#"°*`{}_^$%:¤[\]|.]|\.(?:\s|$))*$/,
  Name: /^[^0-9!<>,;?=+()@#"°{}_$%:¤|]*$/,
  Address: /^[^!<>?=+@{}_$%]*$/,
  CityName: /^[^!<>;?=+@#"°{}_$%]*$/,
  PostCode: /^[a-zA-Z 0-9-]*$/,
  PhoneNumber: /^[+0-9. ()/-]*$/,
  Email: /^([^@\s<>]+@[^@\s<>]+\.[^@\s<>]+)?$/,
  TrackingNumber: /^[~:#,%&_=()[\].? +\-@/a-zA-Z0-9]*$/,
  Ean13: /^\d{0,13}$/,
  Gtin: /^\d{0,14}$/,
  Upc: /^\d{0,12}$/,
  CleanHtml: /^(?![\s\S]*<\s*script)[\s\S]*$/i,
  Date: /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)?$/,
};

/** The shop spells its classes in the singular: Product->price. */
function className(table: Table): string {
  return table.node.replace(/(^|_)(\w)/g, (_all, _bar, letter: string) => letter.toUpperCase());
}

function invalid(code: number, text: string): Refusal {
  return new Refusal(400, [code, `Validation error: "${text}"`]);
}

/** Throws Refusal 84 (a text of a language) or 85 as the shop does. */
export function validate(table: Table, field: Field, value: string): void {
  const code = field.isPerLanguage ? 84 : 85;
  const property = `${className(table)}->${field.name}`;
  if ([...value].length > field.maxSize)
    throw invalid(
      code,
      `The length of property ${property} is currently ${[...value].length} chars. It must be between 0 and ${field.maxSize} chars.`,
    );
  if (field.format === "Int" && (value !== "" || field.isRequired)) validateInt(property, value);
  const format = FORMATS[field.format];
  if (format && !format.test(value)) throw invalid(code, `Property ${property} is not valid`);
}

function validateInt(property: string, value: string): void {
  if (value === "") throw invalid(85, `Property ${property} is empty.`);
  const number = /^-?\d+$/.test(value) ? Number(value) : Number.NaN;
  if (number > MOST_INT32 || number < -MOST_INT32 - 1 || !/\d/.test(value))
    throw invalid(
      85,
      `The range of property ${property} is currently ${number || 0}. It must be between -2147483648 and 2147483647.`,
    );
  if (Number.isNaN(number)) throw invalid(85, `Property ${property} is not valid`);
}
