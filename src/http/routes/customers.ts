import { z } from "zod";
import { dismissDuplicate, duplicateSchema, listDuplicates } from "../../hub/customer-identity/duplicates.ts";
import {
  customerSchema,
  customerSummarySchema,
  getCustomer,
  listCustomers,
  survivorOf,
} from "../../hub/customers/customers.ts";
import { editCustomer } from "../../hub/customers/edit.ts";
import { customerTable } from "../../hub/customers/export.ts";
import { mergeCustomers, mergeSchema, mergesOf, undoMerge } from "../../hub/customers/merge.ts";
import { exportCustomer } from "../../hub/customers/person-export.ts";
import { eraseCustomer } from "../../hub/customers/privacy.ts";
import { listOrders } from "../../hub/orders/list.ts";
import { orderSummarySchema } from "../../hub/orders/order-fields/summary-schema.ts";
import { exampleId } from "../document/examples.ts";
import { asRequested, byId, type Route, routes } from "../route.ts";
import { id, list, page, pageOf, text, uncountedPage, uncountedPageOf } from "../schemas.ts";
import { tableAnswer, tableQuery, tableTypes } from "../table-answer.ts";
import { customerFilters, when } from "./list-filters.ts";

const route = routes({ tag: "customers", reads: "view", changes: "act_on_orders" });

const optionalText = (most: number) => z.string().trim().max(most).nullable().optional();

/** Customers over all channels, and what the law lets them ask for. */
export const customerRoutes: readonly Route[] = [
  route.get("/customers", {
    summary: "Customers, newest first",
    query: z.object({ ...page, ...customerFilters }),
    response: pageOf(customerSummarySchema),
    handler: ({ tenant, query }) => {
      const { q, ...paging } = query;
      return tenant((tx) => listCustomers(tx, { ...paging, search: q }));
    },
  }),
  route.get("/customers/:id", {
    summary: "One customer with contact points, what they spent and their last orders",
    response: customerSchema,
    handler: byId(getCustomer),
  }),
  route.get("/customers/:id/orders", {
    summary: "The customer's orders, newest first",
    query: z.object({ ...page, ...when("ordered") }),
    response: pageOf(orderSummarySchema),
    handler: ({ tenant, params, query }) =>
      tenant(async (tx) => {
        const customerId = await survivorOf(tx, params.id);
        return listOrders(tx, { ...query, customerId });
      }),
  }),
  route.get("/customers/export", {
    permission: "manage_members",
    summary: "These customers as a file: CSV or JSON lines",
    query: z.object({ ...customerFilters, ...tableQuery }),
    produces: tableTypes,
    handler: ({ tenant, query, reply }) => {
      const { q, from, to, sort, ...style } = query;
      const table = customerTable(tenant, { search: q, from, to, sort });
      return tableAnswer(reply, { name: "customers", table, style });
    },
  }),
  route.patch("/customers/:id", {
    summary: "Change what is known of a customer; null empties a field",
    example: { body: { notes: "Prefers delivery in the evening." } },
    body: z.strictObject({
      name: optionalText(200),
      email: optionalText(254),
      phone: optionalText(40),
      notes: optionalText(10_000),
      tags: z.array(text(60)).max(100).optional(),
      acceptsMarketing: z.boolean().nullable().optional(),
    }),
    response: customerSchema,
    handler: async ({ tenant, params, body, now, access, deps }) => {
      const edited = await tenant((tx) => editCustomer(tx, params.id, body, now));
      await deps.engine.wake(access.organization);
      return edited;
    },
  }),
  route.post("/customers/:id/merge", {
    summary: "Make another customer's record part of this one",
    example: { body: { from: exampleId("from") } },
    body: z.strictObject({ from: id }),
    response: customerSchema,
    handler: ({ tenant, params, body, access, now }) =>
      tenant((tx) => mergeCustomers(tx, { from: body.from, into: params.id, actor: access.actor, now })),
  }),
  route.get("/customers/:id/merges", {
    summary: "Merges into this customer, newest first",
    response: list(mergeSchema),
    handler: ({ tenant, params }) =>
      tenant(async (tx) => ({ items: await mergesOf(tx, await survivorOf(tx, params.id)) })),
  }),
  route.post("/customers/merges/:mergeId/undo", {
    summary: "Take a merge back: what it moved returns, what came since stays; answers the customer that is back",
    params: z.object({ mergeId: id }),
    response: customerSchema,
    handler: ({ tenant, params, access, now }) =>
      tenant((tx) => undoMerge(tx, params.mergeId, { actor: access.actor, now })),
  }),
  route.get("/customers/duplicates", {
    summary: "Customers who may be one person, with reasons; only people merge them",
    query: z.object(uncountedPage),
    response: uncountedPageOf(duplicateSchema),
    handler: asRequested(listDuplicates),
  }),
  route.post("/customers/duplicates/dismiss", {
    summary: "These two are two people: the suggestion does not come back",
    body: z.strictObject({ customerId: id, otherId: id }),
    handler: ({ tenant, body, access, now }) =>
      tenant((tx) => dismissDuplicate(tx, { one: body.customerId, other: body.otherId }, { actor: access.actor, now })),
  }),
  route.get("/customers/:id/export", {
    permission: "manage_members",
    summary: "Everything kept about a person, to hand to them",
    response: z.unknown(),
    handler: byId(exportCustomer),
  }),
  route.post("/customers/:id/erase", {
    permission: "manage_members",
    summary: "Take a person out of everything kept; orders, amounts and stock stay",
    response: z.object({
      customers: z.int(),
      orders: z.int(),
      places: z.array(z.object({ what: z.string(), rows: z.int() })).describe("what was emptied, and where"),
    }),
    handler: ({ tenant, params, access, now }) =>
      tenant((tx) => eraseCustomer(tx, params.id, { actor: access.actor, now })),
  }),
];
