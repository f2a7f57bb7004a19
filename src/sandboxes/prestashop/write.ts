/** Bodies on their way into the shop: several entities in one document, done in order until one fails. */
import type { XmlNode } from "../../connectors/kit/parse/xml.ts";
import { childOf, parseXml } from "../../connectors/kit/parse/xml.ts";
import { afterCreate, afterUpdate, beforeWrite } from "./effects.ts";
import { validate } from "./formats.ts";
import { Refusal, WARNING } from "./replies.ts";
import type { Link, Row, State, Texts, Value } from "./state.ts";
import { emptyValue, find, insert, languageIds, micro, sixDecimals, textsOf, touch } from "./state.ts";
import type { Field, Table } from "./tables.ts";
import type { Sent } from "./views.ts";

export type Method = "POST" | "PUT" | "PATCH";

export interface Written {
  readonly row: Row;
  readonly sent: Sent;
  /** A text lacks languages the shop has: asked for JSON, its answer is then an error although all was saved. */
  readonly lacksLanguages: boolean;
}

/** Carries out every entity of a body. Earlier ones stay written when a later one is refused. */
export function writeAll(state: State, table: Table, method: Method, body: string, query: URLSearchParams): Written[] {
  return entitiesOf(body).map((entity) => writeOne(state, table, method, entity, query));
}

function entitiesOf(body: string): readonly XmlNode[] {
  if (body.trim() === "") throw new Refusal(500, [127, "XML error : String could not be parsed as XML"]);
  try {
    return parseXml(body).children;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new Refusal(500, WARNING(`SimpleXMLElement::__construct(): ${error.message}`), [
      127,
      "XML error : String could not be parsed as XML",
    ]);
  }
}

function writeOne(state: State, table: Table, method: Method, entity: XmlNode, query: URLSearchParams): Written {
  const id = childOf(entity, "id")?.text.trim() ?? "";
  if (method === "POST" && id !== "") throw new Refusal(400, [91, "id is forbidden when adding a new resource"]);
  if (method !== "POST" && id === "") throw new Refusal(400, [90, "id is required when modifying a resource"]);
  const existing = method === "POST" ? undefined : find(state, table.resource, id);
  if (method !== "POST" && !existing) throw new Refusal(404, [92, "Invalid ID"]);
  requirePosition(table, method, entity);
  requireFields(table, method, entity);
  const read = readFields(state, table, entity, { method, known: existing });
  beforeWrite(state, table, { entity, values: read.values, known: existing });
  const row = existing ? updated(state, table, existing, { ...read, method }) : created(state, table, read);
  const byDefault: Sent = method === "PATCH" || !table.fields.has("id_shop_default") ? {} : { id_shop_default: "1" };
  const sent = { id: String(row.id), ...byDefault, ...read.sent };
  if (existing) afterUpdate(state, table, { row, sent, query });
  else afterCreate(state, table, { row, sent, query });
  return { row, sent, lacksLanguages: read.lacksLanguages };
}

/** Looked at before anything else; with a field that is not writable as well, the answer is a 400. */
function requirePosition(table: Table, method: Method, entity: XmlNode): void {
  const position = childOf(entity, "position_in_category");
  if (method === "POST" || table.resource !== "products" || !position || Number(position.text) > 0) return;
  const wrong = [134, "You cannot set 0 or a negative position, the minimum is 1."] as const;
  const isUnwritable = childOf(entity, "manufacturer_name") !== undefined;
  if (isUnwritable) throw new Refusal(400, wrong, [93, 'parameter "manufacturer_name" not writable.']);
  throw new Refusal(500, wrong);
}

function requireFields(table: Table, method: Method, entity: XmlNode): void {
  for (const field of table.fields.values()) {
    const child = childOf(entity, field.name);
    if (field.isReadOnly && child)
      throw new Refusal(400, [93, `parameter "${field.name}" not writable. Please remove this attribute of this XML`]);
    if (method === "PATCH" || !field.isRequired || child) continue;
    if (!field.isPerLanguage) throw new Refusal(400, [41, `parameter "${field.name}" required`]);
  }
  const name = table.fields.get("name");
  const isRequested = ["products", "cart_rules"].includes(table.resource) || name?.isRequired;
  const needsName = name?.isPerLanguage && isRequested;
  if (method === "POST" && needsName && !childOf(entity, "name")) {
    if (table.resource === "cart_rules")
      throw new Refusal(400, [84, 'Validation error: "Property CartRule->name is not valid"']);
    throw new Refusal(500, WARNING("foreach() argument must be of type array|object, string given"));
  }
}

