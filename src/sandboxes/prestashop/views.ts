/** Rows as the Webservice prints them: which fields, which JSON types, what is left out where. */

import type { XmlNode } from "../../connectors/kit/parse/xml.ts";
import { element } from "../../connectors/kit/parse/xml.ts";
import type { SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { Refusal, WARNING } from "./replies.ts";
import type { Link, Row, State, Texts, Value } from "./state.ts";
import { emptyValue, isEight, languageIds, text } from "./state.ts";
import type { Field, Table } from "./tables.ts";
import { linksOf, valuesOf } from "./virtual.ts";

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** What `display` asks for: null is the ids alone. */
export interface Display {
  readonly fields: readonly Field[];
  readonly associations: ReadonlyMap<string, readonly string[]>;
  readonly hasId: boolean;
}

export function fullDisplay(table: Table): Display {
  const all = [...table.associations].map(([name, one]) => [name, one.fields] as const);
  return { fields: [...table.fields.values()], associations: new Map(all), hasId: true };
}

/** Reads `display`. Throws Refusal 35 on a field nobody knows. */
export function displayOf(table: Table, request: SandboxRequest): Display | null {
  const requested = request.query.get("display");
  if (requested === null) return null;
  if (requested === "full") return fullDisplay(table);
  const fields: Field[] = [];
  const associations = new Map<string, readonly string[]>();
  let hasId = false;
  for (const [, name = "", inner] of requested.replace(/^\[|\]$/g, "").matchAll(/(\w+)(?:\[([^\]]*)\])?,?/g)) {
    const field = table.fields.get(name);
    const association = table.associations.get(name);
    if (name === "id") hasId = true;
    else if (field && inner === undefined) fields.push(field);
    else if (association && inner) associations.set(name, inner.split(","));
    else throw new Refusal(500, [35, `Unable to display this field "${name}".`], WARNING("Array to string conversion"));
  }
  // Fields come in the shop's own order, whatever order they are asked for in.
  const order = [...table.fields.keys()];
  fields.sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
  return { fields, associations, hasId };
}

const NUMBER_FORMATS = /^(UnsignedId|NullOrUnsignedId|UnsignedInt|Int|PositiveInt)$/;
/** Numbers in JSON although no format says so. */
const NUMBERS = new Set([
  ..."cache_default_attribute id_default_image id_default_combination position_in_category quantity position".split(
    " ",
  ),
  ..."invoice_number delivery_number id_default_group id_reference partial nb_products_recursive".split(" "),
  ..."id_shop_group id_category id_tax_rules_group".split(" "),
]);

interface Printed {
  readonly field: Field;
  readonly value: Value;
  readonly language: string | null;
}

/** Tables whose flags the shop prints as numbers. */
const NUMBER_FLAGS = ["languages", "currencies", "shops"];

/** How one field stands in JSON. Version 8 prints every number as text. */
function jsonValue(state: State, table: Table, { field, value, language }: Printed): Json {
  if (value === null) return null;
  if (typeof value !== "string") return jsonTexts(state, value, language);
  const isNumberFlag = field.format === "Bool" && NUMBER_FLAGS.includes(table.resource);
  const isNumber = NUMBER_FORMATS.test(field.format) || NUMBERS.has(field.name) || isNumberFlag;
  return isNumber && !isEight(state) && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
}

function jsonTexts(state: State, texts: Texts, language: string | null): Json {
  const ids = languageIds(state);
  const only = language ?? (ids.length === 1 ? ids[0] : undefined);
  if (only !== undefined) return texts[only] ?? "";
  return ids.map((id) => ({ id: isEight(state) ? id : Number(id), value: texts[id] ?? "" }));
}

/** What a write answer shows otherwise than a reading one: the texts that were sent. */
export type Sent = Readonly<Record<string, string>>;

