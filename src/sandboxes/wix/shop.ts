/** The merchant's and the customers' side of the emulated site. */
import { splitName } from "../../connectors/kit/parse/person-name.ts";
import { missing } from "../../connectors/kit/sandbox/missing.ts";
import type {
  ProductControls,
  SandboxOrderInput,
  SandboxProduct,
  SandboxShop,
} from "../../connectors/kit/sandbox/sandbox.ts";
import { changed, count, newProduct, newVariant, removeProduct, stockOf, variantIdV1 } from "./catalog.ts";
import { appKeys, claimsIn, unsignedToken } from "./events.ts";
import { makeCategory } from "./marketing.ts";
import * as figures from "./order-figures.ts";
import * as life from "./order-life.ts";
import { findSku, levelKey, type Order, type Product, type State, type Variant } from "./state.ts";

const SHIPPING = "4";

function itemOf(state: State, sku: string): { readonly product: Product; readonly variant: Variant } {
  return findSku(state, sku) ?? missing("SKU", sku);
}

function orderOf(state: State, key: string): Order {
  return state.orders.get(key) ?? missing("order", key);
}

export function createShop(state: State): SandboxShop {
  return {
    mostStock: 99_999,
    discountsOrders: true,
    envelope: { open: claimsIn, wrap: unsignedToken },
    ...catalogControls(state),
    ...(state.catalog === "V3" ? locationControls(state) : {}),
    ...orderControls(state),
    ...afterControls(state),
    ...marketingControls(state),
  };
}

function credentials(state: State): Record<string, string> {
  return state.access === "api_key"
    ? { authMode: "api_key", apiKey: state.apiKey, siteId: state.siteId }
    : { authMode: "app", appId: state.app.id, appSecret: state.app.secret, appPublicKey: appKeys().publicPem };
}

function locationControls(state: State): Pick<SandboxShop, "addLocation" | "leaveLocation" | "stopCountingAt"> {
  return {
    addLocation: (name) => addLocation(state, name),
    leaveLocation: (sku, location) => void state.inventory.delete(levelKey(itemOf(state, sku).variant.id, location)),
    // Its dashboard has one switch for all locations; the API has one for each record.
    stopCountingAt(sku, location) {
      const { product, variant } = itemOf(state, sku);
      count(state, product, variant, null, location);
    },
  };
}

function addLocation(state: State, name: string): string {
  const location = { id: state.guid(), name };
  state.locations.push(location);
  return location.id;
}

function addProduct(state: State, input: SandboxProduct): ReturnType<SandboxShop["addProduct"]> {
  const slug = `product-${state.guid().slice(-12)}`;
  const product = newProduct(state, input.title, slug);
  product.visible = input.status !== "draft";
  if (input.category !== undefined) {
    const existing = [...state.categories.values()].find(({ name }) => name === input.category);
    product.categoryIds = [(existing ?? makeCategory(state, input.category, undefined)).id];
  }
  for (const { sku, price, stock, barcode, option } of input.variants) {
    const choices = option === undefined ? [] : [["Size", option] as const];
    count(state, product, newVariant(state, product, { sku, price, barcode, choices }), stock);
  }
  changed(state, product, "created");
  const keyOf = (variant: Variant) =>
    state.catalog === "V1" ? `${product.id}:${variantIdV1(product, variant)}` : variant.id;
  return {
    key: product.id,
    variantKeys: Object.fromEntries(product.variants.map((variant) => [variant.sku, keyOf(variant)])),
  };
}

type CatalogControls = ProductControls &
  Pick<SandboxShop, "credentials" | "installWebhooks" | "withdrawRight" | "counting">;

/** "Track inventory" of an item, which is one switch for all its locations in the dashboard. */
function countingOf(state: State, sku: string): { isOn: boolean } {
  const { product, variant } = itemOf(state, sku);
  const records = () => state.locations.flatMap(({ id }) => state.inventory.get(levelKey(variant.id, id)) ?? []);
  return {
    get isOn() {
      return records().some(({ quantity }) => quantity !== null);
    },
    set isOn(isOn) {
      for (const { locationId, quantity } of records())
        count(state, product, variant, isOn ? (quantity ?? 0) : null, locationId);
    },
  };
}

