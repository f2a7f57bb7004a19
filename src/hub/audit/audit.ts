import { z } from "zod";
import { actorText, type By } from "../../commerce/actor.ts";
import type { Optional } from "../../commerce/optional.ts";
import type { Json } from "../../commerce/product.ts";
import { columns } from "../../db/columns.ts";
import { type Tx, together } from "../../db/database.ts";
import { type Answered, time, typed } from "../answer-schemas.ts";
import { jsonParameter, jsonRows, storableText } from "../json-column.ts";
import type { Page, PageRequest } from "../paging.ts";
import { type BothEnds, byAge, type Placed, sortedPage, unplaced } from "../sorting.ts";
import { namesOfTargets } from "./target-names.ts";

export interface NewAuditEntry extends By {
  /** "subject.verb": "store.activated", "member.removed". */
  readonly action: string;
  readonly targetKind: string;
  readonly targetId: string;
  /** What changed; never a secret. */
  readonly details?: Json | undefined;
  readonly requestId?: string | undefined;
  /** What an entry about several things is about: each has it in its history. */
  readonly subjects?: readonly AuditSubject[] | undefined;
}

export interface AuditSubject {
  readonly kind: "products" | "variants" | "orders";
  readonly id: string;
  /** What was changed of this one, as `changesOf` writes it. */
  readonly changes?: Json | undefined;
}

export const auditEntrySchema = z.object({
  seq: z.int(),
  at: time,
  actor: z.string(),
  action: z.string(),
  targetKind: z.string(),
  targetId: z.string(),
  targetName: z.string().nullable().describe("what people call it now; null where it has no name or is gone"),
  details: typed<Json>(z.unknown()),
  requestId: z.string().nullable(),
  /** Hex of the entry's hash, which covers the entry before it. */
  hash: z.string(),
});

export type AuditEntry = Answered<typeof auditEntrySchema>;

/** Each entry's hash covers the one before it, so that they are made one after the other. */
const CHAIN = `with recursive given as materialized (
    select g.n, g.at, g.actor, g.action, g.kind, g.target, g.details, g.request
    from json_to_recordset($1) as g(n int, at timestamptz, actor text, action text, kind text, target text,
      details jsonb, request text)
  ), last as materialized (
    select seq, hash
    from argosy.audit
    where organization_id = argosy.tenant()
    order by seq desc
    limit 1
  ), chain as (
    select 0 as n, coalesce((select seq from last), 0) as seq, null::bytea as previous, (select hash from last) as hash
    union all
    select g.n, c.seq + 1, c.hash, argosy.audit_hash(c.hash, argosy.tenant(), c.seq + 1, g.at, g.actor, g.action,
      g.kind, g.target, g.details, g.request)
    from chain c
    join given g on g.n = c.n + 1
  )
  insert into argosy.audit (organization_id, seq, at, actor, action, target_kind, target_id, details, request_id,
    previous_hash, hash)
  select argosy.tenant(), c.seq, g.at, g.actor, g.action, g.kind, g.target, g.details, g.request, c.previous, c.hash
  from chain c
  join given g on g.n = c.n
  order by c.n`;

/** The same for many, in the order given. */
export async function recordAudits(tx: Tx, entries: readonly NewAuditEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const rows = entries.map((entry, n) => ({
    n: n + 1,
    at: entry.now,
    actor: actorText(entry.actor),
    action: entry.action,
    kind: entry.targetKind,
    target: entry.targetId,
    details: entry.details ?? {},
    request: entry.requestId ?? null,
  }));
  const subjects = entries.flatMap((entry, n) =>
    (entry.subjects ?? []).map((subject) => ({ ...subject, back: entries.length - 1 - n })),
  );
  await together([
    tx.rows("select pg_advisory_xact_lock(hashtextextended('argosy.audit:' || argosy.tenant()::text, 0))"),
    tx.run(CHAIN, [jsonRows(rows)]),
    ...(subjects.length > 0 ? [recordSubjects(tx, subjects)] : []),
  ]);
}

/**
 * Appends to the organization's audit chain. Holds the chain's lock until the transaction ends, so call it
 * last. The hash is computed by the database over what it stored.
 */
