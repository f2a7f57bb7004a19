import { z } from "zod";
import type { MessagePart } from "../../commerce/message.ts";
import type { Optional } from "../../commerce/optional.ts";
import type { Json } from "../../commerce/product.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, time, typed } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import type { Page, PageRequest } from "../paging.ts";
import { type BothEnds, byAge, type MadeWithin, madeWithin, type Placed, sortedPage, unplaced } from "../sorting.ts";

export const RUN_STATES = ["queued", "running", "done", "failed", "cancelled"] as const;
export type RunState = (typeof RUN_STATES)[number];

/** A visible piece of work: an initial sync, a plan, a push of the catalog, a reconcile. */
export const runSchema = z
  .object({
    id,
    storeId: id.nullable(),
    storeName: z.string().nullable(),
    type: z.string(),
    status: z.enum(RUN_STATES),
    options: typed<Json>(z.unknown()),
    /** Counts by name: done, total, failed, and what the kind adds. */
    progress: typed<Json>(z.unknown()),
    error: z.string().nullable(),
    cancelRequested: z.boolean(),
    attempts: z.int(),
    requestedBy: z.string(),
    runAt: time,
    everyMs: z.int().nullable(),
    startedAt: time.nullable(),
    finishedAt: time.nullable(),
    createdAt: time,
  })
  .meta({ id: "Run" });

export interface Run extends Answered<typeof runSchema> {
  readonly errorTold: readonly MessagePart[] | null;
}

export type RunFilter = PageRequest &
  MadeWithin &
  Optional<{
    storeId: string;
    type: string;
    status: RunState;
    sort: BothEnds;
  }>;

const SORTS = byAge(["r.id", "uuid"]);

const COLUMNS = `r.id, r.connection_id as "storeId", c.name as "storeName", r.kind as type, r.state as status,
  r.options, r.progress, r.error, r.error_said as "errorTold",
  ${columns("r", "cancelRequested attempts requestedBy runAt everyMs startedAt finishedAt createdAt")}
  from run r left join connection c on c.organization_id = r.organization_id and c.id = r.connection_id
  where r.organization_id = argosy.tenant()`;

type Row = Omit<Run, "everyMs"> & { readonly everyMs: bigint | null };

function runOf(row: Row): Run {
  return { ...row, everyMs: row.everyMs === null ? null : Number(row.everyMs) };
}

/** Runs, newest first. */
export async function listRuns(tx: Tx, filter: RunFilter): Promise<Page<Run>> {
  const params: unknown[] = [filter.storeId ?? null, filter.type ?? null, filter.status ?? null];
  const made = madeWithin("r.id", filter, params);
  const by = sortedPage(SORTS[filter.sort ?? "newest"], filter, params);
  const rows = await by.rows<Placed<Row>>(
    tx,
    `select ${by.place}, ${COLUMNS} and ($1::uuid is null or r.connection_id = $1) and ($2::text is null or r.kind = $2)
       and ($3::text is null or r.state = $3) ${made} ${by.after} ${by.order}`,
    params,
  );
  return by.page(rows, (row) => runOf(unplaced(row)));
}

/** One run. Throws HubError RUN_NOT_FOUND. */
export async function getRun(tx: Tx, id: string): Promise<Run> {
  const row = await tx.maybe<Row>(`select ${COLUMNS} and r.id = $1`, [id]);
  if (!row) throw new HubError("RUN_NOT_FOUND", "not_found", "There is no such run.");
  return runOf(row);
}
