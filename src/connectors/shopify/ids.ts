/**
 * Shopify addresses things as gid://shopify/Order/450789469; webhooks and people use the number alone.
 * Keys in our vocabulary are that number as text (it may exceed 2^53, so it is never a JavaScript number).
 */

/** gid of a resource from its number: gid("Order", "42") -> "gid://shopify/Order/42". */
export function gid(type: string, number: string): string {
  return `gid://shopify/${type}/${number}`;
}

/** The number inside a gid (or a bare number) as text: "gid://shopify/InventoryLevel/1?inventory_item_id=9" -> "1". */
export function numberOf(id: string): string {
  const path = id.split("?")[0] ?? id;
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The resource type of a gid, "" when the text is none. */
export function typeOf(id: string): string {
  return /^gid:\/\/shopify\/([A-Za-z]+)\//.exec(id)?.[1] ?? "";
}

const SHOP_DOMAIN = /^[a-zA-Z0-9][a-zA-Z0-9\-_]*\.myshopify\.com$/;

/**
 * The permanent domain from what a person pastes: "https://Name.myshopify.com/admin", "name",
 * "https://admin.shopify.com/store/name". Null for a custom storefront domain, which never serves the API.
 */
export function normaliseShopDomain(text: string): string | null {
  const plain = text.trim().toLowerCase();
  const admin = /^(?:https?:\/\/)?admin\.shopify\.com\/store\/([a-z0-9][a-z0-9\-_]*)/.exec(plain);
  const host = admin?.[1] ?? plain.replace(/^https?:\/\//, "").split(/[/?#]/)[0] ?? "";
  const domain = host.includes(".") ? host : `${host}.myshopify.com`;
  return SHOP_DOMAIN.test(domain) ? domain : null;
}

/** True when a host that Shopify or a stranger sent is a permanent shop domain. */
export function isShopDomain(host: string): boolean {
  return SHOP_DOMAIN.test(host);
}

/** A value inside Shopify's search syntax, quoted: colons, spaces and quotes in it stay part of the value. */
export function searchText(value: string): string {
  return `'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
