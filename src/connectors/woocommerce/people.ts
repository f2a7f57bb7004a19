/** Categories and customers: no change filter exists for them, so both are walked whole. */

import { z } from "zod";
import type { ChannelCategory, Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { Categories, Customers, SweepPage } from "../kit/contract/ports.ts";
import { idText, optionalId, optionalText, parseResponse, texts } from "../kit/parse/parse.ts";
import { splitName } from "../kit/parse/person-name.ts";
import { normalisePhone } from "../kit/parse/phone.ts";
import { readDaily } from "../kit/pull/whole-list.ts";
import { shopError } from "./classify.ts";
import type { ShopCall } from "./client.ts";
import { asList, asRecord, pages, shopCall, shopCallOrNull } from "./client.ts";
import { decodeEntities, encodeName } from "./product-mapping.ts";
import { message } from "./words.ts";

const categorySchema = z.object({ id: idText, name: z.string(), parent: optionalId });

const customerSchema = z.object({
  id: idText,
  ...texts("email", "first_name", "last_name", "role"),
  billing: z
    .object({ phone: optionalText, country: optionalText, first_name: optionalText, last_name: optionalText })
    .partial()
    .nullish(),
});

/** Pages by number; "" at the end, so that the next run starts anew. */
async function* walk<T>(
  call: ShopCall,
  cursor: string | null,
  read: (row: Json) => T | null,
  ctx: Context,
): AsyncIterable<SweepPage<T>> {
  for await (const { rows, page, last } of pages(ctx, call, Math.max(1, Number(cursor || 1)))) {
    const items = rows.map(read).filter((item) => item !== null);
    yield { items, cursor: last ? "" : String(page + 1), safeToSave: true };
  }
}

const ORDER = [
  ["orderby", "id"],
  ["order", "asc"],
] as const;

function readCategory(row: Json, ctx: Context): ChannelCategory {
  const category = parseResponse(categorySchema, row, { ctx, what: "category" });
  return { key: category.id, parentKey: category.parent, name: decodeEntities(category.name), raw: row };
}

export const categories: Categories = {
  sweep: readDaily("categories.full", (input, ctx) =>
    walk(
      { path: "products/categories", query: ORDER, operation: "categories.list" },
      input.cursor,
      (row) => readCategory(row, ctx),
      ctx,
    ),
  ),
  async put(category, ctx) {
    const json = {
      name: encodeName(category.name),
      // 0 is the top: left out, an update would leave it where it lay.
      parent: Number(category.parentKey ?? 0),
    };
    if (category.key !== null) {
      await shopCall(ctx, {
        method: "PUT",
        path: `products/categories/${encodeURIComponent(category.key)}`,
        json,
        operation: "categories.update",
        safe: true,
      });
      return category.key;
    }
    const { body, response } = await shopCall(ctx, {
      method: "POST",
      path: "products/categories",
      json,
      operation: "categories.create",
    });
    const taken = response.status >= 400 ? shopError(response)?.data["resource_id"] : asRecord(body)["id"];
    if (taken === undefined)
      throw new ConnectorError(
        { kind: "rejected", field: "name", code: "term_exists" },
        message("error.shopAlreadyCategory", { name: category.name }),
      );
    return String(taken);
  },
  async remove(key, ctx) {
    // Categories have no trash: without force the shop refuses.
    await shopCallOrNull(ctx, {
      method: "DELETE",
      path: `products/categories/${encodeURIComponent(key)}`,
      query: [["force", "true"]],
      operation: "categories.remove",
      safe: true,
    });
  },
};

/** People who run the shop are no customers. */
const STAFF: readonly string[] = ["administrator", "shop_manager", "editor", "author", "contributor"];

export const customers: Customers = {
  sweeps: [
    readDaily("customers.full", (input, ctx) =>
      walk(
        {
          path: "customers",
          query: [
            ["role", "all"],
            ["orderby", "registered_date"],
            ["order", "asc"],
          ],
          operation: "customers.list",
        },
        input.cursor,
        (row) => readCustomer(row, ctx),
        ctx,
      ),
    ),
  ],
  async update({ email, name, phone }, ctx) {
    const query = [
      ["email", email],
      ["role", "all"],
    ] as const;
    const { body } = await shopCall(ctx, { path: "customers", query, operation: "customers.find" });
    const [found] = asList(body, ctx, "customers");
    if (found === undefined) return null;
    const existing = parseResponse(customerSchema, found, { ctx, what: "customer", essential: ["id"] });
    if (existing.role && STAFF.includes(existing.role)) return null;
    const names = name === undefined ? undefined : splitName(name);
    await shopCall(ctx, {
      method: "PUT",
      path: `customers/${encodeURIComponent(existing.id)}`,
      json: {
        ...(names && { first_name: names.first, last_name: names.last }),
        ...(phone === undefined ? {} : { billing: { phone } }),
      },
      operation: "customers.update",
      safe: true,
    });
    return existing.id;
  },
};

/** Null for people who run the shop. */
export function readCustomer(row: Json, ctx: Pick<Context, "drift">) {
  const one = parseResponse(customerSchema, row, { ctx, what: "customer", essential: ["id"] });
  if (one.role && STAFF.includes(one.role)) return null;
  const name = [one.first_name ?? one.billing?.first_name, one.last_name ?? one.billing?.last_name]
    .filter(Boolean)
    .join(" ");
  const phone = one.billing?.phone;
  return {
    key: one.id,
    name: name === "" ? undefined : name,
    email: one.email,
    phone: normalisePhone(phone, one.billing?.country) ?? phone,
    raw: row,
  };
}
