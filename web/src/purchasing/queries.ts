/** What the purchasing screens read. */
import { hub, ofId } from "../data/hub.ts";
import { reading, readingItems } from "../data/reading.ts";

export const purchaseOrderQuery = (id: string) =>
  reading(["purchase-orders", id], () => hub.GET("/api/purchase-orders/{id}", ofId(id)));

/** Those a new order may be written to. */
export const suppliersQuery = readingItems(["suppliers", "active"], () =>
  hub.GET("/api/suppliers", { params: { query: { isActive: "true", limit: 200 } } }),
);

export const receiptsOf = (purchaseOrderId: string) =>
  readingItems(["stock-documents", "receipts", purchaseOrderId], () =>
    hub.GET("/api/stock-documents", { params: { query: { purchaseOrderId, limit: 200 } } }),
  );

export const pdfOf = (id: string) => `/api/purchase-orders/${id}/pdf`;
