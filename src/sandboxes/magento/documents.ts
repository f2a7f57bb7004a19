/** Invoices, shipments and credit memos, and what each does to money, state and stock. */

import { parseMoney } from "../../commerce/money.ts";
import { steps, timesQuantity } from "../../connectors/kit/sandbox/measured.ts";
import { raise } from "../../connectors/kit/sandbox/missing.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { inSteps } from "../../connectors/kit/sandbox/steps.ts";
import { deduct, reserve, sourcesOf, stockOf } from "./inventory.ts";
import { amount, trackView } from "./order-views.ts";
import { canInvoice, openUnits, physicalItemsOf, reserveRows, sentRows, stockRows, touch } from "./orders.ts";
import type { Doc } from "./replies.ts";
import { bodyDoc, bodyOf, docsIn, isDoc, listIn, noEntity, numberIn, ok, refuse, textIn } from "./replies.ts";
import type { State, StoredCreditmemo, StoredItem, StoredOrder, StoredShipment } from "./state.ts";

/** Complete is invoiced and shipped; closed is all money back. */
function settle(state: State, order: StoredOrder): void {
  const before = order.state;
  const isOver = order.paid > 0n && order.refunded >= order.paid;
  const canShip = physicalItemsOf(order).some((item) => !item.isVirtual && openUnits(item) > 0);
  const next = isOver && !canInvoice(order) ? "closed" : !canInvoice(order) && !canShip ? "complete" : "processing";
  Object.assign(order, { state: next, status: next });
  if (before !== next) touch(state, order);
}

interface RequestInput {
  readonly item: StoredItem;
  readonly qty: number;
}

/** What each document says to an item of another order. */
const FOREIGN: Readonly<Record<string, string>> = {
  Invoice:
    "The invoice can't be created without products. Add products and try again.\nThe order does not allow an invoice to be created.",
  Shipment: "The order does not allow a shipment to be created.\nYou can't create a shipment without products.",
  Creditmemo: "The creditmemo contains product item that is not part of the original order.",
};

function sendRequest(order: StoredOrder, doc: Doc, kind: string): RequestInput[] | null {
  const rows = docsIn(doc, "items");
  if (rows.length === 0) return null;
  return rows.map((row) => {
    const item = order.items.find((one) => one.id === numberIn(row, "order_item_id"));
    if (!item) throw refuse(400, `${kind} Document Validation Error(s):\n${FOREIGN[kind] ?? ""}`);
    return { item, qty: numberIn(row, "qty") ?? 0 };
  });
}

function requireNotHeld(order: StoredOrder, what: string): void {
  if (order.state === "holded")
    throw refuse(
      400,
      `${what} Document Validation Error(s):\nA${what === "Invoice" ? "n" : ""} ${what.toLowerCase()} cannot be created when an order has a status of holded`,
    );
}

const ENDED = ["canceled", "closed"];

/** Offline methods count as paid, whether a capture was asked for or not. */
export function invoiceOrder(state: State, order: StoredOrder, doc: Doc): string {
  requireNotHeld(order, "Invoice");
  const left = (item: StoredItem) => item.ordered - item.invoiced - item.canceled;
  const rows = (
    sendRequest(order, doc, "Invoice") ?? physicalItemsOf(order).map((item) => ({ item, qty: left(item) }))
  ).filter(({ item, qty }) => Math.min(qty, left(item)) > 0);
  if (rows.length === 0 || ENDED.includes(order.state)) {
    const why = ENDED.includes(order.state)
      ? `An invoice cannot be created when an order has a status of ${order.state}`
      : "The order does not allow an invoice to be created.";
    throw refuse(
      400,
      `Invoice Document Validation Error(s):\nThe invoice can't be created without products. Add products and try again.\n${why}`,
    );
  }
  let total = 0n;
  for (const { item, qty } of rows) {
    total += share(item, item.invoiced + qty) - share(item, item.invoiced);
    item.invoiced += qty;
    for (const child of order.items) if (child.parentId === item.id) child.invoiced += qty;
  }
  const withShipping = !order.shippingInvoiced;
  if (withShipping) total += order.shipping + order.shippingTax;
  order.shippingInvoiced = true;
  order.paid += total;
  const id = state.id("invoice");
  const items = rows.map(({ item, qty }) => ({ id: state.id("invoice_item"), itemId: item.id, qty }));
  state.invoices.set(id, { id, orderId: order.id, createdAt: state.now(), items, withShipping, total });
  settle(state, order);
  touch(state, order);
  return String(id);
}

