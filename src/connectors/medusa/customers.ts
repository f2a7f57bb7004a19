import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { Customers } from "../kit/contract/ports.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { splitName } from "../kit/parse/person-name.ts";
import { list, listAll, post } from "./client.ts";
import { customerSchema } from "./schemas.ts";

const PAGE_SIZE = 100;
const DAY_MS = 24 * 3_600_000;
const PATH = "/admin/customers";
const FIELDS = "id,email,first_name,last_name,phone,has_account";

/** Guests of one e-mail address share a record, beside the account of the same address. */
export const customers: Customers = {
  sweeps: [
    {
      id: "all",
      mode: "full",
      everyMs: DAY_MS,
      async *run({ cursor }, ctx) {
        for (let offset = Number(cursor ?? "0") || 0; ; ) {
          const query = [
            ["limit", String(PAGE_SIZE)],
            ["offset", String(offset)],
            ["order", "id"],
            ["fields", FIELDS],
          ] as const;
          const page = await list(ctx, PATH, "customers", { operation: "customers.list", query });
          const items = page.rows.map((raw) => {
            const told = customerOf(raw, ctx);
            const name = [told.first_name, told.last_name].filter((part) => part).join(" ") || undefined;
            return { key: told.id, name, email: told.email, phone: told.phone, raw };
          });
          offset += items.length;
          const isLast = items.length === 0 || offset >= page.total;
          yield { items, cursor: isLast ? "0" : String(offset), safeToSave: true };
          if (isLast) return;
        }
      },
    },
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
  return parseResponse(customerSchema, raw, { ctx, what: "customer" });
}
