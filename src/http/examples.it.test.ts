/**
 * Every operation of the document, called with the document's own example in an organization that has one of everything.
 * It answers what the document promises, and as the document describes it. A new route is in here by itself.
 */
import { expect, test } from "vitest";
import { openGround } from "./testing-ground.ts";
import { type Operation, withIdsOf } from "./testing-operations.ts";

/** What the example cannot do in this one organization, with the code it is refused with. */
const unable: Readonly<Record<string, readonly [code: string, why: string]>> = {
  "POST /api/operator": ["SETUP_TOKEN", "the token is on the hub's output alone"],
  "POST /api/invitations/preview": ["INVITATION_NOT_FOUND", "the token is in the mail alone"],
  "POST /api/invitations/accept": ["INVITATION_NOT_FOUND", "the token is in the mail alone"],
  "POST /api/sandboxes/{id}/orders": ["SANDBOX_NOT_FOUND", "the store here is no sandbox"],
  "DELETE /api/sandboxes/{id}": ["SANDBOX_NOT_FOUND", "the store here is no sandbox"],
  "POST /api/conflicts/{id}/settle": ["CONFLICT_GONE", "the conflict here is of no linked item"],
  "PATCH /api/stores/{id}/plan": ["PLAN_NOT_FOUND", "a newer run than the plan is there"],
  "POST /api/stores/{id}/plan/apply": ["PLAN_NOT_FOUND", "a newer run than the plan is there"],
  "POST /api/conversations/{id}/replies": ["CONVERSATION_NO_REPLY", "the channel here takes no replies"],
  "PUT /api/variants/{id}/components": ["BUNDLE_INVALID", "there is one variant, which cannot be a bundle of itself"],
  "POST /api/products/{id}/send": ["PRODUCT_NOT_SENT", "the store's catalog was never read"],
  "PATCH /api/products/{id}/channels/{storeId}": ["PRODUCT_NOT_THERE", "the product was never on this channel"],
  "POST /api/pos/sales/{saleId}/receipt/mail": ["POS_NO_MAIL", "the hub here has no mail server"],
  "POST /api/orders/{id}/hold": ["ORDER_HOLD_UNDER_WAY", "the order here is being shipped"],
  "POST /api/orders/{id}/release": ["ORDER_HOLD_NONE", "the order here is not on hold"],
  "POST /api/orders/{id}/payments": ["ORDER_PAYMENT_ELSEWHERE", "the order here is a channel's"],
  "POST /api/orders/{id}/documents": ["CHANNEL_CANNOT", "the channel here takes no documents"],
  "PUT /api/orders/{id}/routing": ["ROUTE_FIXED", "the order here is picked up by its buyer"],
  "POST /api/orders/{id}/push": ["ORDER_NOT_PUSHED", "the order here is a channel's"],
  "POST /api/gift-cards/{id}/print": ["GIFT_CARD_NOT_FOUND", "the code of the card here is not sealed"],
  "POST /api/shipments": ["COURIER_UNKNOWN", "the connection here is a store, no courier"],
  "GET /api/shipments/labels": ["SHIPMENT_LABEL_NONE", "the label of the example is no PDF"],
  "POST /api/shipments/bulk": ["COURIER_UNKNOWN", "the connection here is a store, no courier"],
  "POST /api/integrations/ad-spend/sync": ["AD_ACCOUNT_NONE", "the connection here is a store, no ad account"],
  "POST /api/listing-drafts": ["CHANNEL_CANNOT", "the channel here takes no listings"],
  "POST /api/stores/{id}/listing-categories/read": ["CHANNEL_CANNOT", "the channel here takes no listings"],
  "POST /api/stores/{id}/listing-categories/suggest": ["CHANNEL_CANNOT", "the channel here takes no listings"],
  "POST /api/stores/{id}/listing-requirements/read": ["CHANNEL_CANNOT", "the channel here takes no listings"],
  "GET /api/couriers/{id}/manifests": ["COURIER_UNKNOWN", "the connection here is a store, no courier"],
  "GET /api/couriers/{id}/manifests/{manifestId}/document": ["MANIFEST_NONE", "the courier gave no paper"],
  "POST /api/couriers/{id}/manifests": ["COURIER_UNKNOWN", "the connection here is a store, no courier"],
  "POST /api/couriers/{id}/pickups": ["COURIER_UNKNOWN", "the connection here is a store, no courier"],
  "GET /api/couriers/{id}/statements": ["COURIER_UNKNOWN", "the connection here is a store, no courier"],
  "POST /api/couriers/{id}/statements": ["COURIER_UNKNOWN", "the connection here is a store, no courier"],
  "GET /api/couriers/{id}/pickups": ["COURIER_UNKNOWN", "the connection here is a store, no courier"],
  "POST /api/shipments/{id}/decide": ["SHIPMENT_KNOWN", "what became of the shipment is known"],
  "POST /api/shipments/{id}/keep": ["SHIPMENT_KNOWN", "the order of the shipment has not changed since it was booked"],
  "POST /api/orders/{id}/invoice": ["INVOICE_EXISTS", "the order here has an invoice"],
  "GET /api/invoices/e-way-bills": ["EWAY_BILL", "the seller here is not India's"],
  "DELETE /api/invoice-series/{id}": ["INVOICE_SERIES_KEPT", "the one series is the default"],
  "POST /api/price-edits/{id}/cancel": ["PRICE_EDIT_STATE", "the one here is applied"],
  "POST /api/order-merges": ["MERGE_TAKEN", "the order here is merged before"],
  "POST /api/pick-batches": ["BATCH_EMPTY", "the order here is picked up by its buyer"],
  "DELETE /api/pick-batches/{id}/orders/{orderId}": ["BATCH_FINISHED", "the batch is finished before"],
  "POST /api/orders/{id}/packings": ["PACKING_STATE", "the order here is picked up by its buyer"],
  "POST /api/returns": ["RETURN_TOO_MANY", "the one shipped unit comes back already"],
  "DELETE /api/orders/{id}/photos/{photoId}": ["PHOTO_UNKNOWN", "the customer of the order here was erased before"],
  "POST /api/returns/{id}/exchange/quote": ["RETURN_REFUNDED", "the return here is refunded"],
  "POST /api/returns/{id}/exchange": ["RETURN_REFUNDED", "the return here is refunded"],
  "POST /api/returns/{id}/repairs": ["RETURN_TOO_MANY", "no unit of the return here is in repair"],
  "POST /api/returns/{id}/approve": ["RETURN_STATE", "the return is received before"],
  "POST /api/returns/{id}/reject": ["RETURN_STATE", "the return is received before"],
  "POST /api/returns/{id}/cancel": ["RETURN_STATE", "the return is received before"],
  "POST /api/stock-holds/{id}/reject": ["STOCK_HOLD_OVER", "the hold is approved before"],
  "POST /api/stock-counts/{id}/cancel": ["STOCK_COUNT_NOT_OPEN", "the count is closed before"],
  "POST /api/stores/{id}/stock-files/{fileId}/confirm": ["STOCK_FILE_NOT_FOUND", "the file of the example is a report"],
  "POST /api/admin/users/{id}/deactivate": ["USER_SELF", "there is one person"],
  "DELETE /api/members/{id}": ["LAST_OWNER", "there is one member"],
  "DELETE /api/variants/{id}": ["VARIANT_NOT_FOUND", "its product is deleted before"],
  "DELETE /api/categories/{id}": ["CATEGORY_NOT_FOUND", "it is merged into another before"],
  "DELETE /api/stock-documents/{id}": ["STOCK_DOCUMENT_NOT_DRAFT", "the document is posted and reversed before"],
  "PUT /api/stock-documents/{id}/charges": ["STOCK_DOCUMENT_CHARGES", "the document here is an adjustment"],
  "DELETE /api/purchase-orders/{id}": ["PURCHASE_ORDER_PLACED", "the order is placed"],
  "DELETE /api/suppliers/{id}": ["SUPPLIER_IN_USE", "an order was placed with them"],
  "POST /api/pos/baskets/{basketId}/give-up": ["POS_DEPOSIT_LEFT", "the basket here has a deposit"],
  "POST /api/pos/pickups/{orderId}/payments": ["POS_PICKUP_AMOUNT", "the order here is paid"],
  "POST /api/pos/pickups/{orderId}/hand-over": ["ORDER_LINE_TOO_MANY", "the order here is shipped before"],
  "POST /api/pos/sales/{saleId}/void": ["POS_SALE_RETURNED", "the sale here made no order"],
  "POST /api/orders/{id}/gifts": ["GIFT_LATE", "something of the order here is packed"],
  "DELETE /api/orders/{id}/gifts/{lineId}": ["GIFT_NONE", "the order here has no gift"],
  "PUT /api/orders/{id}/split": ["SPLIT_MERGED", "the order here is merged"],
  "DELETE /api/orders/{id}/split": ["SPLIT_LATE", "something of the order here is packed"],
  "DELETE /api/organization": ["ORGANIZATION_CONNECTED", "its store is still connected"],
};

