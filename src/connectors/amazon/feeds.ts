/** Feeds: a document is uploaded to an address of its own, submitted, asked for, and its report read (sheet section 5). */
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { z } from "zod";
import { createSlices } from "../../commerce/slices.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { optionalText, parseResponse } from "../kit/parse/parse.ts";
import { homeOf } from "./settings.ts";
import { message } from "./words.ts";

const FEEDS = "/feeds/2021-06-30";
/** A report of 25,000 messages is some megabytes. */
const MAX_REPORT_BYTES = 100 * 1024 * 1024;

const documentSchema = z.object({ feedDocumentId: z.string().min(1), url: z.string().min(1) });
const createdSchema = z.object({ feedId: z.string().min(1) });
const feedSchema = z.object({ processingStatus: z.string(), resultFeedDocumentId: optionalText });
const resultSchema = z.object({ url: z.string().min(1), compressionAlgorithm: optionalText });

export interface FeedText {
  readonly type: string;
  readonly contentType: string;
  readonly text: string;
  /** The limit it counts against. */
  readonly operation: "feeds.createListings" | "feeds.create";
}

/** Uploads and submits a feed; answers its id. Each step before the submission may be repeated without harm. */
export async function submitFeed(feed: FeedText, ctx: Context): Promise<string> {
  const { contentType } = feed;
  const made = await ctx.http.json({
    method: "POST",
    url: `${FEEDS}/documents`,
    json: { contentType },
    operation: "feeds.document",
    safe: true,
  });
  const { feedDocumentId, url } = parseResponse(documentSchema, made.body, { ctx, what: "feed document" });
  await ctx.http.request({
    method: "PUT",
    url,
    body: { bytes: Buffer.from(feed.text, "utf8"), contentType },
    operation: "document.upload",
    authenticated: false,
    safe: true,
  });
  const created = await ctx.http.json({
    method: "POST",
    url: `${FEEDS}/feeds`,
    json: {
      feedType: feed.type,
      marketplaceIds: [homeOf(ctx.connection).id],
      inputFeedDocumentId: feedDocumentId,
    },
    operation: feed.operation,
  });
  return parseResponse(createdSchema, created.body, { ctx, what: "feed" }).feedId;
}

export type FeedState =
  | { readonly state: "running" }
  | { readonly state: "done"; readonly documentId: string | undefined }
  /** Amazon took nothing of it. */
  | { readonly state: "failed"; readonly word: string; readonly documentId: string | undefined };

/** Where a feed stands. `done` says nothing of its messages: those are in the report. */
export async function feedState(feedId: string, ctx: Context): Promise<FeedState> {
  const { body } = await ctx.http.json({
    method: "GET",
    url: `${FEEDS}/feeds/${encodeURIComponent(feedId)}`,
    operation: "feeds.get",
  });
  const { processingStatus, resultFeedDocumentId: documentId } = parseResponse(feedSchema, body, { ctx, what: "feed" });
  switch (processingStatus) {
    case "IN_QUEUE":
    case "IN_PROGRESS":
      return { state: "running" };
    case "DONE":
      return { state: "done", documentId };
    case "CANCELLED":
    case "FATAL":
      return { state: "failed", word: processingStatus, documentId };
    default:
      ctx.drift({
        path: "processingStatus",
        problem: "a status this connector does not know",
        value: processingStatus,
      });
      return { state: "running" };
  }
}

/** The text of a feed's report, unpacked where it is packed. */
export async function feedReport(documentId: string, ctx: Context): Promise<string> {
  const { body } = await ctx.http.json({
    method: "GET",
    url: `${FEEDS}/documents/${encodeURIComponent(documentId)}`,
    operation: "feeds.result",
  });
  return documentText(parseResponse(resultSchema, body, { ctx, what: "feed report" }), ctx);
}

/** The text behind a document's address, unpacked where it is packed. What is no UTF-8 is read in `otherwise`. */
export async function documentText(
  { url, compressionAlgorithm }: { readonly url: string; readonly compressionAlgorithm?: string | undefined },
  ctx: Context,
  otherwise = "windows-1252",
): Promise<string> {
  const stream = await ctx.http.stream({
    method: "GET",
    url,
    operation: "document.download",
    authenticated: false,
    maxBytes: MAX_REPORT_BYTES,
  });
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  return decoded(compressionAlgorithm === "GZIP" ? await unpacked(bytes) : bytes, otherwise);
}

/** Text in UTF-8 where it is that, else in the code page named: flat files do not say theirs. */
export async function decoded(bytes: Uint8Array, otherwise: string): Promise<string> {
  try {
    return await inTurns(bytes, new TextDecoder("utf-8", { fatal: true }));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return inTurns(bytes, new TextDecoder(otherwise));
  }
}

const A_PIECE = 1024 * 1024;

async function inTurns(bytes: Uint8Array, decoder: InstanceType<typeof TextDecoder>): Promise<string> {
  const slice = createSlices();
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += A_PIECE) {
    parts.push(decoder.decode(bytes.subarray(at, at + A_PIECE), { stream: true }));
    await slice();
  }
  return parts.join("") + decoder.decode();
}

const unpack = promisify(gunzip);

/** By another thread: a hundred megabytes take a third of a second. */
async function unpacked(bytes: Buffer): Promise<Buffer> {
  try {
    return await unpack(bytes, { maxOutputLength: MAX_REPORT_BYTES });
  } catch (cause) {
    throw new ConnectorError(
      { kind: "drift", path: "compressionAlgorithm" },
      message("error.feedReportCannotUnpacked"),
      {
        cause,
      },
    );
  }
}
