import type { Customers } from "../kit/contract/ports.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { joinedName } from "../kit/parse/person-name.ts";
import { byNumber, readDaily } from "../kit/pull/whole-list.ts";
import { list } from "./client.ts";
import { customerSchema } from "./schemas.ts";

const PAGE_SIZE = 100;

/** Oldest first, so that new customers come last. The shop tells no change of a customer: all are read each time. */
export const customers: Customers = {
  sweeps: [
    readDaily("all", ({ cursor }, ctx) =>
      byNumber(cursor, async (page) => {
        const { rows, hasNext } = await list(ctx, {
          url: "/admin/customers",
          operation: "customers.list",
          page,
          size: PAGE_SIZE,
          filters: [["order[createdAt]", "asc"]],
        });
        const items = rows.map((raw) => {
          const reported = parseResponse(customerSchema, raw, { ctx, what: "customer", essential: ["id"] });
          const name = joinedName(reported.firstName, reported.lastName);
          return { key: reported.id, name, email: reported.email, phone: reported.phoneNumber, raw };
        });
        return { items, isLast: !hasNext || rows.length === 0 };
      }),
    ),
  ],
};
