/** Select attributes, by which the children of a configurable product differ. */
import { z } from "zod";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import { idText, parseResponse } from "../kit/parse/parse.ts";
import { among, eq, find, get, request, searchAll } from "./client.ts";
import type { MagentoAttribute } from "./schemas.ts";
import { attributeSchema } from "./schemas.ts";
import { plainOf, sumOf } from "./slug.ts";
import { message } from "./words.ts";

const PAGE_SIZE = 100;
const LIST = { path: "/products/attributes", operation: "attributes.list", size: PAGE_SIZE } as const;

function attributeOf(row: Json, ctx: Context): MagentoAttribute {
  return parseResponse(attributeSchema, row, { ctx, what: "attribute" });
}

/** Attributes by their ids, with their options. */
export async function attributesById(ctx: Context, ids: readonly string[]): Promise<MagentoAttribute[]> {
  if (ids.length === 0) return [];
  const rows = await searchAll(ctx, { ...LIST, groups: [[among("attribute_id", ids)]] });
  return rows.map((row) => attributeOf(row, ctx));
}

/** Finds, or makes, the attribute of each option name and the number of each value; all are in these attribute sets. */
export async function attributesFor(
  ctx: Context,
  sets: readonly number[],
  requested: ReadonlyMap<string, readonly string[]>,
): Promise<
  ReadonlyMap<string, { readonly attribute: MagentoAttribute; readonly values: ReadonlyMap<string, string> }>
> {
  const found = new Map<string, { attribute: MagentoAttribute; values: ReadonlyMap<string, string> }>();
  for (const [name, labels] of requested) {
    const attribute = (await findAttribute(ctx, name)) ?? (await createAttribute(ctx, name, labels));
    found.set(name, await withValues(ctx, attribute, labels));
  }
  const codes = [...found.values()].map(({ attribute }) => attribute.attribute_code);
  await ensureInSets(ctx, sets, codes);
  return found;
}

/** The children of a family differ by global select attributes only. */
function isFit({ frontend_input, scope }: MagentoAttribute): boolean {
  return frontend_input === "select" && scope === "global";
}

async function findAttribute(ctx: Context, name: string): Promise<MagentoAttribute | null> {
  const own = await find(ctx, `/products/attributes/${codeOf(name)}`, "attributes.get");
  if (own !== null && isFit(attributeOf(own, ctx))) return attributeOf(own, ctx);
  const rows = await searchAll(ctx, {
    ...LIST,
    groups: [[eq("frontend_label", name)], [eq("frontend_input", "select")]],
  });
  return rows.map((row) => attributeOf(row, ctx)).find(isFit) ?? null;
}

/** "Größe" and "الحجم" need a code of plain letters, too: what has none gets a number made from the name. */
export function codeOf(name: string): string {
  return `argosy_${plainOf(name, "_") || sumOf(name)}`.slice(0, 30);
}

const memberSchema = z.array(z.object({ attribute_code: z.string() }));

/** Values of an attribute that is not in a product's set are dropped without a word: those that lack are added. */
async function ensureInSets(ctx: Context, sets: readonly number[], codes: readonly string[]): Promise<void> {
  for (const set of sets) {
    const call = { method: "GET", path: `/products/attribute-sets/${set}/attributes` } as const;
    const body = await request(ctx, { ...call, operation: "attributes.of_set", query: [["fields", "attribute_code"]] });
    const rows = parseResponse(memberSchema, body, { ctx, what: "attributes of a set" });
    const existing = new Set(rows.map((row) => row.attribute_code));
    for (const code of codes.filter((one) => !existing.has(one))) await addToSet(ctx, set, code);
  }
}

const groupSchema = z.array(z.object({ attribute_group_id: idText }));

async function createAttribute(ctx: Context, name: string, labels: readonly string[]): Promise<MagentoAttribute> {
  const attribute = {
    attribute_code: codeOf(name),
    frontend_input: "select",
    default_frontend_label: name,
    is_required: false,
    scope: "global",
    is_user_defined: true,
    options: labels.map((label, index) => ({ label, sort_order: index, value: "", is_default: false })),
  };
  const call = { method: "POST", path: "/products/attributes", operation: "attributes.create" } as const;
  return attributeOf(await request(ctx, { ...call, json: { attribute } }), ctx);
}

async function addToSet(ctx: Context, attributeSetId: number, attributeCode: string): Promise<void> {
  const rows = await searchAll(ctx, {
    path: "/products/attribute-sets/groups/list",
    operation: "attributes.groups",
    groups: [[eq("attribute_set_id", String(attributeSetId))]],
    size: 50,
  });
  const [group] = parseResponse(groupSchema, rows, { ctx, what: "attribute groups" });
  if (!group)
    throw new ConnectorError({ kind: "rejected", field: "options" }, message("error.shopAttributeSetNoGroup"));
  await request(ctx, {
    method: "POST",
    path: "/products/attribute-sets/attributes",
    operation: "attributes.assign",
    json: { attributeSetId, attributeGroupId: Number(group.attribute_group_id), attributeCode, sortOrder: 50 },
    safe: true,
  });
}

/** What a created option is called differs between versions: the list is read again, where `value` is its number. */
async function withValues(ctx: Context, attribute: MagentoAttribute, labels: readonly string[]) {
  const path = `/products/attributes/${attribute.attribute_code}/options`;
  let values = valuesOf(attribute, labels);
  const lacking = labels.filter((label) => !values.has(label));
  for (const label of lacking) await addOption(ctx, path, label);
  if (lacking.length > 0) {
    const options = await get(ctx, path, "attributes.options");
    const reported = parseResponse(attributeSchema.pick({ options: true }), { options }, { ctx, what: "options" });
    values = valuesOf(reported, labels);
  }
  return { attribute, values };
}

/** The numbers of these labels. The shop has no two that differ in letter case alone. */
function valuesOf(
  { options }: Pick<MagentoAttribute, "options">,
  labels: readonly string[],
): ReadonlyMap<string, string> {
  const existing = new Map(options.map(({ label, value }) => [label.toLowerCase(), value]));
  return new Map(
    labels.flatMap((label) => {
      const value = existing.get(label.toLowerCase());
      return value === undefined ? [] : [[label, value] as const];
    }),
  );
}

/** A label the shop has already, in other letters, is refused; then there is nothing to add. */
async function addOption(ctx: Context, path: string, label: string): Promise<void> {
  try {
    await request(ctx, { method: "POST", path, operation: "attributes.options.add", json: { option: { label } } });
  } catch (error) {
    if (!isConnectorError(error) || error.kind !== "rejected") throw error;
    ctx.log.info("the shop refused an option", { label, reason: error.message });
  }
}
