import { z } from "zod";
import type { OrganizationId } from "../../commerce/ids.ts";
import type { OrderPart } from "../../commerce/order.ts";
import { messageSchema } from "../../hub/answer-schemas.ts";
import { financialStatus, fulfilmentStatus, orderStatus } from "../../hub/orders/order-fields/summary-schema.ts";
import { foundCustomerSchema } from "../../hub/promotions/find-on-channel.ts";
import type { Deps } from "../deps.ts";
import { type Route, routes } from "../route.ts";
import { list } from "../schemas.ts";

import { storeOf } from "./stores.ts";

const route = routes({ tag: "stores", reads: "view" });

const product = z.object({
  key: z.string(),
  title: z.string(),
  variants: z.array(z.object({ key: z.string(), sku: z.string().nullable(), barcode: z.string().nullable() })),
});
const order = z.object({
  key: z.string(),
  number: z.string(),
  placedAt: z.string(),
  status: orderStatus,
  financial: financialStatus,
  fulfilment: fulfilmentStatus,
  currency: z.string(),
  totalMinor: z.int().nullable().describe("minor units"),
  lines: z.array(z.object({ key: z.string(), sku: z.string().nullable(), title: z.string(), quantity: z.int() })),
});

function open(deps: Deps, organization: OrganizationId, connectionId: string) {
  return deps.engine.services.for({ organization, connectionId });
}

/** What a channel can be asked while somebody waits: the same questions whatever its platform. */
export const channelServiceRoutes: readonly Route[] = [
  route.get("/stores/:id/services", {
    summary: "What this channel can be asked directly, and why not the rest",
    response: list(z.object({ name: z.string(), isSupported: z.boolean(), why: messageSchema.nullable() })),
    handler: async ({ tenant, params, access, deps }) => {
      await storeOf({ tenant, params }, "commerce");
      return { items: [...(await open(deps, access.organization, params.id)).availability] };
    },
  }),
  route.get("/stores/:id/services/products", {
    summary: "Products of this channel with a SKU or barcode, as it shows them now",
    query: z.object({ sku: z.string().max(255).optional(), barcode: z.string().max(255).optional() }),
    response: list(product),
    handler: async ({ tenant, params, query, access, deps }) => {
      await storeOf({ tenant, params }, "commerce");
      const found = await (await open(deps, access.organization, params.id)).findProducts(query);
      return {
        items: found.map(({ key, title, variants }) => ({
          key,
          title,
          variants: variants.map((one) => ({ key: one.key, sku: one.sku ?? null, barcode: one.barcode ?? null })),
        })),
      };
    },
  }),
  route.get("/stores/:id/services/customers", {
    summary: "The customer with an e-mail address or phone number, and whether they bought on this channel",
    query: z.object({ email: z.string().max(320).optional(), phone: z.string().max(50).optional() }),
    response: list(foundCustomerSchema),
    handler: async ({ tenant, params, query, access, deps }) => {
      await storeOf({ tenant, params }, "commerce");
      const found = await (await open(deps, access.organization, params.id)).findCustomer(query);
      return { items: found ? [found] : [] };
    },
  }),
  route.get("/stores/:id/services/orders", {
    summary: "An order of this channel by the channel's key, as it stands there now",
    query: z.object({ key: z.string().min(1).max(255) }),
    response: list(order),
    handler: async ({ tenant, params, query, access, deps }) => {
      await storeOf({ tenant, params }, "commerce");
      const found = await (await open(deps, access.organization, params.id)).findOrder(query.key);
      return { items: found ? [orderThere(found)] : [] };
    },
  }),
];

function orderThere({ totals, ...part }: OrderPart): z.input<typeof order> {
  const { orderKey, number, placedAt, status, financial, fulfilment, lines } = part;
  return {
    ...{ key: orderKey, number, placedAt, status, financial, fulfilment },
    ...{ currency: totals.currency, totalMinor: totals.totalMinor === null ? null : Number(totals.totalMinor) },
    lines: lines.map((line) => ({ key: line.key, sku: line.sku ?? null, title: line.title, quantity: line.quantity })),
  };
}
