/** What buyers typed into a product's customization fields, and the voucher codes of orders. Neither keeps an order out. */
import { z } from "zod";
import type { OrderOption } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import { optionsOf } from "../kit/parse/order-options.ts";
import { listOf, parseDecoration } from "../kit/parse/parse.ts";
import { listByIds } from "./client.ts";
import type { Detail, orderRuleSchema } from "./schemas.ts";
import { id, idOrNone, textIn, texts, translatedText } from "./schemas.ts";

// schemas/customizations.synopsis.xml and product_customization_fields.synopsis.xml of 9.1.4.
const customizationSchema = z.object({
  id,
  associations: z
    .object({
      customized_data_text_fields: listOf(z.object({ id_customization_field: idOrNone, value: translatedText })),
    })
    .nullish(),
});
const fieldSchema = z.object({ id, name: texts });
const voucherSchema = z.object({ id, code: translatedText });

export interface ChosenInOrders {
  /** By the row of the order. */
  readonly options: ReadonlyMap<string, readonly OrderOption[]>;
  /** By the voucher. */
  readonly codes: ReadonlyMap<string, string>;
}

/** Rows of a resource the key need not be allowed to read. */
async function rowsOf<T extends z.ZodType>(
  requested: { readonly resource: string; readonly ids: readonly (string | undefined)[]; readonly display?: string },
  schema: T,
  ctx: Context,
): Promise<z.output<T>[]> {
  const ids = requested.ids.filter((one) => one !== undefined);
  if (ids.length === 0) return [];
  const { resource, display = "full" } = requested;
  let rows: readonly Json[] = [];
  try {
    rows = await listByIds(ctx, { resource, operation: `orders.${resource}`, display }, ids);
  } catch (error) {
    if (!isConnectorError(error) || error.info.kind !== "forbidden") throw error;
    ctx.log.warn(`what buyers chose is not read: this key may not read ${resource}`);
  }
  return rows.flatMap((row) => parseDecoration(schema, row, { ctx, what: resource }) ?? []);
}

export async function chosenIn(
  rows: {
    readonly details: readonly Detail[];
    readonly rules: readonly z.output<typeof orderRuleSchema>[];
    readonly idLang: string;
  },
  ctx: Context,
): Promise<ChosenInOrders> {
  const ids = rows.details.map((detail) => detail.id_customization);
  const customizations = await rowsOf({ resource: "customizations", ids }, customizationSchema, ctx);
  const typed = new Map(customizations.map((one) => [one.id, one.associations?.customized_data_text_fields ?? []]));
  const fieldIds = [...typed.values()].flat().map((one) => one.id_customization_field);
  const fields = await rowsOf({ resource: "product_customization_fields", ids: fieldIds }, fieldSchema, ctx);
  const names = new Map(fields.map(({ id: key, name }) => [key, textIn(name, rows.idLang)]));
  const options = rows.details.map((detail) => {
    const reported = typed.get(detail.id_customization ?? "") ?? [];
    return [
      detail.id,
      optionsOf(reported.map((one) => [names.get(one.id_customization_field ?? "") || "Customization", one.value])),
    ] as const;
  });
  const vouchers = await rowsOf(
    { resource: "cart_rules", ids: rows.rules.map((rule) => rule.id_cart_rule), display: "[id,code]" },
    voucherSchema,
    ctx,
  );
  return {
    options: new Map(options),
    codes: new Map(vouchers.flatMap(({ id: key, code }) => (code === undefined ? [] : [[key, code] as const]))),
  };
}
