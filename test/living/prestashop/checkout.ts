/** The shop's own checkout, page by page, as a buyer without an account goes through it. */
import type { Purchase } from "../driver.ts";

/** Where a buyer pays. */
const MODULES: Readonly<Record<Exclude<Purchase["payment"], "unpaid">, string>> = {
  paid: "argosyliving",
  open: "ps_wirepayment",
};

let buyers = 0;

interface Page {
  readonly url: string;
  readonly text: string;
}

/** A browser: it keeps cookies and follows redirects. */
function browser(base: string) {
  const cookies = new Map<string, string>();
  return async function open(path: string, form?: Readonly<Record<string, string>>): Promise<Page> {
    let url = new URL(path, `${base}/`).href;
    let body = form && new URLSearchParams(form);
    for (let hop = 0; hop < 8; hop += 1) {
      const answer = await fetch(url, {
        method: body ? "POST" : "GET",
        redirect: "manual",
        headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
        ...(body ? { body } : {}),
      });
      for (const cookie of answer.headers.getSetCookie()) {
        const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
        cookies.set(name, value);
      }
      const text = await answer.text();
      const next = answer.headers.get("location");
      if (next === null) {
        if (!answer.ok) throw new Error(`${answer.status} in ${path}: ${text.slice(0, 300)}`);
        return { url, text };
      }
      url = new URL(next, url).href;
      body = undefined;
    }
    throw new Error(`${path} redirects for ever`);
  };
}

/** What a page holds at a place; it says what is wrong where it does not. */
function found({ text, url }: Page, pattern: RegExp): string {
  const [, value] = pattern.exec(text) ?? [];
  if (value !== undefined) return value;
  const [, alert = ""] = /class="[^"]*alert-danger[^"]*"[^>]*>([\s\S]*?)<\/(?:li|div|article|ul)>/.exec(text) ?? [];
  throw new Error(`${alert.replace(/<[^>]*>|\s+/g, " ").trim() || "There is no"} ${pattern.source} in ${url}`);
}

export interface ItemOfShop {
  readonly product: number;
  readonly combination: number;
}

/** Places an order; rejects with the shop's own no. Answers with the order's key. */
export async function buy(
  url: string,
  { lines, payment, coupon, buyer }: Purchase,
  itemOf: (sku: string) => Promise<ItemOfShop>,
): Promise<string> {
  if (payment === "unpaid") throw new Error("The shop keeps no orders of buyers who were sent away.");
  buyers += 1;
  const open = browser(url);
  const token = found(await open("index.php"), /"static_token":"(\w+)"/);
  const basket = async (form: Readonly<Record<string, string>>) => {
    const { text } = await open("index.php?controller=cart", { ...form, token, ajax: "1", action: "update" });
    const { hasError, errors } = JSON.parse(text) as { readonly hasError?: boolean; readonly errors?: unknown };
    if (hasError) throw new Error(`The basket says ${JSON.stringify(errors)}`);
  };
  for (const { sku, quantity } of lines) {
    const { product, combination } = await itemOf(sku);
    const item = { id_product: String(product), id_product_attribute: String(combination) };
    await basket({ ...item, qty: String(quantity), add: "1" });
  }
  if (coupon !== undefined) await basket({ addDiscount: "1", discount_name: coupon });
  const name = { firstname: buyer?.firstName ?? "Guest", lastname: buyer?.lastName ?? "Buyer" };
  const order = "index.php?controller=order";
  const consent = { customer_privacy: "1", psgdpr: "1" };
  const email = `buyer${buyers}-${Date.now()}@guest.example`;
  const addresses = await open(order, { ...name, ...consent, id_gender: "1", email, password: "", submitCreate: "1" });
  const delivery = await open(order, {
    ...name,
    token: found(addresses, /name="token"\s+value="(\w+)"/),
    id_address: "",
    back: "",
    company: "",
    address1: buyer?.street ?? `Long street ${buyers}`,
    address2: "",
    postcode: "10115",
    city: buyer?.city ?? "Berlin",
    id_country: found(addresses, /<option value="(\d+)"[^>]*>\s*(?:Germany|Deutschland)/),
    phone: "+49305550100",
    saveAddress: "delivery",
    use_same_address: "1",
    submitAddress: "1",
    "confirm-addresses": "1",
  });
  const module = MODULES[payment];
  const offered = new RegExp(`data-module-name="(${module})"`);
  // What nobody ships has no carrier: payment follows the address.
  if (!offered.test(delivery.text)) {
    const option = found(delivery, /name="(delivery_option\[\d+\])"/);
    const carrier = found(delivery, /name="delivery_option\[\d+\]"[^>]*value="([\d,]+)"/);
    found(await open(order, { [option]: carrier, delivery_message: "", confirmDeliveryOption: "1" }), offered);
  }
  const confirmed = await open(`index.php?fc=module&module=${module}&controller=validation`, {});
  const placed = new URL(confirmed.url).searchParams.get("id_order");
  if (placed === null || placed === "") throw new Error(`No order was confirmed: ${confirmed.url}`);
  return placed;
}
