import type { Customers } from "../kit/contract/ports.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { byNumber } from "../kit/pull/whole-list.ts";
import { list } from "./client.ts";
import { customerSchema } from "./schemas.ts";

const PAGE_SIZE = 100;
const DAY_MS = 24 * 3_600_000;

/** Oldest first, so that new customers come last. The shop tells no change of a customer: all are read each time. */
export const customers: Customers = {
  sweeps: [
    {
      id: "all",
      mode: "full",
      everyMs: DAY_MS,
      run: ({ cursor }, ctx) =>
        byNumber(cursor, async (page) => {
          const { rows, hasNext } = await list(ctx, {
            url: "/admin/customers",
            operation: "customers.list",
            page,
            size: PAGE_SIZE,
            filters: [["order[createdAt]", "asc"]],
          });
          const items = rows.map((raw) => {
            const told = parseResponse(customerSchema, raw, { ctx, what: "customer" });
            const name = [told.firstName, told.lastName].filter((part) => part).join(" ") || undefined;
            return { key: told.id, name, email: told.email, phone: told.phoneNumber, raw };
          });
          return { items, isLast: !hasNext || rows.length === 0 };
        }),
    },
  ],
};
