/** People and orders as the shop prints them (captures of a running 2.1.6). */
import type { Json } from "../../commerce/product.ts";
import { notFound } from "./replies.ts";
import type { StoredAddress, StoredCustomer, StoredItem, StoredOrder, StoredShipment } from "./state.ts";
import { iri, LOCALE, local } from "./state.ts";

type Fields = Readonly<Record<string, Json>>;

export function customerView(customer: StoredCustomer): Fields {
  return {
    "@id": iri("customers", customer.id),
    "@type": "Customer",
    defaultAddress: null,
    user: null,
    id: customer.id,
    email: customer.email,
    firstName: customer.firstName,
    lastName: customer.lastName,
    birthday: null,
    gender: "u",
    group: null,
    phoneNumber: customer.phoneNumber,
    subscribedToNewsletter: false,
    createdAt: local(customer.createdAt),
    fullName: [customer.firstName, customer.lastName].filter((part) => part).join(" "),
  };
}

/** In an order the province's code is left out. */
export function addressView(address: StoredAddress, isWhole: boolean): Fields {
  return {
    "@id": iri("addresses", address.id),
    "@type": "Address",
    ...(isWhole ? { id: address.id } : {}),
    firstName: address.firstName,
    lastName: address.lastName,
    phoneNumber: address.phoneNumber,
    company: "Analytical Engines",
    countryCode: address.countryCode,
    ...(isWhole ? { provinceCode: address.provinceCode } : {}),
    // Typed by hand where the country has no provinces to choose from.
    provinceName: address.provinceCode === null ? "Noord-Holland" : null,
    street: address.street,
    city: "Amsterdam",
    postcode: "1015 CJ",
  };
}

function itemTotals(item: StoredItem) {
  // As the shop works it out: less what promotions take off single units.
  const subtotal = (item.unitPrice - item.unitDiscount) * item.quantity;
  const tax = item.taxes.reduce((sum, one) => sum + one, 0);
  return { subtotal, tax, total: subtotal + tax };
}

export function orderTotals(order: StoredOrder) {
  const items = order.items.map(itemTotals);
  const sum = (pick: (one: ReturnType<typeof itemTotals>) => number) => items.reduce((all, one) => all + pick(one), 0);
  const itemsTotal = sum((one) => one.total);
  return {
    itemsTotal,
    itemsSubtotal: sum((one) => one.subtotal),
    tax: sum((one) => one.tax),
    total: itemsTotal + order.shippingPrice,
  };
}

export function orderView(order: StoredOrder, isList: boolean): Fields {
  const totals = orderTotals(order);
  const address = addressView(order.address, false);
  return {
    "@id": iri("orders", order.token),
    "@type": "Order",
    customer: order.customer === null ? null : iri("customers", order.customer),
    channel: iri("channels", "WEB"),
    shippingAddress: address,
    billingAddress: address,
    payments: [
      {
        "@id": iri("payments", order.payment.id),
        "@type": "Payment",
        id: order.payment.id,
        method: iri("payment-methods", order.payment.method),
      },
    ],
    shipments: parcelsOf(order).map(({ shipment: { id } }) => ({
      "@id": iri("shipments", id),
      "@type": "Shipment",
      id,
      method: iri("shipping-methods", "parcel"),
    })),
    currencyCode: order.currency,
    localeCode: LOCALE,
    checkoutState: "completed",
    paymentState: order.paymentState,
    shippingState: order.shippingState,
    tokenValue: order.token,
    ...(isList ? {} : { customerIp: "127.0.0.1" }),
    id: order.id,
    checkoutCompletedAt: local(order.completedAt),
    number: order.number,
    notes: order.notes,
    items: order.items.map(itemView),
    itemsTotal: totals.itemsTotal,
    total: totals.total,
    state: order.state,
    itemsSubtotal: totals.itemsSubtotal,
    taxTotal: totals.tax,
    shippingTaxTotal: order.shippingPrice,
    taxExcludedTotal: totals.tax,
    taxIncludedTotal: 0,
    shippingTotal: order.shippingPrice,
    orderPromotionTotal: 0,
    shippingPromotionTotal: 0,
  };
}

