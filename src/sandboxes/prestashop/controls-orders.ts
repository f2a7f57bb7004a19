/** A customer buys in the emulated shop's front office; the merchant moves orders in its back office. */
import { splitName } from "../../connectors/kit/parse/person-name.ts";
import type { SandboxOrderInput } from "../../connectors/kit/sandbox/sandbox.ts";
import { addCarrier, addDetail, enter, placeHistory, setTotals } from "./orders.ts";
import { rowTotal } from "./prices.ts";
import { moveUnits, ownerOf } from "./products.ts";
import type { Row, State } from "./state.ts";
import { find, insert, micro, num, rowsOf, sixDecimals, text, touch, where } from "./state.ts";

const PAYMENTS = {
  paid: { module: "ps_checkout", payment: "Card", state: 2 },
  cod: { module: "ps_cashondelivery", payment: "Cash on delivery", state: 13 },
  pending: { module: "ps_wirepayment", payment: "Bank wire", state: 10 },
} as const;

export function placeOrder(state: State, input: SandboxOrderInput): string {
  const customer = customerOf(state, input.customer);
  const address = addressOf(state, customer, input.customer);
  const { module, payment, state: first } = PAYMENTS[input.payment ?? "paid"];
  const reference = Array.from({ length: 9 }, () => "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[Math.floor(state.random() * 26)]);
  const order = insert(state, "orders", {
    reference: reference.join(""),
    id_customer: String(customer.id),
    id_address_delivery: String(address.id),
    id_address_invoice: String(address.id),
    id_currency: "1",
    id_lang: "1",
    id_carrier: "2",
    id_shop: "1",
    id_shop_group: "1",
    module,
    payment,
    conversion_rate: "1.000000",
    round_mode: "2",
    secure_key: text(customer, "secure_key"),
    invoice_number: "0",
    delivery_number: "0",
    invoice_date: "0000-00-00 00:00:00",
    delivery_date: "0000-00-00 00:00:00",
    total_paid_real: "0.000000",
    ...(input.note === undefined ? {} : { gift: "1", gift_message: input.note }),
  });
  for (const { sku, quantity } of input.lines) addLine(state, order, sku, quantity);
  addUp(state, order, 5_000_000n);
  addCarrier(state, order);
  enter(state, order, first);
  return String(order.id);
}

function addLine(state: State, order: Row, sku: string, quantity: number): Row {
  const { product, combination } = ownerOf(state, sku);
  const ids = { id_product: String(product.id), id_product_attribute: String(combination?.id ?? 0) };
  return addDetail(state, order, { ...ids, quantity: String(quantity) });
}

function addUp(state: State, order: Row, shipping: bigint): void {
  const details = where(state, "order_details", { id_order: order.id });
  const sum = (name: string) => details.reduce((total, row) => total + micro(text(row, name)), 0n);
  setTotals(state, order, { net: sum("total_price_tax_excl"), gross: sum("total_price_tax_incl"), shipping });
}

/**
 * A quantity changed in the back office; what was paid stays. An order that once was in a state of delivery is edited no
 * more (PrestaShop, UpdateProductInOrderHandler: CannotEditDeliveredOrderProductException).
 */
export function editLine(state: State, order: Row, sku: string, quantity: number): void {
  if (wasDelivered(state, order)) return;
  const isOfSku = (row: Row) => text(row, "product_reference") === sku;
  const existing = where(state, "order_details", { id_order: order.id }).find(isOfSku);
  const row = existing ?? addLine(state, order, sku, quantity);
  moveUnits(state, row, (existing ? num(existing, "product_quantity") : 0) - quantity);
  const total = (name: string) => sixDecimals(rowTotal(state, micro(text(row, name)), BigInt(quantity)));
  Object.assign(row.values, {
    product_quantity: String(quantity),
    product_quantity_in_stock: String(quantity),
    total_price_tax_excl: total("unit_price_tax_excl"),
    total_price_tax_incl: total("unit_price_tax_incl"),
  });
  if (quantity === 0) rowsOf(state, "order_details").delete(row.id);
  addUp(state, order, micro(text(order, "total_shipping_tax_excl")));
  touch(state, order);
}

/** "Has been delivered": whether it ever was in a state with the box for delivery, "Processing in progress" among them. */
export function wasDelivered(state: State, order: Row): boolean {
  return where(state, "order_histories", { id_order: order.id }).some(
    (line) => find(state, "order_states", text(line, "id_order_state"))?.values.delivery === "1",
  );
}

type Buyer = SandboxOrderInput["customer"];

/** Every order has a customer; who gives no e-mail is a guest with one of the shop's making. */
function customerOf(state: State, buyer: Buyer): Row {
  const email = buyer?.email ?? `guest${state.nextId.get("customers") ?? 1}@guest.example`;
  const [existing] = where(state, "customers", { email });
  const { first, last } = splitName(buyer?.name ?? "Sam Guest");
  const values = { email, firstname: first, lastname: last || first, passwd: "$2y$10$made.up", active: "1" };
  const isGuest = buyer?.email === undefined ? "1" : "0";
  return (
    existing ??
    insert(state, "customers", {
      ...values,
      is_guest: isGuest,
      secure_key: "08a9157190e1c4d48b3a813102395cc0",
      id_shop: "1",
    })
  );
}

function addressOf(state: State, customer: Row, buyer: Buyer): Row {
  const { first, last } = splitName(buyer?.name ?? "Sam Guest");
  return insert(state, "addresses", {
    id_customer: String(customer.id),
    id_country: buyer?.phone?.startsWith("+20") ? "2" : "1",
    alias: "Home",
    firstname: first,
    lastname: last || first,
    company: "Analytical Engines",
    address1: "Main street 1",
    address2: "Flat 5",
    city: "Amsterdam",
    postcode: "1015 CN",
    phone: buyer?.phone ?? "",
  });
}

/** As the back office does: a history line and everything behind it. */
export function moveTo(state: State, order: Row, to: number): void {
  if (num(find(state, "orders", order.id), "current_state") === to) return;
  const line = { id_order: String(order.id), id_order_state: String(to) };
  placeHistory(state, insert(state, "order_histories", line), false);
}
