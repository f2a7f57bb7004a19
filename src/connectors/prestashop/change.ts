/**
 * Changing some fields of a record. Since 8.0 PATCH does just that. Before, PUT replaces the whole record and empties
 * what is left out: it is read, changed and sent back, without the fields the shop prints but does not take.
 */
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { XmlNode } from "../kit/parse/xml.ts";
import { element } from "../kit/parse/xml.ts";
import type { Pairs } from "./client.ts";
import { readXml, write } from "./client.ts";
import type { ShopFacts } from "./shop.ts";
import { message } from "./words.ts";

export interface Change {
  readonly resource: string;
  /** Name of one record. */
  readonly node: string;
  readonly id: string;
  readonly fields: readonly XmlNode[];
  readonly associations?: readonly XmlNode[] | undefined;
  readonly operation: string;
  readonly query?: Pairs | undefined;
}

/** Printed by the shop, refused when sent (code 93). */
const NOT_WRITABLE: Readonly<Record<string, readonly string[]>> = {
  products: ["manufacturer_name", "quantity"],
  categories: ["level_depth", "nb_products_recursive"],
};
/** Refused when they are sent empty (code 134). */
const NOT_EMPTY = ["position_in_category"];

/** The record as the shop has it afterwards. Doing it twice is harmless, except for the mails a query asks for. */
export async function change(ctx: Context, shop: ShopFacts, input: Change): Promise<XmlNode> {
  const { resource, operation, query } = input;
  const entity = shop.hasPatch ? partOf(input) : await wholeOf(ctx, input);
  const method = shop.hasPatch ? "PATCH" : "PUT";
  const safe = (query ?? []).length === 0;
  const [after] = await write(ctx, { method, resource, entities: [entity], operation, query, safe });
  if (!after) throw new ConnectorError({ kind: "drift", path: resource }, message("error.shopAnsweredChangeNothing"));
  return after;
}

/** Several records of one resource: in one call where the shop takes parts, else one after the other. */
export async function changeMany(
  ctx: Context,
  shop: ShopFacts,
  target: Pick<Change, "resource" | "node" | "operation">,
  records: readonly Pick<Change, "id" | "fields" | "associations">[],
): Promise<void> {
  if (!shop.hasPatch) {
    for (const record of records) await change(ctx, shop, { ...target, ...record });
    return;
  }
  const entities = records.map((record) => partOf({ ...target, ...record }));
  const { resource, operation } = target;
  if (entities.length > 0) await write(ctx, { method: "PATCH", resource, entities, operation, safe: true });
}

/** The number stands inside: the shop looks at it, not at the address. */
function partOf({ node, id, fields, associations = [] }: Change): XmlNode {
  const more = associations.length === 0 ? [] : [element("associations", associations)];
  return element(node, [element("id", id), ...fields, ...more]);
}

async function wholeOf(ctx: Context, { resource, id, fields, associations = [] }: Change): Promise<XmlNode> {
  const [record] = (await readXml(ctx, `/${resource}/${id}`, `${resource}.whole`)).children;
  if (!record) throw new ConnectorError({ kind: "not_found" }, message("error.shopNoLongerRecord"));
  const changed = new Map(fields.map((field) => [field.name, field]));
  const refused = NOT_WRITABLE[resource] ?? [];
  const stored = record.children
    .filter(({ name, text }) => !refused.includes(name) && !(NOT_EMPTY.includes(name) && text.trim() === ""))
    .map((child) => (child.name === "associations" ? linked(child, associations) : (changed.get(child.name) ?? child)));
  const existing = new Set(record.children.map(({ name }) => name));
  return { ...record, children: [...stored, ...fields.filter(({ name }) => !existing.has(name))] };
}

function linked(links: XmlNode, desired: readonly XmlNode[]): XmlNode {
  const names = new Set(desired.map(({ name }) => name));
  return { ...links, children: [...links.children.filter(({ name }) => !names.has(name)), ...desired] };
}

/** `<categories><category><id>2</id></category></categories>`. */
export function links(list: string, node: string, ids: readonly string[]): XmlNode {
  return element(
    list,
    ids.map((id) => element(node, [element("id", id)])),
  );
}

export function fieldNodes(fields: Readonly<Record<string, string | undefined>>): XmlNode[] {
  return Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [element(name, value)]));
}
