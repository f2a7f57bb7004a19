/** Customers, as far as the app may see them (protected customer data: every field may be blank). */

import { z } from "zod";
import type { Customers } from "../kit/contract/ports.ts";
import { rawPage } from "../kit/graphql/pages.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { normalisePhone } from "../kit/parse/phone.ts";
import { graphql } from "./graphql.ts";
import { numberOf } from "./ids.ts";
import { customerNode } from "./nodes.ts";
import { CUSTOMERS_PAGE } from "./queries.ts";
import { changedSweep } from "./sweeps.ts";

export const customers: Customers = {
  sweeps: [
    changedSweep({
      id: "customers",
      everyMs: 3_600_000,
      page: async (variables, ctx) => {
        const schema = z.object({ customers: rawPage });
        return (await graphql(ctx, CUSTOMERS_PAGE, { variables, schema, what: "the customers" })).customers;
      },
      item: async (raw, ctx) => {
        const node = parseResponse(customerNode, raw, { ctx, what: "a customer", essential: ["id"] });
        const phone = node.defaultPhoneNumber?.phoneNumber;
        return {
          key: numberOf(node.id),
          name: node.displayName,
          email: node.defaultEmailAddress?.emailAddress,
          phone: normalisePhone(phone) ?? phone,
          raw,
        };
      },
    }),
  ],
};
