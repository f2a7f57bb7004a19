/**
 * Orders made in Argosy, the way the shop's own checkout goes: customer, address, cart, order. The shop takes its own
 * prices, so that it is asked for them first; a total that is not its own leads to "payment error", a payment of the
 * wrong amount and a mail to the customer. Unpaid orders cannot be made without such an error and its mail to the customer.
 */
import { z } from "zod";
import type { Money } from "../../commerce/money.ts";
import { formatDecimal, money } from "../../commerce/money.ts";
import type { OrderPart } from "../../commerce/order.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import type { OrderDraft, OrderQuote, Orders } from "../kit/contract/ports.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { splitName } from "../kit/parse/person-name.ts";
import { hmacSha256 } from "../kit/parse/signatures.ts";
import { element } from "../kit/parse/xml.ts";
import { fieldNodes } from "./change.ts";
import { create, idOf, list, remove } from "./client.ts";
import { aliasOf } from "./order-alias.ts";
import type { Making, OrderItems } from "./order-goods.ts";
import { cartTotal, countryId, orderItemsOf } from "./order-goods.ts";
import { orderReader } from "./order-read.ts";
import { currentOrder, enter } from "./order-steps.ts";
import { refuse } from "./product-fields.ts";
import type { Order } from "./schemas.ts";
import { decimalId, paymentSchema } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { readStates } from "./state-list.ts";
import { message } from "./words.ts";

type Draft = Parameters<NonNullable<Orders["create"]>>[0];

/** The shop's own total, worked out from the prices it charges; nothing is written. */
export async function quoteOrder({ order, key }: OrderDraft, shop: ShopFacts, ctx: Context): Promise<OrderQuote> {
  const work = making(order, key, shop, ctx);
  check(work);
  const { currency, minor } = await cartTotal(await orderItemsOf(work), work);
  return { currency, totalMinor: minor };
}

export async function createOrder(draft: Draft, shop: ShopFacts, ctx: Context): Promise<OrderPart> {
  const work = making(draft.order, draft.key, shop, ctx);
  check(work);
  const address = await addressMade(work);
  const cart = address && (await cartMade(address.id, work));
  const id = (cart && (await orderMade(cart, work))) ?? (await make({ address, cart, quote: draft.quote }, work));
  await ensurePaid(id, work);
  const made = await orderReader(shop, ctx).byId(id);
  if (!made) throw new ConnectorError({ kind: "transient" }, message("error.shopNotShowOrderJust"));
  return made;
}

function making(order: Draft["order"], key: string, shop: ShopFacts, ctx: Context): Making {
  return { order, shop, ctx, alias: aliasOf(key) };
}

interface StartedOrder {
  readonly address: Address | null;
  readonly cart: string | null;
  readonly quote: OrderQuote | undefined;
}

/** The shop's total is asked for once more: another one than agreed would stand in "payment error". */
async function make({ address, cart, quote }: StartedOrder, work: Making): Promise<string> {
  const items = await orderItemsOf(work);
  const total = await cartTotal(items, work);
  const agreed = quote?.totalMinor ?? work.order.totalMinor;
  if (agreed !== total.minor) throw totalDiffers(total, money(agreed, total.currency));
  const to = address ?? (await createAddress(work));
  return place(to, cart ?? (await createCart(to, items, work)), total, work);
}

function totalDiffers(theirs: Money, agreed: Money): ConnectorError {
  const { currency } = theirs;
  return refuse(
    "total",
    "total_differs",
    message("refused.shopChargesOrderNot", { currency, theirs: formatDecimal(theirs), ours: formatDecimal(agreed) }),
  );
}

/** What the shop could only make wrongly. */
function check({ order, shop }: Making): void {
  if (!order.paid) throw refuse("paid", "unpaid", message("refused.makesUnpaidOrdersWayPayment"));
  if (order.currency !== shop.currency)
    throw refuse("currency", "currency", message("refused.ordersMadeShopCurrency", { currency: shop.currency }));
  if (order.shippingMinor !== 0n) throw refuse("shipping", "shipping", message("refused.worksShippingOutOwnCarriers"));
  if (!order.customer.email) throw refuse("email", "no_email", message("refused.makesNoOrderWithoutCustomer"));
  const address = order.shippingAddress;
  if (!address?.line1 || !address.city || !address.country)
    throw refuse("shippingAddress", "no_address", message("refused.makesNoOrderWithoutStreet"));
  if (!Object.values(shop.countries).includes(address.country))
    throw refuse("shippingAddress", "country", message("refused.shopNotKnowCountry", { country: address.country }));
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
  const read = parseResponse(addressSchema, row, { ctx, what: "address" });
  return { id: read.id, customer: read.id_customer };
}