function catalogControls(state: State): CatalogControls {
  return {
    credentials: () => credentials(state),
    installWebhooks(urls) {
      // Set in the app's dashboard; the key to check with was copied from there when connecting.
      state.webhookUrl = urls[""] ?? "";
      return {};
    },
    withdrawRight: () => void state.closed.add("orders"),
    addProduct: (input) => addProduct(state, input),
    removeProduct: (key) => void removeProduct(state, key),
    stockOf: (sku) => stockOf(state, itemOf(state, sku).variant),
    levelsOf: (sku) => {
      const { variant } = itemOf(state, sku);
      // Catalog V1 counts by item.
      if (state.catalog === "V1") return new Map([["", stockOf(state, variant)]]);
      const units = (id: string) => state.inventory.get(levelKey(variant.id, id))?.quantity ?? 0;
      return new Map(state.locations.map(({ id }) => [id, units(id)]));
    },
    setStock(sku, quantity) {
      const { product, variant } = itemOf(state, sku);
      // Its dashboard has no field for a number until the item is counted, which it then is at all locations.
      const counting = countingOf(state, sku);
      if (!counting.isOn) counting.isOn = true;
      count(state, product, variant, quantity);
    },
    counting: (sku) => countingOf(state, sku),
    priceOf: (sku) => itemOf(state, sku).variant.price,
    setPrice(sku, price) {
      const { product, variant } = itemOf(state, sku);
      [variant.price, variant.compareAt] = [price, null];
      changed(state, product, "updated");
    },
    titleOf: (sku) => itemOf(state, sku).product.name,
    setTitle(sku, title) {
      const { product } = itemOf(state, sku);
      product.name = title;
      changed(state, product, "updated");
    },
    renameSku(sku, next) {
      const { product, variant } = itemOf(state, sku);
      variant.sku = next;
      changed(state, product, "updated");
    },
    setDescription(sku, html) {
      const { product } = itemOf(state, sku);
      product.description = html;
      changed(state, product, "updated");
    },
    imagesOf(sku) {
      const { product, variant } = itemOf(state, sku);
      const chosen = product.options.flatMap(({ choices }) =>
        choices.filter(({ id }) => variant.choices.some(({ choiceId }) => choiceId === id)),
      );
      const ids = chosen.flatMap(({ mediaIds }) => mediaIds);
      return {
        product: product.media.map(({ url }) => url),
        item: product.media.flatMap(({ id, url }) => (ids.includes(id) ? [url] : [])),
      };
    },
    catalog: () => state.products,
    skus: () => [...state.products.values()].flatMap(({ variants }) => variants.map(({ sku }) => sku)),
  };
}

/** How each way of paying looks when an order arrives. */
const PAYMENTS = {
  paid: { status: "APPROVED", payment: { status: "APPROVED", offline: false, method: "CreditCard" } },
  cod: { status: "APPROVED", payment: { status: "PENDING", offline: true, method: "Cash on delivery" } },
  pending: { status: "PENDING", payment: { status: "PENDING", offline: false, method: "CreditCard" } },
} as const;

function buy(state: State, input: SandboxOrderInput): string {
  const { customer } = input;
  const { first, last } = splitName(customer?.name);
  const person = customer
    ? {
        address: {
          country: "US",
          subdivision: "US-TX",
          city: "Austin",
          postalCode: "73301",
          addressLine: "1 Main Street",
          addressLine2: "Flat 5",
        },
        contactDetails: {
          firstName: first,
          lastName: last,
          company: "Analytical Engines",
          ...(customer.phone ? { phone: customer.phone } : {}),
        },
      }
    : {};
  const contactId = state.guid();
  if (customer)
    state.contacts.set(contactId, {
      id: contactId,
      updated: state.clock.now(),
      fields: {
        name: { first, last },
        ...(customer.email ? { email: { email: customer.email } } : {}),
        ...(customer.phone ? { phone: { phone: customer.phone } } : {}),
      },
    });
  const paying = PAYMENTS[input.payment ?? "pending"];
  const order = life.placeOrder(state, {
    lines: input.lines.map(({ sku, quantity }) => {
      const { product, variant } = itemOf(state, sku);
      const ids = { productId: product.id, variantId: variant.id };
      const whole = figures.minorOf(state, variant.price) * BigInt(quantity);
      const discountMinor = (whole * BigInt(input.discountPercent ?? 0)) / 100n;
      return { ...ids, sku, name: product.name, quantity, price: variant.price, discountMinor };
    }),
    shippingMinor: figures.minorOf(state, SHIPPING),
    given: {
      buyerInfo: { contactId, ...(customer?.email ? { email: customer.email } : {}) },
      billingInfo: person,
      recipientInfo: person,
      shippingInfo: { title: "Standard", logistics: { shippingDestination: person } },
      channelInfo: { type: "WEB" },
      ...(input.note === undefined ? {} : { buyerNote: input.note }),
    },
    ...paying,
  });
  return order.id;
}

type OrderControls = Pick<
  SandboxShop,
  | "placeOrder"
  | "cancelOrder"
  | "cancelLine"
  | "editOrder"
  | "moveOrder"
  | "payOrder"
  | "owedOn"
  | "payPart"
  | "shipOrder"
  | "refundOrder"
>;

function lineOf(order: Order, sku: string): Order["lines"][number] {
  return order.lines.find((one) => one.sku === sku) ?? missing("line", sku);
}