export async function recordAudit(tx: Tx, entry: NewAuditEntry): Promise<void> {
  const locked = tx.rows("select pg_advisory_xact_lock(hashtextextended('argosy.audit:' || argosy.tenant()::text, 0))");
  // Sent behind it, and run once the lock is there.
  const written = tx.run(
    `insert into audit (organization_id, seq, at, actor, action, target_kind, target_id, details, request_id,
       previous_hash, hash)
     select n.organization_id, n.seq, n.at, n.actor, n.action, n.target_kind, n.target_id, n.details, n.request_id,
       n.previous_hash,
       argosy.audit_hash(n.previous_hash, n.organization_id, n.seq, n.at, n.actor, n.action, n.target_kind, n.target_id,
         n.details, n.request_id)
     from (
       select argosy.tenant() as organization_id, coalesce(last.seq, 0) + 1 as seq, $1::timestamptz as at,
         $2::text as actor, $3::text as action, $4::text as target_kind, $5::text as target_id, $6::jsonb as details,
         $7::text as request_id, last.hash as previous_hash
       from (select 1) as one left join lateral
         (select seq, hash from audit where organization_id = argosy.tenant() order by seq desc limit 1) as last on true
     ) as n`,
    [
      entry.now,
      storableText(actorText(entry.actor)),
      entry.action,
      entry.targetKind,
      entry.targetId,
      jsonParameter(entry.details ?? {}),
      entry.requestId ?? null,
    ],
  );
  const { subjects = [] } = entry;
  await together([locked, written, ...(subjects.length > 0 ? [recordSubjects(tx, subjects)] : [])]);
}

/** Of the entry just written, which is the last one as long as the chain is locked, or of one so many before it. */
function recordSubjects(
  tx: Tx,
  subjects: readonly (AuditSubject & { readonly back?: number | undefined })[],
): Promise<unknown> {
  return tx.run(
    `insert into argosy.audit_subject (organization_id, kind, subject_id, seq, changes)
     select argosy.tenant(), s.kind, s.id, last.seq - coalesce(s.back, 0), s.changes
     from json_to_recordset($1) as s (kind text, id uuid, changes jsonb, back int)
     cross join (select max(seq) as seq from argosy.audit where organization_id = argosy.tenant()) last
     on conflict do nothing`,
    [jsonRows(subjects)],
  );
}

export type ChainVerification =
  | { readonly intact: true; readonly entries: number }
  | { readonly intact: false; readonly entries: number; readonly brokenAt: number };

/**
 * Recomputes the whole chain. `brokenAt` is the first entry that was changed, or that follows a removed one.
 * Removing the newest entries leaves an intact shorter chain: compare the last hash with a kept copy.
 */
export async function verifyAudit(tx: Tx): Promise<ChainVerification> {
  const row = await tx.one<{ entries: number; broken: bigint | null }>(
    `select count(*)::int as entries, min(seq) filter (where broken) as broken from (
       select seq,
         hash <> argosy.audit_hash(previous_hash, organization_id, seq, at, actor, action, target_kind, target_id,
           details, request_id)
         or previous_hash is distinct from lag(hash) over (order by seq)
         or seq <> coalesce(lag(seq) over (order by seq), 0) + 1 as broken
       from audit where organization_id = argosy.tenant()
     ) as checked`,
  );
  return row.broken === null
    ? { intact: true, entries: row.entries }
    : { intact: false, entries: row.entries, brokenAt: Number(row.broken) };
}

export type AuditFilter = PageRequest &
  Optional<{
    action: string;
    targetKind: string;
    targetId: string;
    actor: string;
    from: Date;
    to: Date;
    sort: BothEnds;
  }>;

/** Audit entries, newest first. */
export async function listAudit(tx: Tx, filter: AuditFilter): Promise<Page<AuditEntry>> {
  const params = [
    filter.action ?? null,
    filter.targetKind ?? null,
    filter.targetId ?? null,
    filter.actor ?? null,
    filter.from ?? null,
    filter.to ?? null,
  ];
  const by = sortedPage(SORTS[filter.sort ?? "newest"], filter, params);
  const rows = await by.rows<Placed<Omit<AuditEntry, "seq" | "targetName"> & { seq: bigint }>>(
    tx,
    `select ${by.place}, ${columns("", "seq at actor action targetKind targetId details")},
    ${columns("", "requestId")}, encode(hash, 'hex') as hash
     from audit where organization_id = argosy.tenant()
       and ($1::text is null or action = $1)
       and ($2::text is null or target_kind = $2) and ($3::text is null or target_id = $3)
       and ($4::text is null or actor = $4) and ($5::timestamptz is null or at >= $5)
       and ($6::timestamptz is null or at < $6)
       ${by.after} ${by.order}`,
    params,
  );
  const nameOf = await namesOfTargets(tx, rows);
  return by.page(rows, (row) => ({
    ...unplaced(row),
    seq: Number(row.seq),
    targetName: nameOf(row),
  }));
}

const SORTS = byAge(["seq", "bigint"]);
