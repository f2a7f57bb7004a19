/**
 * Orders made in Argosy, the way the shop's own checkout goes: customer, address, cart, order. The shop takes its own
 * prices, and a total that is not its own leads to "payment error"; then the order is moved to "paid", which takes the
 * units on every version. Unpaid orders cannot be made without such an error and its mail to the customer.
 */
import { createHash } from "node:crypto";
import { z } from "zod";
import type { OrderPart } from "../../commerce/order.ts";
import type { Context } from "../kit/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/errors.ts";
import { splitName } from "../kit/names.ts";
import { parseAtDoor } from "../kit/parse.ts";
import type { OrderForChannel } from "../kit/ports.ts";
import { hmacSha256 } from "../kit/signatures.ts";
import { element } from "../kit/xml.ts";
import { fieldNodes } from "./change.ts";
import { create, idOf, list } from "./client.ts";
import type { ShopFacts } from "./facts.ts";
import type { Goods, Making } from "./order-goods.ts";
import { goodsOf, totalOf } from "./order-goods.ts";
import { orderReader } from "./order-read.ts";
import { enter } from "./order-steps.ts";
import { refuse } from "./product-fields.ts";
import type { Order } from "./schemas.ts";
import { decimalId, orderSchema } from "./schemas.ts";
import { readStates } from "./state-list.ts";

interface Draft {
  readonly order: OrderForChannel;
  readonly key: string;
  readonly uncertain: boolean;
}

export async function createOrder(draft: Draft, shop: ShopFacts, ctx: Context): Promise<OrderPart> {
  const { order, key } = draft;
  const alias = `argosy-${createHash("sha256").update(key).digest("hex").slice(0, 24)}`;
  const work: Making = { order, shop, ctx, alias };
  check(work);
  const goods = await goodsOf(work);
  const address = (await addressMade(work)) ?? (await createAddress(work));
  const cart = (await cartMade(address.id, work)) ?? (await createCart(address, goods, work));
  const id = (await orderMade(cart, work)) ?? (await place(address, cart, goods, work));
  await ensurePaid(id, work);
  const made = await orderReader(shop, ctx).byId(id);
  if (!made) throw new ConnectorError({ kind: "transient" }, "The shop does not show the order just made.");
  return made;
}

/** What the shop could only make wrongly. */
function check({ order, shop }: Making): void {
  if (!order.paid)
    throw refuse(
      "paid",
      "unpaid",
      "PrestaShop makes unpaid orders only by way of a payment error, with a mail about it to the customer. Make it in the shop, or once it is paid.",
    );
  if (order.currency !== shop.currency)
    throw refuse("currency", "currency", `Orders are made in the shop's currency, ${shop.currency}.`);
  if (order.shippingMinor !== 0n)
    throw refuse(
      "shipping",
      "shipping",
      "PrestaShop works shipping out by its own carriers; an order with another amount cannot be made.",
    );
  if (!order.customer.email)
    throw refuse("email", "no_email", "PrestaShop makes no order without the customer's e-mail.");
  const address = order.shippingAddress;
  if (!address?.line1 || !address.city || !address.country)
    throw refuse("shippingAddress", "no_address", "PrestaShop makes no order without street, city and country.");
  if (!Object.values(shop.countries).includes(address.country))
    throw refuse("shippingAddress", "country", `The shop does not know the country ${address.country}.`);
}

interface Address {
  readonly id: string;
  readonly customer: string;
}

const addressSchema = z.object({ id: decimalId, id_customer: decimalId });

async function addressMade({ ctx, alias }: Making): Promise<Address | null> {
  const [row] = await list(ctx, {
    resource: "addresses",
    operation: "addresses.alias",
    display: "[id,id_customer]",
    filters: [["alias", `[${alias}]`]],
  });
  if (row === undefined) return null;
  const read = parseAtDoor(addressSchema, row, { ctx, what: "address" });
  return { id: read.id, customer: read.id_customer };
}

async function createAddress(work: Making): Promise<Address> {
  const { order, shop, ctx, alias } = work;
  const { shippingAddress: to, customer } = order;
  const { first, last } = splitName(to?.name ?? customer.name);
  const [country] = Object.entries(shop.countries).find(([, iso]) => iso === to?.country) ?? [];
  const owner = await customerId(work, { first, last: last || first });
  const fields = fieldNodes({
    id_customer: owner,
    id_country: country,
    alias,
    firstname: first,
    lastname: last || first,
    company: to?.company,
    address1: to?.line1,
    address2: to?.line2,
    postcode: to?.postcode,
    city: to?.city,
    phone: to?.phone ?? customer.phone,
  });
  const id = await create(ctx, {
    resource: "addresses",
    entities: [element("address", fields)],
    operation: "addresses.create",
  });
  return { id, customer: owner };
}

