/**
 * Where a list takes its rows from, in its own order and in steps of a known size, so that no question reads more than it
 * may however large the organization is. See decision 32.
 */
import type { Tx } from "../../db/database.ts";
import type { SearchKind } from "./documents.ts";

export type Add = (value: unknown) => string;

/** A row's place in its list. */
export interface SearchPosition {
  /** A time or a whole number, as PostgreSQL writes it. */
  readonly position: string;
  readonly id: string;
}

/** What of the list is still to be read. */
export interface Range {
  /** Behind this place, in the direction of the list; null: from the start. */
  readonly after: SearchPosition | null;
  /** Down to this position, itself included. */
  readonly downTo?: string | undefined;
}

export interface Source {
  /**
   * SQL of one step: rows (position, id, ok), the next `size` of the range in the list's order; `ok` false where a row read
   * is none asked for. Answering fewer rows than `size` is the end.
   */
  step(add: Add, range: Range, size: number): string;
  /** The first step is all of it, whatever its size. */
  readonly isWhole: boolean;
  /** A step's rows come one by one when they are asked for: what lies behind the page costs nothing. */
  readonly isStream: boolean;
  /** It stands from the lowest position upwards. */
  readonly isAscending?: boolean | undefined;
  /** Every row of it is asked for: nothing is left to check. */
  readonly isExact: boolean;
  /** SQL over `s.id`: what else a row of it has to be, looked at row by row in the list's order. */
  readonly check?: ((add: Add) => string) | undefined;
  /** Asked when the first `size` rows hold less than `below`: where to read instead. Null: here is best. */
  readonly otherwise?:
    | { readonly size: number; readonly below: number; choose(found: number): Promise<Source | null> }
    | undefined;
  /** SQL of the ids of a whole source, for lists in another order. */
  readonly ids?: ((add: Add) => string) | undefined;
  /** SQL of the ids of a range of a list, in no order and some perhaps twice, for lists in another order. */
  readonly idsWithin?: ((add: Add, range: Range) => string) | undefined;
}

/** What occurs no more often is read whole: some milliseconds. */
export const FEW = 1_000;

/** Above every character: what begins with a text lies below the text with this behind it. */
const LAST = "\u{10FFFF}";

interface Searched {
  readonly kind: SearchKind;
  readonly words: readonly string[];
}

/** Which way of reading is the cheapest: where one ends and the next begins. */
export interface Limits {
  /** Things looked through first. */
  readonly sampled: number;
  /** Where so many of them hold all the words, looking through the others is less work than learning more. */
  readonly many: number;
  /** Where no more do, the words are rare. */
  readonly rare: number;
  /** What occurs no more often is read whole. */
  readonly few: number;
  /** The same of the start of a word with too many endings that few of the newest things have. */
  readonly some: number;
  /** The start of a word may end in this many ways to be read as that many lists side by side. */
  readonly endings: number;
  /** Newest occurrences by which words are compared: the one whose last of these lies furthest back is the rarest. */
  readonly compared: number;
  /** Fewer things than this as new as those: many hold the word, and looking through all costs less than looking up each. */
  readonly dense: number;
}

const LIMITS: Limits = {
  sampled: 600,
  many: 12,
  rare: 2,
  few: 1_500,
  some: 8_000,
  endings: 32,
  compared: 200,
  dense: 5_000,
};

/** The things that hold all these words, newest first: looked for among the newest, and where few are found read as known. */
export function searchSource(tx: Tx, searched: Searched, limits: Limits = LIMITS): Source {
  const { kind, words } = searched;
  const choose = async (found: number) => {
    if (found <= limits.rare) return wordSource(tx, searched, limits);
    if (words.length > 1) return null;
    const [endings = []] = (await learnEndings(tx, searched, limits)).values();
    return endings.length > limits.endings ? null : listsSource(kind, endings, []);
  };
  return { ...documentSource(kind, words), otherwise: { size: limits.sampled, below: limits.many, choose } };
}

