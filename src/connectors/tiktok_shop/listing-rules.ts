/** What TikTok bounds of a category's listings, and the people, charts and warehouses they may name. */
import { z } from "zod";
import type { Context } from "../kit/contract/contract.ts";
import { idText, listOf, optionalText, parseResponse } from "../kit/parse/parse.ts";
import { call } from "./client.ts";
import { conditions, versionOf } from "./listing-taxonomy.ts";
import { warehousesSchema } from "./schemas.ts";

const flag = z.boolean().nullish();
const requested = z.object({ is_required: flag }).nullish();
const rulesSchema = z.object({
  product_certifications: listOf(
    z.object({
      id: idText,
      name: optionalText,
      is_required: flag,
      document_details: optionalText,
      requirement_conditions: conditions,
      expiration_date: requested,
    }),
  ),
  size_chart: z.object({ is_supported: flag, is_required: flag }).nullish(),
  cod: z.object({ is_supported: flag }).nullish(),
  package_dimension: requested,
  responsible_person: requested,
  manufacturer: requested,
});
export type Rules = z.output<typeof rulesSchema>;

export async function readRules(categoryKey: string, ctx: Context): Promise<Rules> {
  const url = `/product/202309/categories/${encodeURIComponent(categoryKey)}/rules`;
  const query = [["category_version", versionOf(ctx)]] as const;
  const data = await call({ method: "GET", url, query, operation: "categories.rules" }, ctx);
  return parseResponse(rulesSchema, data, { ctx, what: "category rules" });
}

export interface Named {
  readonly value: string;
  readonly name: string;
}

/** Those goods are sold from; the shop's usual one first. */
export async function salesWarehouses(ctx: Context): Promise<readonly Named[]> {
  const url = "/logistics/202309/warehouses";
  const data = await call({ method: "GET", url, operation: "logistics.warehouses" }, ctx);
  const { warehouses } = parseResponse(warehousesSchema, data, { ctx, what: "the warehouses" });
  return warehouses
    .filter(({ type, effect_status: state }) => type !== "RETURN_WAREHOUSE" && state !== "DISABLED")
    .toSorted((one, other) => Number(other.is_default === true) - Number(one.is_default === true))
    .map(({ id, name }) => ({ value: id, name: name ?? id }));
}

const PAGE = [["page_size", "100"]] as const;
const profiles = listOf(z.object({ name: optionalText }));
const manufacturersSchema = z.object({ manufacturers: listOf(z.object({ id: idText, regional_profiles: profiles })) });
const personsSchema = z.object({ responsible_persons: listOf(z.object({ id: idText, regional_profiles: profiles })) });
const chartsSchema = z.object({ size_chart: listOf(z.object({ template_id: idText, template_name: optionalText })) });

type Contact = z.output<typeof manufacturersSchema>["manufacturers"][number];
const contactOf = ({ id, regional_profiles: reported }: Contact): Named => ({
  value: id,
  name: reported.find(({ name }) => name !== undefined)?.name ?? id,
});

const search = (path: string, operation: string, ctx: Context) =>
  call({ method: "POST", url: `/product/${path}/search`, query: PAGE, json: {}, operation, safe: true }, ctx);

/** The first hundred the seller has registered. */
export async function manufacturers(ctx: Context): Promise<readonly Named[]> {
  const data = await search("202501/compliance/manufacturers", "products.get_manufacturers", ctx);
  return parseResponse(manufacturersSchema, data, { ctx, what: "manufacturers" }).manufacturers.map(contactOf);
}

export async function responsiblePersons(ctx: Context): Promise<readonly Named[]> {
  const data = await search("202501/compliance/responsible_persons", "products.get_persons", ctx);
  return parseResponse(personsSchema, data, { ctx, what: "responsible persons" }).responsible_persons.map(contactOf);
}

export async function sizeCharts(ctx: Context): Promise<readonly Named[]> {
  const data = await search("202407/sizecharts", "products.get_size_charts", ctx);
  const { size_chart: charts } = parseResponse(chartsSchema, data, { ctx, what: "size charts" });
  return charts.map(({ template_id: value, template_name: name }) => ({ value, name: name ?? value }));
}
