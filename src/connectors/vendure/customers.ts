import { z } from "zod";
import type { Customers } from "../kit/contract/ports.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { byOffset } from "../kit/pull/whole-list.ts";
import { graphql } from "./client.ts";
import * as documents from "./documents.ts";
import { customerSchema, rawList } from "./schemas.ts";

const PAGE_SIZE = 500;
const DAY_MS = 24 * 3_600_000;

/** By id, so that new customers come last. Filters by date cannot be relied on: all are read each time. */
export const customers: Customers = {
  sweeps: [
    {
      id: "all",
      mode: "full",
      everyMs: DAY_MS,
      run: ({ cursor }, ctx) =>
        byOffset(cursor, async (skip) => {
          const { customers: page } = await graphql(ctx, documents.CUSTOMERS, {
            variables: { options: { skip, take: PAGE_SIZE, sort: { id: "ASC" } } },
            schema: z.object({ customers: rawList }),
            what: "customers",
          });
          const items = page.items.map((raw) => {
            const told = parseResponse(customerSchema, raw, { ctx, what: "customer" });
            const name = [told.firstName, told.lastName].filter((part) => part).join(" ") || undefined;
            return { key: told.id, name, email: told.emailAddress, phone: told.phoneNumber, raw };
          });
          return { items, told: page.items.length, total: page.totalItems };
        }),
    },
  ],
};
