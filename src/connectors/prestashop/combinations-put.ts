/** Variants as combinations of option values. The shop checks none of it: duplicates and unknown values are accepted. */
import type { OptionValue, VariantForChannel } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { priceWritten } from "../kit/parse/net-prices.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import type { XmlNode } from "../kit/parse/xml.ts";
import { element } from "../kit/parse/xml.ts";
import { changeMany, fieldNodes, links } from "./change.ts";
import { create, createMany, listAll, listByIds } from "./client.ts";
import { combinationChanges, hasChanges, minus } from "./product-changes.ts";
import { codes, weightText } from "./product-fields.ts";
import { folded } from "./product-skus.ts";
import type { Base, Putting } from "./product-work.ts";
import type { Combination } from "./schemas.ts";
import { optionSchema, optionValueSchema, textIn } from "./schemas.ts";
import { languageIds, textNode } from "./texts.ts";

export interface Parent {
  readonly id: string;
  /** The product's own price and weight, which combinations add to. */
  readonly base: Base;
  readonly combinations: readonly Combination[];
}

/** Entities a call carries; the shop does them in order and stops at the first it refuses. */
const PER_CALL = 50;

export interface PutCombinations {
  /** The combination's id for each of our variants, by our id. */
  readonly own: ReadonlyMap<string, string>;
  /** False where the shop showed all of it already. */
  readonly wrote: boolean;
}

/** What the shop shows already is not written. */
export async function putCombinations(parent: Parent, work: Putting): Promise<PutCombinations> {
  const valuesOf = optionValues(work);
  const own = new Map<string, string>();
  const changed: Changed[] = [];
  const fresh: Fresh[] = [];
  for (const variant of work.product.variants) {
    const named = namedAs(variant, parent);
    const values = named ? [] : await valuesOf(variant.options);
    const existing = named ?? sameValues(values, parent);
    if (!existing) fresh.push({ variant, values });
    else {
      own.set(variant.id, existing.id);
      const fields = combinationChanges(existing, variant, { base: parent.base, siblings: parent.combinations }, work);
      if (hasChanges(fields)) changed.push({ id: existing.id, fields: fieldNodes(fields) });
    }
  }
  await updateAll(changed, work);
  for (const [id, made] of await createAll(fresh, parent, work)) own.set(id, made);
  return { own, wrote: changed.length + fresh.length > 0 };
}

/** By key, or by a SKU that stands for one combination alone. */
function namedAs(variant: VariantForChannel, { combinations }: Parent): Combination | undefined {
  const key = variant.key?.split("-")[1];
  const [same, ...others] = combinations.filter((one) => folded(one.reference ?? "") === folded(variant.sku));
  return combinations.find((one) => one.id === key) ?? (others.length === 0 ? same : undefined);
}

/** By its values: the shop would make the same combination twice. */
function sameValues(values: readonly string[], { combinations }: Parent): Combination | undefined {
  const requested = [...values].sort().join();
  return values.length === 0
    ? undefined
    : combinations.find((one) => [...one.associations.product_option_values].sort().join() === requested);
}

interface Changed {
  readonly id: string;
  readonly fields: readonly XmlNode[];
}

async function updateAll(changed: readonly Changed[], { shop, ctx }: Putting): Promise<void> {
  const target = { resource: "combinations", node: "combination", operation: "combinations.update" } as const;
  for (const some of chunks(changed, PER_CALL)) await changeMany(ctx, shop, target, some);
}

interface Fresh {
  readonly variant: VariantForChannel;
  readonly values: readonly string[];
}

async function createAll(fresh: readonly Fresh[], parent: Parent, work: Putting): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  // A second default would be refused.
  let hasDefault = parent.combinations.some((one) => one.default_on);
  for (const some of chunks(fresh, PER_CALL)) {
    const entities = some.map((one) => {
      const entity = newCombination(one, parent, !hasDefault, work);
      hasDefault = true;
      return entity;
    });
    const request = { resource: "combinations", entities, operation: "combinations.create" };
    const made = await createMany(work.ctx, request);
    for (const [index, { variant }] of some.entries()) ids.set(variant.id, made[index] ?? "");
  }
  return ids;
}

function newCombination({ variant, values }: Fresh, parent: Parent, isDefault: boolean, work: Putting): XmlNode {
  const { base, id } = parent;
  const weight = weightText(variant.weightGrams, work.shop);
  const price =
    variant.price === undefined ? null : priceWritten(variant.price, null, work.forms(base.taxGroup, base.ecotax));
  const fields = fieldNodes({
    id_product: id,
    minimal_quantity: "1",
    default_on: isDefault ? "1" : "0",
    ...codes(variant),
    reference: variant.sku,
    price: price === null ? undefined : minus(price, base.price),
    weight: weight === undefined ? undefined : minus(weight, base.weight),
    wholesale_price: variant.cost,
  });
  const associations = element("associations", [links("product_option_values", "product_option_value", values)]);
  return element("combination", [...fields, associations]);
}

/** Ids of option values by name; what the shop lacks is made. */
function optionValues(work: Putting): (options: readonly OptionValue[]) => Promise<string[]> {
  const { shop, ctx } = work;
  let groups: Map<string, string> | null = null;
  const values = new Map<string, Map<string, string>>();
  return async (options) => {
    const ids: string[] = [];
    for (const { name, value } of options) {
      groups ??= await readGroups(work);
      const group = groups.get(folded(name)) ?? (await createGroup(name, work));
      groups.set(folded(name), group);
      const cached = values.get(group) ?? (await readValues(group, shop.idLang, ctx));
      values.set(group, cached);
      const id = cached.get(folded(value)) ?? (await createValue(group, value, work));
      cached.set(folded(value), id);
      ids.push(id);
    }
    return ids;
  };
}

async function readGroups({ shop, ctx }: Putting): Promise<Map<string, string>> {
  const rows = await listAll(ctx, { resource: "product_options", operation: "options.list" });
  const groups = new Map<string, string>();
  for (const row of rows) {
    const option = parseResponse(optionSchema, row, { ctx, what: "option" });
    for (const name of [textIn(option.name, shop.idLang), textIn(option.public_name, shop.idLang)])
      groups.set(folded(name), groups.get(folded(name)) ?? option.id);
  }
  return groups;
}

async function readValues(group: string, idLang: string, ctx: Context): Promise<Map<string, string>> {
  const request = { resource: "product_option_values", operation: "option_values.list", field: "id_attribute_group" };
  const rows = await listByIds(ctx, request, [group]);
  return new Map(
    rows.map((row) => {
      const value = parseResponse(optionValueSchema, row, { ctx, what: "option value" });
      return [folded(textIn(value.name, idLang)), value.id] as const;
    }),
  );
}

async function createGroup(name: string, { shop, ctx }: Putting): Promise<string> {
  const wording = { languages: await languageIds(shop, ctx), shop };
  const texts = [textNode("name", name, wording), textNode("public_name", name.slice(0, 64), wording)];
  const entities = [element("product_option", [...fieldNodes({ group_type: "select" }), ...texts])];
  return create(ctx, { resource: "product_options", entities, operation: "options.create" });
}

async function createValue(group: string, value: string, { shop, ctx }: Putting): Promise<string> {
  const languages = await languageIds(shop, ctx);
  const fields = [...fieldNodes({ id_attribute_group: group }), textNode("name", value, { languages, shop })];
  const entities = [element("product_option_value", fields)];
  return create(ctx, { resource: "product_option_values", entities, operation: "option_values.create" });
}
