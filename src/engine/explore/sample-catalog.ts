/** What emulated shops sell and to whom. SKUs overlap between shops, so that a first sync has something to link. */
import { currencyExponent } from "../../commerce/money.ts";
import type { Sandbox } from "../../connectors/kit/sandbox/sandbox.ts";

export interface SampleItem {
  readonly title: string;
  readonly sku: string;
  /** With two decimals. */
  readonly price: string;
  readonly stock: number;
}

export const SAMPLE_ITEMS: readonly SampleItem[] = [
  { title: "Linen shirt, medium", sku: "LS-M", price: "39.90", stock: 14 },
  { title: "Linen shirt, large", sku: "LS-L", price: "39.90", stock: 9 },
  { title: "Enamel mug", sku: "MUG-1", price: "12.50", stock: 60 },
  { title: "Olive soap", sku: "SOAP-OL", price: "6.00", stock: 120 },
  { title: "Cotton tote bag", sku: "TOTE-N", price: "18.00", stock: 35 },
  { title: "Beeswax candle", sku: "CNDL-B", price: "22.00", stock: 18 },
  { title: "Clay pot, small", sku: "POT-S", price: "15.00", stock: 1 },
  { title: "Woven blanket", sku: "BLNK-1", price: "89.00", stock: 6 },
];

const BUYERS = [
  { name: "Mona Adel", email: "mona@customers.example", phone: "01012345678" },
  { name: "Lars Berg", email: "lars@customers.example", phone: "01112345678" },
  { name: "Priya Nair", email: "priya@customers.example", phone: "01212345678" },
  { name: "Chen Wei", email: "chen@customers.example", phone: "01512345678" },
  { name: "Sara Rossi", email: "sara@customers.example", phone: "01098765432" },
] as const;

/** The buyer of a shop's nth order. */
export const buyerOf = (number: number) => BUYERS[number % BUYERS.length] ?? BUYERS[0];

/** Puts the goods on a shop's shelves; without a currency, at their prices as they stand. */
export function stockShop({ shop }: Sandbox, items: readonly SampleItem[], currency?: string): void {
  for (const { title, sku, price, stock } of items)
    shop.addProduct({
      title,
      status: "active",
      variants: [{ sku, price: currency === undefined ? price : priceIn(currency, price), stock }],
    });
}

/** "12.50" as the currency writes about the same worth of digits: 1250 yen, 12.500 dinars. */
function priceIn(currency: string, price: string): string {
  const exponent = currencyExponent(currency);
  if (exponent === 0) return price.replace(".", "").replace(/^0+(?=\d)/, "");
  return exponent > 2 ? price.padEnd(price.length + exponent - 2, "0") : price;
}
