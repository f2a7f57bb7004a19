/** Variants as combinations of option values. The shop checks none of it: duplicates and unknown values are accepted. */
import { decimalText, parseDecimal, plusDecimal } from "../../commerce/decimal.ts";
import type { OptionValue, VariantForChannel } from "../../commerce/product.ts";
import type { Context } from "../kit/contract.ts";
import { parseAtDoor } from "../kit/parse.ts";
import { element } from "../kit/xml.ts";
import { change, fieldNodes, links } from "./change.ts";
import { create, listAll, listByIds } from "./client.ts";
import { impact } from "./prices.ts";
import { codes, weightText } from "./product-fields.ts";
import type { Putting } from "./product-put.ts";
import { folded } from "./product-skus.ts";
import type { Combination } from "./schemas.ts";
import { optionSchema, optionValueSchema, textIn } from "./schemas.ts";
import { textNode } from "./texts.ts";

export interface Parent {
  readonly id: string;
  /** As the shop has it; absent for one just made, whose price is the first variant's. */
  readonly price: string | undefined;
  readonly weight: string | null | undefined;
  readonly combinations: readonly Combination[];
}

/** The combination's id for each of our variants, by our id. */
export async function putCombinations(parent: Parent, work: Putting): Promise<ReadonlyMap<string, string>> {
  const { variants } = work.product;
  const valuesOf = optionValues(work);
  const base = { price: parent.price ?? variants[0]?.price ?? "0", weight: parent.weight ?? "0" };
  const own = new Map<string, string>();
  let hasDefault = parent.combinations.some((one) => one.default_on);
  for (const variant of variants) {
    const values = await valuesOf(variant.options);
    const known = knownAs(variant, values, parent);
    if (known) await updateOne(known, variant, base, work);
    else {
      own.set(variant.id, await createOne(variant, { parent, values, base, isDefault: !hasDefault }, work));
      hasDefault = true;
    }
    if (known) own.set(variant.id, known.id);
  }
  return own;
}

/** By key, by SKU, or by its values: the shop would make the same combination twice. */
function knownAs(variant: VariantForChannel, values: readonly string[], parent: Parent): Combination | undefined {
  const key = variant.key?.split("-")[1];
  const same = (one: Combination) => [...one.associations].sort().join() === [...values].sort().join();
  return (
    parent.combinations.find((one) => one.id === key) ??
    parent.combinations.find((one) => folded(one.reference ?? "") === folded(variant.sku)) ??
    (values.length > 0 ? parent.combinations.find(same) : undefined)
  );
}

interface Base {
  readonly price: string;
  readonly weight: string;
}

function amounts(variant: VariantForChannel, base: Base, { shop }: Putting) {
  const weight = weightText(variant.weightGrams, shop);
  return {
    ...codes(variant),
    reference: variant.sku,
    price: variant.price === undefined ? undefined : impact(variant.price, base.price),
    weight: weight === undefined ? undefined : minus(weight, base.weight),
    wholesale_price: variant.cost,
  };
}

function minus(text: string, other: string): string {
  const { digits, scale } = parseDecimal(other);
  return decimalText(plusDecimal(parseDecimal(text), { digits: -digits, scale }));
}

async function updateOne(known: Combination, variant: VariantForChannel, base: Base, work: Putting): Promise<void> {
  await change(work.ctx, work.shop, {
    resource: "combinations",
    node: "combination",
    id: known.id,
    fields: fieldNodes(amounts(variant, base, work)),
    operation: "combinations.update",
  });
}

interface NewCombination {
  readonly parent: Parent;
  readonly values: readonly string[];
  readonly base: Base;
  /** A second default would be refused. */
  readonly isDefault: boolean;
}

function createOne(variant: VariantForChannel, made: NewCombination, work: Putting): Promise<string> {
  const { parent, values, base, isDefault } = made;
  const fields = fieldNodes({
    id_product: parent.id,
    minimal_quantity: "1",
    default_on: isDefault ? "1" : "0",
    ...amounts(variant, base, work),
  });
  const associations = element("associations", [links("product_option_values", "product_option_value", values)]);
  const entities = [element("combination", [...fields, associations])];
  return create(work.ctx, { resource: "combinations", entities, operation: "combinations.create" });
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
      const known = values.get(group) ?? (await readValues(group, shop.idLang, ctx));
      values.set(group, known);
      const id = known.get(folded(value)) ?? (await createValue(group, value, work));
      known.set(folded(value), id);
      ids.push(id);
    }
    return ids;
  };
}

async function readGroups({ shop, ctx }: Putting): Promise<Map<string, string>> {
  const rows = await listAll(ctx, { resource: "product_options", operation: "options.list" });
  const groups = new Map<string, string>();
  for (const row of rows) {
    const option = parseAtDoor(optionSchema, row, { ctx, what: "option" });
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
      const value = parseAtDoor(optionValueSchema, row, { ctx, what: "option value" });
      return [folded(textIn(value.name, idLang)), value.id] as const;
    }),
  );
}

function createGroup(name: string, { languages, shop, ctx }: Putting): Promise<string> {
  const wording = { languages, shop };
  const texts = [textNode("name", name, wording), textNode("public_name", name.slice(0, 64), wording)];
  const entities = [element("product_option", [...fieldNodes({ group_type: "select" }), ...texts])];
  return create(ctx, { resource: "product_options", entities, operation: "options.create" });
}

function createValue(group: string, value: string, { languages, shop, ctx }: Putting): Promise<string> {
  const fields = [...fieldNodes({ id_attribute_group: group }), textNode("name", value, { languages, shop })];
  const entities = [element("product_option_value", fields)];
  return create(ctx, { resource: "product_option_values", entities, operation: "option_values.create" });
}
