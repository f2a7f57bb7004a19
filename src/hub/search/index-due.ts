/** Carries what changed into the words it is found by. Triggers in the database leave the marks; nothing can forget one. */
import { type Tx, together } from "../../db/database.ts";
import { jsonRows } from "../json-column.ts";
import type { Chunk } from "../parked/kinds.ts";
import { isAnyParked, unpark } from "../parked/parked.ts";
import { readDocuments, type SearchDocument, type SearchKind, searchKinds } from "./documents.ts";

/** So many are taken at a time: fewer are all there were. */
export const CHUNK = 1_000;

/** Who holds it may read what is stored and write the difference; anybody else could write what was read before. */
const WRITER_LOCK = "hashtextextended('search ' || argosy.tenant(), 0)";

/**
 * Reads what changed since, up to a chunk of it; answers how many marks were worked off. One writer an organization at a
 * time (others answer 0).
 */
export async function indexDue(
  tx: Tx,
  now: Date,
  { size, taken }: Chunk = { size: CHUNK, taken: [] },
): Promise<number> {
  const { free } = await tx.one<{ free: boolean }>(`select pg_try_advisory_xact_lock(${WRITER_LOCK}) as free`);
  if (!free) return 0;
  const marks = await tx.rows<{ kind: SearchKind; id: string; isAnyParked: boolean }>(
    `delete from search_due d using (
       select seq
       from search_due
       where organization_id = argosy.tenant()
       order by seq
       limit $1) t
     where d.organization_id = argosy.tenant() and d.seq = t.seq
     returning d.kind, d.subject_id as id, ${isAnyParked("search")} as "isAnyParked"`,
    [size],
  );
  const subjects = new Map(marks.map(({ kind, id }) => [`${kind}:${id}`, { kind, id }]));
  taken.splice(
    0,
    taken.length,
    ...[...subjects].map(([subject, mark]) => ({ kind: "search", subject, mark }) as const),
  );
  for (const kind of Object.values(searchKinds)) {
    const ids = marks.filter((mark) => mark.kind === kind).map((mark) => mark.id);
    if (ids.length > 0) await indexNow(tx, kind, [...new Set(ids)]);
  }
  if (marks[0]?.isAnyParked) await unpark(tx, taken, now);
  return marks.length;
}

/** Works off everything marked, as the engine does; for tests and tools. */
export async function indexAllDue(run: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>): Promise<void> {
  while ((await run((tx) => indexDue(tx, new Date()))) > 0);
}

/**
 * Takes things' words out at once, in the transaction that erases what they were made of; answers of how many. Waits for
 * the reader of marks, which waits for nothing but rows of parked_work: whoever calls this has locked none of those before.
 */
export async function deleteTerms(tx: Tx, kind: SearchKind, ids: readonly string[]): Promise<number> {
  await tx.rows(`select pg_advisory_xact_lock(${WRITER_LOCK})`);
  const before = await storedDocuments(tx, kind, ids);
  await write(tx, kind, { before, after: [] });
  return before.length;
}

async function indexNow(tx: Tx, kind: SearchKind, ids: readonly string[]): Promise<void> {
  const [before, after] = await together([storedDocuments(tx, kind, ids), readDocuments(tx, kind, ids)]);
  await write(tx, kind, { before, after });
}

async function storedDocuments(tx: Tx, kind: SearchKind, ids: readonly string[]): Promise<SearchDocument[]> {
  const rows = await tx.rows<{ id: string; position: string; words: string }>(
    `select subject_id as id, position::text as position, words from search_document
     where organization_id = argosy.tenant() and kind = $1 and subject_id = any($2::uuid[])`,
    [kind, ids],
  );
  return rows.map((row) => ({ ...row, words: row.words.split("\n").filter((word) => word !== "") }));
}

interface Change {
  readonly before: readonly SearchDocument[];
  readonly after: readonly SearchDocument[];
}

/** Only differences are written: most changes of a thing change few of its words. */
async function write(tx: Tx, kind: SearchKind, { before, after }: Change): Promise<void> {
  const old = new Map(before.map((document) => [document.id, document]));
  const now = new Map(after.map((document) => [document.id, document]));
  const added = after.map((document) => without(document, old.get(document.id))).filter((each) => each.words !== "");
  const removed = before.map((document) => without(document, now.get(document.id))).filter((each) => each.words !== "");
  const fresh = after.filter((document) => !old.has(document.id));
  const changed = after.filter((document) => old.has(document.id) && !isSame(document, old.get(document.id)));
  const gone = before.filter((document) => !now.has(document.id)).map((document) => document.id);
  const work = [];
  if (removed.length > 0) work.push(tx.run(REMOVE, [jsonRows(removed), kind]));
  if (added.length > 0) work.push(tx.run(ADD, [jsonRows(added), kind]));
  if (fresh.length > 0) work.push(tx.run(KEEP, [documentRows(fresh), kind]));
  if (changed.length > 0) work.push(tx.run(CHANGE, [documentRows(changed), kind]));
  if (gone.length > 0) work.push(tx.run(FORGET, [gone, kind]));
  await together(work);
}

const documentRows = (documents: readonly SearchDocument[]): string =>
  jsonRows(documents.map(({ id, position, words }) => ({ id, position, words: `\n${words.join("\n")}\n` })));

/** The words one has and the other has not, in one text; all of them when it moved. */
function without(document: SearchDocument, other: SearchDocument | undefined) {
  const existing = other?.position === document.position ? new Set(other.words) : null;
  const text = (existing ? document.words.filter((word) => !existing.has(word)) : document.words).join("\n");
  return { id: document.id, position: document.position, words: text };
}

function isSame(one: SearchDocument, other: SearchDocument | undefined): boolean {
  return other !== undefined && one.position === other.position && one.words.join("\n") === other.words.join("\n");
}

const GIVEN = "json_to_recordset($1) as d(id uuid, position timestamptz, words text)";
const TEXTS = `${GIVEN} cross join lateral string_to_table(d.words, E'\\n') as w(term)`;
// Sorted, so that neighbours are written to the same page of the index. A thing's words are written by one reader at a
// time, and only those it did not have: looking for each first would cost half as much again.
const ADD = `insert into search_term (organization_id, kind, term, position, subject_id)
  select argosy.tenant(), $2, w.term, d.position, d.id from ${TEXTS} order by w.term collate "C", d.position`;
const REMOVE = `delete from search_term t using (select w.term, d.position, d.id from ${TEXTS}) as g
  where t.organization_id = argosy.tenant() and t.kind = $2 and t.term = g.term collate "C" and t.position = g.position
    and t.subject_id = g.id`;
const KEEP = `insert into search_document (organization_id, kind, subject_id, position, words)
  select argosy.tenant(), $2, d.id, d.position, d.words from ${GIVEN} order by d.id`;
const CHANGE = `update search_document s set position = d.position, words = d.words from ${GIVEN}
  where s.organization_id = argosy.tenant() and s.kind = $2 and s.subject_id = d.id`;
const FORGET =
  "delete from search_document where organization_id = argosy.tenant() and kind = $2 and subject_id = any($1::uuid[])";