/** One row in JSON. Alone (`isAlone`), everything that PHP calls empty is left out. */
export function jsonOf(
  state: State,
  table: Table,
  row: Row,
  view: {
    readonly display: Display;
    readonly isAlone: boolean;
    readonly language?: string | null;
    readonly sent?: Sent;
    /** A new entity: what nobody set is not told. */
    readonly isNew?: boolean;
  },
): Json {
  const { display, isAlone, language = null, sent = {}, isNew = false } = view;
  const values = valuesOf(state, table.resource, row);
  const isWritten = view.sent !== undefined;
  const entries: [string, Json][] = display.hasId ? [["id", "id" in sent ? String(row.id) : row.id]] : [];
  for (const field of display.fields) {
    if (isNew && isUntouched(state, table, { field, value: values[field.name], sent })) continue;
    const value =
      echoed(field, isWritten && field.name === "default_on" ? text(row, "default_on") : sent[field.name]) ??
      jsonValue(state, table, { field, value: values[field.name] ?? "", language });
    const reported = field.name === "manufacturer_name" && value === "" ? false : value;
    if (!isAlone || !isEmpty(reported)) entries.push([field.name, reported]);
  }
  const associations = jsonLinks(state, table, row, display);
  if (Object.keys(associations).length > 0) entries.push(["associations", associations]);
  return Object.fromEntries(entries);
}

interface NewField {
  readonly field: Field;
  readonly value: Value | undefined;
  readonly sent: Sent;
}

/** Filled in after the answer is made. */
const LATER: Readonly<Record<string, readonly string[]>> = {
  products: ["indexed", "unit_price_ratio", "id_default_combination", "cache_default_attribute"],
  categories: ["position"],
  customers: ["newsletter_date_add", "reset_password_validity"],
  carts: ["secure_key"],
};

/** Of an order the shop tells no more than what was sent, and its rows; the state sent is not taken. */
function isUntouched(state: State, table: Table, { field, value, sent }: NewField): boolean {
  if (table.resource === "orders") return !(field.name in sent) || field.name === "current_state";
  if (field.name in sent) return false;
  if (LATER[table.resource]?.includes(field.name)) return true;
  if (field.name === "product_type" && isEight(state)) return true;
  return JSON.stringify(value) === JSON.stringify(emptyValue(field, state));
}

/** What was sent comes back as it was, with a few exceptions of the shop's own. */
function echoed(field: Field, sent: string | undefined): Json | undefined {
  if (field.name === "default_on" || field.name === "is_color_group")
    return sent === undefined ? undefined : sent === "1";
  return ["id_default_image", "id_default_group", "current_state"].includes(field.name) ? undefined : sent;
}

function isEmpty(value: Json): boolean {
  return value === null || value === "" || value === 0 || value === "0" || value === false;
}

function jsonLinks(state: State, table: Table, row: Row, display: Display): { readonly [key: string]: Json } {
  const found = Object.entries(linksOf(state, table.resource, row)).flatMap(([name, links]) => {
    const fields = display.associations.get(name);
    return fields && links.length > 0 ? [[name, links.map((link) => jsonLink(state, link, fields))] as const] : [];
  });
  return Object.fromEntries(found);
}

/** Ids and quantities are numbers on 9. */
function jsonLink(state: State, link: Link, fields: readonly string[]): Json {
  const entries = fields
    .filter((name) => name in link)
    .map((name) => {
      const value = link[name] ?? "";
      const isNumber = !isEight(state) && /(^id|_id|^id_\w+|quantity)$/.test(name) && /^-?\d{1,15}$/.test(value);
      return [name, isNumber ? Number(value) : value] as const;
    });
  return Object.fromEntries(entries);
}

/** One row in XML: everything, empty or not. */
export function xmlOf(
  state: State,
  table: Table,
  row: Row,
  view: { display: Display; language?: string | null },
): XmlNode {
  const { display, language = null } = view;
  const values = valuesOf(state, table.resource, row);
  const inside: XmlNode[] = display.hasId ? [element("id", String(row.id))] : [];
  for (const field of display.fields) {
    const value = values[field.name] ?? "";
    inside.push(typeof value === "string" ? element(field.name, value) : xmlTexts(state, field.name, value, language));
  }
  if (display.associations.size > 0) inside.push(element("associations", xmlLinks(state, table, row, display)));
  return element(table.node, inside);
}

function xmlTexts(state: State, name: string, texts: Texts, language: string | null): XmlNode {
  const ids = language === null ? languageIds(state) : [language];
  return element(
    name,
    ids.map((id) => element("language", texts[id] ?? "", { id })),
  );
}

function xmlLinks(state: State, table: Table, row: Row, display: Display): XmlNode[] {
  const links = linksOf(state, table.resource, row);
  return [...display.associations].map(([name, fields]) => {
    const node = table.associations.get(name)?.node ?? name;
    const rows = (links[name] ?? []).map((link) =>
      element(
        node,
        fields.filter((field) => field in link).map((field) => element(field, link[field] ?? "")),
      ),
    );
    return element(name, rows, { nodeType: node });
  });
}