/** How the things that hold all these words are read with the least work. `limits` is for tests, whose rows are few. */
export async function wordSource(tx: Tx, { kind, words }: Searched, limits: Limits = LIMITS): Promise<Source> {
  // Reading whole is counting first: several words share what one alone may cost.
  const some = Math.floor(limits.some / words.length);
  const existing = await learn(tx, { kind, words }, { ...limits, some });
  const rarest = existing.reduce((least, each) => (each.count < least.count ? each : least));
  if (rarest.isRare) return fewSource(kind, rarest.word, words);
  const listed = existing.filter((each) => each.endings.length <= limits.endings);
  const [only] = listed;
  if (only && words.length === 1) return listsSource(kind, only.endings, []);
  const sparse = words.length === 1 ? null : await sparsest(tx, { kind, listed }, limits);
  if (!sparse) return documentSource(kind, words);
  const others = words.filter((word) => word !== sparse.word);
  return listsSource(kind, sparse.endings, others);
}

/** A word of a question. */
interface IndexedTerm {
  readonly word: string;
  /** How often it begins a word, counted no further than needed. */
  readonly count: number;
  /** Reading it whole costs least. */
  readonly isRare: boolean;
  /** The different words it begins: one more than are read side by side at most. */
  readonly endings: readonly string[];
}

async function learn(tx: Tx, { kind, words }: Searched, limits: Limits): Promise<IndexedTerm[]> {
  const counts = await learnCounts(tx, { kind, words }, limits.few);
  const common = words.filter((word) => (counts.get(word) ?? 0) > limits.few);
  const endings = await learnEndings(tx, { kind, words: common }, limits);
  const branched = common.filter((word) => (endings.get(word)?.length ?? 0) > limits.endings);
  const further = await learnCounts(tx, { kind, words: branched }, limits.some);
  return words.map((word) => {
    const count = further.get(word) ?? counts.get(word) ?? 0;
    const isRare = count <= (further.has(word) ? limits.some : limits.few);
    return { word, count, isRare, endings: endings.get(word) ?? [] };
  });
}

const BEGINS = "t.organization_id = argosy.tenant() and t.kind = $2 and t.term >= w.word and t.term < w.word || $3";

/** How often these begin a word, up to one more than `most`. */
async function learnCounts(tx: Tx, { kind, words }: Searched, most: number): Promise<Map<string, number>> {
  if (words.length === 0) return new Map();
  const rows = await tx.rows<{ word: string; count: number }>(
    `select w.word, (select count(*)::int from (select 1 from search_term t where ${BEGINS} limit $4) s) as count
     from unnest($1::text[] collate "C") w(word)`,
    [words, kind, LAST, most + 1],
  );
  return new Map(rows.map(({ word, count }) => [word, count]));
}

/** The different words these begin, up to one more than `limits.endings`: each is one look into the index. */
async function learnEndings(tx: Tx, { kind, words }: Searched, limits: Limits): Promise<Map<string, string[]>> {
  if (words.length === 0) return new Map();
  const rows = await tx.rows<{ word: string; endings: string[] }>(
    `select w.word, array(with recursive e(term, n) as (
         (select t.term, 1 from search_term t where ${BEGINS} order by t.term limit 1)
         union all
         select (select t.term from search_term t where ${BEGINS} and t.term > e.term order by t.term limit 1), e.n + 1
         from e where e.term is not null and e.n <= $4)
       select term from e where term is not null) as endings
     from unnest($1::text[] collate "C") w(word)`,
    [words, kind, LAST, limits.endings],
  );
  return new Map(rows.map(({ word, endings }) => [word, endings]));
}

/** The word the fewest of the newest things hold; null where many do. */
async function sparsest(
  tx: Tx,
  { kind, listed }: { readonly kind: SearchKind; readonly listed: readonly IndexedTerm[] },
  { compared, dense }: Limits,
): Promise<IndexedTerm | null> {
  if (listed.length === 0) return null;
  const params: unknown[] = [];
  const add: Add = (value) => `$${params.push(value)}`;
  const locations = listed.map(
    ({ endings }, n) => `select ${n} as n, p.* from (
      select l.position, l.subject_id from unnest(${add(endings)}::text[] collate "C") w(term) cross join lateral (
        select t.position, t.subject_id from search_term t
        where t.organization_id = argosy.tenant() and t.kind = ${kind} and t.term = w.term
        order by t.position desc, t.subject_id desc limit ${compared}) l
      order by 1 desc, 2 desc offset ${compared - 1} limit 1) p`,
  );
  const found = await tx.maybe<{ n: number; newer: number }>(
    `select p.n,
       (select count(*)::int
         from (select 1 from search_document d where d.organization_id = argosy.tenant() and d.kind = ${kind}
       and (d.position, d.subject_id) > (p.position, p.subject_id) limit ${dense}) c) as newer
     from (${locations.join(" union all ")}) p order by p.position, p.subject_id limit 1`,
    params,
  );
  return found && found.newer >= dense ? (listed[found.n] ?? null) : null;
}

