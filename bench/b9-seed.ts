/**
 * Fills a fresh database with one organization as a busy seller's looks: orders of two years (or a tenth of them) with
 * lines and customers, a catalog, and the words all of it is found by, as the program would have written them.
 */
import type pg from "pg";

export const ORGANIZATION = "00000000-0000-7000-8000-000000000001";
const FOLDER: Readonly<Record<string, string>> = {
  store: "00000006",
  order: "00000005",
  customer: "00000008",
  product: "00000001",
  variant: "00000002",
  category: "00000003",
};

/** The id of the nth thing of a kind, in the program and in SQL. */
export const idOf = (kind: string, n: number) => `${FOLDER[kind]}-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;
const idSql = (kind: string, n: string) => `('${FOLDER[kind]}-0000-7000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid`;

export interface Size {
  readonly orders: number;
  readonly products: number;
}

const LOADED = [
  "sales_order",
  "order_line",
  "customer",
  "contact_point",
  "product",
  "variant",
  "product_category",
  "search_term",
  "search_document",
];

/** Most orders are those of the first channel. */
const STORE_SHARES =
  "case when r1 < 0.6 then 1 when r1 < 0.85 then 2 when r1 < 0.95 then 3 when r1 < 0.99 then 4 else 5 end";

/** Rows go in without indexes, which are made afterwards: as a restore does it. */
export async function seed(client: pg.Client, size: Size): Promise<void> {
  await client.query(
    "set session_replication_role = replica; set synchronous_commit = off; set maintenance_work_mem = '1GB'; set work_mem = '256MB'; set search_path = argosy, public; select setseed(0.7)",
  );
  const { rows: indexes } = await client.query<{ name: string; made: string; key: string | null; on: string }>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as made, c.conname as key,
       i.indrelid::regclass::text as on
     from pg_index i left join pg_constraint c on c.conindid = i.indexrelid and c.contype in ('p', 'u')
     where i.indrelid = any($1::regclass[])`,
    [LOADED],
  );
  const { rows: foreign } = await client.query<{ name: string; on: string }>(
    `select conname as name, conrelid::regclass::text as on
     from pg_constraint
     where contype = 'f' and confrelid = any($1::regclass[])`,
    [LOADED],
  );
  for (const { name, on } of foreign) await client.query(`alter table ${on} drop constraint ${name}`);
  const keys = new Map<string, string>();
  for (const { name, key, on } of indexes) {
    if (key !== null) {
      const { rows } = await client.query<{ made: string }>(
        "select pg_get_constraintdef(oid) as made from pg_constraint where conname = $1 and conrelid = $2::regclass",
        [key, on],
      );
      keys.set(name, rows[0]?.made ?? "");
      await client.query(`alter table ${on} drop constraint ${key}`);
    } else await client.query(`drop index ${name}`);
  }
  for (const statement of statements(size)) await client.query(statement);
  for (const { name, made, key, on } of indexes)
    await client.query(key === null ? made : `alter table ${on} add constraint ${key} ${keys.get(name)}`);
  await client.query("drop table draft, names; delete from search_due; set session_replication_role = default");
  await client.query("vacuum (analyze)");
}

const SYLLABLES = "array['mo','ah','sa','la','ka','no','ha','ra','mi','zi']";
const syllable = (digit: string) => `(${SYLLABLES})[(${digit}) % 10 + 1]`;
const WORDS_OF_NAME =
  "n.first, n.last, n.first || '.' || n.last || '.' || d.customer || '@mail.example', n.last || '.' || d.customer || '@mail.example', d.customer || '@mail.example'";

function statements({ orders, products }: Size): string[] {
  const customers = Math.round(orders / 3);
  const org = `'${ORGANIZATION}'::uuid`;
  return [
    `insert into organization (organization_id, name, slug) values (${org}, 'Large', 'large')`,
    `insert into connection (organization_id, id, kind, provider, code, name, state, webhook_key)
     select ${org}, ${idSql("store", "i")}, 'commerce', 'fakeshop', 'shop-' || i, 'Shop ' || i, 'active', 'key' || i
     from generate_series(1, 5) i`,
    // Names: some are everybody's, most are rare.
    `create unlogged table names as
     select i as customer, ${syllable("f / 100")} || ${syllable("f / 10")} || ${syllable("f")} as first,
       ${syllable("l / 500")} || ${syllable("l / 50")} || ${syllable("l / 5")} || (array['i','u','e','o','y'])[l % 5 +
         1] as last
     from (select i, floor(1000 * power(random(), 3))::int as f, floor(5000 * power(random(), 2))::int as l
       from generate_series(1, ${customers}) i) r`,
    `insert into customer (organization_id, id, name, email, phone)
     select ${org}, ${idSql("customer", "customer")}, first || ' ' || last,
       first || '.' || last || '.' || customer || '@mail.example', '+2010' || lpad(customer::text, 8, '0')
     from names`,
    `create unlogged table draft as
     select i, timestamptz '2025-01-01' + i * interval '1 minute' as placed,
       1 + floor(${customers} * random())::int as customer,
       random() as r1, random() as r2, random() as r3, random() as r4, floor(200 * power(random(), 2))::int as city,
       1 + floor(${products} * power(random(), 3))::int as v1, 1 + floor(${products} * power(random(), 3))::int as v2,
       (random() * 30000)::int as total
     from generate_series(1, ${orders}) i`,
    "create unique index on names (customer)",
    `insert into sales_order (organization_id, id, connection_id, ext_key, ext_number, number, status, financial,
       fulfilment, platform_status, payment_kind, currency, subtotal_minor, total_minor, customer_id, contact,
       shipping_address, tags, placed_at, is_short, has_unmapped, is_history, push_state, created_at, updated_at)
     select ${org}, ${idSql("order", "d.i")},
       ${idSql("store", STORE_SHARES)},
       d.i::text, '#' || d.i, 'SH-' || d.i,
       case when r2 < 0.8 then 'completed' when r2 < 0.9 then 'processing' when r2 < 0.95 then 'cancelled'
         when r2 < 0.98 then 'pending' when r2 < 0.999 then 'confirmed' else 'on_hold' end,
       case when r3 < 0.85 then 'paid' when r3 < 0.95 then 'cod_pending' when r3 < 0.98 then 'refunded'
         when r3 < 0.999 then 'pending' else 'partially_refunded' end,
       case when r2 < 0.8 then 'delivered' when r2 < 0.85 then 'in_transit' when r2 < 0.9 then 'partial'
         when r2 < 0.901 then 'returned' else 'unfulfilled' end,
       'open', case when r3 between 0.85 and 0.95 then 'cod' else 'prepaid' end,
       case when r4 < 0.95 then 'USD' else 'EUR' end, total, total, ${idSql("customer", "d.customer")},
       jsonb_build_object('quality', 'real', 'name', n.first || ' ' || n.last,
         'email', n.first || '.' || n.last || '.' || d.customer || '@mail.example',
         'phone', '+2010' || lpad(d.customer::text, 8, '0')),
       jsonb_build_object('name', n.first || ' ' || n.last, 'line1', d.customer % 300 || ' Long Street',
         'city', 'Town' || city, 'postcode', (10000 + d.customer % 5000)::text, 'country', 'EG'),
       case when r4 between 0.5 and 0.52 then '{vip}' else '{}' end::text[], placed,
       i % (${orders} / 200) = 0, i % (${orders} / 150) = 0, r1 > 0.3,
       case when i % (${orders} / 50) = 0 then 'failed' end, placed, placed + (d.i % 1009) * interval '1 hour'
     from draft d join names n on n.customer = d.customer order by d.i`,
    `insert into order_line (organization_id, id, order_id, ext_key, position, variant_id, sku, title, ordered_quantity,
       quantity, unit_price, total_minor)
     select ${org}, (substr(o, 1, 24) || lpad(to_hex(2 * i + k), 12, '0'))::uuid, ${idSql("order", "i")}, k::text, k,
       ${idSql("variant", "v")}, 'TSH-' || v || '-M', 'Cotton shirt model' || v % 500, 1, 1, 10, 1000
     from draft, lateral (values (0, v1), (1, v2)) l(k, v), (values ('00000009-0000-7000-8000-')) x(o)`,
    `insert into command (organization_id, order_id, connection_id, kind, input, idempotency_key, state, requested_by,
       finished_at)
     select ${org}, ${idSql("order", "i")}, ${idSql("store", "1")}, 'note', '{}', i::text,
       case when i % 2 = 0 then 'failed' else 'waiting' end, 'bench', case when i % 2 = 0 then placed end
     from draft
     where i % (${orders} / 100) = 1`,
    `insert into category (organization_id, id, name)
     select ${org}, ${idSql("category", "i")}, 'Range' || i
     from generate_series(1, 20) i`,
    `insert into product (organization_id, id, title, brand, active)
     select ${org}, ${idSql("product", "i")},
       'Cotton shirt model' || i % 500 || ' ' || ${syllable("i / 7")} || ${syllable("i / 3")}, 'Brand' || i % 40,
       i % 50 <> 0
     from generate_series(1, ${products}) i`,
    `insert into variant (organization_id, id, product_id, sku, barcode, title, currency, price_minor)
     select ${org}, ${idSql("variant", "i")}, ${idSql("product", "i")}, 'TSH-' || i || '-M', (4000000000000 + i)::text,
       'Medium', 'USD', 1000
     from generate_series(1, ${products}) i`,
    `insert into product_category (organization_id, product_id, category_id)
     select ${org}, ${idSql("product", "i")}, ${idSql("category", "case when i % 200 = 0 then 20 else 1 + i % 19 end")}
     from generate_series(1, ${products}) i`,
    `insert into search_document (organization_id, kind, subject_id, position, words)
     select ${org}, 1, ${idSql("order", "d.i")}, placed,
       E'\n' || array_to_string(array['sh-' || d.i, d.i::text, ${WORDS_OF_NAME},
       '2010' || lpad(d.customer::text, 8, '0'), '10' || lpad(d.customer::text, 8, '0'),
       '010' || lpad(d.customer::text, 8, '0'),
       'tsh-' || v1 || '-m', v1 || '-m', 'town' || city, (10000 + d.customer % 5000)::text, 'cotton', 'shirt',
       'model' || v1 % 500]
       || case when v1 <> v2 then array['tsh-' || v2 || '-m', v2 || '-m'] else '{}' end || case
         when v1 % 500 <> v2 % 500 then array['model' || v2 % 500] else '{}' end
       || case when r4 between 0.5 and 0.52 then '{"#vip",vip}' else '{}' end::text[], E'\n') || E'\n'
     from draft d join names n on n.customer = d.customer`,
    `insert into search_document (organization_id, kind, subject_id, position, words)
     select ${org}, 3, ${idSql("customer", "d.customer")}, 'epoch', E'\n' || array_to_string(array[${WORDS_OF_NAME},
       '2010' || lpad(d.customer::text, 8, '0'), '10' || lpad(d.customer::text, 8, '0'),
       '010' || lpad(d.customer::text, 8, '0')], E'\n') || E'\n'
     from names d join names n on n.customer = d.customer`,
    `insert into search_document (organization_id, kind, subject_id, position, words)
     select ${org}, k, case k when 2 then ${idSql("product", "i")} else ${idSql("variant", "i")} end, 'epoch',
       E'\n' || array_to_string(array['cotton', 'shirt', 'model' || i % 500,
       ${syllable("i / 7")} || ${syllable("i / 3")}, 'brand' || i % 40, 'tsh-' || i || '-m', i || '-m',
       (4000000000000 + i)::text, 'medium']
       || case
         when k = 2 then array['range' || case when i % 200 = 0 then 20 else 1 + i % 19 end] else '{}' end,
         E'\n') || E'\n'
     from generate_series(1, ${products}) i, (values (2), (4)) s(k)`,
    `insert into search_term (organization_id, kind, term, position, subject_id)
     select organization_id, kind, term, position, subject_id
     from search_document
     cross join lateral string_to_table(trim(both E'\n' from words), E'\n') term`,
  ];
}