/** The account of that e-mail, or a guest. The password nobody learns follows from the key, so that a retry makes the same. */
async function customerId(
  { order, ctx, alias }: Making,
  name: { readonly first: string; readonly last: string },
): Promise<string> {
  const email = order.customer.email ?? "";
  const rows = await list(ctx, {
    resource: "customers",
    operation: "customers.email",
    display: "[id,email]",
    filters: [["email", `[${email}]`]],
    sort: "[id_ASC]",
  });
  const [known] = rows;
  if (known !== undefined) return idOf(known);
  const passwd = hmacSha256(ctx.secret("wsKey"), alias).toString("base64url").slice(0, 32);
  const fields = fieldNodes({ firstname: name.first, lastname: name.last, email, passwd, is_guest: "1", active: "1" });
  return create(ctx, { resource: "customers", entities: [element("customer", fields)], operation: "customers.create" });
}

async function cartMade(address: string, { ctx }: Making): Promise<string | null> {
  const rows = await list(ctx, {
    resource: "carts",
    operation: "carts.find",
    display: "[id]",
    filters: [["id_address_delivery", `[${address}]`]],
  });
  return idOf(rows[0]) || null;
}

function createCart(address: Address, goods: readonly Goods[], { shop, ctx }: Making): Promise<string> {
  const rows = goods.map((line) =>
    element(
      "cart_row",
      fieldNodes({
        id_product: line.product,
        id_product_attribute: line.combination,
        id_address_delivery: address.id,
        quantity: String(line.quantity),
      }),
    ),
  );
  const fields = fieldNodes({
    id_currency: shop.idCurrency,
    id_lang: shop.idLang,
    id_customer: address.customer,
    id_address_delivery: address.id,
    id_address_invoice: address.id,
    id_shop: shop.stockShop,
  });
  const entity = element("cart", [...fields, element("associations", [element("cart_rows", rows)])]);
  return create(ctx, { resource: "carts", entities: [entity], operation: "carts.create" });
}

async function orderMade(cart: string, { ctx }: Making): Promise<string | null> {
  const rows = await list(ctx, {
    resource: "orders",
    operation: "orders.cart",
    display: "[id]",
    filters: [["id_cart", `[${cart}]`]],
    sort: "[id_ASC]",
  });
  return idOf(rows[0]) || null;
}

/** One writer a cart: the shop makes two orders of a cart sent twice at once. */
async function place(address: Address, cart: string, goods: readonly Goods[], work: Making): Promise<string> {
  const { shop, ctx } = work;
  const total = await totalOf(goods, work);
  const fields = fieldNodes({
    id_address_delivery: address.id,
    id_address_invoice: address.id,
    id_cart: cart,
    id_currency: shop.idCurrency,
    id_lang: shop.idLang,
    id_customer: address.customer,
    id_carrier: "1",
    module: shop.orderModule,
    payment: "Argosy",
    total_paid: total,
    total_paid_real: total,
    total_products: "0",
    total_products_wt: "0",
    conversion_rate: "1",
  });
  try {
    return await create(ctx, { resource: "orders", entities: [element("order", fields)], operation: "orders.create" });
  } catch (error) {
    if (!isConnectorError(error) || error.kind !== "ambiguous") throw error;
    const made = await orderMade(cart, work);
    if (made) return made;
    throw new ConnectorError(
      error.info,
      `The shop did not make the order. Is the payment module "${shop.orderModule}" installed there?`,
      { cause: error },
    );
  }
}

/** An order whose total was not the shop's own stands in "payment error"; paid it is either way. */
async function ensurePaid(id: string, { shop, ctx }: Making): Promise<void> {
  const [row] = await list(ctx, { resource: "orders", operation: "orders.get", filters: [["id", `[${id}]`]] });
  if (row === undefined) return;
  const order: Order = parseAtDoor(orderSchema, row, { ctx, what: `order ${id}` });
  const states = await readStates(shop, ctx);
  const now = states.get(order.current_state ?? "0");
  if (now?.paid) return;
  const result = await enter("confirmed", false, { order, states, shop, ctx });
  if (result.state !== "done")
    throw new ConnectorError(
      { kind: "rejected", code: "state" },
      `Order ${order.reference} was made, but not marked as paid.`,
    );
}