/** The value of the first units of a line, with tax and less discount. */
function share(item: StoredItem, units: number): bigint {
  return itemsShare(item, units) + taxShare(item, units);
}

function itemsShare(item: StoredItem, units: number): bigint {
  const each = item.price + (item.fixedTax ?? 0n);
  return part(timesQuantity(each, item.ordered) - item.discount, units, item.ordered);
}

function taxShare(item: StoredItem, units: number): bigint {
  return part(item.tax, units, item.ordered);
}

function part(amount: bigint, units: number, of: number): bigint {
  return (amount * steps(units) * 2n + steps(of)) / (steps(of) * 2n);
}

/** Without a source the goods come from "default", whether it is sold from or not. */
export function shipOrder(state: State, order: StoredOrder, doc: Doc): string {
  requireNotHeld(order, "Shipment");
  const sent = sentRows(state, order);
  const rows = (sendRequest(order, doc, "Shipment") ?? sent.map((item) => ({ item, qty: openUnits(item) })))
    .filter(({ item }) => sent.includes(item) && !item.isVirtual)
    .map(({ item, qty }) => ({ item, qty: Math.min(qty, openUnits(item)) }))
    .filter(({ qty }) => qty > 0);
  if (ENDED.includes(order.state) || rows.length === 0) throw refuse(400, noShipment(order));
  const source = sourceIn(doc) ?? (state.sources.length === 1 ? sourcesOf(state, stockOf(state))[0] : "default") ?? "";
  takeFrom(
    state,
    source,
    rows.flatMap(({ item, qty }) => stockRows(order, item, qty)),
  );
  for (const { item, qty } of rows) {
    item.shipped += qty;
    if (order.reserves) reserveRows(state, order, item, -qty);
    // The bundle's row counts as sent with the first of its parts.
    const bundle = order.items.find((one) => one.id === item.parentId);
    if (bundle) bundle.shipped = Math.max(bundle.shipped, Math.ceil((item.shipped * bundle.ordered) / item.ordered));
  }
  const id = state.id("shipment");
  const items = rows.map(({ item, qty }) => ({ id: state.id("shipment_item"), itemId: item.id, qty }));
  const shipment: StoredShipment = { id, orderId: order.id, source, createdAt: state.now(), items, tracks: [] };
  state.shipments.set(id, shipment);
  for (const track of docsIn(doc, "tracks")) addTrackTo(state, shipment, track);
  settle(state, order);
  return String(id);
}

function noShipment(order: StoredOrder): string {
  const lines = [
    ...(ENDED.includes(order.state)
      ? [`A shipment cannot be created when an order has a status of ${order.state}`]
      : []),
    ...(!ENDED.includes(order.state) && physicalItemsOf(order).every((item) => openUnits(item) === 0)
      ? ["The order does not allow a shipment to be created."]
      : []),
    "You can't create a shipment without products.",
  ];
  return `Shipment Document Validation Error(s):\n${lines.join("\n")}`;
}

function sourceIn(doc: Doc): string | undefined {
  const extension = isDoc(doc.arguments) ? doc.arguments.extension_attributes : undefined;
  return isDoc(extension) ? textIn(extension, "source_code") : undefined;
}

function takeFrom(state: State, source: string, rows: readonly RequestInput[]): void {
  const taken: RequestInput[] = [];
  for (const row of rows) {
    if (deduct(state, row.item.sku, source, row.qty)) taken.push(row);
    else {
      for (const { item, qty } of taken) deduct(state, item.sku, source, -qty);
      throw refuse(400, "Could not save a shipment, see error log for details");
    }
  }
}

function addTrackTo(state: State, shipment: StoredShipment, doc: Doc) {
  const track = {
    id: state.id("track"),
    number: textIn(doc, "track_number") ?? "",
    title: textIn(doc, "title") ?? "",
    carrier: textIn(doc, "carrier_code") ?? "custom",
    weight: numberIn(doc, "weight") ?? null,
    qty: numberIn(doc, "qty") ?? null,
    description: textIn(doc, "description") ?? null,
    createdAt: state.now(),
  };
  shipment.tracks.push(track);
  return track;
}

