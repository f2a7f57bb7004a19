/** Baskets for tests. */
import type { TaxRate, TillDiscount, TillLine, TillPayment } from "./types.ts";

export const rateOf = (tax: string, rate: string, some: Partial<TaxRate> = {}): TaxRate => ({
  id: `${tax} ${some.taxClass ?? "standard"} ${some.country ?? ""} ${some.region ?? ""} ${rate}`,
  taxClass: "standard",
  country: null,
  region: null,
  isCompound: false,
  ...{ tax, rate },
  ...some,
});

export const tillLine = (unitPrice: bigint, some: Partial<TillLine> = {}): TillLine => ({
  key: "1",
  variantId: null,
  sku: null,
  title: "Linen bag",
  quantity: 1,
  taxClass: "standard",
  discounts: [],
  unitPrice,
  ...some,
});

export const off = (amount: bigint): TillDiscount => ({ source: "line", title: "Off", amount });

export const cash = (amount: bigint, some: Partial<TillPayment> = {}): TillPayment => ({
  key: `cash ${amount}`,
  kind: "cash",
  amount,
  ...some,
});

export const card = (amount: bigint, some: Partial<TillPayment> = {}): TillPayment => ({
  ...cash(amount, some),
  key: `card ${amount}`,
  kind: "card",
});

export const hala = { id: "1", name: "Hala" };
export const omar = { id: "2", name: "Omar" };
