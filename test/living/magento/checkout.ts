/** The shop's own checkout over its interface for shops, as a buyer without an account goes through it. */
import type { Purchase } from "../driver.ts";

const METHOD = "checkmo";
const CARRIER = "flatrate";

let buyers = 0;

/** Calls in a store view, where carts are; rejects with the shop's own no. */
function shopper(url: string, view: string) {
  return async <T>(path: string, body?: object): Promise<T> => {
    const answer = await fetch(`${url}/rest/${view}/V1/guest-carts${path}`, {
      method: path.includes("/coupons/") ? "PUT" : "POST",
      headers: { "content-type": "application/json" },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${answer.status} in ${path}: ${text.slice(0, 300)}`);
    return JSON.parse(text) as T;
  };
}

/** What a buyer picks of an item, as a cart takes it; null where there is nothing to pick. */
export type Picked = (
  sku: string,
  choice?: { readonly name: string; readonly value: string },
) => Promise<object | null>;

/** Places an order that nobody has paid yet. Answers with its key. */
export async function buy(
  { url, view }: { readonly url: string; readonly view: string },
  {
    lines,
    coupon,
    buyer,
  }: Pick<Purchase, "coupon" | "buyer"> & {
    readonly lines: readonly {
      readonly sku: string;
      readonly quantity: number;
      readonly choice?: Purchase["lines"][number]["choice"];
    }[];
  },
  picked: Picked,
): Promise<string> {
  buyers += 1;
  const call = shopper(url, view);
  const cart = await call<string>("");
  for (const { sku, quantity, choice } of lines) {
    const extension_attributes = await picked(sku, choice);
    const product_option = extension_attributes && { product_option: { extension_attributes } };
    await call(`/${cart}/items`, { cartItem: { sku, qty: quantity, quote_id: cart, ...product_option } });
  }
  if (coupon !== undefined) await call(`/${cart}/coupons/${coupon}`);
  const email = `buyer${buyers}@guest.example`;
  const address = {
    firstname: buyer?.firstName ?? "Guest",
    lastname: buyer?.lastName ?? "Buyer",
    street: [buyer?.street ?? `Long street ${buyers}`],
    city: buyer?.city ?? "Berlin",
    postcode: "10115",
    country_id: "DE",
    telephone: "+49305550100",
    email,
  };
  const addressInformation = {
    shipping_address: address,
    billing_address: address,
    shipping_carrier_code: CARRIER,
    shipping_method_code: CARRIER,
  };
  await call(`/${cart}/shipping-information`, { addressInformation });
  const paymentMethod = { method: METHOD };
  return String(await call(`/${cart}/payment-information`, { email, paymentMethod, billing_address: address }));
}
