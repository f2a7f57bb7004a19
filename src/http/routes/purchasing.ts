import { z } from "zod";
import { invoiceSettings } from "../../hub/invoices/settings.ts";
import { printPurchaseOrder } from "../../hub/paper-print/print-purchase-order.ts";
import {
  cancelPurchaseOrder,
  changePurchaseOrder,
  createPurchaseOrder,
  deletePurchaseOrder,
  placePurchaseOrder,
} from "../../hub/purchasing/orders.ts";
import { getPurchaseOrder, listPurchaseOrders } from "../../hub/purchasing/read-orders.ts";
import { receivePurchaseOrder } from "../../hub/purchasing/receive.ts";
import {
  changeSupplier,
  createSupplier,
  deleteSupplier,
  getSupplier,
  listSuppliers,
} from "../../hub/purchasing/suppliers.ts";
import { exampleId } from "../document/examples.ts";
import { type Api, type Call, route } from "../route.ts";
import { idParams, page, pageOf } from "../schemas.ts";
import { purchaseOrderFilters, supplierFilters } from "./list-filters.ts";
import {
  arrival,
  newPurchaseOrder,
  newSupplier,
  purchaseOrder,
  purchaseOrderChange,
  purchaseOrderRow,
  received,
  supplier,
  supplierChange,
} from "./purchase-schemas.ts";

const tag = "purchasing";
const bodyLimit = 1024 * 1024;

/** Suppliers, what is ordered from them, and what of it arrived. */
export function purchasingRoutes(api: Api): void {
  supplierRoutes(api);
  readRoutes(api);
  draftRoutes(api);
  actRoute(api, {
    verb: "order",
    summary: "The order was placed with its supplier: its units are incoming; a second time changes nothing",
    act: placePurchaseOrder,
  });
  actRoute(api, {
    verb: "cancel",
    summary: "Nothing more comes of the order; what arrived stays",
    act: cancelPurchaseOrder,
  });
  receiveRoute(api);
}

function supplierRoutes(api: Api): void {
  route(api, {
    method: "GET",
    url: "/suppliers",
    permission: "view",
    tag,
    summary: "Suppliers, the newest first",
    query: z.object({ ...page, ...supplierFilters }),
    asFile: "suppliers",
    response: pageOf(supplier),
    handler: ({ tenant, query: { q, ...filter } }) => tenant((tx) => listSuppliers(tx, { ...filter, search: q })),
  });
  route(api, {
    method: "GET",
    url: "/suppliers/:id",
    permission: "view",
    tag,
    summary: "One supplier",
    params: idParams,
    response: supplier,
    handler: ({ tenant, params }) => tenant((tx) => getSupplier(tx, params.id)),
  });
  route(api, {
    method: "POST",
    url: "/suppliers",
    permission: "edit_catalogue",
    tag,
    summary: "Add a supplier",
    example: {
      body: { name: "Linen mill", email: "orders@mill.example", currency: "EUR", paymentTerms: "30 days net" },
    },
    body: newSupplier,
    response: supplier,
    status: 201,
    handler: ({ tenant, body, now }) => tenant((tx) => createSupplier(tx, { ...body, now })),
  });
  route(api, {
    method: "PATCH",
    url: "/suppliers/:id",
    permission: "edit_catalogue",
    tag,
    summary: "Change a supplier",
    example: { body: { leadDays: 14 } },
    params: idParams,
    body: supplierChange,
    response: supplier,
    handler: ({ tenant, params, body, now }) => tenant((tx) => changeSupplier(tx, { ...body, ...params, now })),
  });
  route(api, {
    method: "DELETE",
    url: "/suppliers/:id",
    permission: "edit_catalogue",
    tag,
    summary: "Remove a supplier nothing was ever ordered from",
    params: idParams,
    handler: ({ tenant, params }) => tenant((tx) => deleteSupplier(tx, params.id)),
  });
}

function readRoutes(api: Api): void {
  route(api, {
    method: "GET",
    url: "/purchase-orders",
    permission: "view",
    tag,
    summary: "Purchase orders, the newest first",
    query: z.object({ ...page, ...purchaseOrderFilters }),
    asFile: "purchase-orders",
    response: pageOf(purchaseOrderRow),
    handler: ({ tenant, query: { q, ...filter } }) => tenant((tx) => listPurchaseOrders(tx, { ...filter, search: q })),
  });
  route(api, {
    method: "GET",
    url: "/purchase-orders/:id",
    permission: "view",
    tag,
    summary: "One purchase order with its lines",
    params: idParams,
    response: purchaseOrder,
    handler: ({ tenant, params }) => tenant((tx) => getPurchaseOrder(tx, params.id)),
  });
  route(api, {
    method: "GET",
    url: "/purchase-orders/:id/pdf",
    permission: "view",
    tag,
    summary: "The purchase order as a PDF for its supplier, in the language of the organization's invoices",
    params: idParams,
    produces: ["application/pdf"],
    handler: async ({ tenant, params, now, reply }) => {
      const paper = await tenant(async (tx) => {
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
          `inline; filename="${paper.order.number.replace(/[^A-Za-z0-9._-]+/g, "-")}.pdf"`,
        );
      return printPurchaseOrder(paper, now);
    },
  });
}

function draftRoutes(api: Api): void {
  route(api, {
    method: "POST",
    url: "/purchase-orders",
    permission: "edit_catalogue",
    tag,
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
  });
  route(api, {
    method: "PATCH",
    url: "/purchase-orders/:id",
    permission: "edit_catalogue",
    tag,
    summary: "Change a draft; of an order that was placed its expected day, reference and note",
    example: { body: { expectedOn: "2026-12-01", note: "Ring before delivery" } },
    params: idParams,
    body: purchaseOrderChange,
    response: purchaseOrder,
    bodyLimit,
    handler: ({ tenant, params, body, now }) => tenant((tx) => changePurchaseOrder(tx, { ...body, ...params, now })),
  });
  route(api, {
    method: "DELETE",
    url: "/purchase-orders/:id",
    permission: "edit_catalogue",
    tag,
    summary: "Remove a draft; its number is not given again",
    params: idParams,
    handler: ({ tenant, params }) => tenant((tx) => deletePurchaseOrder(tx, params.id)),
  });
}

function actRoute(
  api: Api,
  spec: { readonly verb: "order" | "cancel"; readonly summary: string; readonly act: typeof placePurchaseOrder },
): void {
  route(api, {
    method: "POST",
    url: `/purchase-orders/:id/${spec.verb}`,
    permission: "edit_catalogue",
    tag,
    summary: spec.summary,
    params: idParams,
    response: purchaseOrder,
    handler: ({ tenant, params, access, now }: Call<{ id: string }, undefined, undefined>) =>
      tenant((tx) => spec.act(tx, { id: params.id, actor: access.actor, now })),
  });
}

function receiveRoute(api: Api): void {
  route(api, {
    method: "POST",
    url: "/purchase-orders/:id/receive",
    permission: "edit_catalogue",
    tag,
    summary: "Raise stock by what arrived of an order, all of it or none; a posted stock document is its receipt",
    params: idParams,
    body: arrival,
    response: received,
    bodyLimit,
    handler: async ({ tenant, params, body, access, now }) => {
      const done = await tenant((tx) => receivePurchaseOrder(tx, { ...body, id: params.id, actor: access.actor, now }));
      await api.deps.engine.wake(access.organization);
      return done;
    },
  });
}
