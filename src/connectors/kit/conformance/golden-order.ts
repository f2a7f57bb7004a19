/** The order every connector is judged by, and what it comes to. */
import type { SandboxOrderInput } from "../sandbox/sandbox.ts";

/** The golden order as the suite places it. */
export const GOLDEN_ORDER: SandboxOrderInput = {
  lines: [
    { sku: "GOLD-1", quantity: 3 },
    { sku: "GOLD-2", quantity: 1 },
  ],
  customer: { name: "Ada King Lovelace", email: "ada@example.com", phone: "+201001234567" },
  payment: "paid",
  note: "Ring twice & wait",
  tags: ["gift", "rush"],
};

/** What it comes to where nothing is taxed, discounted or charged on top; a shop that tells otherwise says so. */
export const USUAL: Readonly<Record<string, string>> = {
  "shipTo.name": "Ada King Lovelace",
  "shipTo.phone": "+201001234567",
  status: "confirmed",
  subtotal: "44.75",
  discount: "0.00",
  tax: "0.00",
  fees: "0.00",
  "line.discount": "0.00",
  "line.tax": "0.00",
  "line.total": "37.50",
};
