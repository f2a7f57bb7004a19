/** For tests: what a schema is, object by object, however the text that made it is written. */
import { createHash } from "node:crypto";
import type { Tx } from "./tx.ts";

const OURS = "(select oid from pg_catalog.pg_namespace where nspname in ('argosy', 'auth'))";

/** Rights of the program's roles; those of an owner are its own. */
const rightsOf = (acl: string) =>
  `(select string_agg(concat(r.rolname, ' ', g.privilege_type), ',' order by r.rolname, g.privilege_type)
    from pg_catalog.aclexplode(${acl}) g
    join pg_catalog.pg_roles r on r.oid = g.grantee
    where r.rolname like 'argosy\\_%')`;

/** The object each belongs to, and what is known of it. Months of the sync log come and go. */
const FACTS = [
  `select nspname::text as object, ${rightsOf("nspacl")} as fact
   from pg_catalog.pg_namespace
   where nspname in ('argosy', 'auth', 'argosy_setup')`,
  `select 'extension ' || extname, n.nspname::text
   from pg_catalog.pg_extension e
   join pg_catalog.pg_namespace n on n.oid = e.extnamespace`,
  `select c.oid::regclass::text, concat_ws(' ', c.relkind, c.relpersistence, c.relrowsecurity, c.relforcerowsecurity,
     c.reloptions::text, pg_get_partkeydef(c.oid), pg_get_expr(c.relpartbound, c.oid), ${rightsOf("c.relacl")})
   from pg_catalog.pg_class c
   where c.relnamespace in ${OURS} and c.relkind in ('r', 'p', 'v', 'm', 'S')`,
  `select a.attrelid::regclass::text, concat_ws(' ', row_number() over (partition by a.attrelid order by a.attnum),
     a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated,
     pg_get_expr(d.adbin, d.adrelid), l.collname, a.attstorage, ${rightsOf("a.attacl")})
   from pg_catalog.pg_attribute a
   join pg_catalog.pg_class c on c.oid = a.attrelid
   left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
   left join pg_catalog.pg_collation l on l.oid = a.attcollation
   where c.relnamespace in ${OURS} and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped`,
  // Where rows of before were never held against it, it is the same condition.
  `select conrelid::regclass::text, concat_ws(' ', conname, replace(pg_get_constraintdef(oid), ' NOT VALID', ''))
   from pg_catalog.pg_constraint
   where connamespace in ${OURS} and contype <> 'n' and conrelid <> 0`,
  `select i.indrelid::regclass::text, concat_ws(' ', pg_get_indexdef(i.indexrelid), i.indisvalid)
   from pg_catalog.pg_index i
   join pg_catalog.pg_class c on c.oid = i.indrelid
   where c.relnamespace in ${OURS}`,
  `select t.tgrelid::regclass::text, concat_ws(' ', pg_get_triggerdef(t.oid), t.tgenabled)
   from pg_catalog.pg_trigger t
   join pg_catalog.pg_class c on c.oid = t.tgrelid
   where c.relnamespace in ${OURS} and not t.tgisinternal`,
  `select polrelid::regclass::text, concat_ws(' ', polname, polcmd, polpermissive, polroles::regrole[]::text,
     pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))
   from pg_catalog.pg_policy`,
  `select p.oid::regprocedure::text,
     concat_ws(' ', pg_get_functiondef(p.oid), p.proacl is null, ${rightsOf("p.proacl")})
   from pg_catalog.pg_proc p
   where p.pronamespace in ${OURS}`,
];

/**
 * Comments and space say nothing, and neither do the parentheses a condition is shown with: they tell in how many steps it
 * was written.
 */
const plain = (fact: string): string =>
  fact
    .replace(/--[^\n]*/g, "")
    .replace(/[()]/g, " ")
    .replace(/\s+/g, " ")
    .trim();

/** A short digest of each object, by its name. Needs a session without a search path. */
export async function readSchemaFacts(owner: Tx): Promise<Record<string, string>> {
  const rows = await owner.rows<{ object: string; fact: string | null }>(FACTS.join("\nunion all\n"));
  const facts = new Map<string, string[]>();
  for (const { object, fact } of rows)
    if (!/sync_log_\d/.test(object)) facts.set(object, [...(facts.get(object) ?? []), plain(fact ?? "")]);
  const digest = (texts: readonly string[]) =>
    createHash("sha256")
      .update([...texts].sort().join("\n"))
      .digest("hex")
      .slice(0, 12);
  const named = [...facts].map(([object, texts]) => [object, digest(texts)] as const);
  return Object.fromEntries(named.sort(([a], [b]) => (a < b ? -1 : 1)));
}