/** Neither the order nor the shipment tells that it changed. */
export function addTrack(state: State, request: SandboxRequest): SandboxReply {
  const doc = bodyOf(request, "entity");
  const shipment = state.shipments.get(numberIn(doc, "parent_id") ?? 0);
  const isRight = shipment !== undefined && shipment.orderId === numberIn(doc, "order_id");
  if (!isRight || !textIn(doc, "track_number")) throw refuse(400, "Could not save the shipment tracking.");
  return ok(trackView(addTrackTo(state, shipment, doc), shipment));
}

/** Gone is gone: a second time is as good. */
export function deleteTrack(state: State, id: string): SandboxReply {
  for (const shipment of state.shipments.values()) {
    const index = shipment.tracks.findIndex((track) => String(track.id) === id);
    if (index >= 0) shipment.tracks.splice(index, 1);
  }
  return ok(true);
}

export function shipmentIn(state: State, id: string): StoredShipment {
  return state.shipments.get(Number(id)) ?? raise(noEntity("shipmentId", id));
}

/** Left out, shipping is all that is left of it; units without their return are taken off a source when they never left. */
export function refundOrder(state: State, order: StoredOrder, doc: Doc): string {
  if (ENDED.includes(order.state))
    throw refuse(
      400,
      `Creditmemo Document Validation Error(s):\nA creditmemo can not be created when an order has a status of ${order.state}`,
    );
  const rows =
    sendRequest(order, doc, "Creditmemo") ??
    physicalItemsOf(order).map((item) => ({ item, qty: item.invoiced - item.refunded }));
  requireRefundable(order, rows);
  const args = isDoc(doc.arguments) ? doc.arguments : {};
  const minor = (name: string) => parseMoney(textIn(args, name) ?? "0", order.currency).minor;
  const left = order.shipping - order.shippingRefunded;
  const shipping = args.shipping_amount === undefined ? left : minor("shipping_amount");
  if (shipping > left)
    throw refuse(400, "Maximum shipping amount allowed to refund is: %1", [
      `€${amount(left, order.currency).toFixed(2)}`,
    ]);
  const [adjustmentPositive, adjustmentNegative] = [minor("adjustment_positive"), minor("adjustment_negative")];
  const shares = (of: typeof itemsShare) => rows.reduce((sum, row) => sum + memoShare(state, order, row, of), 0n);
  const itemRows = shares(itemsShare);
  const shippingTax =
    order.shipping === 0n ? 0n : (order.shippingTax * shipping * 2n + order.shipping) / (order.shipping * 2n);
  const tax = shares(taxShare) + shippingTax;
  const total = itemRows + tax + shipping + adjustmentPositive - adjustmentNegative;
  const most = order.paid - order.refunded;
  if (total > most || total <= 0n)
    throw refuse(
      400,
      `Creditmemo Document Validation Error(s):\nThe most money available to refund is ${amount(most, order.currency)}.`,
    );
  const extension = isDoc(args.extension_attributes) ? args.extension_attributes : {};
  const restocked = listIn(extension, "return_to_stock_items").map(Number);
  requireInMemo(order, rows, restocked);
  const id = state.id("creditmemo");
  const comment = isDoc(doc.comment) ? (textIn(doc.comment, "comment") ?? null) : null;
  const items = rows.map(({ item, qty }) => ({ id: state.id("creditmemo_item"), itemId: item.id, qty }));
  const figures = { shipping, adjustmentPositive, adjustmentNegative, tax, total };
  const isOnline = doc.isOnline === true;
  const memo = { id, orderId: order.id, createdAt: state.now(), items, ...figures, comment, restocked, isOnline };
  bookMemo(state, order, rows, memo);
  return String(id);
}

/** Each memo rounds by itself, and the last takes what is left: 2.21, 2.21 and 2.20 of 6.62 (traffic/17-refund.json). */
function memoShare(state: State, order: StoredOrder, { item, qty }: RequestInput, of: typeof itemsShare): bigint {
  if (item.refunded + qty < item.invoiced) return of(item, qty);
  const before = [...state.creditmemos.values()].filter(({ orderId }) => orderId === order.id);
  const units = before.flatMap(({ items }) => items.filter(({ itemId }) => itemId === item.id));
  return units.reduce((rest, one) => rest - of(item, one.qty), of(item, item.invoiced));
}

