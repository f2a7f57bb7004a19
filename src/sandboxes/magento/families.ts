/** Configurable products: their options and their children. */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { setOptions, storedProduct } from "./products.ts";
import type { Doc } from "./replies.ts";
import { bodyOf, ok, refuse, textIn } from "./replies.ts";
import type { State, StoredProduct } from "./state.ts";

export function addOption(state: State, request: SandboxRequest, sku: string): SandboxReply {
  const product = storedProduct(state, sku);
  const option = bodyOf(request, "option");
  const own = product.options.find((one) => one.attributeId === textIn(option, "attribute_id"));
  if (own) return ok(String(own.id));
  const rest = product.options;
  setOptions(state, product, { configurable_product_options: [option] });
  product.options = [...rest, ...product.options];
  return ok(String(product.options.at(-1)?.id ?? 0));
}

export function addChild(state: State, request: SandboxRequest, sku: string): SandboxReply {
  const product = storedProduct(state, sku);
  const child = storedProduct(state, textIn((request.json() ?? {}) as Doc, "childSku") ?? "");
  if (product.options.length === 0) throw refuse(400, "The parent product doesn't have configurable product options.");
  if (product.links.includes(child.id)) throw refuse(400, "The product is already attached.");
  requireFit(state, product, child);
  product.links = [...product.links, child.id];
  return ok(true);
}

function requireFit(state: State, product: StoredProduct, child: StoredProduct): void {
  const codes = product.options.flatMap(
    ({ attributeId }) => [...state.attributes.values()].find((one) => String(one.id) === attributeId)?.code ?? [],
  );
  const lacking = codes.find((code) => child.attributes.get(code) === undefined);
  if (lacking !== undefined)
    throw refuse(400, 'The child product doesn\'t have the "%1" attribute value. Verify the value and try again.', [
      lacking,
    ]);
  const valuesOf = (one: StoredProduct) => codes.map((code) => String(one.attributes.get(code))).join(" ");
  const same = product.links.find((id) => {
    const other = state.products.get(id);
    return other !== undefined && valuesOf(other) === valuesOf(child);
  });
  if (same !== undefined)
    throw refuse(400, 'Products "%1" and "%2" have the same set of attribute values.', [
      String(child.id),
      String(same),
    ]);
}

export function removeChild(state: State, sku: string, childSku: string): SandboxReply {
  const product = storedProduct(state, sku);
  const child = storedProduct(state, childSku);
  product.links = product.links.filter((id) => id !== child.id);
  return ok(true);
}
