/**
 * Texts of a record in all of the shop's languages. A product's text sent in some languages empties the others, so that
 * every language is sent: ours with the new text, the others with what they have.
 */
import type { Context } from "../kit/contract/contract.ts";
import { remembering } from "../kit/http/remembering.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import type { XmlNode } from "../kit/parse/xml.ts";
import { element } from "../kit/parse/xml.ts";
import { listAll } from "./client.ts";
import type { Texts } from "./schemas.ts";
import { languageSchema } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";

/** A merchant may add one: asked for again after a minute. */
export const languageIds = remembering(60_000, async (_shop: ShopFacts, ctx): Promise<readonly string[]> => {
  const rows = await listAll(ctx, {
    resource: "languages",
    operation: "languages.list",
    display: "[id,iso_code,active]",
  });
  return rows.map((row) => parseResponse(languageSchema, row, { ctx, what: "language" }).id);
});

/** Of a record that was just read: its texts name every language, unless the shop has one. */
export async function languagesOf(texts: Texts, shop: ShopFacts, ctx: Context): Promise<readonly string[]> {
  return texts.only === undefined && texts.byLanguage.size > 0 ? [...texts.byLanguage.keys()] : languageIds(shop, ctx);
}

export interface Wording {
  readonly languages: readonly string[];
  readonly shop: ShopFacts;
  /** What stands there now. */
  readonly before?: Texts | undefined;
  /** Other languages without a text get ours: names and addresses may not be empty. */
  readonly fillsOthers?: boolean;
}

export function textNode(field: string, text: string, { languages, shop, before, fillsOthers }: Wording): XmlNode {
  const other = (id: string) => before?.byLanguage.get(id) ?? (before ? (before.only ?? "") : text);
  const inside = languages.map((id) => {
    const stored = id === shop.idLang ? text : other(id);
    return element("language", stored === "" && fillsOthers ? text : stored, { id });
  });
  return element(field, inside);
}

/** A part of an address: letters, digits and bars. Letters of other scripts fall out; a word stands in for nothing. */
export function slugFrom(text: string, otherwise: string): string {
  const slug = text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|(?<!-)-+$/g, "")
    .slice(0, 128);
  return slug || otherwise;
}
