/** For tests: what code that was written for one schema would miss in another. */
import type { Tx } from "../../src/db/database.ts";

/** A schema in facts: kind of thing, its name, and what is known of it. */
export type Schema = ReadonlyMap<string, ReadonlyMap<string, string>>;

const OURS = "('argosy'::regnamespace, 'auth'::regnamespace)";
const OURSELVES = "('argosy_app', 'argosy_ingest', 'argosy_scheduler', 'argosy_auth', 'argosy_operator')";

const FACTS: Readonly<Record<string, string>> = {
  table: `select c.oid::regclass::text as name, c.relkind::text as fact
    from pg_class c
    where c.relnamespace in ${OURS} and c.relkind in ('r', 'p', 'v')`,
  column: `select c.oid::regclass || '.' || a.attname as name, format_type(a.atttypid, a.atttypmod) as fact
    from pg_attribute a
    join pg_class c on c.oid = a.attrelid
    where c.relnamespace in ${OURS} and c.relkind in ('r', 'p', 'v') and a.attnum > 0 and not a.attisdropped`,
  // A value has to be given for it.
  demand: `select c.oid::regclass || '.' || a.attname as name, '' as fact
    from pg_attribute a
    join pg_class c on c.oid = a.attrelid
    where c.relnamespace in ${OURS} and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
      and a.attnotnull and not a.atthasdef and a.attidentity = ''`,
  // It has to be something: not null once it is written.
  value: `select c.oid::regclass || '.' || a.attname as name, '' as fact
    from pg_attribute a
    join pg_class c on c.oid = a.attrelid
    where c.relnamespace in ${OURS} and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
      and a.attnotnull`,
  constraint: `select conrelid::regclass || ' ' || conname as name, pg_get_constraintdef(oid) as fact from pg_constraint
    where connamespace in ${OURS} and contype in ('c', 'u', 'p', 'f', 'x') and conparentid = 0 and conrelid <> 0`,
  "unique index": `select i.indrelid::regclass || ' ' || i.indexrelid::regclass as name,
      regexp_replace(pg_get_indexdef(i.indexrelid), '^.* USING ', '') as fact
    from pg_index i
    join pg_class c on c.oid = i.indrelid
    where c.relnamespace in ${OURS} and i.indisunique and not c.relispartition`,
  // The columns a rule looks at.
  reach: `select 'constraint ' || conrelid::regclass || ' ' || conname as name,
      (select string_agg(conrelid::regclass || '.' || a.attname, ',') from pg_attribute a
        where a.attrelid = conrelid and a.attnum = any(conkey) and a.attname <> 'organization_id') as fact
    from pg_constraint where connamespace in ${OURS} and conrelid <> 0
    union select 'unique index ' || i.indrelid::regclass || ' ' || i.indexrelid::regclass,
      (select string_agg(i.indrelid::regclass || '.' || a.attname, ',') from pg_attribute a
        where a.attrelid = i.indrelid and a.attnum = any(i.indkey) and a.attname <> 'organization_id')
    from pg_index i join pg_class c on c.oid = i.indrelid where c.relnamespace in ${OURS} and i.indisunique`,
  function: `select p.oid::regprocedure::text as name, pg_get_function_result(p.oid) as fact
    from pg_proc p
    where p.pronamespace in ${OURS}`,
  // As information_schema.column_privileges tells them, which takes ten times as long.
  right: `select distinct r.rolname || ' ' || g.privilege_type || ' ' || n.nspname || '.' || c.relname || '.' ||
        a.attname as name,
      '' as fact
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    cross join lateral (select * from aclexplode(c.relacl) union all select * from aclexplode(a.attacl)) as g
    join pg_roles r on r.oid = g.grantee
    where c.relnamespace in ${OURS} and c.relkind in ('r', 'v', 'f', 'p') and r.rolname in ${OURSELVES}
      and g.privilege_type in ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES')
    union select r.rolname || ' DELETE ' || n.nspname || '.' || c.relname, ''
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    cross join lateral aclexplode(c.relacl) as g
    join pg_roles r on r.oid = g.grantee
    where c.relnamespace in ${OURS} and c.relkind in ('r', 'v', 'f', 'p') and r.rolname in ${OURSELVES}
      and g.privilege_type = 'DELETE'
    union select r.rolname || ' EXECUTE ' || p.oid::regprocedure, '' from pg_proc p cross join pg_roles r
    where p.pronamespace in ${OURS} and r.rolname in ${OURSELVES} and has_function_privilege(r.oid, p.oid, 'execute')`,
  policy: `select polrelid::regclass || ' ' || polname as name,
      -- A subquery around a function asks for nothing else.
      replace(concat_ws(' ', polcmd, polpermissive, pg_get_expr(polqual, polrelid),
        pg_get_expr(polwithcheck, polrelid)), '( SELECT argosy.tenant() AS tenant)', 'argosy.tenant()') as fact
    from pg_policy join pg_class c on c.oid = polrelid where c.relnamespace in ${OURS}`,
  trigger: `select tgrelid::regclass || ' ' || tgname as name, '' as fact
    from pg_trigger t
    join pg_class c on c.oid = t.tgrelid
    where c.relnamespace in ${OURS} and not t.tgisinternal and not c.relispartition`,
};