/** Memo, money and figures are one transaction (RefundOrder::execute); the units follow it (ReturnToStock's plugin). */
function bookMemo(state: State, order: StoredOrder, rows: readonly RequestInput[], memo: StoredCreditmemo): void {
  const unshipped = rows.map(({ item, qty }) => Math.min(qty, openUnits(item)));
  inSteps(
    () => {
      for (const row of rows) countBack(order, row);
      order.shippingRefunded += memo.shipping;
      order.refunded += memo.total;
      state.creditmemos.set(memo.id, memo);
      settle(state, order);
      touch(state, order);
    },
    () => {
      for (const [index, row] of rows.entries())
        takeBack(state, order, { ...row, unshipped: unshipped[index] ?? 0 }, memo.restocked);
    },
  );
}

/** Beyond what was ordered is another refusal than beyond what is invoiced. */
function requireRefundable(order: StoredOrder, rows: readonly RequestInput[]): void {
  const beyond = rows.find(({ item, qty }) => item.invoiced > 0 && qty > item.invoiced - item.refunded);
  if (beyond) throw refuse(400, `We found an invalid quantity to refund item "${beyond.item.name}".`);
  if (rows.some(({ item, qty }) => qty > item.invoiced - item.refunded))
    throw refuse(
      400,
      `Creditmemo Document Validation Error(s):\nThe most money available to refund is ${amount(order.paid - order.refunded, order.currency)}.\nThe quantity to refund must not be greater than the unrefunded quantity.`,
    );
}

/** The rows of a memo: those named, and with a parent its children. */
function requireInMemo(order: StoredOrder, rows: readonly RequestInput[], returned: readonly number[]): void {
  const named = rows.filter(({ qty }) => qty > 0).map(({ item }) => item.id);
  for (const id of returned) {
    const item = order.items.find((one) => one.id === id);
    const problem = item
      ? `The "${item.sku}" product is not part of the current creditmemo.`
      : "The return to stock argument contains product item that is not part of the original order.";
    if (!item || !named.some((one) => one === item.id || one === item.parentId))
      throw refuse(400, `Creditmemo Document Validation Error(s):\n${problem}`);
  }
}

function takeBack(
  state: State,
  order: StoredOrder,
  { item, qty, unshipped }: RequestInput & { readonly unshipped: number },
  returned: readonly number[],
): void {
  for (const row of memoItems(order, item, 1)) {
    const isReturned = returned.includes(row.item.id);
    returnUnits(state, order, { item: row.item, qty: row.qty * unshipped }, isReturned);
    returnSent(state, order, { item: row.item, qty: row.qty * (qty - unshipped) }, isReturned);
  }
}

function countBack(order: StoredOrder, { item, qty }: RequestInput): void {
  // A memo of a parent has its children's rows too (magento2, Sales/Model/Order/CreditmemoFactory.php).
  for (const child of order.items)
    if (child.parentId === item.id) child.refunded += (qty * child.ordered) / item.ordered;
  item.refunded += qty;
}

/** Goods lie under the children's rows alone, of a configurable product too: only these can be returned. */
function memoItems(order: StoredOrder, item: StoredItem, qty: number): readonly RequestInput[] {
  const child = item.type === "configurable" && order.items.find((one) => one.parentId === item.id);
  return child ? [{ item: child, qty }] : stockRows(order, item, qty);
}

/** Units that never left: returned, they are for sale again; else they are taken off a source. */
function returnUnits(state: State, order: StoredOrder, { item, qty }: RequestInput, isReturned: boolean): void {
  if (qty === 0) return;
  if (order.reserves) reserve(state, item.sku, -qty);
  if (!isReturned) deduct(state, item.sku, sourcesOf(state, stockOf(state))[0] ?? "", qty);
}

function returnSent(state: State, order: StoredOrder, { item, qty }: RequestInput, isReturned: boolean): void {
  const last = [...state.shipments.values()].findLast((one) => one.orderId === order.id);
  if (qty > 0 && isReturned && last) deduct(state, item.sku, last.source, -qty);
}

/** The gateway's route: offline methods have nothing to send back. */
export function refundInvoice(state: State, request: SandboxRequest, id: string): SandboxReply {
  const invoice = state.invoices.get(Number(id));
  const order = invoice && state.orders.get(invoice.orderId);
  if (!order) throw noEntity("invoiceId", id);
  if (OFFLINE.includes(order.method))
    throw refuse(400, "Creditmemo Document Validation Error(s):\nWe can't create creditmemo for the invoice.");
  return ok(refundOrder(state, order, bodyDoc(request)));
}

const OFFLINE = ["checkmo", "banktransfer", "cashondelivery"];
