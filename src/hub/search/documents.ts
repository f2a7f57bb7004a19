import { createSlices } from "../../commerce/slices.ts";
import type { Tx } from "../../db/database.ts";
import { MAX_TERMS, phoneTerms, termsOf } from "./terms.ts";

/** What can be searched, and its number in the tables. */
export const searchKinds = { order: 1, product: 2, customer: 3, variant: 4 } as const;
export type SearchKind = (typeof searchKinds)[keyof typeof searchKinds];

/** A thing's words, and where it stands in its list. */
export interface SearchDocument {
  readonly id: string;
  /** Time as PostgreSQL writes it. */
  readonly position: string;
  readonly words: readonly string[];
}

/** The fields words are taken from, the most telling first; phones apart. */
interface Texts {
  readonly id: string;
  readonly position: string;
  readonly texts: readonly (string | null)[];
  readonly phones: readonly (string | null)[];
  readonly tags?: readonly string[] | undefined;
  readonly skus?: readonly (string | null)[] | null | undefined;
}

// Things listed in order of their id all have the same position.
const BY_ID = "'1970-01-01 00:00:00+00' as position";

const ORDERS = `select o.id, o.placed_at::text as position, o.tags || o.own_tags as tags, l.skus,
    array[o.number, o.ext_number, o.ext_key, o.contact ->> 'name', o.contact ->> 'email', o.shipping_address ->> 'name',
    k.name, k.email] || f.tracking
      || l.skus || array[o.shipping_address ->> 'company', o.shipping_address ->> 'city',
      o.shipping_address ->> 'postcode'] || o.tags || o.own_tags || l.titles
      || array[o.note] || o.discount_codes || o.discount_code || l.chosen
      || array(select c ->> 'value' from jsonb_array_elements(coalesce(o.options, '[]')) c)
      || array(select n.serial from serial_number n
        where n.organization_id = argosy.tenant() and n.order_id = o.id order by n.serial)
      || array(select distinct k.lot from argosy.lot_line k
        where k.organization_id = argosy.tenant() and k.order_id = o.id order by 1) as texts,
    array[o.contact ->> 'phone', o.shipping_address ->> 'phone', k.phone] as phones
  from sales_order o
  left join customer k on k.organization_id = argosy.tenant() and k.id = o.customer_id
  cross join lateral (select array_agg(l.sku order by l.position, l.id) as skus,
    array_agg(l.title order by l.position, l.id) as titles,
    array_agg((select string_agg(c ->> 'value', ' ') from jsonb_array_elements(coalesce(l.options, '[]')) c)
      order by l.position, l.id) as chosen
    from order_line l where l.organization_id = argosy.tenant() and l.order_id = o.id) l
  cross join lateral (select array_agg(t) as tracking from order_fulfilment f cross join unnest(f.tracking_numbers) t
    where f.organization_id = argosy.tenant() and f.order_id = o.id) f
  where o.organization_id = argosy.tenant() and o.id = any($1::uuid[])`;

const PRODUCTS = `select p.id, ${BY_ID}, array[p.sku, p.title, p.brand] || v.texts || c.names as texts,
    '{}'::text[] as phones
  from product p
  cross join lateral (select array_agg(v.sku order by v.position, v.id) || array_agg(v.barcode
    order by v.position, v.id)
      || array_agg(v.title order by v.position, v.id) as texts
    from variant v where v.organization_id = argosy.tenant() and v.product_id = p.id and v.deleted_at is null) v
  cross join lateral (select array_agg(c.name order by c.id) as names from product_category pc
    join category c on c.organization_id = argosy.tenant() and c.id = pc.category_id
    where pc.organization_id = argosy.tenant() and pc.product_id = p.id) c
  where p.organization_id = argosy.tenant() and p.id = any($1::uuid[]) and p.deleted_at is null`;

const CUSTOMERS = `select c.id, ${BY_ID}, array[c.name, c.email] || p.emails || c.tags as texts,
    array[c.phone] || p.phones as phones
  from customer c
  cross join lateral (select array_agg(p.value order by p.value) filter (where p.kind = 'email') as emails,
      array_agg(p.value order by p.value) filter (where p.kind = 'phone') as phones
    from contact_point p where p.organization_id = argosy.tenant() and p.customer_id = c.id) p
  where c.organization_id = argosy.tenant() and c.id = any($1::uuid[]) and c.merged_into is null`;

const VARIANTS = `select v.id, ${BY_ID}, array[v.sku, v.barcode, v.title, p.title, p.brand] as texts,
    '{}'::text[] as phones
  from variant v join product p on p.organization_id = argosy.tenant() and p.id = v.product_id
  where v.organization_id = argosy.tenant() and v.id = any($1::uuid[]) and v.deleted_at is null
    and p.deleted_at is null`;

const SOURCES: Readonly<Record<SearchKind, string>> = { 1: ORDERS, 2: PRODUCTS, 3: CUSTOMERS, 4: VARIANTS };

/** The words of these things as they stand now; what is gone has none. */
export async function readDocuments(tx: Tx, kind: SearchKind, ids: readonly string[]): Promise<SearchDocument[]> {
  const rows = await tx.rows<Texts>(SOURCES[kind], [ids]);
  // Titles, towns and SKUs come again and again.
  const existing = new Map<string, readonly string[]>();
  const words = (text: string) => {
    const found = existing.get(text) ?? termsOf(text);
    existing.set(text, found);
    return found;
  };
  const slice = createSlices();
  const documents: SearchDocument[] = [];
  for (const row of rows) {
    documents.push({ id: row.id, position: row.position, words: documentWords(row, words) });
    await slice();
  }
  return documents;
}

function documentWords(row: Texts, words: (text: string) => readonly string[]): string[] {
  const found = new Set<string>();
  // Filters rest on these: none is left out.
  for (const tag of row.tags ?? []) found.add(tagWord(tag));
  for (const sku of row.skus ?? []) {
    const [word] = sku === null ? [] : words(sku);
    if (word !== undefined) found.add(word);
  }
  const most = found.size + MAX_TERMS;
  const add = (some: readonly string[]) => {
    for (const word of some) if (found.size < most) found.add(word);
  };
  for (const [index, text] of row.texts.entries()) {
    if (index === 2) for (const phone of row.phones) add(phone === null ? [] : phoneTerms(phone));
    if (text !== null) add(words(text));
  }
  return [...found];
}

/** A whole tag as a word no question can hold. */
export function tagWord(tag: string): string {
  return `#${tag.toLowerCase().replaceAll(/\s+/g, " ").slice(0, 60)}`;
}
