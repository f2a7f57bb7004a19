/** Orders that staff make: a draft, which becomes an order and reserves its goods then, and payments noted by hand. */
import { type Amount, amountOf } from "./amounts.ts";
import { orderOf, reserve } from "./order-acts.ts";
import type { State, StoredLine, StoredOrder, StoredVariant } from "./state.ts";
import { assertAllowed, invalid, mistake, notAllowed, REGION, Refusal, requiredRow } from "./state.ts";

interface Line {
  readonly variant_id: string;
  readonly quantity: number;
  readonly unit_price?: string | number | null;
}

export interface DraftBody {
  readonly email?: string | null;
  readonly region_id: string;
  readonly sales_channel_id?: string | null;
  readonly items?: readonly Line[];
  readonly shipping_address?: Readonly<Record<string, string | null>> | null;
  readonly billing_address?: Readonly<Record<string, string | null>> | null;
  readonly shipping_methods?: readonly { readonly shipping_option_id: string; readonly amount: string | number }[];
  readonly no_notification_order?: boolean;
  readonly metadata?: Readonly<Record<string, unknown>> | null;
}

const NAMES: readonly (keyof DraftBody)[] = [
  "email",
  "region_id",
  "sales_channel_id",
  "items",
  "shipping_address",
  "billing_address",
  "shipping_methods",
  "no_notification_order",
  "metadata",
];

export const priceOf = (state: State, { prices }: StoredVariant): Amount =>
  prices.find(({ currency }) => currency === state.currency)?.amount ?? 0n;

/** Not reserved yet. */
export function lineFor(
  state: State,
  variant: StoredVariant,
  { quantity, unit, adjustments }: Pick<StoredLine, "quantity" | "unit" | "adjustments">,
): StoredLine {
  return {
    id: state.id("ordli"),
    variantId: variant.id,
    productId: variant.productId,
    title: state.products.get(variant.productId)?.title ?? "",
    variantTitle: variant.title,
    sku: variant.sku,
    quantity,
    unit,
    adjustments,
    fulfilled: 0,
    shipped: 0,
    delivered: 0,
    returnRequested: 0,
    received: 0,
    dismissed: 0,
    reservations: [],
  };
}

export function createDraft(state: State, body: DraftBody): StoredOrder {
  assertAllowed(body, NAMES);
  if (body.region_id !== REGION) throw invalid(`Region with id: ${body.region_id} was not found`);
  const lines = (body.items ?? []).map((item) => draftLine(state, item));
  const now = state.now();
  // Nobody's e-mail is asked for: then it is that of whichever customer comes first.
  const email = body.email ?? [...state.customers.values()][0]?.email ?? "";
  const order: StoredOrder = {
    id: state.id("order"),
    displayId: state.orders.size * 2 + 1,
    status: "draft",
    version: 1,
    createdAt: now,
    updatedAt: now,
    canceledAt: null,
    email,
    customerId: customerOf(state, email),
    channelId: body.sales_channel_id ?? state.channels[0]?.id ?? "",
    metadata: body.metadata ?? null,
    address: body.shipping_address ?? null,
    shipping: amountOf(body.shipping_methods?.[0]?.amount ?? 0),
    shippingIsNet: true,
    isDraft: true,
    lines,
    openCollections: [],
    payments: [],
    parcels: [],
    creditLines: [],
    change: null,
  };
  state.orders.set(order.id, order);
  return order;
}

function draftLine(state: State, { variant_id, quantity, unit_price }: Line): StoredLine {
  const variant = requiredRow(state.variants.get(variant_id), `Variants with ids ${variant_id} do not exist`);
  const levels = state.items.get(variant.links[0]?.itemId ?? "")?.levels ?? [];
  const free = levels.reduce((sum, { stocked, reserved }) => sum + stocked - reserved, 0);
  if (variant.managed && free < quantity)
    throw new Refusal(400, "not_allowed", "Some variant does not have the required inventory");
  const unit = unit_price === undefined || unit_price === null ? priceOf(state, variant) : amountOf(unit_price);
  return lineFor(state, variant, { quantity, unit, adjustments: [] });
}

function customerOf(state: State, email: string): string {
  const found = [...state.customers.values()].find((one) => one.email === email);
  if (found) return found.id;
  const id = state.id("cus");
  state.customers.set(id, { id, email, firstName: null, lastName: null, phone: null, hasAccount: false });
  return id;
}

/** The order keeps the draft's id. */
export function convertDraft(state: State, id: string): StoredOrder {
  const order = orderOf(state, id);
  if (!order.isDraft) throw invalid(`Order ${id} is not a draft order`);
  for (const line of order.lines) reserve(state, line, line.quantity);
  order.isDraft = false;
  order.status = "pending";
  order.updatedAt = state.now();
  return order;
}

export function deleteDraft(state: State, id: string): void {
  if (!orderOf(state, id).isDraft) throw mistake();
  state.orders.delete(id);
}

/** As many as are asked for, whatever there is. */
export function openCollection(state: State, { order_id, amount }: { order_id: string; amount: number }) {
  const made = { id: state.id("pay_col"), amount: amountOf(amount) };
  orderOf(state, order_id).openCollections.push(made);
  return made;
}

export function markPaid(state: State, id: string, orderId: string): StoredOrder {
  const order = orderOf(state, orderId);
  const index = order.openCollections.findIndex((one) => one.id === id);
  const [collection] = index < 0 ? [] : order.openCollections.splice(index, 1);
  if (!collection) throw notAllowed("Can only mark 'not_paid' payment collection as paid");
  const now = state.now();
  const { amount } = collection;
  order.payments.push({
    id: state.id("pay"),
    collectionId: id,
    provider: "pp_system_default",
    amount,
    createdAt: now,
    updatedAt: now,
    canceledAt: null,
    captures: [{ id: state.id("capt"), amount, createdAt: now }],
    refunds: [],
  });
  return order;
}

/** What carrying costs, and a way back. */
const OPTIONS = [
  { id: "so_01SANDB0X00000000000000001", name: "Parcel", amount: 5, isReturn: "false" },
  { id: "so_01SANDB0X00000000000000002", name: "Send back", amount: 0, isReturn: "true" },
  { id: "so_01SANDB0X00000000000000003", name: "Pick up", amount: 0, isReturn: "false" },
] as const;

const COUNTRIES = ["nl", "de", "eg"];

export const countries = () => COUNTRIES.map((iso_2) => ({ id: iso_2, iso_2 }));

export function shippingOptions(state: State, query: URLSearchParams): object[] {
  // The filter is in the list's description and ends so.
  if (query.has("is_return")) throw mistake();
  return OPTIONS.map(({ id, name, amount, isReturn }) => ({
    id,
    name,
    price_type: "flat",
    provider_id: "manual_manual",
    rules: [{ id: `sorul_${id}`, attribute: "is_return", operator: "eq", value: isReturn }],
    prices: [{ id: `price_${id}`, currency_code: state.currency, amount }],
    service_zone: {
      id: `serzo_${id}`,
      geo_zones: COUNTRIES.map((country_code) => ({ id: `fgz_${country_code}`, type: "country", country_code })),
      fulfillment_set: { id: "fuset_1", location: state.locations[0] && { ...state.locations[0] } },
    },
  }));
}
