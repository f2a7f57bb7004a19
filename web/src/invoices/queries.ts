/** What screens read of invoices. */
import { queryOptions } from "@tanstack/react-query";
import { body, hub, type Shape } from "../data/hub.ts";

export type InvoiceSettings = Shape<"InvoiceSettings">;
export type InvoiceSeries = Shape<"InvoiceSeries">;
export type OrderInvoices = Shape<"OrderInvoices">;

/** Below "orders", so that what happens to an order makes it old. */
export const orderInvoicesQuery = (id: string) =>
  queryOptions({
    queryKey: ["orders", id, "invoices"],
    queryFn: () => body(hub.GET("/api/orders/{id}/invoice", { params: { path: { id } } })),
  });

export const invoiceSettingsQuery = queryOptions({
  queryKey: ["invoices", "settings"],
  queryFn: () => body(hub.GET("/api/invoice-settings")),
});

export const seriesQuery = queryOptions({
  queryKey: ["invoices", "series"],
  queryFn: async () => (await body(hub.GET("/api/invoice-series"))).items,
});

export const statesQuery = queryOptions({
  queryKey: ["invoices", "states"],
  queryFn: async () => (await body(hub.GET("/api/invoice-settings/states"))).items,
  staleTime: Number.POSITIVE_INFINITY,
});

export const pdfOf = (id: string) => `/api/invoices/${id}/pdf`;
