/** What an order of ours holds in the shop's terms, and what the shop will make of it. */
import { z } from "zod";
import { decimalText, parseDecimal, plusDecimal, timesDecimal } from "../../commerce/decimal.ts";
import { formatDecimal, multiplyDecimal, sumMoney } from "../../commerce/money.ts";
import type { Context } from "../kit/contract.ts";
import { parseAtDoor } from "../kit/parse.ts";
import type { OrderForChannel } from "../kit/ports.ts";
import { listByIds } from "./client.ts";
import type { ShopFacts } from "./facts.ts";
import { refuse } from "./product-fields.ts";
import { productReader } from "./product-read.ts";
import { folded, idsOfSkus } from "./product-skus.ts";
import { decimalId } from "./schemas.ts";

export interface Making {
  readonly order: OrderForChannel;
  readonly shop: ShopFacts;
  readonly ctx: Context;
  /** Names the attempt inside the shop: alias of its address. */
  readonly alias: string;
}

export interface Goods {
  readonly product: string;
  readonly combination: string;
  readonly quantity: number;
  /** Without tax. */
  readonly price: string;
  readonly taxGroup: string;
}

export async function goodsOf({ order, shop, ctx }: Making): Promise<Goods[]> {
  const reader = productReader(shop, ctx);
  const skus = order.lines.flatMap((line) => (line.variantKey === undefined && line.sku ? [line.sku] : []));
  const keys = order.lines.flatMap((line) => line.variantKey?.split("-")[0] ?? []);
  const products = await reader.byIds([...new Set([...keys, ...(await idsOfSkus(skus, ctx))])]);
  const found = products.flatMap((product) => product.variants.map((variant) => ({ product, variant })));
  return order.lines.map((line) => {
    const hit = found.find(({ variant }) =>
      line.variantKey === undefined
        ? folded(variant.sku ?? "") === folded(line.sku ?? "?")
        : variant.key === line.variantKey,
    );
    if (!hit)
      throw refuse(
        "lines",
        "line_unknown",
        `The shop has no item for "${line.title}"${line.sku ? ` (SKU ${line.sku})` : ""}. Link it first.`,
      );
    const [product = "", combination = "0"] = hit.variant.key.split("-");
    const raw = z.object({ id_tax_rules_group: decimalId }).safeParse(hit.product.raw);
    const taxGroup = raw.success ? raw.data.id_tax_rules_group : "0";
    return { product, combination, quantity: line.quantity, price: hit.variant.price ?? "0", taxGroup };
  });
}

const ruleSchema = z.object({ id_tax_rules_group: decimalId, id_tax: decimalId, id_state: decimalId });
const taxSchema = z.object({ id: decimalId, rate: z.string() });

/** As the shop would: each line with its tax, rounded. Reductions of its own are not known here. */
export async function totalOf(goods: readonly Goods[], { order, shop, ctx }: Making): Promise<string> {
  const [country = "0"] =
    Object.entries(shop.countries).find(([, iso]) => iso === order.shippingAddress?.country) ?? [];
  const groups = goods.map((line) => line.taxGroup).filter((group) => group !== "0");
  const rules = (
    await listByIds(
      ctx,
      {
        resource: "tax_rules",
        operation: "tax_rules.list",
        field: "id_tax_rules_group",
        filters: [["id_country", `[${country}]`]],
      },
      groups,
    )
  ).map((row) => parseAtDoor(ruleSchema, row, { ctx, what: "tax rule" }));
  const taxes = (
    await listByIds(
      ctx,
      { resource: "taxes", operation: "taxes.list", display: "[id,rate]" },
      rules.map((rule) => rule.id_tax),
    )
  ).map((row) => parseAtDoor(taxSchema, row, { ctx, what: "tax" }));
  const lines = goods.map((line) => {
    const rule = rules.find((one) => one.id_tax_rules_group === line.taxGroup && one.id_state === "0");
    const rate = taxes.find((one) => one.id === rule?.id_tax)?.rate ?? "0";
    const factor = plusDecimal(parseDecimal("1"), timesDecimal(parseDecimal(rate), parseDecimal("0.01")));
    const gross = decimalText(timesDecimal(parseDecimal(line.price), factor));
    return multiplyDecimal(gross, line.quantity, shop.currency);
  });
  return formatDecimal(sumMoney(lines, shop.currency));
}