function itemView(item: StoredItem): Fields {
  const { subtotal, total } = itemTotals(item);
  return {
    "@id": iri("order-items", item.id),
    "@type": "OrderItem",
    variant: iri("product-variants", item.variant),
    productName: item.productName,
    variantName: item.variantName,
    id: item.id,
    quantity: item.quantity,
    unitPrice: item.unitPrice,
    originalUnitPrice: item.unitPrice,
    total,
    units: item.units.map((unit) => iri("order-item-units", unit)),
    fullDiscountedUnitPrice: item.unitPrice - item.unitDiscount,
    subtotal,
  };
}

/** Cash and bank transfers, which pass by no gateway, as captured (traffic/01); cards by a plugin's. */
const GATEWAYS = [
  { code: "cash_on_delivery", factoryName: "offline", gatewayName: "Offline" },
  { code: "bank_transfer", factoryName: "offline", gatewayName: "Offline" },
  { code: "card", factoryName: "stripe", gatewayName: "Stripe" },
] as const;

export function paymentMethodView(requested: string): Fields {
  const position = GATEWAYS.findIndex(({ code }) => code === requested);
  const existing = GATEWAYS[position];
  if (!existing) throw notFound();
  const { code, ...gateway } = existing;
  const own = iri("payment-methods", code);
  const id = position + 1;
  return {
    "@id": own,
    "@type": "PaymentMethod",
    channels: [iri("channels", "WEB")],
    id,
    code,
    position,
    gatewayConfig: { "@id": iri("gateway-configs", id), "@type": "GatewayConfig", ...gateway, config: [] },
    enabled: true,
    translations: {
      [LOCALE]: {
        "@id": `${own}/translations/${LOCALE}`,
        "@type": "PaymentMethodTranslation",
        name: code,
        description: null,
        instructions: null,
      },
    },
  };
}

export function paymentView(order: StoredOrder): Fields {
  const { payment } = order;
  const method = iri("payment-methods", payment.method);
  return {
    "@id": iri("payments", payment.id),
    "@type": "Payment",
    order: iri("orders", order.token),
    id: payment.id,
    method: {
      "@id": method,
      "@type": "PaymentMethod",
      translations: {
        [LOCALE]: {
          "@id": `${method}/translations/${LOCALE}`,
          "@type": "PaymentMethodTranslation",
          name: payment.method,
        },
      },
    },
    currencyCode: order.currency,
    amount: payment.amount,
    state: payment.state,
    details: [],
    createdAt: local(payment.createdAt),
    updatedAt: local(payment.updatedAt),
  };
}

export interface Parcel {
  readonly order: StoredOrder;
  readonly shipment: StoredShipment;
}

export const parcelsOf = (order: StoredOrder): Parcel[] =>
  [order.shipment, ...(order.moreShipments ?? [])].map((shipment) => ({ order, shipment }));

export function shipmentView({ order, shipment }: Parcel): Fields {
  const units = shipment.units ?? order.items.flatMap((item) => item.units);
  return {
    "@id": iri("shipments", shipment.id),
    "@type": "Shipment",
    order: iri("orders", order.token),
    id: shipment.id,
    state: shipment.state,
    method: iri("shipping-methods", "parcel"),
    units: units.map((unit) => iri("order-item-units", unit)),
    tracking: shipment.tracking,
    shippedAt: local(shipment.shippedAt),
    createdAt: local(shipment.createdAt),
    updatedAt: local(shipment.updatedAt),
  };
}

export function adjustmentViews(order: StoredOrder): Fields[] {
  const common = { order: null, orderItem: null, orderItemUnit: null, shipment: null, neutral: false, locked: false };
  const rows: Fields[] = [
    {
      ...common,
      shipment: iri("shipments", order.shipment.id),
      order: iri("orders", order.token),
      type: "shipping",
      label: "Parcel",
      amount: order.shippingPrice,
    },
    ...order.items.flatMap((item) =>
      item.units.flatMap((unit, index) => {
        const amount = item.taxes[index] ?? 0;
        const orderItemUnit = iri("order-item-units", unit);
        return amount === 0 ? [] : [{ ...common, orderItemUnit, type: "tax", label: "VAT", amount }];
      }),
    ),
  ];
  return rows.map((row, index) => {
    const id = order.id * 10_000 + index;
    return { "@id": iri("adjustments", id), "@type": "Adjustment", id, ...row };
  });
}
