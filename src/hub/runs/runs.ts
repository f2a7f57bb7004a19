import type { Json } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from "../paging.ts";

export const RUN_STATES = ["queued", "running", "done", "failed", "cancelled"] as const;
export type RunState = (typeof RUN_STATES)[number];

/** A visible piece of work: an initial sync, a plan, a push of the catalogue, a reconcile. */
export interface Run {
  readonly id: string;
  readonly storeId: string | null;
  readonly storeName: string | null;
  readonly type: string;
  readonly status: RunState;
  readonly options: Json;
  /** Counts by name: done, total, failed, and what the kind adds. */
  readonly progress: Json;
  readonly error: string | null;
  readonly cancelRequested: boolean;
  readonly attempts: number;
  readonly requestedBy: string;
  readonly runAt: Date;
  readonly everyMs: number | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly createdAt: Date;
}

export interface RunFilter extends PageRequest {
  readonly storeId?: string | undefined;
  readonly type?: string | undefined;
  readonly status?: RunState | undefined;
}

const SELECT = `select r.id, r.connection_id as "storeId", c.name as "storeName", r.kind as type, r.state as status, r.options, r.progress, r.error,
  r.cancel_requested as "cancelRequested", r.attempts, r.requested_by as "requestedBy", r.run_at as "runAt",
  r.every_ms as "everyMs", r.started_at as "startedAt", r.finished_at as "finishedAt", r.created_at as "createdAt"
  from run r left join connection c on c.organization_id = r.organization_id and c.id = r.connection_id
  where r.organization_id = argosy.tenant()`;

type Row = Omit<Run, "everyMs"> & { readonly everyMs: bigint | null };

function runOf(row: Row): Run {
  return { ...row, everyMs: row.everyMs === null ? null : Number(row.everyMs) };
}

/** Runs, newest first. */
export async function listRuns(tx: Tx, filter: RunFilter): Promise<Page<Run>> {
  const limit = pageLimit(filter);
  const [before] = decodeCursor(filter.cursor, ["id"]) ?? [null];
  const rows = await tx.rows<Row>(
    `${SELECT} and ($1::uuid is null or r.connection_id = $1) and ($2::text is null or r.kind = $2)
       and ($3::text is null or r.state = $3) and ($4::uuid is null or r.id < $4)
     order by r.id desc limit $5`,
    [filter.storeId ?? null, filter.type ?? null, filter.status ?? null, before, limit + 1],
  );
  return toPage(rows, limit, { item: runOf, cursor: (row) => [row.id] });
}

/** One run. Throws HubError RUN_NOT_FOUND. */
export async function getRun(tx: Tx, id: string): Promise<Run> {
  const row = await tx.maybe<Row>(`${SELECT} and r.id = $1`, [id]);
  if (!row) throw new HubError("RUN_NOT_FOUND", "not_found", "There is no such run.");
  return runOf(row);
}
