/** What stands in the emulated shop before a captured call, and the call's variables with the ids it has there. */
import type { Json } from "../../commerce/product.ts";
import type { SandboxOrderInput } from "../../connectors/kit/sandbox/sandbox.ts";
import { catalogRoot } from "./catalog.ts";
import type { VendureSandbox } from "./index.ts";
import { ordersRoot } from "./orders.ts";

type Doc = { readonly [key: string]: Json };

/** The captured variables, with ids of this shop. */
export type Scene = (sandbox: VendureSandbox, captured: Doc) => Doc;

const MUG = { title: "Enamel mug", variants: [{ sku: "MUG", price: "14.90", stock: 40 }] };
const SHIRT = {
  title: "Linen shirt",
  variants: ["S", "M"].map((option) => ({ sku: `SHIRT-${option}`, price: "50.90", stock: 20, option })),
};

/** What every captured call finds. */
export function furnish({ shop, state }: VendureSandbox): void {
  shop.addProduct({ ...MUG, category: "Home" });
  shop.addProduct(SHIRT);
  shop.addLocation?.("Depot");
  shop.placeOrder({ lines: [{ sku: "MUG", quantity: 1 }], payment: "paid", customer: CUSTOMER });
  state.sessions.add("session-of-the-replay");
}

const CUSTOMER = { name: "Ada Byron", email: "ada@customer.example" } as const;

type Order = Partial<SandboxOrderInput>;

function placed({ shop }: VendureSandbox, order: Order = {}): string {
  return shop.placeOrder({ lines: [{ sku: "MUG", quantity: 2 }], payment: "paid", ...order });
}

function stored({ state }: VendureSandbox, key: string) {
  const order = state.orders.get(key);
  if (!order) throw new Error("There is no such order.");
  return order;
}

const lineOf = (sandbox: VendureSandbox, key: string) => stored(sandbox, key).lines[0]?.id ?? "";
const paymentOf = (sandbox: VendureSandbox, key: string) => stored(sandbox, key).payments[0]?.id ?? "";
const parcelOf = (sandbox: VendureSandbox, key: string) => stored(sandbox, key).parcels[0]?.id ?? "";

/** An order after what happened to it, read by its id. */
const read =
  (order: Order, happens: (sandbox: VendureSandbox, key: string) => void = () => undefined): Scene =>
  (sandbox) => {
    const id = placed(sandbox, order);
    happens(sandbox, id);
    return { id };
  };

const inputOf = ({ i }: Doc): Doc => (i !== null && typeof i === "object" && !Array.isArray(i) ? (i as Doc) : {});

/** A mutation of one order: its input with that order's ids in place of the captured ones. */
const act =
  (
    ids: (sandbox: VendureSandbox, key: string) => Doc,
    happens: (sandbox: VendureSandbox, key: string) => void = () => undefined,
    order: Order = {},
  ): Scene =>
  (sandbox, captured) => {
    const key = placed(sandbox, order);
    happens(sandbox, key);
    return { ...captured, i: { ...inputOf(captured), ...ids(sandbox, key) } };
  };

const ship = ({ shop }: VendureSandbox, key: string) => shop.shipOrder?.(key);
const deliver = (sandbox: VendureSandbox, key: string) => {
  ship(sandbox, key);
  ordersRoot(sandbox.state).transitionFulfillmentToState({ id: parcelOf(sandbox, key), state: "Delivered" });
};
const pack = (sandbox: VendureSandbox, key: string) => {
  const lines = [{ orderLineId: lineOf(sandbox, key), quantity: 1 }];
  const handler = { code: "manual-fulfillment", arguments: [{ name: "method", value: "DHL" }] };
  ordersRoot(sandbox.state).addFulfillmentToOrder({ input: { lines, handler } });
};
const cancel = ({ shop }: VendureSandbox, key: string) => shop.cancelOrder(key);
const refund =
  (quantity: number, restock: boolean) =>
  ({ shop }: VendureSandbox, key: string) =>
    shop.refundOrder?.(key, [{ sku: "MUG", quantity, restock }]);

const lines = (quantity: number) => (sandbox: VendureSandbox, key: string) => ({
  lines: [{ orderLineId: lineOf(sandbox, key), quantity }],
});
const inOrder = (sandbox: VendureSandbox, key: string) => ({ orderId: key, ...lines(1)(sandbox, key) });
const ofPayment = (sandbox: VendureSandbox, key: string) => ({ paymentId: paymentOf(sandbox, key) });
const ofParcel =
  (happens: (sandbox: VendureSandbox, key: string) => void): Scene =>
  (sandbox) => {
    const key = placed(sandbox);
    happens(sandbox, key);
    return { id: parcelOf(sandbox, key) };
  };

/** A list of one change of a variant: the first one's id in place of the captured one. */
const ofVariant: Scene = (_, captured) => ({
  i: (Array.isArray(captured["i"]) ? captured["i"] : []).map((row, index) =>
    row !== null && typeof row === "object" && !Array.isArray(row) && index === 0 ? { ...row, id: "2" } : row,
  ),
});
const ofProduct =
  (id: string): Scene =>
  (_, captured) => ({
    i: (Array.isArray(captured["i"]) ? captured["i"] : []).map((row: Doc) => ({ ...row, productId: id })),
  });

