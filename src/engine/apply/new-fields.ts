/** Records fields a platform did not send before: once each, without an alert, for the connector's maintainer. */
import type { Json } from "../../commerce/product.ts";
import { createSlices } from "../../commerce/slices.ts";
import type { Tx } from "../../db/database.ts";
import { NEW_FIELD } from "../../hub/incoming-event-log/drift.ts";
import { storableText } from "../../hub/json-column.ts";
import { writeJournal } from "../journal/sync-journal.ts";

export type FieldSubject = "order" | "product";

/** What is rare is still to come in the first days: it is learnt, not reported. */
const LEARNING_MS = 14 * 86_400_000;
const DEPTH = 3;
/** A record with more fields uses data as keys, such as ids of plugins; the rest is ignored. */
const MAX_PATHS = 1_000;
const ITEMS = 3;
/** Ids, dates and the like are no names of fields. */
const NAME = /^[A-Za-z_@$][A-Za-z_@$.:-]*\d{0,2}$/;

/** The stored fields of each connection, cached; read again after one was added. */
const cachedPaths = new Map<string, ReadonlySet<string>>();
const MAX_STORES = 5_000;

/** Where a field stands in records of any store. */
interface FieldPosition {
  readonly path: string;
  readonly depth: number;
  /** By name; what a list holds by a key that no field can have. */
  readonly inside: Map<string | typeof LIST, FieldPosition>;
}

const LIST = Symbol("what a list holds");

const newRecord = (): FieldPosition => ({ path: "", depth: 0, inside: new Map() });

/** Records of a platform are alike: a path is made once, not with each record. */
let locations = newRecord();
let locationCount = 0;
const MAX_LOCATIONS = 20_000;

function addFieldPosition(within: FieldPosition, name: string | typeof LIST, path: string): FieldPosition {
  if (locationCount >= MAX_LOCATIONS) {
    locations = newRecord();
    locationCount = 0;
  }
  const place = { path, depth: name === LIST ? within.depth : within.depth + 1, inside: new Map() };
  within.inside.set(name, place);
  locationCount += 1;
  return place;
}

/** The names of a record's fields with those inside them, "lines[].sku". */
export function fieldsOf(record: Json, into = new Set<string>(), at = locations): Set<string> {
  if (at.depth > DEPTH || record === null || typeof record !== "object") return into;
  const { path, inside } = at;
  if (Array.isArray(record)) {
    const items = inside.get(LIST) ?? addFieldPosition(at, LIST, `${path}[]`);
    for (const item of record.slice(0, ITEMS)) fieldsOf(item, into, items);
    return into;
  }
  for (const [name, value] of Object.entries(record)) {
    let field = inside.get(name);
    if (field === undefined) {
      if (!NAME.test(name) || name.length > 60) continue;
      field = addFieldPosition(at, name, path === "" ? name : `${path}.${name}`);
    }
    into.add(field.path);
    fieldsOf(value, into, field);
  }
  return into;
}

/** Saves the fields of these records; one that was absent in the store's first days is reported as drift, once. */
export async function recordNewFields(
  tx: Tx,
  seen: {
    readonly connectionId: string;
    readonly subject: FieldSubject;
    readonly records: readonly Json[];
    readonly now: Date;
  },
): Promise<void> {
  const { connectionId, subject, records, now } = seen;
  const key = `${connectionId}/${subject}`;
  const found = new Set<string>();
  const pause = createSlices();
  for (const record of records) {
    fieldsOf(record, found);
    await pause();
  }
  const isNew = (path: string) => cachedPaths.get(key)?.has(path) !== true;
  if (![...found].some(isNew)) return;
  const rows = await tx.rows<{ path: string; first_at: Date }>(
    `select path, first_at
     from argosy.seen_field
     where organization_id = argosy.tenant() and connection_id = $1 and subject = $2`,
    [connectionId, subject],
  );
  if (cachedPaths.size >= MAX_STORES) cachedPaths.clear();
  cachedPaths.set(key, new Set(rows.map(({ path }) => path)));
  const fresh = [...found].filter(isNew).sort();
  if (fresh.length === 0) return;
  if (rows.length + fresh.length > MAX_PATHS) {
    cachedPaths.set(key, new Set([...rows.map(({ path }) => path), ...fresh]));
    return;
  }
  const added = await tx.rows<{ path: string }>(
    `insert into argosy.seen_field (organization_id, connection_id, subject, path, first_at)
     select argosy.tenant(), $1, $2, path, $4 from unnest($3::text[]) as path on conflict do nothing returning path`,
    [connectionId, subject, fresh, now],
  );
  const firstReadMs = Math.min(...rows.map(({ first_at }) => first_at.getTime()));
  if (rows.length === 0 || now.getTime() - firstReadMs < LEARNING_MS) return;
  const drifts = added.map(({ path }) => ({
    path: storableText(`${subject}.${path}`),
    problem: NEW_FIELD,
  }));
  await writeJournal(tx, connectionId, [], drifts, now);
}
