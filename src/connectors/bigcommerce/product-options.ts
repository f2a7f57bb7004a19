/** Values of a product's options for a new variant; missing values are added, missing options are not. */
import type { Json, OptionValue } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { allRows, asTree, dataOf, storeCall } from "./client.ts";
import { message } from "./words.ts";

export async function optionValuesFor(
  productId: string,
  requested: readonly OptionValue[],
  ctx: Context,
): Promise<readonly Json[]> {
  const path = `v3/catalog/products/${productId}/options`;
  const options = (await allRows(ctx, { path, operation: "products.options" })).map(asTree);
  const found: Json[] = [];
  for (const { name, value } of requested) {
    const option = options.find((one) => one["display_name"] === name);
    const optionId = option?.["id"];
    if (option === undefined || typeof optionId !== "number")
      throw new ConnectorError(
        { kind: "rejected", field: "options", code: "option_unknown" },
        message("error.productNoOptionAddFirst", { option: name }),
      );
    const values = Array.isArray(option["option_values"]) ? option["option_values"].map(asTree) : [];
    const existing = values.find((one) => one["label"] === value)?.["id"];
    const id = existing ?? (await addValue(`${path}/${optionId}/values`, value, values.length, ctx));
    found.push({ option_id: optionId, id });
  }
  return found;
}

async function addValue(path: string, label: string, order: number, ctx: Context): Promise<Json> {
  const { body } = await storeCall(ctx, {
    method: "POST",
    path,
    json: { label, sort_order: order },
    operation: "products.option_value",
  });
  return asTree(dataOf(body, ctx, "option value"))["id"] ?? null;
}
