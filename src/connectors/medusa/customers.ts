import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { Customers } from "../kit/contract/ports.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { joinedName, splitName } from "../kit/parse/person-name.ts";
import { byOffset, readDaily } from "../kit/pull/whole-list.ts";
import { list, listAll, pageQuery, post } from "./client.ts";
import { customerSchema } from "./schemas.ts";

const PAGE_SIZE = 100;
const PATH = "/admin/customers";
const FIELDS = "id,email,first_name,last_name,phone,has_account";

/** Guests of one e-mail address share a record, beside the account of the same address. */
export const customers: Customers = {
  sweeps: [
    readDaily("all", ({ cursor }, ctx) =>
      byOffset(cursor, async (offset) => {
        const query = pageQuery({ offset, size: PAGE_SIZE, fields: FIELDS });
        const { rows, total } = await list(ctx, PATH, "customers", { operation: "customers.list", query });
        const items = rows.map((raw) => {
          const reported = customerOf(raw, ctx);
          const name = joinedName(reported.first_name, reported.last_name);
          return { key: reported.id, name, email: reported.email, phone: reported.phone, raw };
        });
        return { items, told: rows.length, total };
      }),
    ),
  ],
  async update({ email, name, phone }, ctx) {
    const query = [
      ["email", email],
      ["has_account", "true"],
      ["fields", FIELDS],
    ] as const;
    const rows = await listAll(ctx, PATH, "customers", { operation: "customers.list", query });
    const own = rows.map((raw) => customerOf(raw, ctx)).find((one) => one.email === email);
    if (!own) return null;
    const { first, last } = splitName(name);
    const json: Record<string, Json> = {
      ...(name === undefined ? {} : { first_name: first, last_name: last }),
      ...(phone === undefined ? {} : { phone }),
    };
    await post(ctx, `${PATH}/${own.id}`, { operation: "customers.update", query: [["fields", "id"]], json });
    return own.id;
  },
};

function customerOf(raw: Json, ctx: Context) {
  return parseResponse(customerSchema, raw, { ctx, what: "customer", essential: ["id"] });
}
