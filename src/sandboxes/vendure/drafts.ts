/** Orders that staff make: a draft, filled bit by bit, which a payment places. Only then are goods allocated. */
import { allocate, orderOf, refusal, saleableOf } from "./orders.ts";
import type { State, StoredOrder } from "./state.ts";
import { databaseError, entity, inputError } from "./state.ts";
import { orderGross, orderView } from "./views.ts";

/** What carrying costs, tax included. */
const METHODS = [
  { id: "1", code: "standard", price: 500 },
  { id: "2", code: "pick-up", price: 0 },
] as const;
const RATE = 1.19;

type AddressText = "fullName" | "company" | "streetLine2" | "city" | "province" | "postalCode" | "phoneNumber";

interface Address extends Readonly<Partial<Record<AddressText, string | null>>> {
  readonly streetLine1: string;
  readonly countryCode: string;
}

interface Customer {
  readonly firstName: string;
  readonly lastName: string;
  readonly emailAddress: string;
  readonly phoneNumber?: string | null;
}

export function draftsRoot(state: State) {
  const draftOf = (id: string): StoredOrder => {
    const order = orderOf(state, id);
    if (order.state !== "Draft") throw inputError("INTERNAL_SERVER_ERROR", "error.order-is-not-a-draft");
    return order;
  };
  const told = (order: StoredOrder) => {
    order.updatedAt = state.now();
    return orderView(state, order);
  };
  const setAddress = ({ orderId, input }: { orderId: string; input: Address }) => {
    const order = draftOf(orderId);
    // An address without a country the shop knows is refused by its database.
    if (!/^[A-Z]{2}$/.test(input.countryCode)) throw inputError("USER_INPUT_ERROR", "error.country-code-not-valid");
    order.address = { ...BLANK, ...input };
    return told(order);
  };
  return {
    createDraftOrder: () => {
      const order = newDraft(state);
      state.orders.set(order.id, order);
      return orderView(state, order);
    },
    deleteDraftOrder: ({ orderId }: { orderId: string }) => {
      if (state.orders.get(orderId)?.state !== "Draft")
        return { result: "NOT_DELETED", message: `No draft Order with the ID ${orderId} was found` };
      state.orders.delete(orderId);
      return { result: "DELETED", message: null };
    },
    addItemToDraftOrder: (call: { orderId: string; input: { productVariantId: string; quantity: number } }) =>
      addItem(state, draftOf(call.orderId), call.input) ?? told(draftOf(call.orderId)),
    setCustomerForDraftOrder: (call: { orderId: string; customerId?: string | null; input?: Customer | null }) => {
      const order = draftOf(call.orderId);
      order.customerId = call.customerId ? existingCustomer(state, call.customerId) : newCustomer(state, call.input);
      return told(order);
    },
    setDraftOrderShippingAddress: setAddress,
    setDraftOrderBillingAddress: setAddress,
    eligibleShippingMethodsForDraftOrder: ({ orderId }: { orderId: string }) => {
      const order = draftOf(orderId);
      if (!order.address || order.lines.length === 0) return [];
      return METHODS.map(({ id, code, price }) => ({
        ...{ id, code, name: code },
        price: Math.round(price / RATE),
        priceWithTax: price,
      }));
    },
    setDraftOrderShippingMethod: (call: { orderId: string; shippingMethodId: string }) => {
      const order = draftOf(call.orderId);
      const method = METHODS.find(({ id }) => id === call.shippingMethodId);
      if (!method) return refusal("IneligibleShippingMethodError", "INELIGIBLE_SHIPPING_METHOD_ERROR", "Not eligible");
      order.shipping = method.price;
      order.hasMethod = true;
      return told(order);
    },
    applyCouponCodeToDraftOrder: (call: { orderId: string; couponCode: string }) =>
      applyCoupon(state, draftOf(call.orderId), call.couponCode) ?? told(draftOf(call.orderId)),
    transitionOrderToState: (call: { id: string; state: string }) =>
      beginPayment(orderOf(state, call.id), call.state) ?? told(orderOf(state, call.id)),
    addManualPaymentToOrder: ({ input }: { input: PaymentInput }) => {
      const order = orderOf(state, input.orderId);
      return pay(state, order, input) ?? orderView(state, order);
    },
  };
}

const BLANK = {
  fullName: null,
  company: null,
  streetLine1: null,
  streetLine2: null,
  city: null,
  province: null,
  postalCode: null,
  countryCode: null,
  phoneNumber: null,
};

function newDraft(state: State): StoredOrder {
  const now = state.now();
  return {
    id: state.id("order"),
    code: `D${state.token().slice(0, 15).toUpperCase()}`,
    state: "Draft",
    createdAt: now,
    updatedAt: now,
    placedAt: null,
    customerId: null,
    shipping: 0,
    shippingCancelled: false,
    hasMethod: false,
    address: null,
    lines: [],
    payments: [],
    parcels: [],
    notes: [],
  };
}