const cod: Order = { payment: "cod" };
const asCaptured: Scene = (_, captured) => captured;

/** By the name of the capture; others have no counterpart here. */
export const SCENES: Readonly<Record<string, Scene>> = {
  "active-channel": asCaptured,
  "auth-api-key": asCaptured,
  "auth-bad-token": asCaptured,
  "auth-none": asCaptured,
  "auth-login": ({ state }) => ({ u: state.administrator.username, p: state.administrator.password }),
  "auth-login-wrong-password": asCaptured,
  "cancel-part": act(inOrder, ({ shop }, key) => shop.shipOrder?.(key, [{ sku: "MUG", quantity: 1 }]), {
    lines: [{ sku: "MUG", quantity: 3 }],
  }),
  "cancel-too-many": act((sandbox, key) => ({ orderId: key, ...lines(3)(sandbox, key) })),
  "cancel-twice": act((_, key) => ({ orderId: key }), cancel),
  "collections-list": asCaptured,
  "customers-filter": asCaptured,
  "error-batch": ofVariant,
  "error-missing-variable": asCaptured,
  "error-negative-stock": ofVariant,
  "error-options-missing": ofProduct("2"),
  "error-syntax": asCaptured,
  "error-take-too-large": asCaptured,
  "error-text-id": asCaptured,
  "error-unknown-entity": asCaptured,
  "error-unknown-field": asCaptured,
  "error-unknown-filter": asCaptured,
  "error-unknown-id": asCaptured,
  "error-unknown-location": ofVariant,
  fulfil: act(lines(1)),
  "fulfil-already-fulfilled": act(lines(1), ship),
  "fulfil-authorised": act(lines(1), undefined, cod),
  "fulfil-insufficient-stock": act(lines(1), ({ state }) => {
    for (const { levels } of state.variants.values()) for (const level of levels) level.onHand = 0;
  }),
  "fulfil-zero": act(lines(0)),
  "fulfilment-ship": ofParcel(pack),
  "fulfilment-transition-refused": ofParcel(deliver),
  "order-authorised": read(cod),
  "order-authorisedCustomer": read(cod),
  "order-authorisedThenSettled": read(cod, ({ shop }, key) => shop.payOrder?.(key)),
  "order-cancelledAuthorised": read(cod, cancel),
  "order-cancelledPaid": read({}, cancel),
  "order-delivered": read({}, deliver),
  "order-paidCoupon": read({ discountPercent: 10 }),
  "order-paidCustomer": read({ customer: CUSTOMER }),
  "order-paidLarge": read({ lines: [{ sku: "MUG", quantity: 20 }] }),
  "order-paidOneLine": read({}),
  "order-paidTwoLines": read({ lines: ["MUG", "SHIRT-S"].map((sku) => ({ sku, quantity: 1 })) }),
  "order-partlyShipped": read({}, ({ shop }, key) => shop.shipOrder?.(key, [{ sku: "MUG", quantity: 1 }])),
  "order-refundedPart": read({}, refund(1, false)),
  "order-refundedWhole": read({}, refund(2, false)),
  "order-returned": read({}, (sandbox, key) => {
    deliver(sandbox, key);
    refund(2, true)(sandbox, key);
  }),
  "order-shipped": read({}, ship),
  "order-unpaidCart": ({ state }) => ({ id: [...state.orders.values()].find(({ placedAt }) => !placedAt)?.id ?? "" }),
  "orders-by-id": asCaptured,
  "orders-list": asCaptured,
  "orders-newest-placed": asCaptured,
  "product-create-slug-taken": asCaptured,
  "product-delete": () => ({ id: "1" }),
  "product-get": () => ({ id: "2" }),
  "product-update": (_, captured) => ({ i: { ...inputOf(captured), id: "2" } }),
  "refund-amount-and-lines": act((sandbox, key) => ({ ...ofPayment(sandbox, key), ...lines(1)(sandbox, key) })),
  "refund-authorised": act(ofPayment, undefined, cod),
  "refund-only-amount-fails": act(ofPayment),
  "refund-too-much": act(ofPayment, refund(2, false), { shipping: "0" }),
  "server-config": asCaptured,
  "settle-twice": (sandbox) => ({ id: paymentOf(sandbox, placed(sandbox)) }),
  "stock-locations": asCaptured,
  "stock-set": ofVariant,
  "variant-create": (sandbox, captured) => {
    const input = { translations: [{ languageCode: "en", name: "New", slug: "new", description: "" }] };
    const { id } = catalogRoot(sandbox.state).createProduct({ input });
    return ofProduct(id)(sandbox, captured);
  },
  "variant-create-prices-ignored": ofProduct("1"),
  "variant-duplicate-sku": ofVariant,
  "variant-update-price": ofVariant,
  "variant-update-prices": ofVariant,
  "variants-by-sku": asCaptured,
};