/**
 * Reads what stands in a database's schemas, again and again: of a kind that is as it was the facts are those of before.
 * The session's search path must not hold them: names come with their schema.
 */
export function schemaReader(): (owner: Tx) => Promise<Schema> {
  const last = new Map<string, { readonly text: string; readonly facts: ReadonlyMap<string, string> }>();
  return async (owner) => {
    for (const [kind, facts] of Object.entries(FACTS)) {
      const { text } = await owner.one<{ text: string }>(
        `select coalesce(json_object_agg(name, fact order by name::text collate "C"), '{}')::text as text
         from (${facts}) as f`,
      );
      if (last.get(kind)?.text === text) continue;
      last.set(kind, { text, facts: new Map(Object.entries(JSON.parse(text) as Record<string, string>)) });
    }
    return new Map([...last].map(([kind, { facts }]) => [kind, facts]));
  };
}

export const readSchema = (owner: Tx): Promise<Schema> => schemaReader()(owner);

const of = (schema: Schema, kind: string) => schema.get(kind) ?? new Map<string, string>();
const tableOf = (name: string) => name.split(" ")[0] ?? name;
const LITERAL = /'[^']*'(?:::\w+)?/g;

/** The same check with more values allowed: a list that grew. One not yet proved of old rows asks the same of new ones. */
function isWider(before: string, after: string): boolean {
  const bare = (check: string) =>
    check
      .replace(/ NOT VALID$/, "")
      .replace(LITERAL, "")
      .replace(/[\s,]+/g, "");
  const allowed = new Set(after.match(LITERAL));
  return bare(before) === bare(after) && (before.match(LITERAL) ?? []).every((value) => allowed.has(value));
}

/** A rule that holds by itself where the columns nobody writes yet are left empty. */
function isOfNewColumns(before: Schema, after: Schema, rule: string, text: string): boolean {
  const columns = (of(after, "reach").get(rule) ?? "").split(",");
  const isNew = (column: string) => of(after, "column").has(column) && !of(before, "column").has(column);
  const isEmpty = (column: string) => isNew(column) && !of(after, "value").has(column);
  return text.startsWith("CHECK") ? columns.every(isNew) : columns.some(isEmpty);
}

/**
 * What statements written for `before` would miss, or fail at, in `after`: columns, functions and rights that are gone or
 * are another thing now, values nobody gave yet, rules that were not there. Empty where `after` only adds.
 */
export function missedBy(before: Schema, after: Schema): string[] {
  const gone = ["table", "column", "function", "right", "policy", "trigger"].flatMap((kind) =>
    [...of(before, kind)].flatMap(([name, fact]) => {
      const now = of(after, kind).get(name);
      if (now === undefined) return [`${kind} ${name} is gone`];
      return now === fact ? [] : [`${kind} ${name} is ${now}, was ${fact}`];
    }),
  );
  // A table that is new is nobody's yet.
  const isOld = (name: string, table: string) => of(before, "table").has(table) && name !== "";
  const demands = ["demand", "value"].flatMap((kind) =>
    [...of(after, kind).keys()].flatMap((name) => {
      const table = name.slice(0, name.lastIndexOf("."));
      const isNew = isOld(name, table) && !of(before, kind).has(name);
      // A new column with a default is given by the default.
      const isGiven = kind === "value" && !of(before, "column").has(name);
      return isNew && !isGiven ? [`column ${name} needs a value`] : [];
    }),
  );
  const rules = ["constraint", "unique index"].flatMap((kind) =>
    [...of(after, kind)].flatMap(([name, fact]) => {
      const was = of(before, kind).get(name);
      if (!isOld(name, tableOf(name)) || was === fact || isOfNewColumns(before, after, `${kind} ${name}`, fact))
        return [];
      if (was === undefined) return [`${kind} ${name} is new: ${fact}`];
      return isWider(was, fact) ? [] : [`${kind} ${name} is ${fact}, was ${was}`];
    }),
  );
  return [...new Set([...gone, ...demands, ...rules])].sort();
}
