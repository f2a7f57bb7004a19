/** What the demo's shops sell. SKUs overlap, so that the first sync has something to link, create and leave alone. */
export interface DemoProduct {
  readonly title: string;
  readonly sku: string;
  readonly price: string;
  readonly stock: number;
}

export const MASTER: readonly DemoProduct[] = [
  { title: "Linen shirt, medium", sku: "LS-M", price: "39.90", stock: 14 },
  { title: "Linen shirt, large", sku: "LS-L", price: "39.90", stock: 9 },
  { title: "Enamel mug", sku: "MUG-1", price: "12.50", stock: 60 },
  { title: "Olive soap", sku: "SOAP-OL", price: "6.00", stock: 120 },
  { title: "Cotton tote bag", sku: "TOTE-N", price: "18.00", stock: 35 },
  { title: "Beeswax candle", sku: "CNDL-B", price: "22.00", stock: 18 },
  { title: "Clay pot, small", sku: "POT-S", price: "15.00", stock: 1 },
  { title: "Woven blanket", sku: "BLNK-1", price: "89.00", stock: 6 },
];

/**
 * WooCommerce's numbers are wrong on purpose: the hub puts them right. EasyOrders takes 40 calls a minute, so it
 * sells less and starts with the right numbers, which leaves its calls for what happens.
 */
export const OTHERS: Readonly<Record<string, readonly DemoProduct[]>> = {
  woocommerce: MASTER.slice(0, 7).map((product) => ({ ...product, stock: product.stock + 3 })),
  easyorders: MASTER.filter((product) => ["LS-M", "SOAP-OL", "POT-S"].includes(product.sku)),
};

export const CUSTOMERS = [
  { name: "Mona Adel", email: "mona@customers.example", phone: "01012345678" },
  { name: "Lars Berg", email: "lars@customers.example", phone: "01112345678" },
  { name: "Priya Nair", email: "priya@customers.example", phone: "01212345678" },
  { name: "Chen Wei", email: "chen@customers.example", phone: "01512345678" },
  { name: "Sara Rossi", email: "sara@customers.example", phone: "01098765432" },
] as const;
