/** What screens read of invoices. */
import { hub, ofId, type Shape } from "../data/hub.ts";
import { reading, readingItems } from "../data/reading.ts";

export type InvoiceSettings = Shape<"InvoiceSettings">;
export type InvoiceSeries = Shape<"InvoiceSeries">;
export type OrderInvoices = Shape<"OrderInvoices">;

/** Below "orders", so that what happens to an order makes it old. */
export const orderInvoicesQuery = (id: string) =>
  reading(["orders", id, "invoices"], () => hub.GET("/api/orders/{id}/invoice", ofId(id)));

export const invoiceSettingsQuery = reading(["invoices", "settings"], () => hub.GET("/api/invoice-settings"));

export const channelLogosQuery = readingItems(["invoices", "channel-logos"], () =>
  hub.GET("/api/invoice-settings/channel-logos"),
);

export const seriesQuery = readingItems(["invoices", "series"], () => hub.GET("/api/invoice-series"));

export const statesQuery = readingItems(["invoices", "states"], () => hub.GET("/api/invoice-settings/states"), {
  staleTime: Number.POSITIVE_INFINITY,
});

export const pdfOf = (id: string) => `/api/invoices/${id}/pdf`;
