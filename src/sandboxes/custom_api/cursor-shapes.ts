/** The records of style "cursor": amounts in minor units, times in UTC, words of its own. */
import { minorOf, type State, type StoredOrder, type StoredProduct, totalOf } from "./state.ts";

const iso = (ms: number) => new Date(ms).toISOString();
const minor = (text: string, state: State) => Number(minorOf(text, state));

export function cursorProduct(product: StoredProduct, state: State): object {
  return {
    id: product.id,
    name: product.title,
    html: product.html,
    live: product.active,
    changed_at: iso(product.changedAt),
    groups: product.categories,
    items: product.items.map((item) => ({
      id: item.id,
      sku: item.sku,
      ean: item.barcode,
      label: item.label ?? "Standard",
      price_minor: minor(item.price, state),
      qty: item.stock,
    })),
  };
}

/** Where every buyer of the emulated shop lives. */
const ADDRESS = {
  firm: "Analytical Engines",
  street: "12 St James Square",
  more: "Flat 5",
  town: "London",
  region: "England",
  code: "SW1Y 4LB",
  land: "GB",
};

export function cursorOrder(order: StoredOrder, state: State): object {
  return {
    id: order.id,
    no: order.number,
    state: order.state,
    money: {
      currency: state.currency,
      total_minor: Number(totalOf(order, state)),
      delivery_minor: minor(order.shipping, state),
      off_minor: minor(order.discount, state),
    },
    paid: order.paid,
    pay_by: order.method,
    placed_at: iso(order.placedAt),
    changed_at: iso(order.changedAt),
    buyer: order.buyer && cursorCustomer(order.buyer),
    ship_to: order.buyer && { ...ADDRESS, name: order.buyer.name, phone: order.buyer.phone },
    bill_to: order.buyer && { ...ADDRESS, name: order.buyer.name, phone: order.buyer.phone },
    words: order.words,
    labels: order.words === null ? [] : ["wish"],
    rows: order.rows.map((row) => ({
      id: row.id,
      item: row.itemId,
      product: row.productId,
      sku: row.sku,
      name: row.title,
      ordered: row.ordered,
      qty: row.quantity,
      sent: row.sent,
      price_minor: minor(row.price, state),
    })),
    parcels: order.parcels.map((parcel) => ({
      id: parcel.id,
      by: parcel.carrier,
      numbers: parcel.numbers,
      at: iso(parcel.at),
      rows: parcel.rows.map(({ rowId, quantity }) => ({ row: rowId, qty: quantity })),
    })),
    refunds: order.refunds.map(({ id, amount, reason, at }) => ({
      id,
      minor: minor(amount, state),
      why: reason,
      at: iso(at),
    })),
  };
}

export const cursorCategory = ({
  id,
  name,
  parentId,
}: {
  readonly id: string;
  readonly name: string;
  readonly parentId: string | null;
}) => ({
  id,
  name,
  parent: parentId,
});

export const cursorCustomer = (buyer: NonNullable<StoredOrder["buyer"]>) => ({
  id: buyer.id,
  name: buyer.name,
  mail: buyer.email,
  phone: buyer.phone,
});
