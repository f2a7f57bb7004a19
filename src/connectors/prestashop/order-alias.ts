/** Our order's key inside the shop: PrestaShop keeps no reference of others', so the alias of the order's address holds it. */

/** The webservice takes 32 characters: the 16 bytes of an id fit as base64. */
const ALIAS = /^argosy-([A-Za-z0-9_-]{22})$/;
const ID = /^(.{8})(.{4})(.{4})(.{4})(.{12})$/;

export function aliasOf(key: string): string {
  return `argosy-${Buffer.from(key.replaceAll("-", ""), "hex").toString("base64url")}`;
}

/** The key an address of ours was made for. */
export function keyIn(alias: string | undefined): string | undefined {
  const [, bytes] = ALIAS.exec(alias ?? "") ?? [];
  if (bytes === undefined) return undefined;
  return Buffer.from(bytes, "base64url").toString("hex").replace(ID, "$1-$2-$3-$4-$5");
}