async function createAddress(work: Making): Promise<Address> {
  const { order, shop, ctx, alias } = work;
  const { shippingAddress: to, customer } = order;
  const { first, last } = splitName(to?.name ?? customer.name);
  const country = countryId(to?.country, shop);
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
  const existing = await oldest(ctx, { resource: "customers", operation: "customers.email" }, ["email", email]);
  if (existing !== null) return existing;
  const passwd = hmacSha256(ctx.secret("wsKey"), alias).toString("base64url").slice(0, 32);
  const fields = fieldNodes({ firstname: name.first, lastname: name.last, email, passwd, is_guest: "1", active: "1" });
  return create(ctx, {
    resource: "customers",
    entities: [element("customer", fields)],
    operation: "customers.create",
  });
}

/** The first made of the rows with this value. */
async function oldest(
  ctx: Context,
  of: { readonly resource: string; readonly operation: string },
  [field, value]: readonly [string, string],
): Promise<string | null> {
  const [first] = await list(ctx, { ...of, display: "[id]", filters: [[field, `[${value}]`]], sort: "[id_ASC]" });
  return idOf(first) || null;
}

const cartMade = (address: string, { ctx }: Making): Promise<string | null> =>
  oldest(ctx, { resource: "carts", operation: "carts.find" }, ["id_address_delivery", address]);

function createCart(address: Address, items: readonly OrderItems[], { shop, ctx }: Making): Promise<string> {
  const rows = items.map((line) =>
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

const orderMade = (cart: string, { ctx }: Making): Promise<string | null> =>
  oldest(ctx, { resource: "orders", operation: "orders.cart" }, ["id_cart", cart]);

/** One writer a cart: the shop makes two orders of a cart sent twice at once. */
async function place(address: Address, cart: string, quoted: Money, work: Making): Promise<string> {
  const { shop, ctx } = work;
  const total = formatDecimal(quoted);
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
    return await create(ctx, {
      resource: "orders",
      entities: [element("order", fields)],
      operation: "orders.create",
    });
  } catch (error) {
    if (!isConnectorError(error) || error.kind !== "ambiguous") throw error;
    const made = await orderMade(cart, work);
    if (made) return made;
    throw new ConnectorError(error.info, message("error.shopNotMakeOrderPayment", { module: shop.orderModule }), {
      cause: error,
    });
  }
}

/**
 * An order whose total was not the shop's own all the same (a module changes it) stands in "payment error", with a
 * payment of the wrong amount. Entering a paid state books the whole total once more: the wrong payment goes first.
 */
async function ensurePaid(id: string, { shop, ctx }: Making): Promise<void> {
  const order = await currentOrder(id, ctx);
  if (!order) return;
  const states = await readStates(shop, ctx);
  if (states.get(order.current_state ?? "0")?.paid) return;
  await dropPayments(order, ctx);
  const result = await enter("confirmed", false, { order, states, shop, ctx });
  if (result.state !== "done")
    throw new ConnectorError(
      { kind: "rejected", code: "state" },
      message("error.orderMadeButNotMarked", { order: order.reference }),
    );
}

async function dropPayments({ reference }: Order, ctx: Context): Promise<void> {
  const filters = [["order_reference", `[${reference}]`]] as const;
  const rows = await list(ctx, { resource: "order_payments", operation: "orders.payments", filters });
  for (const row of rows) {
    const { id, amount } = parseResponse(paymentSchema, row, { ctx, what: "payment" });
    if (Number(amount) === 0) continue;
    try {
      await remove(ctx, `/order_payments/${id}`, "orders.payment.delete");
    } catch (error) {
      if (!isConnectorError(error) || !["forbidden", "unsupported"].includes(error.kind)) throw error;
      throw new ConnectorError(
        { kind: "rejected", code: "payment" },
        message("error.orderMadeAnotherTotalShop", { reference }),
        { cause: error },
      );
    }
  }
}
