/** What the purchasing screens read. */
import { queryOptions } from "@tanstack/react-query";
import { body, hub } from "../data/hub.ts";

export const purchaseOrderQuery = (id: string) =>
  queryOptions({
    queryKey: ["purchase-orders", id],
    queryFn: () => body(hub.GET("/api/purchase-orders/{id}", { params: { path: { id } } })),
  });

/** Those a new order may be written to. */
export const suppliersQuery = queryOptions({
  queryKey: ["suppliers", "active"],
  queryFn: async () =>
    (await body(hub.GET("/api/suppliers", { params: { query: { isActive: "true", limit: 200 } } }))).items,
});

export const receiptsOf = (purchaseOrderId: string) =>
  queryOptions({
    queryKey: ["stock-documents", "receipts", purchaseOrderId],
    queryFn: async () =>
      (await body(hub.GET("/api/stock-documents", { params: { query: { purchaseOrderId, limit: 200 } } }))).items,
  });

export const pdfOf = (id: string) => `/api/purchase-orders/${id}/pdf`;
