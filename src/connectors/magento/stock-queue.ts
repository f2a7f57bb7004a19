/**
 * Stock through the shop's own queue, for shops whose web server is too slow for large lists. The queue needs a
 * consumer, which some hosts do not run: then its operations stay open for ever and the rows are written directly.
 */
import { z } from "zod";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError, nullIfNotFound } from "../kit/contract/errors.ts";
import type { PushAnswer, PushItem, PushResult } from "../kit/contract/ports.ts";
import { idText, parseResponse, wholeNumber } from "../kit/parse/parse.ts";
import { request } from "./client.ts";
import { skusById } from "./listed.ts";
import { rowJson } from "./source-items.ts";
import type { Planned } from "./stock-write.ts";
import { applied, refused, setRows } from "./stock-write.ts";
import { message } from "./words.ts";

/** The handle holds the rows; what keeps it takes a few thousand characters. */
export const MOST_QUEUED = 40;
const MOST_CHARACTERS = 2_000;

const POLL_MS = 30_000;
/** A consumer that runs takes a thousand messages in seconds. */
const NOBODY_THERE_MS = 15 * 60_000;
/**
 * The shop's cron starts consumers every minute (consumers_runner, devdocs "Manage message queues"), and one takes a
 * thousand messages in seconds: whoever waits longer waits for a consumer that is not there.
 */
export const QUEUE_USUALLY_MS = 5 * 60_000;

const takenSchema = z.object({
  bulk_uuid: z.string().min(1),
  request_items: z.array(z.object({ id: wholeNumber, status: z.string() })),
});

const rowSchema = z.tuple([z.string(), z.string(), z.string(), z.number().int(), z.number().int()]);
const handleSchema = z.object({ uuid: z.string(), at: z.number(), rows: z.array(rowSchema) });

interface Queued {
  readonly key: string;
  readonly location: string;
  readonly seq: bigint;
  readonly want: number;
  readonly status: number;
}

/** Hands the rows over, one body a row, so that a bad one fails alone. */
export async function queueRows(planned: readonly Planned[], ctx: Context): Promise<PushResult<number>[]> {
  const rows = planned.map(({ item, row }) => [item.key, item.location, String(item.seq), item.want, row.status]);
  if (planned.length > 1 && JSON.stringify(rows).length > MOST_CHARACTERS) {
    const half = Math.ceil(planned.length / 2);
    return [...(await queueRows(planned.slice(0, half), ctx)), ...(await queueRows(planned.slice(half), ctx))];
  }
  const body = await request(ctx, {
    method: "POST",
    path: "/inventory/source-items",
    operation: "stock.queue",
    json: planned.map(({ row }) => ({ sourceItems: [rowJson(row)] })),
    safe: true,
    isBulk: true,
  });
  const { bulk_uuid: uuid } = parseResponse(takenSchema, body, { ctx, what: "queue" });
  const handle = JSON.stringify({ uuid, at: ctx.clock.now(), rows });
  return planned.map(({ item: { key, location, seq } }) => ({
    key,
    location,
    seq,
    outcome: "accepted",
    handle,
    pollAfterMs: POLL_MS,
  }));
}

const statusSchema = z.object({
  operations_list: z.array(
    z.object({ id: idText, status: wholeNumber, result_message: z.string().nullish(), error_code: z.unknown() }),
  ),
});

/** Operations: 1 done, 2 failed but may be tried again, 3 failed, 4 open, 5 rejected. */
const [DONE, TRY_AGAIN, OPEN] = [1, 2, 4];

/** `sent`: rows that are still waited for; the others are written no more, by whatever way. */
export async function pollQueue(
  handle: string,
  ctx: Context,
  sent?: readonly PushItem<number>[],
): Promise<PushAnswer<number>> {
  const { uuid, at, rows } = handleSchema.parse(JSON.parse(handle));
  const waited = sent && new Set(sent.map(({ key, location }) => `${key}\0${location}`));
  const queued = rows.flatMap(([key, location, seq, desired, status], index) =>
    waited?.has(`${key}\0${location}`) === false
      ? []
      : [{ key, location, seq: BigInt(seq), want: desired, status, index }],
  );
  const reported = await operationsOf(uuid, ctx);
  const isOld = ctx.clock.now() - at > NOBODY_THERE_MS;
  const open = queued.filter(({ index }) => (reported?.get(String(index))?.status ?? OPEN) === OPEN);
  const answered = queued.flatMap((row) => {
    const operation = reported?.get(String(row.index));
    return operation === undefined || operation.status === OPEN ? [] : [answerOf(row, operation)];
  });
  if (open.length > 0 && !isOld) return { pendingMs: POLL_MS, results: answered };
  if (open.length > 0) ctx.log.warn("the shop's queue has no consumer; stock is written directly", { uuid });
  return [...answered, ...(await writeDirectly(open, ctx))];
}

type Operation = z.output<typeof statusSchema>["operations_list"][number];

/** The operations by their place in the list that was sent; null when the shop has forgotten the batch. */
async function operationsOf(uuid: string, ctx: Context): Promise<ReadonlyMap<string, Operation> | null> {
  const path = `/bulk/${encodeURIComponent(uuid)}/status`;
  const body = await nullIfNotFound(request(ctx, { method: "GET", path, operation: "stock.queue.status" }));
  if (body === null) return null;
  const { operations_list } = parseResponse(statusSchema, body, { ctx, what: "queue" });
  return new Map(operations_list.map((one) => [one.id, one]));
}

function answerOf(row: Queued, operation: Operation): PushResult<number> {
  const { key, location, seq } = row;
  const text = operation.result_message ?? message("refused.queueWithoutReason");
  if (operation.status === DONE) return applied(row);
  if (operation.status === TRY_AGAIN)
    return { key, location, seq, outcome: "retry", error: { kind: "transient" }, text };
  return refused(row, String(operation.error_code ?? operation.status), text);
}

async function writeDirectly(open: readonly Queued[], ctx: Context): Promise<PushResult<number>[]> {
  if (open.length === 0) return [];
  const skus = await skusById(
    ctx,
    open.map((row) => row.key),
  );
  const results: PushResult<number>[] = [];
  const planned: Planned[] = [];
  for (const row of open) {
    const sku = skus.get(row.key);
    if (sku === undefined) results.push(refused(row, "unknown", message("refused.shopNoLongerProduct")));
    else {
      const item: PushItem<number> = { ...row, expected: null, ext: null, idempotencyKey: "" };
      planned.push({ item, row: { sku, source: row.location, quantity: row.want, status: row.status } });
    }
  }
  if (planned.length > 0) results.push(...(await setRows(planned, ctx)));
  if (results.length !== open.length)
    throw new ConnectorError({ kind: "transient" }, message("error.shopNotAnswerEveryRow"));
  return results;
}
