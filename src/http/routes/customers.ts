import { z } from "zod";
import { getCustomer, listCustomers, mergeCustomers } from "../../hub/customers/customers.ts";
import { eraseCustomer, exportCustomer } from "../../hub/customers/privacy.ts";
import { listOrders } from "../../hub/orders/list.ts";
import { type Api, route } from "../route.ts";
import { id, idParams, page, pageOf, pageQuery } from "../schemas.ts";
import { customer, customerSummary, orderSummary } from "./order-schemas.ts";

const tag = "customers";

/** Customers over all channels, and what the law lets them ask for. */
export function customerRoutes(api: Api): void {
  readRoutes(api);
  changeRoutes(api);
}

function readRoutes(api: Api): void {
  route(api, {
    method: "GET",
    url: "/customers",
    permission: "view",
    tag,
    summary: "Customers, newest first",
    query: z.object({ ...page, q: z.string().max(200).optional() }),
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
        const found = await getCustomer(tx, params.id);
        return listOrders(tx, { ...query, customerId: found.id });
      }),
  });
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
}

function changeRoutes(api: Api): void {
  route(api, {
    method: "POST",
    url: "/customers/:id/merge",
    permission: "act_on_orders",
    tag,
    summary: "Make another customer's record part of this one",
    params: idParams,
    body: z.strictObject({ from: id }),
    response: customer,
    handler: ({ tenant, params, body, access, now }) =>
      tenant((tx) => mergeCustomers(tx, { from: body.from, into: params.id, actor: access.actor, now })),
  });
  route(api, {
    method: "POST",
    url: "/customers/:id/erase",
    permission: "manage_members",
    tag,
    summary: "Take a person out of everything kept; orders, amounts and stock stay",
    params: idParams,
    response: z.object({ customers: z.int(), orders: z.int() }),
    handler: ({ tenant, params, access, now }) =>
      tenant((tx) => eraseCustomer(tx, params.id, { actor: access.actor, now })),
  });
}
