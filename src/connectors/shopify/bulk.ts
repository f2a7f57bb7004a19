/**
 * The first import: one bulk operation writes all products to a JSONL file that is read line by line, one
 * product in memory at a time. Where bulk operations are refused, the same walk goes page by page.
 */

import { Readable } from "node:stream";
import { z } from "zod";
import type { ChannelProduct, Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import type { Sweep, SweepPage } from "../kit/contract/ports.ts";
import { readCursorJson } from "../kit/graphql/changed-sweep.ts";
import { userErrors } from "../kit/graphql/refusals.ts";
import { parseJson } from "../kit/parse/json.ts";
import { parseResponse, wholeNumber } from "../kit/parse/parse.ts";
import { named, readSingly } from "../kit/pull/read-each.ts";
import { readDaily } from "../kit/pull/whole-list.ts";
import { graphql } from "./graphql.ts";
import { typeOf } from "./ids.ts";
import { productNode } from "./nodes.ts";
import { mapProduct } from "./product-mapping.ts";
import { currencyOf, productsPage, readListed } from "./product-read.ts";
import { BULK_GET, BULK_PRODUCTS, BULK_RUN } from "./queries.ts";
import { keyOf } from "./sweeps.ts";
import { message } from "./words.ts";

const PAGE = 50;
/** Pauses between looks at a running operation: quick at first, then every ten seconds. */
const POLL_MS = [500, 1_000, 2_000, 5_000, 10_000] as const;
/** Longest line of a result: a description is at most 64 KB of HTML, escapes may sextuple it. */
const MAX_LINE_BYTES = 4 * 1024 * 1024;
const MAX_FILE_BYTES = 20 * 1024 * 1024 * 1024;

/** `bulk`: a running or finished operation and the products already handed out; `after`: the walk by pages. */
const cursorShape = z.object({
  bulk: z.string().optional(),
  done: z.number().default(0),
  after: z.string().optional(),
});

const operationShape = z.object({
  id: z.string(),
  status: z.string(),
  errorCode: z.string().nullish(),
  createdAt: z.iso.datetime({ offset: true }).optional(),
  url: z.string().nullish(),
  rootObjectCount: wholeNumber.optional(),
});
type Operation = z.output<typeof operationShape>;

/** Everything the shop sells. Resumes inside the result file, or after the last page. */
export const allProducts: Sweep<ChannelProduct> = readDaily("products-full", ({ cursor }, ctx) => run(cursor, ctx));

async function* run(text: string | null, ctx: Context): AsyncIterable<SweepPage<ChannelProduct>> {
  const stored =
    text === null ? { done: 0 } : parseResponse(cursorShape, readCursorJson(text), { what: "a stored cursor" });
  if (stored.after !== undefined) return yield* runPages(stored.after, ctx);
  // An export whose file has expired (after 7 days) or vanished is simply made again.
  let file = stored.bulk === undefined ? null : await openFile(stored.bulk, stored.done, ctx);
  if (file === null) {
    const id = await start(ctx);
    if (id === null) return yield* runPages(null, ctx);
    // The export may run for hours on Shopify's side; a restart of ours waits for the same one.
    yield { items: [], cursor: JSON.stringify({ bulk: id, done: 0 }), safeToSave: true };
    file = await openFile(id, 0, ctx);
  }
  if (file === null) return yield* runPages(null, ctx);
  yield* runFile(file, ctx);
}

/** Starts the export; null when Shopify does not let us (not enabled for the app, too many running). */
async function start(ctx: Context): Promise<string | null> {
  const schema = z.object({
    bulkOperationRunQuery: z.object({ bulkOperation: operationShape.nullable(), userErrors }),
  });
  try {
    const { bulkOperationRunQuery: answer } = await graphql(ctx, BULK_RUN, {
      variables: { query: BULK_PRODUCTS },
      schema,
      what: "the product export",
    });
    if (answer.bulkOperation) return answer.bulkOperation.id;
    ctx.log.info("bulk export refused, reading page by page", { words: answer.userErrors[0]?.message ?? "" });
    return null;
  } catch (error) {
    if (
      !isConnectorError(error) ||
      (error.kind !== "forbidden" && error.kind !== "rejected" && error.kind !== "ambiguous")
    )
      throw error;
    ctx.log.info("bulk export not available, reading page by page", { words: error.message });
    return null;
  }
}

/** Waits for the result; null when the operation failed or expired. */
async function waitFor(id: string, ctx: Context): Promise<Operation | null> {
  const schema = z.object({ bulkOperation: operationShape.nullable() });
  for (let attempt = 0; ; attempt += 1) {
    const { bulkOperation } = await graphql(ctx, BULK_GET, { variables: { id }, schema, what: "the product export" });
    if (!bulkOperation || bulkOperation.status === "COMPLETED") return bulkOperation;
    if (!["CREATED", "RUNNING"].includes(bulkOperation.status)) {
      ctx.log.warn("bulk export ended without a result", {
        status: bulkOperation.status,
        code: bulkOperation.errorCode ?? "",
      });
      return null;
    }
    await ctx.clock.sleep(POLL_MS[Math.min(attempt, POLL_MS.length - 1)] ?? 10_000, ctx.signal);
  }
}

interface FileRun {
  readonly operation: Operation;
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly skip: number;
}

/** The finished export's file, from its start; null when there is no such file (any more). */
async function openFile(id: string, skip: number, ctx: Context): Promise<FileRun | null> {
  const operation = await waitFor(id, ctx);
  if (operation === null) return null;
  // A shop without products has no result file.
  if (!operation.url) return { operation, bytes: Readable.from([]), skip };
  try {
    const bytes = await ctx.http.stream({
      method: "GET",
      url: operation.url,
      operation: "bulk.download",
      authenticated: false,
      timeoutMs: 3_600_000,
      maxBytes: MAX_FILE_BYTES,
    });
    return { operation, bytes, skip };
  } catch (error) {
    if (!isConnectorError(error) || !["not_found", "forbidden", "rejected"].includes(error.kind)) throw error;
    ctx.log.info("the export's file is gone, starting anew", { words: error.message });
    return null;
  }
}

async function* runFile(file: FileRun, ctx: Context): AsyncIterable<SweepPage<ChannelProduct>> {
  let seen = 0;
  let batch: Json[] = [];
  const { createdAt } = file.operation;
  const asOf = createdAt === undefined ? undefined : new Date(createdAt);
  const flush = async (): Promise<SweepPage<ChannelProduct>> => {
    const { items, unread } = await readSingly(batch, (json) => readBulk(json, ctx));
    batch = [];
    const cursor = JSON.stringify({ bulk: file.operation.id, done: seen });
    return { items, cursor, safeToSave: true, asOf, ...named(unread, keyOf) };
  };
  for await (const product of groupedProducts(file.bytes)) {
    seen += 1;
    if (seen <= file.skip) continue;
    batch.push(product);
    if (batch.length >= PAGE) yield await flush();
  }
  const expected = file.operation.rootObjectCount;
  if (expected !== undefined && seen < expected)
    throw new ConnectorError(
      { kind: "transient" },
      message("error.productExportEndedAfterProducts", { seen, expected }),
    );
  const last = await flush();
  yield { ...last, cursor: JSON.stringify({ done: 0 }) };
}

type Line = { readonly [key: string]: Json };

/** Puts the lines of a grouped result back together: children follow their product (groupObjects: true). */
export async function* groupedProducts(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Json> {
  let root: Line | null = null;
  let children: Line[] = [];
  for await (const text of lines(bytes)) {
    const line = parseResponse(
      z.custom<Line>((value) => value !== null && typeof value === "object"),
      parseLine(text),
      {
        what: "a line of the export",
      },
    );
    if (line.__parentId === undefined) {
      if (root) yield assemble(root, children);
      root = line;
      children = [];
    } else children.push(line);
  }
  if (root) yield assemble(root, children);
}

function parseLine(text: string): Json {
  try {
    return parseJson(text);
  } catch (cause) {
    throw new ConnectorError({ kind: "transient" }, message("error.productExportCutOffDamaged"), { cause });
  }
}

function assemble(root: Line, children: readonly Line[]): Json {
  const of = (type: string) => children.filter((line) => typeOf(String(line.id)) === type || line.__typename === type);
  const levels = of("InventoryLevel");
  const variants = of("ProductVariant").map((variant) => {
    const item = variant.inventoryItem as Line | undefined;
    const own = levels.filter((level) => (level.item as Line | undefined)?.id === item?.id);
    return { ...variant, inventoryItem: { ...item, inventoryLevels: { nodes: own } } };
  });
  const whole = { hasNextPage: false };
  const media = children.filter((line) => line.__parentId === root.id && "alt" in line);
  return {
    ...root,
    media: { nodes: media },
    collections: { nodes: of("Collection") },
    variants: { nodes: variants, pageInfo: whole },
  };
}

function readBulk(json: Json, ctx: Context): ChannelProduct {
  const product = parseResponse(productNode, json, { ctx, what: "a product of the export" });
  return mapProduct(product, product.variants.nodes, currencyOf(ctx.connection), json);
}

/** Lines of UTF-8 text. Throws ConnectorError transient on a line longer than any product's. */
async function* lines(bytes: AsyncIterable<Uint8Array>): AsyncIterable<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of bytes) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = parts.pop() ?? "";
    for (const part of parts) if (part.trim() !== "") yield part;
    if (rest.length > MAX_LINE_BYTES)
      throw new ConnectorError({ kind: "drift", path: "export line" }, message("error.lineProductExportFarToo"));
  }
  const last = rest + decoder.decode();
  if (last.trim() !== "") yield last;
}

async function* runPages(from: string | null, ctx: Context): AsyncIterable<SweepPage<ChannelProduct>> {
  for (let after = from; ; ) {
    const page = await productsPage(ctx, { query: null, after, sort: "ID" });
    const { items, unread } = await readSingly(page.nodes, (node) => readListed(node, ctx));
    after = page.pageInfo.endCursor ?? null;
    const more = page.pageInfo.hasNextPage && after !== null;
    const cursor = JSON.stringify(more ? { done: 0, after } : { done: 0 });
    yield { items, cursor, safeToSave: true, ...named(unread, keyOf) };
    if (!more) return;
  }
}
