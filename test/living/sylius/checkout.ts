/** The shop's own checkout, step by step, as a buyer without an account goes through it. */
import type { Purchase } from "../driver.ts";
import { type Api, apiOf } from "./api.ts";

/** Where a buyer pays. */
export const CARD = "living_card";
export const TRANSFER = "living_transfer";

interface Cart {
  readonly tokenValue: string;
  readonly shipments: readonly { readonly id: number }[];
  readonly payments: readonly { readonly id: number }[];
}

let buyers = 0;

/** Places an order; rejects with the shop's own no. Answers with the order's key. */
export async function buy(url: string, { lines, coupon, buyer, payment }: Purchase): Promise<string> {
  buyers += 1;
  const shop = apiOf(url);
  const { tokenValue } = await shop.send<Cart>("POST", "/shop/orders", {});
  const cart = `/shop/orders/${tokenValue}`;
  for (const { sku, quantity } of lines)
    await shop.send("POST", `${cart}/items`, { productVariant: `/api/v2/shop/product-variants/${sku}`, quantity });
  const address = {
    firstName: buyer?.firstName ?? "Guest",
    lastName: buyer?.lastName ?? `Buyer ${buyers}`,
    street: buyer?.street ?? `Long street ${buyers}`,
    city: buyer?.city ?? "Berlin",
    postcode: "10115",
    countryCode: "DE",
    phoneNumber: "+49 30 5550100",
  };
  const placed = await shop.send<Cart>("PUT", cart, {
    email: `buyer${buyers}@guest.example`,
    billingAddress: address,
    shippingAddress: address,
    ...(coupon !== undefined && { couponCode: coupon }),
  });
  for (const { id } of placed.shipments) await shipped(shop, cart, id);
  const { payments } = await shop.get<Cart>(cart);
  const paymentMethod = `/api/v2/shop/payment-methods/${payment === "paid" ? CARD : TRANSFER}`;
  for (const { id } of payments) await shop.send("PATCH", `${cart}/payments/${id}`, { paymentMethod });
  await shop.send("PATCH", `${cart}/complete`, {});
  return tokenValue;
}

async function shipped(shop: Api, cart: string, id: number): Promise<void> {
  const found = await shop.get<{ readonly "hydra:member": readonly { readonly "@id": string }[] }>(
    `${cart}/shipments/${id}/methods`,
  );
  const [method] = found["hydra:member"];
  if (!method) throw new Error("The shop ships nothing to Germany.");
  await shop.send("PATCH", `${cart}/shipments/${id}`, { shippingMethod: method["@id"] });
}