/** Of what is short, what there is goes into the draft all the same. */
function addItem(state: State, order: StoredOrder, input: { productVariantId: string; quantity: number }) {
  const variant = entity(state.variants.get(input.productVariantId), "ProductVariant", input.productVariantId);
  if (input.quantity < 0)
    return refusal("NegativeQuantityError", "NEGATIVE_QUANTITY_ERROR", "The quantity cannot be negative");
  const existing = order.lines.find(({ variantId }) => variantId === variant.id);
  const free = saleableOf(variant) - (existing?.quantity ?? 0);
  const units = Math.min(input.quantity, Math.max(0, free));
  if (existing) existing.quantity += units;
  else if (units > 0)
    order.lines.push({
      id: state.id("line"),
      variantId: variant.id,
      quantity: units,
      placed: 0,
      unit: variant.price,
      percentOff: 0,
      allocated: new Map(),
      sold: new Map(),
    });
  if (units === input.quantity) return null;
  return refusal("InsufficientStockError", "INSUFFICIENT_STOCK_ERROR", `Only ${units} items were added to the order`);
}

const existingCustomer = (state: State, id: string): string => entity(state.customers.get(id), "Customer", id).id;

function newCustomer(state: State, input: Customer | null | undefined): string {
  if (!input)
    throw databaseError('null value in column "emailAddress" of relation "customer" violates not-null constraint');
  const emailAddress = input.emailAddress.toLowerCase();
  const existing = [...state.customers.values()].find((one) => one.emailAddress === emailAddress);
  const id = existing?.id ?? state.id("customer");
  // A guest's record is renamed by the next who orders with its e-mail.
  state.customers.set(id, {
    id,
    emailAddress,
    firstName: input.firstName,
    lastName: input.lastName,
    phoneNumber: input.phoneNumber ?? null,
  });
  return id;
}

function applyCoupon(state: State, order: StoredOrder, code: string) {
  const promotion = state.promotions.find((one) => one.code.toLowerCase() === code.toLowerCase());
  if (!promotion) return refusal("CouponCodeInvalidError", "COUPON_CODE_INVALID_ERROR", "Coupon code is not valid");
  if (promotion.endsAt && promotion.endsAt < state.now())
    return refusal("CouponCodeExpiredError", "COUPON_CODE_EXPIRED_ERROR", "Coupon code has expired");
  const percent = promotion.actions
    .filter(({ code: action }) => action === "order_percentage_discount")
    .flatMap(({ args }) => args.map(({ value }) => Number(value)))[0];
  for (const line of order.lines) line.percentOff = percent ?? 0;
  order.couponCode = promotion.code;
  return null;
}

function beginPayment(order: StoredOrder, requested: string) {
  const refused = (why: string) =>
    refusal("OrderStateTransitionError", "ORDER_STATE_TRANSITION_ERROR", "Cannot transition Order", {
      transitionError: why,
    });
  if (requested !== "ArrangingPayment" || order.state !== "Draft")
    return refused(`Cannot transition Order from "${order.state}" to "${requested}"`);
  if (order.lines.length === 0)
    return refused('Cannot transition Order to the "ArrangingPayment" state when it is empty');
  if (order.customerId === null)
    return refused('Cannot transition Order to the "ArrangingPayment" state without Customer details');
  if (!order.hasMethod)
    return refused('Cannot transition Order to the "ArrangingPayment" state without a ShippingMethod');
  order.state = requested;
  return null;
}

interface PaymentInput {
  readonly orderId: string;
  readonly method: string;
  readonly transactionId?: string | null;
}

/** It is of what is open, and settled; with it the order is placed and its goods are allocated. */
function pay(state: State, order: StoredOrder, { method, transactionId }: PaymentInput) {
  if (order.state !== "ArrangingPayment")
    return refusal(
      "ManualPaymentStateError",
      "MANUAL_PAYMENT_STATE_ERROR",
      'A manual payment can only be added when Order is in the "ArrangingPayment" or "ArrangingAdditionalPayment" states',
    );
  order.payments.push({
    id: state.id("payment"),
    createdAt: state.now(),
    method,
    amount: orderGross(order),
    state: "Settled",
    transactionId: transactionId ?? null,
    refunds: [],
  });
  order.state = "PaymentSettled";
  order.placedAt = state.now();
  for (const line of order.lines) place(state, line);
  return null;
}

function place(state: State, line: StoredOrder["lines"][number]): void {
  line.placed = line.quantity;
  allocate(state, line, line.quantity);
}
