/**
 * Writing offers by files: a file is only accepted, its state asked for later, its report read, and the offers looked at
 * once more, because what the report does not name was taken from a file that may be an older one (sheet section 8).
 */
import { z } from "zod";
import type { HubText } from "../../commerce/message.ts";
import { writeRest } from "../kit/contract/compared.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError, isKind } from "../kit/contract/errors.ts";
import type { Push, PushAnswer, PushItem, PushResult } from "../kit/contract/ports.ts";
import { echo, rejectedItem, sendAgain } from "../kit/contract/results.ts";
import { remembering } from "../kit/http/remembering.ts";
import { parseOutcome } from "../kit/parse/parse.ts";
import { readText, upload } from "./client.ts";
import { type Row, readCsv, writeCsv } from "./offer-csv.ts";
import { type ListPosition, offersBySku } from "./product-read.ts";
import { importedSchema, type importStateSchema, type Offer } from "./schemas.ts";
import { message } from "./words.ts";

/** Mirakl recommends to ask every five minutes; how long an import takes it does not say. */
const USUALLY_MS = 15 * 60_000;

type ImportState = z.output<typeof importStateSchema>;

/** One kind of file. */
export interface ImportKind<V> {
  readonly path: string;
  /** Of the limits: "stock" is "stock.import", "stock.status" and "stock.report". */
  readonly name: "stock" | "prices";
  /** How long after a look the next is answered. */
  readonly pollMs: number;
  /** Columns that are always there; a row may have others. */
  readonly columns: readonly string[];
  state(id: string, ctx: Context): Promise<ImportState>;
  /** What of the wanted value the offer shows; null where it shows another. */
  shows(item: PushItem<V>, offer: Offer, ctx: Context): { readonly value: V; readonly isWanted: boolean };
  /** Of an item the file was taken with and which shows something else. Absent: something changed it since. */
  otherwise?(item: PushItem<V>): PushResult<V>;
}

/** `id` is null of a file whose answer was lost: the offers alone tell what became of it. */
const handleSchema = z.object({ id: z.string().nullable(), sentMs: z.number() });

/** Mirakl publishes no most: of so many lines that stand together, reading before and after takes ten pages each. */
const MAX_ITEMS = 1_000;

interface Due<V> {
  readonly item: PushItem<V>;
  readonly rows: readonly Row[];
}

/** A push that reads the offers, settles what needs no write and sends the rest as a file. */
export const filePush = <V>(
  kind: ImportKind<V>,
  decide: (item: PushItem<V>, offer: Offer | undefined, ctx: Context) => PushResult<V> | Due<V>,
): Push<V> => {
  const readings = remembering(HOUR_MS, async (_of: null, _ctx: Context) => newReadings());
  return {
    maxItems: MAX_ITEMS,
    usuallyMs: USUALLY_MS,
    async send(items, ctx) {
      const reading = await readings(null, ctx);
      const shown = await readInTime(kind, { items, reading }, ctx);
      return writeRest(
        items.map((item) => decide(item, shown.get(item.key), ctx)),
        (due) => sendFile(kind, due, ctx),
      );
    },
    async poll(handle, ctx, sent = []) {
      const { after } = await readings(null, ctx);
      return pollFile(kind, { handle, sent, after }, ctx);
    },
  };
};

const HOUR_MS = 60 * 60_000;

/** What is remembered of reading offers; each only saves calls and waiting. */
interface Readings {
  /** How long the last one before a file took. */
  tookMs: number;
  readonly before: ListPosition;
  /** Files are looked at in the order in which they were sent. */
  readonly after: ListPosition;
}

const newReadings = (): Readings => ({ tookMs: 0, before: { offset: 0 }, after: { offset: 0 } });

/** Ten pages take three seconds, and what else is done meanwhile. */
const LEAST_READING_MS = 10_000;

/**
 * The offers as they are right before their file is due: read sooner, they would be read twice; read later, the file would
 * come late.
 */
async function readInTime<V>(
  kind: ImportKind<V>,
  { items, reading }: { readonly items: readonly PushItem<V>[]; readonly reading: Readings },
  ctx: Context,
): Promise<ReadonlyMap<string, Offer>> {
  const dueMs = await ctx.http.waitMs(`${kind.name}.import`);
  const earlyMs = dueMs - Math.max(reading.tookMs, LEAST_READING_MS);
  if (earlyMs > 0) {
    const seconds = Math.ceil(dueMs / 1000);
    throw new ConnectorError({ kind: "throttled", waitMs: earlyMs }, message("later.file", { seconds }));
  }
  const startedMs = ctx.clock.now();
  const shown = await offersOf(items, ctx, reading.before);
  reading.tookMs = ctx.clock.now() - startedMs;
  return shown;
}

/** The rows of these items as one file; each is accepted, to be asked for under its import's id. */
async function sendFile<V>(kind: ImportKind<V>, sent: readonly Due<V>[], ctx: Context): Promise<PushResult<V>[]> {
  const sentMs = ctx.shopNow();
  const csv = writeCsv(
    kind.columns,
    sent.flatMap(({ rows }) => rows),
    Math.floor(sentMs / 60_000),
  );
  const id = await importOf({ url: kind.path, operation: `${kind.name}.import`, csv }, ctx);
  const handle = JSON.stringify({ id, sentMs });
  return sent.map(({ item }) => ({ ...echo(item), outcome: "accepted", handle, pollAfterMs: kind.pollMs }));
}