/** What takes things away or brings them to an end comes last. */
function lateness({ method, path }: Operation): number {
  if (method === "GET") return 0;
  if (method === "DELETE") return path === "/api/organization" ? 5 : 4;
  return /(resolve|cancel|close|finish|erase|reject|reverse|deactivate|merge|confirm|post|push)$/.test(path) ? 3 : 2;
}

test("every operation answers its own example as the document says [I1.3, I2.1, I2.6]", async () => {
  const { hub: opened, ana, of, operations } = await openGround();
  await using _hub = opened;
  const odd: string[] = [];
  for (const operation of operations.toSorted((a, b) => lateness(a) - lateness(b))) {
    const { url, body } = withIdsOf(operation, of);
    const answer = await ana.call(operation.method, url, body, operation.headers);
    const [code] = unable[operation.what] ?? [];
    const isAsDocumented = code === undefined ? answer.status === operation.status : answer.json?.code === code;
    if (!isAsDocumented)
      odd.push(
        `${operation.what}: ${answer.status} ${answer.json?.code ?? ""} ${answer.json?.detail ?? ""} ${JSON.stringify(body)?.slice(0, 200)}`,
      );
  }
  expect(odd).toEqual([]);
  const existing = new Set(operations.map(({ what }) => what));
  expect(Object.keys(unable).filter((what) => !existing.has(what))).toEqual([]);
});
