import { z } from "zod";
import type { Customers } from "../kit/contract/ports.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { joinedName } from "../kit/parse/person-name.ts";
import { byOffset, readDaily } from "../kit/pull/whole-list.ts";
import { graphql } from "./client.ts";
import * as documents from "./documents.ts";
import { customerSchema, rawList } from "./schemas.ts";

const PAGE_SIZE = 500;

/** By id, so that new customers come last. Filters by date cannot be relied on: all are read each time. */
export const customers: Customers = {
  sweeps: [
    readDaily("all", ({ cursor }, ctx) =>
      byOffset(cursor, async (skip) => {
        const { customers: page } = await graphql(ctx, documents.CUSTOMERS, {
          variables: { options: { skip, take: PAGE_SIZE, sort: { id: "ASC" } } },
          schema: z.object({ customers: rawList }),
          what: "customers",
        });
        const items = page.items.map((raw) => {
          const reported = parseResponse(customerSchema, raw, { ctx, what: "customer", essential: ["id"] });
          const name = joinedName(reported.firstName, reported.lastName);
          return { key: reported.id, name, email: reported.emailAddress, phone: reported.phoneNumber, raw };
        });
        return { items, told: page.items.length, total: page.totalItems };
      }),
    ),
  ],
};
