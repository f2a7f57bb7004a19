/** Customers with an account; guests are known from their orders. */
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import type { Customers } from "../kit/contract/ports.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { splitName } from "../kit/parse/person-name.ts";
import { normalisePhone } from "../kit/parse/phone.ts";
import { PER_PAGE, rowsOf, storeCall } from "./client.ts";
import { customerSchema } from "./schemas.ts";
import { walkChanged } from "./sweeps.ts";
import { stamp } from "./time.ts";

async function page(fromMs: number | null, number: number, ctx: Context): Promise<readonly Json[]> {
  const query = [
    ...(fromMs === null ? [] : [["date_modified:min", stamp(fromMs)] as const]),
    ["sort", "date_modified:asc"],
    ["limit", String(PER_PAGE)],
    ["page", String(number)],
  ] as const;
  const { body } = await storeCall(ctx, { path: "v3/customers", query, operation: "customers.list" });
  return rowsOf(body, ctx, "customers");
}

function readCustomer(raw: Json, ctx: Context) {
  const one = parseResponse(customerSchema, raw, { ctx, what: "customer", essential: ["id"] });
  const name = [one.first_name, one.last_name].filter(Boolean).join(" ");
  const phone = normalisePhone(one.phone) ?? one.phone;
  return { key: one.id, name: name === "" ? undefined : name, email: one.email, phone, raw };
}

/** One account; null when it is gone, or the token may not read customers. */
export async function fetchCustomer(key: string, ctx: Context): Promise<ReturnType<typeof readCustomer> | null> {
  try {
    const query = [["id:in", key]] as const;
    const { body } = await storeCall(ctx, { path: "v3/customers", query, operation: "customers.get" });
    const [found] = rowsOf(body, ctx, "customers");
    return found === undefined ? null : readCustomer(found, ctx);
  } catch (error) {
    if (isConnectorError(error) && error.kind === "forbidden") return null;
    throw error;
  }
}

export const customers: Customers = {
  sweeps: [
    {
      id: "customers.changed",
      mode: "changed",
      everyMs: 3_600_000,
      run: (input, ctx) =>
        walkChanged(
          {
            what: "customers",
            page,
            async read(rows, inner) {
              return rows.map((raw) => readCustomer(raw, inner));
            },
          },
          input,
          ctx,
        ),
    },
  ],
  async update({ email, name, phone }, ctx) {
    const query = [["email:in", email]] as const;
    const { body } = await storeCall(ctx, { path: "v3/customers", query, operation: "customers.find" });
    const [found] = rowsOf(body, ctx, "customers");
    if (found === undefined) return null;
    const { id } = parseResponse(customerSchema, found, { ctx, what: "customer", essential: ["id"] });
    const names = name === undefined ? undefined : splitName(name);
    // A last name cannot be emptied here.
    const text = names && { first_name: names.first, ...(names.last === "" ? {} : { last_name: names.last }) };
    const json = [{ id: Number(id), ...text, ...(phone === undefined ? {} : { phone }) }];
    await storeCall(ctx, { method: "PUT", path: "v3/customers", json, operation: "customers.update", safe: true });
    return id;
  },
};
