/** Reports a seller carried from a platform to the hub: what was handed over, what it said, what could not be read. */

import { z } from "zod";
import type { MessagePart } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, time, typed } from "../answer-schemas.ts";
import { announce } from "../events.ts";
import { jsonRows, storableText } from "../json-column.ts";
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from "../paging.ts";
import { refusal } from "../refusals.ts";
import { RUN_STATES } from "../runs/runs.ts";
import { type BothEnds, byAge, type MadeWithin, madeWithin, type Placed, sortedPage, unplaced } from "../sorting.ts";

const fileRunSchema = z.object({
  runId: id,
  state: z.enum(RUN_STATES),
  error: z.string().nullable(),
  counts: z.record(z.string(), z.int()).describe("rows, orders, products, fees, errors, warnings"),
});

interface FileRun extends Answered<typeof fileRunSchema> {
  readonly errorTold: readonly MessagePart[] | null;
}

export const channelFileSchema = z
  .object({
    id,
    storeId: id,
    /** The platform's kind of report: orders, returns, payments. */
    kind: z.string(),
    name: z.string(),
    run: typed<FileRun>(fileRunSchema).nullable(),
    requestedBy: z.string(),
    createdAt: time,
  })
  .meta({ id: "ChannelFile" });

export interface ChannelFile extends Answered<typeof channelFileSchema> {
  /** Null when the file's time is over. */
  readonly fileId: string | null;
}

export const fileIssueSchema = z.object({
  number: z.int(),
  /** The workbook's sheet; "" in a file that has none. */
  sheet: z.string(),
  row: z.int(),
  severity: z.enum(["error", "warning"]),
  code: z.string(),
  column: z.string().nullable(),
  value: z.string().nullable(),
  message: z.string(),
});

export interface FileIssue extends Answered<typeof fileIssueSchema> {
  readonly messageTold: readonly MessagePart[] | null;
}

const SELECT = `select f.id, f.connection_id as "storeId", f.kind, f.name, f.file_id as "fileId",
    case when r.id is null then null
      else jsonb_build_object('runId', r.id, 'state', r.state, 'error', r.error, 'errorTold', r.error_said,
        'counts', coalesce(r.progress->'counts', '{}')) end as run,
    f.requested_by as "requestedBy", f.created_at as "createdAt"`;
const FROM = `from channel_file f left join run r on r.organization_id = argosy.tenant() and r.id = f.run_id
  where f.organization_id = argosy.tenant()`;

export interface NewChannelFile {
  readonly connectionId: string;
  readonly kind: string;
  readonly name: string;
  readonly fileId: string;
  /** Hexadecimal, of the bytes. */
  readonly sha256: string;
  readonly requestedBy: string;
  readonly now: Date;
}

export async function addChannelFile(tx: Tx, file: NewChannelFile): Promise<string> {
  const { id } = await tx.one<{ id: string }>(
    `insert into channel_file (organization_id, connection_id, kind, name, file_id, sha256, requested_by, created_at)
     values (argosy.tenant(), $1, $2, $3, $4, decode($5, 'hex'), $6, $7) returning id`,
    [file.connectionId, file.kind, file.name, file.fileId, file.sha256, file.requestedBy, file.now],
  );
  await announce(tx, "channel_file.created", { id, storeId: file.connectionId });
  return id;
}

export async function noteFileRun(tx: Tx, id: string, runId: string): Promise<void> {
  await tx.run("update channel_file set run_id = $2 where organization_id = argosy.tenant() and id = $1", [id, runId]);
}

/** The file of the same bytes that was read to its end before, the newest; undefined when there is none. */
export async function readBefore(
  tx: Tx,
  of: { readonly connectionId: string; readonly kind: string; readonly sha256: string },
): Promise<ChannelFile | undefined> {
  return tx.maybe<ChannelFile>(
    `${SELECT} ${FROM} and f.connection_id = $1 and f.kind = $2 and f.sha256 = decode($3, 'hex') and r.state = 'done'
     order by f.id desc
     limit 1`,
    [of.connectionId, of.kind, of.sha256],
  );
}

/** Throws HubError CHANNEL_FILE_NOT_FOUND. */
export async function getChannelFile(tx: Tx, id: string): Promise<ChannelFile> {
  const found = await tx.maybe<ChannelFile>(`${SELECT} ${FROM} and f.id = $1`, [id]);
  if (!found) throw refusal("CHANNEL_FILE_NOT_FOUND");
  return found;
}

const SORTS = byAge(["f.id", "uuid"]);

/** Files of a store, newest first or from the other end. */
export async function listChannelFiles(
  tx: Tx,
  filter: PageRequest & MadeWithin & { readonly connectionId: string; readonly sort?: BothEnds | undefined },
): Promise<Page<ChannelFile>> {
  const params: unknown[] = [filter.connectionId];
  const made = madeWithin("f.id", filter, params);
  const by = sortedPage(SORTS[filter.sort ?? "newest"], filter, params);
  const rows = await by.rows<Placed<ChannelFile>>(
    tx,
    `${SELECT}, ${by.place} ${FROM} and f.connection_id = $1 ${made} ${by.after} ${by.order}`,
    params,
  );
  return by.page(rows, unplaced);
}

/** Kept of one file; what comes beyond is counted only. */
const MOST_ISSUES = 20_000;

/** Keeps problems of rows; the same place again replaces what was kept, so that a page may be read twice. */
export async function saveFileIssues(
  tx: Tx,
  channelFileId: string,
  issues: readonly (Omit<FileIssue, "number" | "column" | "value"> & {
    readonly column?: string | undefined;
    readonly value?: string | undefined;
  })[],
  from: number,
): Promise<void> {
  const rows = issues
    .map((issue, index) => ({
      ...issue,
      value: issue.value === undefined ? undefined : storableText(issue.value).slice(0, 200),
      number: from + index,
    }))
    .filter(({ number }) => number < MOST_ISSUES);
  if (rows.length === 0) return;
  await tx.run(
    `insert into channel_file_issue (organization_id, channel_file_id, number, sheet, row, severity, code, column_name,
       value, message, message_said)
     select argosy.tenant(), $2, number, sheet, row, severity, code, "column", value, message, "messageTold"
     from jsonb_to_recordset($1::jsonb) as i(number int, sheet text, row int, severity text, code text, "column" text,
       value text, message text, "messageTold" jsonb)
     order by number on conflict do nothing`,
    [jsonRows(rows), channelFileId],
  );
}

export async function countFileIssues(tx: Tx, channelFileId: string): Promise<number> {
  const { count } = await tx.one<{ count: number }>(
    `select count(*)::int as count
     from channel_file_issue
     where organization_id = argosy.tenant() and channel_file_id = $1`,
    [channelFileId],
  );
  return count;
}

/** Problems of a file's rows, in their order. */
export async function listFileIssues(
  tx: Tx,
  filter: PageRequest & { readonly channelFileId: string },
): Promise<Page<FileIssue>> {
  const limit = pageLimit(filter);
  const [after] = decodeCursor(filter.cursor, ["number"]) ?? [null];
  const rows = await tx.rows<FileIssue>(
    `select number, sheet, row, severity, code, column_name as "column", value, message,
       message_said as "messageTold"
     from channel_file_issue
     where organization_id = argosy.tenant() and channel_file_id = $1 and ($2::int is null or number > $2)
     order by number
     limit $3`,
    [filter.channelFileId, after, limit + 1],
  );
  return toPage(rows, limit, { item: (row) => row, cursor: (row) => [String(row.number)] });
}
