import { type ConnectedShop, connectShop } from "../../demo/connect.ts";
import type { Seller } from "../../demo/seller.ts";
import { type Clock, systemClock } from "../../src/commerce/clock.ts";
import type { Sandbox } from "../../src/connectors/kit/sandbox/sandbox.ts";
import { startSandboxOf } from "./hub.ts";

interface SoapShop {
  readonly sku?: string;
  readonly stock: number;
  readonly seed: number;
  readonly clock?: Clock;
}

/** A WooCommerce shop that sells one soap, connected; its first sync goes on. */
export async function connectSoapShop(
  seller: Seller,
  { sku = "SOAP-1", clock = systemClock, ...soap }: SoapShop,
): Promise<{ sandbox: Sandbox; store: ConnectedShop }> {
  const sandbox = await startSandboxOf("woocommerce", { clock, seed: soap.seed });
  sandbox.shop.addProduct({ title: "Soap", status: "active", variants: [{ sku, price: "6.00", stock: soap.stock }] });
  const store = await connectShop(seller, sandbox, { sync: { importProducts: true, stockFrom: "channel" } });
  return { sandbox, store };
}
