import { z } from "zod";
import { drawer } from "../../engine/document-processes/document-drawer.ts";
import { invoiceSettings } from "../../hub/invoices/settings.ts";
import { orderLowStock } from "../../hub/purchasing/order-low-stock.ts";
import {
  cancelPurchaseOrder,
  changePurchaseOrder,
  createPurchaseOrder,
  deletePurchaseOrder,
  placePurchaseOrder,
} from "../../hub/purchasing/orders.ts";
import { getPurchaseOrder, listPurchaseOrders, purchaseOrderSummarySchema } from "../../hub/purchasing/read-orders.ts";
import { receivePurchaseOrder } from "../../hub/purchasing/receive.ts";
import {
  changeSupplier,
  createSupplier,
  deleteSupplier,
  getSupplier,
  listSuppliers,
  supplierSchema,
} from "../../hub/purchasing/suppliers.ts";
import { exampleId } from "../document/examples.ts";
import { byId, type Call, type Route, routes } from "../route.ts";
import { page, pageOf } from "../schemas.ts";
import { purchaseOrderFilters, supplierFilters } from "./list-filters.ts";
import {
  arrival,
  lowStockOrder,
  lowStockOrdered,
  newPurchaseOrder,
  newSupplier,
  purchaseOrder,
  purchaseOrderChange,
  received,
  supplierChange,
} from "./purchase-schemas.ts";

const route = routes({ tag: "purchasing", reads: "view_costs", changes: "edit_catalogue" });

const bodyLimit = 1024 * 1024;

function actRoute(spec: {
  readonly verb: "order" | "cancel";
  readonly summary: string;
  readonly act: typeof placePurchaseOrder;
}): Route {
  return route.post(`/purchase-orders/:id/${spec.verb}`, {
    summary: spec.summary,
    response: purchaseOrder,
    handler: ({ tenant, params, access, now }: Call<{ id: string }, undefined, undefined>) =>
      tenant((tx) => spec.act(tx, { id: params.id, actor: access.actor, now })),
  });
}

/** Suppliers, what is ordered from them, and what of it arrived. */
export const purchasingRoutes: readonly Route[] = [
  route.get("/suppliers", {
    summary: "Suppliers, the newest first",
    query: z.object({ ...page, ...supplierFilters }),
    asFile: "suppliers",
    response: pageOf(supplierSchema),
    handler: ({ tenant, query: { q, ...filter } }) => tenant((tx) => listSuppliers(tx, { ...filter, search: q })),
  }),
  route.get("/suppliers/:id", {
    summary: "One supplier",
    response: supplierSchema,
    handler: byId(getSupplier),
  }),
  route.post("/suppliers", {
    summary: "Add a supplier",
    example: {
      body: { name: "Linen mill", email: "orders@mill.example", currency: "EUR", paymentTerms: "30 days net" },
    },
    body: newSupplier,
    response: supplierSchema,
    status: 201,
    handler: ({ tenant, body, now }) => tenant((tx) => createSupplier(tx, { ...body, now })),
  }),
  route.patch("/suppliers/:id", {
    summary: "Change a supplier",
    example: { body: { leadDays: 14 } },
    body: supplierChange,
    response: supplierSchema,
    handler: ({ tenant, params, body, now }) => tenant((tx) => changeSupplier(tx, { ...body, ...params, now })),
  }),
  route.delete("/suppliers/:id", {
    summary: "Remove a supplier nothing was ever ordered from",
    handler: byId(deleteSupplier),
  }),
  route.get("/purchase-orders", {
    summary: "Purchase orders, the newest first",
    query: z.object({ ...page, ...purchaseOrderFilters }),
    asFile: "purchase-orders",
    response: pageOf(purchaseOrderSummarySchema),
    handler: ({ tenant, query: { q, ...filter } }) => tenant((tx) => listPurchaseOrders(tx, { ...filter, search: q })),
  }),
  route.get("/purchase-orders/:id", {
    summary: "One purchase order with its lines",
    response: purchaseOrder,
    handler: byId(getPurchaseOrder),
  }),
  route.get("/purchase-orders/:id/pdf", {
    summary: "The purchase order as a PDF for its supplier, in the language of the organization's invoices",
    produces: ["application/pdf"],
    handler: async ({ tenant, access, params, now, reply }) => {
      const document = await tenant(async (tx) => {
        const order = await getPurchaseOrder(tx, params.id);
        const { name } = await tx.one<{ name: string }>(
          "select name from argosy.organization where organization_id = argosy.tenant()",
        );
        return {
          order,
          supplier: await getSupplier(tx, order.supplierId),
          buyer: await invoiceSettings(tx),
          organization: name,
        };
      });
      reply
        .type("application/pdf")
        .header(
          "content-disposition",
          `inline; filename="${document.order.number.replace(/[^A-Za-z0-9._-]+/g, "-")}.pdf"`,
        );
      return drawer.draw(access.organization, { kind: "purchase", paper: document, madeAt: now });
    },
  }),
  route.post("/purchase-orders", {
    summary: "Write a draft; nothing is incoming until it is ordered",
    example: {
      body: {
        supplierId: exampleId("supplierId"),
        lines: [{ variantId: exampleId("variantId"), quantity: 12, unitCostMinor: 450 }],
      },
    },
    body: newPurchaseOrder,
    response: purchaseOrder,
    status: 201,
    bodyLimit,
    handler: ({ tenant, body, access, now }) =>
      tenant((tx) => createPurchaseOrder(tx, { ...body, actor: access.actor, now })),
  }),
  route.post("/purchase-orders/from-low-stock", {
    summary: "Write drafts for low stock, one for each supplier and location, with the quantities the list proposes",
    example: { body: { items: [{ variantId: exampleId("variantId") }] } },
    body: lowStockOrder,
    response: lowStockOrdered,
    status: 201,
    handler: ({ tenant, body, access, now }) =>
      tenant((tx) => orderLowStock(tx, { ...body, actor: access.actor, now })),
  }),
  route.patch("/purchase-orders/:id", {
    summary: "Change a draft; of an order that was placed its expected day, reference and note",
    example: { body: { expectedOn: "2026-12-01", note: "Ring before delivery" } },
    body: purchaseOrderChange,
    response: purchaseOrder,
    bodyLimit,
    handler: ({ tenant, params, body, now }) => tenant((tx) => changePurchaseOrder(tx, { ...body, ...params, now })),
  }),
  route.delete("/purchase-orders/:id", {
    summary: "Remove a draft of a purchase order; its number is not given again",
    handler: byId(deletePurchaseOrder),
  }),
  actRoute({
    verb: "order",
    summary: "The order was placed with its supplier: its units are incoming; a second time changes nothing",
    act: placePurchaseOrder,
  }),
  actRoute({
    verb: "cancel",
    summary: "Nothing more comes of the order; what arrived stays",
    act: cancelPurchaseOrder,
  }),
  route.post("/purchase-orders/:id/receive", {
    summary: "Raise stock by what arrived of an order, all of it or none; a posted stock document is its receipt",
    body: arrival,
    response: received,
    bodyLimit,
    handler: async ({ tenant, params, body, access, now, deps }) => {
      const done = await tenant((tx) => receivePurchaseOrder(tx, { ...body, id: params.id, actor: access.actor, now }));
      await deps.engine.wake(access.organization);
      return done;
    },
  }),
];
