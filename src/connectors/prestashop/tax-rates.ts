/** The shop's tax rates by tax rule, in the shop's own country: what its prices are shown with. */
import { z } from "zod";
import { compareDecimal, parseDecimal } from "../../commerce/decimal.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { remembering } from "../kit/http/remembering.ts";
import type { PriceForm } from "../kit/parse/net-prices.ts";
import { decimal, parseResponse } from "../kit/parse/parse.ts";
import { listAll, listByIds } from "./client.ts";
import { decimalId } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { message } from "./words.ts";

const ruleSchema = z.object({ id_tax_rules_group: decimalId, id_tax: decimalId, id_state: decimalId });
const taxSchema = z.object({ id: decimalId, rate: decimal });

/** Columns of prices hold six decimals. */
const LOCATIONS = 6;

const RETENTION_MS = 10 * 60_000;

const rates = remembering(RETENTION_MS, async (shop: ShopFacts, ctx): Promise<ReadonlyMap<string, string>> => {
  if (shop.idCountry === "")
    throw new ConnectorError(
      { kind: "rejected", field: "priceTax", code: "tax_country" },
      message("error.shopCountryNotKnownPrices"),
    );
  const filters = [["id_country", `[${shop.idCountry}]`]] as const;
  const rows = await listAll(ctx, { resource: "tax_rules", operation: "tax_rules.list", filters });
  const rules = rows
    .map((row) => parseResponse(ruleSchema, row, { ctx, what: "tax rule" }))
    .filter((rule) => rule.id_state === "0");
  const request = { resource: "taxes", operation: "taxes.list", display: "[id,rate]" };
  const ids = rules.map((rule) => rule.id_tax).filter((id) => id !== "0");
  const taxes = (await listByIds(ctx, request, ids)).map((row) => parseResponse(taxSchema, row, { ctx, what: "tax" }));
  const byId = new Map(taxes.map((tax) => [tax.id, tax.rate]));
  // The first rule of a country is the one that holds everywhere in it.
  return new Map(rules.reverse().map((rule) => [rule.id_tax_rules_group, byId.get(rule.id_tax) ?? "0"]));
});

/** How the prices of a product under this tax rule pass between Argosy and the shop. */
export type PriceForms = (taxGroup: string | undefined, ecotax?: string | null) => PriceForm;

/** A combination's eco tax stands in place of its product's where it has one (Product::priceCalculation). */
export function ecotaxOf(product: string | null | undefined, combination?: string | null): string | null {
  const own = combination ?? "0";
  return compareDecimal(parseDecimal(own), parseDecimal("0")) > 0 ? own : (product ?? null);
}

export async function priceForms(shop: ShopFacts, ctx: Context): Promise<PriceForms> {
  const existing = shop.priceTax === "with" ? await rates(shop, ctx) : new Map<string, string>();
  return (taxGroup, ecotax) => ({
    // The shop adds it to every price it shows, taxed by a rule of its own.
    ...(ecotax != null && { added: { net: ecotax, rate: existing.get(shop.ecotaxGroup) ?? "0" } }),
    tax: shop.priceTax,
    rate: existing.get(taxGroup ?? "0") ?? "0",
    currency: shop.currency,
    places: LOCATIONS,
  });
}
