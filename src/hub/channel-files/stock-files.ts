/** Stock files: what a seller takes to a platform without an API, and the word that it was uploaded there. */

import { z } from "zod";
import type { Json } from "../../commerce/product.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, time } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import { unappliedOrders } from "../incoming-event-log/unread-orders.ts";
import type { Page, PageRequest } from "../paging.ts";
import { type BothEnds, byAge, type MadeWithin, madeWithin, type Placed, sortedPage, unplaced } from "../sorting.ts";
import { confirmedByFile, takenByFile } from "../sync-state/channel-events.ts";

export const stockFileRecordSchema = z
  .object({
    id,
    name: z.string(),
    lines: z.int(),
    takenBy: z.string(),
    takenAt: time,
    confirmedAt: time.nullable().describe("null: not confirmed yet"),
  })
  .meta({ id: "StockFile" });

export type StockFileRecord = Answered<typeof stockFileRecordSchema>;

const SELECT = `select ${columns("", "id name lines takenBy takenAt confirmedAt")}`;
const FROM = `from stock_file
  where organization_id = argosy.tenant()`;

/** SQL: the store's newest report of orders has rows that could not be read: what they sold is not known here. */
const unreadRows = (connection: string): string =>
  `case when exists (
     select 1 from channel_file_issue i
     where i.organization_id = argosy.tenant() and i.severity = 'error' and i.channel_file_id = (
       select f.id from channel_file f
       where f.organization_id = argosy.tenant() and f.connection_id = ${connection} and f.kind = 'orders'
       order by f.id desc limit 1)) then 'failed' end`;

/**
 * Writes down what every listing of the store should show now, as handed over. A number that is not worked out yet (a
 * change of this moment) is taken as it stood; the next file has it.
 */
export async function takeStockFile(
  tx: Tx,
  input: { readonly connectionId: string; readonly name: string; readonly actor: string; readonly now: Date },
): Promise<StockFileRecord> {
  const { id } = await tx.one<{ id: string }>(
    `insert into stock_file (organization_id, connection_id, name, taken_by, taken_at)
     values (argosy.tenant(), $1, $2, $3, $4)
     returning id`,
    [input.connectionId, input.name, input.actor, input.now],
  );
  const lines = await tx.run(
    `with taken as (
       ${takenByFile("$1", "$3", `coalesce(${unappliedOrders("$1")}, ${unreadRows("$1")})`)})
     insert into stock_file_line (organization_id, stock_file_id, listing_id, location, quantity, want_seq)
     select argosy.tenant(), $2, listing_id, location, quantity, want_seq from taken order by listing_id, location`,
    [input.connectionId, id, input.now],
  );
  return tx.one<StockFileRecord>(
    `update stock_file set lines = $2 where organization_id = argosy.tenant() and id = $1
     returning ${columns("", "id name lines takenBy takenAt confirmedAt")}`,
    [id, lines],
  );
}

export interface StockFileLine {
  readonly key: string;
  readonly sku: string | null;
  readonly title: string;
  readonly quantity: number;
  readonly ext: Json;
}

/** A stock file with its numbers as they were taken. Throws HubError STOCK_FILE_NOT_FOUND. */
export async function readStockFile(
  tx: Tx,
  of: { readonly connectionId: string; readonly id: string },
): Promise<StockFileRecord & { readonly content: readonly StockFileLine[] }> {
  const found = await tx.maybe<StockFileRecord>(`${SELECT} ${FROM} and connection_id = $1 and id = $2`, [
    of.connectionId,
    of.id,
  ]);
  if (!found) throw notFound();
  const content = await tx.rows<StockFileLine>(
    `select l.ext_key as key, l.sku, l.title, f.quantity, l.ext from stock_file_line f
     join listing l on l.organization_id = argosy.tenant() and l.id = f.listing_id
     where f.organization_id = argosy.tenant() and f.stock_file_id = $1
     order by l.sku nulls last, l.ext_key, f.location`,
    [of.id],
  );
  return { ...found, content };
}

const notFound = () => new HubError("STOCK_FILE_NOT_FOUND", "not_found", "There is no such stock file.");

/**
 * The seller says that the file was uploaded: its numbers are now what the channel is believed to show. Once; a file older
 * than one already confirmed is refused. Throws HubError STOCK_FILE_NOT_FOUND, STOCK_FILE_OLDER.
 */
export async function confirmStockFile(
  tx: Tx,
  input: { readonly connectionId: string; readonly id: string; readonly now: Date },
): Promise<StockFileRecord> {
  const found = await tx.maybe<StockFileRecord>(`${SELECT} ${FROM} and connection_id = $1 and id = $2 for update`, [
    input.connectionId,
    input.id,
  ]);
  if (!found) throw notFound();
  if (found.confirmedAt) return found;
  const later = await tx.maybe(
    `select 1
     from stock_file
     where organization_id = argosy.tenant() and connection_id = $1 and confirmed_at is not null and taken_at > $2
     limit 1`,
    [input.connectionId, found.takenAt],
  );
  if (later)
    throw new HubError(
      "STOCK_FILE_OLDER",
      "conflict",
      "A newer stock file was already uploaded. Take a new one: this one's numbers are out of date.",
    );
  await confirmedByFile(tx, input.id, input.now);
  await tx.run("update stock_file set confirmed_at = $2 where organization_id = argosy.tenant() and id = $1", [
    input.id,
    input.now,
  ]);
  return { ...found, confirmedAt: input.now };
}

const SORTS = byAge(["id", "uuid"]);

/** Stock files of a store, newest first or from the other end. */
export async function listStockFiles(
  tx: Tx,
  filter: PageRequest & MadeWithin & { readonly connectionId: string; readonly sort?: BothEnds | undefined },
): Promise<Page<StockFileRecord>> {
  const params: unknown[] = [filter.connectionId];
  const made = madeWithin("id", filter, params);
  const by = sortedPage(SORTS[filter.sort ?? "newest"], filter, params);
  const rows = await by.rows<Placed<StockFileRecord>>(
    tx,
    `${SELECT}, ${by.place} ${FROM} and connection_id = $1 ${made} ${by.after} ${by.order}`,
    params,
  );
  return by.page(rows, unplaced);
}