/** SQL: the thing of this id holds all these words. No EXISTS: that may be planned as a look through every document. */
export function holdsTerms(add: Add, kind: SearchKind, terms: readonly string[], id: string): string {
  if (terms.length === 0) return "true";
  return `coalesce((select ${inText(add, terms, "d.words")} from search_document d
    where d.organization_id = argosy.tenant() and d.kind = ${kind} and d.subject_id = ${id}), false)`;
}

function inText(add: Add, terms: readonly string[], text: string): string {
  return terms.map((word) => `strpos(${text}, ${add(`\n${word}`)}) > 0`).join(" and ");
}

const FIRST_ID = "00000000-0000-0000-0000-000000000000";

/** SQL, beginning with "and": the row's place lies in the range. `type` is that of the position. */
export function within(
  add: Add,
  { after, downTo }: Range,
  of: { position: string; id: string; type: string; isAscending?: boolean },
): string {
  const below = after
    ? `and (${of.position}, ${of.id}) ${of.isAscending ? ">" : "<"} (${add(after.position)}::${of.type}, ${add(after.id)}::uuid)`
    : "";
  return downTo === undefined ? below : `${below} and ${of.position} >= ${add(downTo)}::${of.type}`;
}

/** The place before everything of this position or below it. */
export function positionAbove(position: string): SearchPosition {
  return { position, id: FIRST_ID };
}

const inList = (add: Add, range: Range, alias: string) =>
  within(add, range, { position: `${alias}.position`, id: `${alias}.subject_id`, type: "timestamptz" });

/** All occurrences of one rare word. */
function fewSource(kind: SearchKind, word: string, terms: readonly string[]): Source {
  const others = terms.filter((other) => other !== word);
  const begins = (add: Add) =>
    `t.organization_id = argosy.tenant() and t.kind = ${kind} and t.term >= ${add(word)}
     and t.term < ${add(word + LAST)}`;
  return {
    isWhole: true,
    isStream: true,
    isExact: true,
    check: others.length === 0 ? undefined : (add) => holdsTerms(add, kind, others, "s.id"),
    ids: (add) => `select distinct t.subject_id as id from search_term t where ${begins(add)}`,
    step: (add, range) =>
      `select distinct t.position, t.subject_id as id, true as ok from search_term t
       where ${begins(add)} ${inList(add, range, "t")} order by 1 desc, 2 desc`,
  };
}

/** A few words' lists merged: each is read no further than the step needs. */
function listsSource(kind: SearchKind, terms: readonly string[], others: readonly string[]): Source {
  return {
    isWhole: false,
    isStream: false,
    isExact: others.length === 0,
    check: others.length === 0 ? undefined : (add) => holdsTerms(add, kind, others, "s.id"),
    idsWithin: (add, range) =>
      `select t.subject_id as id from search_term t where t.organization_id = argosy.tenant() and t.kind = ${kind}
         and t.term = any(${add(terms)}::text[]) ${inList(add, range, "t")}`,
    step: (add, range, size) =>
      `select s.position, s.id, true as ok from (
         select distinct l.position, l.id from unnest(${add(terms)}::text[] collate "C") w(term) cross join lateral (
           select t.position, t.subject_id as id from search_term t
           where t.organization_id = argosy.tenant() and t.kind = ${kind} and t.term = w.term
             ${inList(add, range, "t")}
           order by t.position desc, t.subject_id desc limit ${size}) l
         order by 1 desc, 2 desc limit ${size}) s`,
  };
}

/** The things that hold exactly one of these words; the caller checks what the word stands for. */
export function exactWordSource(kind: SearchKind, terms: readonly string[]): Source {
  return { ...listsSource(kind, terms, []), isExact: false };
}

/** Every thing in turn, its words looked through: where a start has too many endings, many things have one. */
function documentSource(kind: SearchKind, terms: readonly string[]): Source {
  return {
    isWhole: false,
    isStream: true,
    isExact: false,
    step: (add, range, size) =>
      `select s.position, s.subject_id as id, ${inText(add, terms, "s.words")} as ok from (
         select d.position, d.subject_id, d.words from search_document d
         where d.organization_id = argosy.tenant() and d.kind = ${kind} ${inList(add, range, "d")}
         order by d.position desc, d.subject_id desc limit ${size}) s`,
  };
}
