/** The shop's own checkout, as its pages use it: a basket, an address, a payment method. */
import type { Purchase } from "../driver.ts";

interface Failed {
  readonly code?: string;
  readonly message?: string;
}

/** What a buyer sends beside the goods. */
const METHODS: Readonly<Record<Purchase["payment"], string>> = {
  paid: "argosy_card",
  open: "bacs",
  unpaid: "argosy_redirect",
};

let buyers = 0;

function shopper(url: string) {
  let token = "";
  return async (method: string, path: string, body?: object): Promise<Readonly<Record<string, unknown>>> => {
    const answer = await fetch(`${url}/wp-json/wc/store/v1/${path}`, {
      method,
      headers: { "content-type": "application/json", ...(token === "" ? {} : { "cart-token": token }) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    token = answer.headers.get("cart-token") || token;
    const text = await answer.text();
    if (!answer.ok) {
      const failed = text.startsWith("{") ? (JSON.parse(text) as Failed) : { message: text.slice(0, 200) };
      throw new Error(`${answer.status} ${failed.code ?? ""} ${failed.message ?? ""} in ${path}`);
    }
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  };
}

/** Places an order; rejects with the shop's own no. Answers with the order's key. */
export async function buy(
  url: string,
  { lines, payment, coupon, buyer }: Purchase,
  itemOf: (sku: string) => Promise<number>,
): Promise<string> {
  buyers += 1;
  const call = shopper(url);
  await call("GET", "cart");
  for (const { sku, quantity, choice } of lines) {
    const variation = choice ? [{ attribute: choice.name, value: choice.value }] : [];
    await call("POST", "cart/add-item", { id: await itemOf(sku), quantity, variation });
  }
  if (coupon !== undefined) await call("POST", "cart/apply-coupon", { code: coupon });
  const address = {
    first_name: buyer?.firstName ?? "Guest",
    last_name: buyer?.lastName ?? `Buyer ${buyers}`,
    company: "",
    address_1: buyer?.street ?? `Long street ${buyers}`,
    address_2: "",
    city: buyer?.city ?? "Berlin",
    state: "DE-BE",
    postcode: "10115",
    country: "DE",
    phone: "+49 30 5550100",
  };
  const placed = await call("POST", "checkout", {
    billing_address: { ...address, email: `buyer${buyers}@guest.example` },
    shipping_address: address,
    payment_method: METHODS[payment],
    payment_data: [],
  });
  return String(placed["order_id"]);
}
