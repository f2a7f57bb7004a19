/** An order as it is being typed, and what is sent of it. */
import type { Sent } from "../data/hub.ts";
import { amountText, minorOf } from "../i18n/amount-text.ts";
import { countries, countryCode } from "../i18n/choices.ts";
import type { Variant } from "../ui/variant-picker.tsx";

export interface DraftLine {
  readonly key: number;
  readonly variant: Variant | null;
  readonly quantity: number;
  readonly price: string;
  readonly discount: string;
}

export interface OrderDraft {
  readonly currency: string;
  readonly lines: readonly DraftLine[];
  /** "": it stays here. */
  readonly storeId: string;
  readonly financial: "pending" | "paid" | "cod_pending";
  /** Off the whole order, beside what the lines give. */
  readonly discount: string;
  readonly discountCode: string;
  readonly shipping: string;
  readonly tax: string;
  readonly isHandedOver: boolean;
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  readonly address: Readonly<Record<string, string>>;
  readonly note: string;
  readonly tags: readonly string[];
}

export function emptyDraft(currency: string): OrderDraft {
  return {
    currency,
    lines: [newLine(1)],
    storeId: "",
    financial: "pending",
    discount: "",
    discountCode: "",
    shipping: "",
    tax: "",
    isHandedOver: false,
    name: "",
    email: "",
    phone: "",
    address: {},
    note: "",
    tags: [],
  };
}

export const newLine = (key: number): DraftLine => ({ key, variant: null, quantity: 1, price: "", discount: "" });

/** The line with a variant and its price, where it is of the order's currency. */
export function chosen(line: DraftLine, variant: Variant, currency: string): DraftLine {
  const isPriced = variant.priceMinor !== null && variant.currency === currency;
  return { ...line, variant, price: isPriced ? amountText(variant.priceMinor ?? 0, currency) : line.price };
}

const amountOf = (typed: string, currency: string): number | null =>
  typed.trim() === "" ? 0 : minorOf(typed, currency);

/** What a line costs; null while it cannot be said. */
export function lineTotal(line: DraftLine, currency: string): number | null {
  const price = line.price.trim() === "" ? null : minorOf(line.price, currency);
  const discount = amountOf(line.discount, currency);
  return price === null || discount === null ? null : price * line.quantity - discount;
}

/** What the items cost and what is taken off the whole order; null where it cannot be said. */
export function orderSums({ lines, discount, currency }: OrderDraft): {
  readonly goods: number | null;
  readonly discount: number | null;
} {
  const totals = lines.filter(({ variant }) => variant !== null).map((line) => lineTotal(line, currency));
  const itemsTotal = totals.reduce((sum, total) => (sum === null || total === null ? null : sum + total), 0);
  const off = amountOf(discount, currency);
  return { goods: itemsTotal, discount: itemsTotal !== null && off !== null && off > itemsTotal ? null : off };
}

export const ADDRESS_FIELDS = ["line1", "line2", "city", "region", "postcode", "country"] as const;

/** An address as the form holds it. */
export function addressOf(address: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    ADDRESS_FIELDS.flatMap((name) => {
      const value = address[name];
      if (typeof value !== "string") return [];
      return [[name, name === "country" ? (countryCode(value) ?? value) : value]];
    }),
  );
}

/** Fields somebody filled in that mean nothing; the hub looks closer. */
export function wrongIn({ email, address }: OrderDraft): { readonly email?: true; readonly country?: true } {
  const country = (address["country"] ?? "").trim();
  return {
    ...(email.trim() !== "" && !/^\S+@\S+\.\S+$/.test(email.trim()) && { email: true }),
    ...(country !== "" && !countries.includes(country) && { country: true }),
  };
}

/** Null while something is missing or cannot be read. */
export function sentOf(draft: OrderDraft): Sent<"postOrders"> | null {
  if (!/^[A-Z]{3}$/.test(draft.currency)) return null;
  const { currency } = draft;
  const lines = draft.lines.filter(({ variant }) => variant !== null);
  const { goods, discount: discountMinor } = orderSums(draft);
  const shippingMinor = amountOf(draft.shipping, currency);
  const taxMinor = amountOf(draft.tax, currency);
  const isPriced = goods !== null && lines.every((line) => line.quantity > 0);
  if (lines.length === 0 || !isPriced || discountMinor === null || shippingMinor === null || taxMinor === null)
    return null;
  const given = (fields: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(fields).flatMap(([name, text]) => (text.trim() === "" ? [] : [[name, text.trim()]])),
    );
  const contact = given({ name: draft.name, email: draft.email, phone: draft.phone });
  const address = given({ ...draft.address, name: draft.name, phone: draft.phone });
  const hasAddress = Object.keys(given(draft.address)).length > 0;
  return {
    currency,
    lines: lines.map((line) => ({
      variantId: line.variant?.id ?? "",
      quantity: line.quantity,
      unitPrice: amountText(minorOf(line.price, currency) ?? 0, currency),
      discountMinor: amountOf(line.discount, currency) ?? 0,
    })),
    discountMinor,
    ...(discountMinor > 0 && draft.discountCode.trim() !== "" && { discountCode: draft.discountCode.trim() }),
    shippingMinor,
    // Nothing typed is not "no tax": what the papers say of it is found elsewhere.
    ...(draft.tax.trim() !== "" && { taxMinor }),
    financial: draft.financial,
    paymentKind: draft.financial === "cod_pending" ? "cod" : draft.financial === "paid" ? "prepaid" : "unknown",
    ...(draft.storeId === "" ? { isHandedOver: draft.isHandedOver } : { storeId: draft.storeId }),
    ...(Object.keys(contact).length > 0 && { contact }),
    ...(hasAddress && { shippingAddress: address }),
    ...(draft.note.trim() !== "" && { note: draft.note.trim() }),
    ...(draft.tags.length > 0 && { tags: [...draft.tags] }),
  };
}