async function importOf(file: Parameters<typeof upload>[1], ctx: Context): Promise<string | null> {
  try {
    return parseOutcome(importedSchema, await upload(ctx, file), { ctx, what: "the import" });
  } catch (error) {
    if (!isKind(error, "ambiguous")) throw error;
    ctx.log.warn("the answer to a file was lost; the offers are looked at instead", { operation: file.operation });
    return null;
  }
}

interface SentFile<V> {
  readonly handle: string;
  readonly sent: readonly PushItem<V>[];
  readonly after: ListPosition;
}

/** What became of a file: its end, then its report, then what the offers show. */
async function pollFile<V>(
  kind: ImportKind<V>,
  { handle, sent, after }: SentFile<V>,
  ctx: Context,
): Promise<PushAnswer<V>> {
  const { id, sentMs } = handleSchema.parse(JSON.parse(handle));
  const early = sentMs + kind.pollMs - ctx.shopNow();
  if (early > 0) return { pendingMs: early };
  if (id === null) return readAfterwards(kind, { sentMs, sent, after }, ctx);
  const state = await kind.state(id, ctx);
  if (!ENDS.has(state.status)) {
    if (!GOES_ON.has(state.status))
      ctx.drift({ path: "status", problem: "a state of an import this connector does not know", value: state.status });
    return { pendingMs: kind.pollMs };
  }
  if (isOlder(state, sentMs)) return sent.map((item) => sendAgain(item, message("refused.takenForOlderFile")));
  const errors = state.has_error_report || (state.lines_in_error ?? 0) > 0 ? await errorsOf(kind, id, sent, ctx) : NONE;
  const shown = await offersOf(sent, ctx, after);
  return sent.map((item) => {
    const reason = errors.get(item.key);
    if (reason !== undefined) return rejectedItem(item, "import_error", reason);
    const offer = shown.get(item.key);
    if (!offer) return gone(item);
    const { value, isWanted } = kind.shows(item, offer, ctx);
    if (isWanted) return { ...echo(item), outcome: "applied", observed: value };
    if (state.status === FAILED) return rejectedItem(item, "import_failed", failure(state));
    return kind.otherwise?.(item) ?? { ...echo(item), outcome: "conflict", observed: value };
  });
}

/** The offers of these items as they are now. */
const offersOf = <V>(sent: readonly PushItem<V>[], ctx: Context, at: ListPosition) =>
  offersBySku(
    sent.map(({ key }) => key),
    ctx,
    at,
  );

/** What is not there after so long is sent again. */
const PATIENCE_MS = 3 * 60_000;

async function readAfterwards<V>(
  kind: ImportKind<V>,
  { sentMs, sent, after }: Omit<SentFile<V>, "handle"> & { readonly sentMs: number },
  ctx: Context,
): Promise<PushAnswer<V>> {
  const shown = await offersOf(sent, ctx, after);
  const isLate = ctx.shopNow() - sentMs > PATIENCE_MS;
  const results = sent.flatMap((item): PushResult<V>[] => {
    const offer = shown.get(item.key);
    if (!offer) return [gone(item)];
    const { value, isWanted } = kind.shows(item, offer, ctx);
    if (isWanted) return [{ ...echo(item), outcome: "applied", observed: value }];
    return isLate ? [sendAgain(item, message("refused.answerLost"))] : [];
  });
  return results.length === sent.length ? results : { pendingMs: kind.pollMs, results };
}

const FAILED = "FAILED";
const ENDS: ReadonlySet<string> = new Set(["COMPLETE", FAILED]);
const GOES_ON: ReadonlySet<string> = new Set(["WAITING", "RUNNING"]);
const NONE: ReadonlyMap<string, HubText> = new Map();

/** Their clock and ours agree by so much once their distance is known. */
const SLACK_MS = 5 * 60_000;

/** The answer named an import made before ours was sent: an equal file, of which nothing was carried out again. */
const isOlder = ({ date_created: made }: ImportState, sentMs: number): boolean =>
  made !== undefined && Date.parse(made) < sentMs - SLACK_MS;

const failure = ({ reason_status: texts }: ImportState): HubText =>
  texts === undefined ? message("refused.fileFailed") : message("refused.fileFailedSays", { words: texts });

/** The reasons of the report by SKU. Its first column is the line, its second the reason, the rest the line as it was sent. */
async function errorsOf<V>(
  kind: ImportKind<V>,
  id: string,
  sent: readonly PushItem<V>[],
  ctx: Context,
): Promise<ReadonlyMap<string, HubText>> {
  const url = `${kind.path}/${encodeURIComponent(id)}/error_report`;
  const report = readCsv(await readText(ctx, url, `${kind.name}.report`));
  const requested = new Set(sent.map(({ key }) => key));
  const found = new Map<string, HubText>();
  for (const [, phrase = "", ...line] of report) {
    const sku = line.find((text) => requested.has(text));
    if (sku !== undefined && !found.has(sku)) found.set(sku, message("refused.lineSays", { words: phrase }));
  }
  return found;
}

export const gone = <V>(item: PushItem<V>): PushResult<V> =>
  rejectedItem(item, "not_found", message("refused.noOffer", { sku: item.key }));