interface ReadFields {
  readonly values: Record<string, Value>;
  readonly links: Record<string, readonly Link[]>;
  readonly sent: Record<string, string>;
  readonly lacksLanguages: boolean;
}

function readFields(
  state: State,
  table: Table,
  entity: XmlNode,
  given: { readonly method: Method; readonly known: Row | undefined },
): ReadFields {
  const values: Record<string, Value> = {};
  const sent: Record<string, string> = {};
  let lacksLanguages = false;
  for (const field of table.fields.values()) {
    const child = childOf(entity, field.name);
    if (!child) continue;
    if (field.isPerLanguage) {
      const { texts, isWhole } = readTexts(state, table, field, child, given);
      values[field.name] = texts;
      if (child.children.length === 0) sent[field.name] = child.text;
      lacksLanguages ||= !isWhole;
    } else {
      validate(table, field, child.text);
      values[field.name] = stored(field, child.text);
      sent[field.name] = child.text;
    }
  }
  return { values, links: readLinks(table, entity), sent, lacksLanguages };
}

/** Decimals get the column's places. */
function stored(field: Field, value: string): string {
  const isDecimal = /^(Price|NegativePrice|Float|UnsignedFloat)$/.test(field.format);
  if (field.format === "Percentage" && value !== "") return Number(value).toFixed(2);
  return isDecimal && value !== "" && !/rate|percent/.test(field.name) ? sixDecimals(micro(value)) : value;
}

/** A product's text in some languages empties the others; other things keep theirs. */
function readTexts(
  state: State,
  table: Table,
  field: Field,
  child: XmlNode,
  { method, known }: { readonly method: Method; readonly known: Row | undefined },
): { readonly texts: Texts; readonly isWhole: boolean } {
  const given = child.children.filter((one) => one.name === "language");
  const before = known?.values[field.name];
  if (given.length === 0) {
    if (method === "POST")
      throw new Refusal(500, WARNING("foreach() argument must be of type array|object, string given"));
    validate(table, field, child.text);
    return { texts: textsOf(state, child.text), isWhole: true };
  }
  for (const one of given) validate(table, field, one.text);
  const reported = Object.fromEntries(given.map((one) => [one.attributes.id ?? "", one.text]));
  const isWhole = languageIds(state).every((id) => id in reported);
  const stored =
    table.resource !== "products" && before !== null && typeof before === "object" ? before : textsOf(state, "");
  return { texts: { ...stored, ...reported }, isWhole: isWhole || table.resource !== "products" };
}

function readLinks(table: Table, entity: XmlNode): Record<string, readonly Link[]> {
  const links: Record<string, readonly Link[]> = {};
  for (const list of childOf(entity, "associations")?.children ?? []) {
    const association = table.associations.get(list.name);
    if (!association) continue;
    links[list.name] = list.children.map((link) =>
      Object.fromEntries(
        link.children.filter((one) => association.fields.includes(one.name)).map((one) => [one.name, one.text.trim()]),
      ),
    );
  }
  return links;
}

function created(state: State, table: Table, { values, links }: ReadFields): Row {
  return insert(state, table.resource, values, links);
}

const STORED = ["date_add", "type", "product_type", "condition", "visibility", "id_shop_default"];

/** What hangs on a product by rows of its own is not the product's to store. */
function isComputed({ resource }: Table, name: string): boolean {
  const own = ["images", "combinations", "product_option_values", "stock_availables"];
  return resource === "products" && own.includes(name);
}

/** PUT empties what it does not name, except dates and associations. */
function updated(state: State, table: Table, row: Row, read: ReadFields & { readonly method: Method }): Row {
  if (read.method === "PUT") {
    const emptied = [...table.fields.values()].filter(({ name }) => !STORED.includes(name));
    for (const field of emptied) row.values[field.name] = emptyValue(field, state);
  }
  Object.assign(row.values, read.values);
  for (const [name, links] of Object.entries(read.links))
    if (!isComputed(table, name) && (links.length > 0 || name in row.links)) row.links[name] = links;
  if (table.fields.has("date_upd")) touch(state, row);
  return row;
}