function orderControls(state: State): OrderControls {
  return {
    placeOrder: (input) => buy(state, input),
    cancelOrder: (key) => life.cancelOrder(state, orderOf(state, key), true),
    editOrder(key, sku, quantity) {
      const order = orderOf(state, key);
      life.editLine(state, order, lineOf(order, sku).id, quantity);
    },
    cancelLine(key, sku) {
      const order = orderOf(state, key);
      life.editLine(state, order, lineOf(order, sku).id, 0);
    },
    moveOrder: (key, street) => life.moveOrder(state, orderOf(state, key), street),
    owedOn: (key) => figures.textOf(state, figures.balanceOf(state, orderOf(state, key))),
    payPart: (key) => life.payDeposit(state, orderOf(state, key), 2_000n),
    payOrder: (key) => void life.markPaid(state, orderOf(state, key)),
    shipOrder(key, lines) {
      const order = orderOf(state, key);
      const left = order.lines.map((line) => ({
        id: line.id,
        quantity: line.quantity - line.refunded - figures.shippedOf(order, line.id),
      }));
      const requested = lines?.map(({ sku, quantity }) => ({ id: lineOf(order, sku).id, quantity }));
      life.ship(state, order, {
        lines: (requested ?? left).filter(({ quantity }) => quantity > 0),
        tracking: {},
        status: "",
      });
    },
    refundOrder(key, lines) {
      const order = orderOf(state, key);
      // "This order can't be refunded": nothing was paid.
      if (figures.paidOf(order) === 0n) return;
      const items = lines.map(({ sku, quantity, restock }) => ({ line: lineOf(order, sku), quantity, restock }));
      const minor = items.reduce(
        (sum, { line, quantity }) => sum + figures.minorOf(state, line.price) * BigInt(quantity),
        0n,
      );
      const [payment] = order.payments;
      const asItem = ({ line, quantity }: (typeof items)[number]) => ({ lineItemId: line.id, quantity });
      life.bookRefund(state, order, {
        parts: payment ? [{ paymentId: payment.id, minor, external: payment.offline }] : [],
        lines: items.map(asItem),
        restock: items.filter(({ restock }) => restock).map(asItem),
        reason: "",
      });
    },
  };
}

const numbersOf = (parcel: Order["parcels"][number]): readonly string[] =>
  typeof parcel.tracking["trackingNumber"] === "string" ? parcel.tracking["trackingNumber"].split(", ") : [];

function afterControls(state: State): Pick<SandboxShop, "order" | "record" | "orderKeys"> {
  return {
    order(key) {
      const order = state.orders.get(key);
      return (
        order && {
          key,
          number: order.number,
          status: order.status,
          fulfilled: figures.isFulfilled(order),
          cancelled: order.status === "CANCELED",
          trackingNumbers: order.parcels.flatMap(numbersOf),
          total: figures.textOf(state, figures.totalOf(state, order)),
        }
      );
    },
    record(key) {
      const order = state.orders.get(key);
      return (
        order && {
          lines: order.lines.map((line) => {
            const shipped = figures.shippedOf(order, line.id);
            const quantity = order.status === "CANCELED" ? shipped : Math.max(shipped, line.quantity - line.refunded);
            const back = Math.min(shipped, Math.max(0, line.restocked - (line.quantity - quantity)));
            return { sku: line.sku, quantity, shipped, restocked: back };
          }),
          parcels: order.parcels.map((parcel) => ({ trackingNumbers: numbersOf(parcel) })),
          refunds: order.refunds.map(({ parts, reason, waits }) => ({
            amount: figures.textOf(
              state,
              parts.reduce((sum, { minor }) => sum + minor, 0n),
            ),
            reason,
            waits,
            isPaid: parts.some(({ external }) => !external),
          })),
          notes: order.activities.map(({ message }) => message),
        }
      );
    },
    orderKeys: () => [...state.orders.keys()],
  };
}

function marketingControls(state: State): Pick<SandboxShop, "addDiscount" | "addGiftCard" | "giftCardBalance"> {
  return {
    addDiscount({ code, kind, value, minimum, expired }) {
      const now = state.clock.now();
      state.coupons.push({
        id: state.guid(),
        created: now,
        used: 0,
        specification: {
          name: code,
          code,
          active: true,
          startTime: String(now - 86_400_000),
          ...(expired ? { expirationTime: String(now - 1000) } : {}),
          ...(kind === "percent" ? { percentOffRate: Number(value) } : { moneyOffAmount: Number(value) }),
          ...(minimum === undefined ? { scope: { namespace: "stores" } } : { minimumSubtotal: Number(minimum) }),
        },
      });
    },
    addGiftCard({ code, balance }) {
      const minor = figures.minorOf(state, balance);
      const card = { id: state.guid(), code, balanceMinor: minor, initialMinor: minor };
      state.giftCards.push({ ...card, expires: null, disabled: null, served: new Map() });
    },
    giftCardBalance: (code) =>
      figures.textOf(state, state.giftCards.find((card) => card.code === code)?.balanceMinor ?? 0n),
  };
}
