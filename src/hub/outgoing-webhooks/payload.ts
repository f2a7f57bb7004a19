/** What a delivery says: read when it is sent, so that it is the newest and nothing personal is kept a second time. */
import { toJson } from "../../commerce/json-text.ts";
import type { Tx } from "../../db/database.ts";
import { getAlert } from "../alerts/alerts.ts";
import { getProduct } from "../catalog/index.ts";
import { getCustomer } from "../customers/customers.ts";
import { HubError } from "../errors.ts";
import { isOutgoingWebhookType, type OutgoingWebhookType } from "../event-types.ts";
import { listLevels } from "../inventory/levels.ts";
import { getInvoice } from "../invoices/read.ts";
import { getOrder } from "../orders/detail.ts";
import { getReturn } from "../orders/returns/return-view.ts";
import { getReservation } from "../reservations/read.ts";
import { getRun } from "../runs/runs.ts";
import { shipmentDetail } from "../shipping/list.ts";
import { getHold } from "../stock-holds/stock-holds.ts";

type Subject = Readonly<Record<string, string | null>>;
type Read = (tx: Tx, subject: Subject, now: Date) => Promise<unknown>;

const idOf = (subject: Subject) => subject.id ?? "";
const order: Read = (tx, subject) => getOrder(tx, idOf(subject));
const product: Read = (tx, subject) => getProduct(tx, idOf(subject));
const customer: Read = (tx, subject) => getCustomer(tx, idOf(subject));
const alert: Read = (tx, subject, now) => getAlert(tx, idOf(subject), now);
const shipment: Read = (tx, subject) => shipmentDetail(tx, idOf(subject));
const orderReturn: Read = (tx, subject) => getReturn(tx, idOf(subject));
const reservation: Read = (tx, subject) => getReservation(tx, idOf(subject));

/** The order or product an automation was about; null: it was about a channel. */
const automated: Read = async (tx, { orderId, productId }) => {
  if (orderId != null) return getOrder(tx, orderId);
  return productId == null ? null : getProduct(tx, productId);
};

const READ: Readonly<Record<OutgoingWebhookType, Read | null>> = {
  "order.created": order,
  "order.updated": order,
  "shipment.created": shipment,
  "shipment.updated": shipment,
  "return.created": orderReturn,
  "return.updated": orderReturn,
  "refund.created": (tx, subject) => getOrder(tx, subject["orderId"] ?? ""),
  "invoice.issued": (tx, subject) => getInvoice(tx, idOf(subject)),
  "product.created": product,
  "product.updated": product,
  "product.deleted": null,
  "stock.changed": (tx, subject) =>
    subject.variantId ? listLevels(tx, { variantIds: [subject.variantId], limit: 200 }) : Promise.resolve(null),
  "reservation.created": reservation,
  "reservation.ended": reservation,
  "customer.updated": customer,
  "customer.merged": customer,
  "customer.erased": null,
  "alert.raised": alert,
  "alert.resolved": alert,
  "run.finished": (tx, subject) => getRun(tx, idOf(subject)),
  "store.failing": null,
  "store.recovered": null,
  "store.needs_reauth": null,
  "stock_hold.opened": (tx, subject) => getHold(tx, idOf(subject)),
  "conflict.opened": null,
};

/** Type of the delivery a person asks for to try an endpoint. */
export const TEST_TYPE = "test";

/** Type of the delivery an automation asks for. */
export const AUTOMATION_TYPE = "automation.acted";

/** The body of a delivery: type, when it happened, ids, and the thing as the API answers it now (null when it is gone). */
export async function payloadOf(
  tx: Tx,
  delivery: { readonly type: string; readonly subject: Subject; readonly happenedAt: Date },
  now: Date,
): Promise<string> {
  return toJson({
    type: delivery.type,
    timestamp: delivery.happenedAt,
    ids: delivery.subject,
    data: await dataOf(tx, delivery.type, delivery.subject, now),
  });
}

async function dataOf(tx: Tx, type: string, subject: Subject, now: Date): Promise<unknown> {
  if (type === TEST_TYPE) return { text: "This is a test delivery of Argosy." };
  const read = type === AUTOMATION_TYPE ? automated : isOutgoingWebhookType(type) ? READ[type] : null;
  if (!read) return null;
  try {
    return await read(tx, subject, now);
  } catch (error) {
    if (error instanceof HubError && error.kind === "not_found") return null;
    throw error;
  }
}
