import { z } from "zod";
import { dismissDuplicate, listDuplicates } from "../../hub/customer-identity/duplicates.ts";
import { getCustomer, listCustomers, survivorOf } from "../../hub/customers/customers.ts";
import { editCustomer } from "../../hub/customers/edit.ts";
import { customerTable } from "../../hub/customers/export.ts";
import { mergeCustomers, mergesOf, undoMerge } from "../../hub/customers/merge.ts";
import { exportCustomer } from "../../hub/customers/person-export.ts";
import { eraseCustomer } from "../../hub/customers/privacy.ts";
import { listOrders } from "../../hub/orders/list.ts";
import { exampleId } from "../document/examples.ts";
import { type Api, route } from "../route.ts";
import { id, idParams, list, page, pageOf, pageQuery, text } from "../schemas.ts";
import { tableAnswer, tableQuery, tableTypes } from "../table-answer.ts";
import { customerFilters } from "./list-filters.ts";
import { customer, customerSummary, duplicate, merge, orderSummary } from "./order-schemas.ts";

const tag = "customers";

/** Customers over all channels, and what the law lets them ask for. */
export function customerRoutes(api: Api): void {
  readRoutes(api);
  exportRoutes(api);
  changeRoutes(api);
  mergeRoutes(api);
  privacyRoutes(api);
}

function readRoutes(api: Api): void {
  route(api, {
    method: "GET",
    url: "/customers",
    permission: "view",
    tag,
    summary: "Customers, newest first",
    query: z.object({ ...page, ...customerFilters }),
    response: pageOf(customerSummary),
    handler: ({ tenant, query }) => {
      const { q, ...paging } = query;
      return tenant((tx) => listCustomers(tx, { ...paging, search: q }));
    },
  });
  route(api, {
    method: "GET",
    url: "/customers/:id",
    permission: "view",
    tag,
    summary: "One customer with contact points, what they spent and their last orders",
    params: idParams,
    response: customer,
    handler: ({ tenant, params }) => tenant((tx) => getCustomer(tx, params.id)),
  });
  route(api, {
    method: "GET",
    url: "/customers/:id/orders",
    permission: "view",
    tag,
    summary: "The customer's orders, newest first",
    params: idParams,
    query: pageQuery,
    response: pageOf(orderSummary),
    handler: ({ tenant, params, query }) =>
      tenant(async (tx) => {
        const customerId = await survivorOf(tx, params.id);
        return listOrders(tx, { ...query, customerId });
      }),
  });
}

function exportRoutes(api: Api): void {
  route(api, {
    method: "GET",
    url: "/customers/export",
    permission: "manage_members",
    tag,
    summary: "These customers as a file: CSV or JSON lines",
    query: z.object({ ...customerFilters, ...tableQuery }),
    produces: tableTypes,
    handler: ({ tenant, query, reply }) => {
      const { q, ...style } = query;
      return tableAnswer(reply, { name: "customers", table: customerTable(tenant, { search: q }), style });
    },
  });
}

function changeRoutes(api: Api): void {
  const optionalText = (most: number) => z.string().trim().max(most).nullable().optional();
  route(api, {
    method: "PATCH",
    url: "/customers/:id",
    permission: "act_on_orders",
    tag,
    summary: "Change what is known of a customer; null empties a field",
    example: { body: { notes: "Prefers delivery in the evening." } },
    params: idParams,
    body: z.strictObject({
      name: optionalText(200),
      email: optionalText(254),
      phone: optionalText(40),
      notes: optionalText(10_000),
      tags: z.array(text(60)).max(100).optional(),
      acceptsMarketing: z.boolean().nullable().optional(),
    }),
    response: customer,
    handler: async ({ tenant, params, body, now, access }) => {
      const edited = await tenant((tx) => editCustomer(tx, params.id, body, now));
      await api.deps.engine.wake(access.organization);
      return edited;
    },
  });
}

function mergeRoutes(api: Api): void {
  route(api, {
    method: "POST",
    url: "/customers/:id/merge",
    permission: "act_on_orders",
    tag,
    summary: "Make another customer's record part of this one",
    example: { body: { from: exampleId("from") } },
    params: idParams,
    body: z.strictObject({ from: id }),
    response: customer,
    handler: ({ tenant, params, body, access, now }) =>
      tenant((tx) => mergeCustomers(tx, { from: body.from, into: params.id, actor: access.actor, now })),
  });
  route(api, {
    method: "GET",
    url: "/customers/:id/merges",
    permission: "view",
    tag,
    summary: "Merges into this customer, newest first",
    params: idParams,
    response: list(merge),
    handler: ({ tenant, params }) =>
      tenant(async (tx) => ({ items: await mergesOf(tx, await survivorOf(tx, params.id)) })),
  });
  route(api, {
    method: "POST",
    url: "/customers/merges/:mergeId/undo",
    permission: "act_on_orders",
    tag,
    summary: "Take a merge back: what it moved returns, what came since stays; answers the customer that is back",
    params: z.object({ mergeId: id }),
    response: customer,
    handler: ({ tenant, params, access, now }) =>
      tenant((tx) => undoMerge(tx, params.mergeId, { actor: access.actor, now })),
  });
  route(api, {
    method: "GET",
    url: "/customers/duplicates",
    permission: "view",
    tag,
    summary: "Customers who may be one person, with reasons; only people merge them",
    query: pageQuery,
    response: pageOf(duplicate),
    handler: ({ tenant, query }) => tenant((tx) => listDuplicates(tx, query)),
  });
  route(api, {
    method: "POST",
    url: "/customers/duplicates/dismiss",
    permission: "act_on_orders",
    tag,
    summary: "These two are two people: the suggestion does not come back",
    body: z.strictObject({ customerId: id, otherId: id }),
    handler: ({ tenant, body, access, now }) =>
      tenant((tx) => dismissDuplicate(tx, { one: body.customerId, other: body.otherId }, { actor: access.actor, now })),
  });
}

function privacyRoutes(api: Api): void {
  route(api, {
    method: "GET",
    url: "/customers/:id/export",
    permission: "manage_members",
    tag,
    summary: "Everything kept about a person, to hand to them",
    params: idParams,
    response: z.unknown(),
    handler: ({ tenant, params }) => tenant((tx) => exportCustomer(tx, params.id)),
  });
  route(api, {
    method: "POST",
    url: "/customers/:id/erase",
    permission: "manage_members",
    tag,
    summary: "Take a person out of everything kept; orders, amounts and stock stay",
    params: idParams,
    response: z.object({
      customers: z.int(),
      orders: z.int(),
      places: z.array(z.object({ what: z.string(), rows: z.int() })).describe("what was emptied, and where"),
    }),
    handler: ({ tenant, params, access, now }) =>
      tenant((tx) => eraseCustomer(tx, params.id, { actor: access.actor, now })),
  });
}
