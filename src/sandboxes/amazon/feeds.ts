/** Feeds 2021-06-30: documents at addresses that end after five minutes, feeds worked off in time, reports packed. */
import { gzipSync } from "node:zlib";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { applyPatches, type Patch, problemOf } from "./listing-write.ts";
import { cancelOrder } from "./order-life.ts";
import { failure, notFound, ok } from "./replies.ts";
import { digits, iso, live, type State, type StoredFeed, secretOf } from "./state.ts";

const URL_LIFE_MS = 5 * 60_000;
const QUEUED_MS = 10_000;
const WORKED_MS = 30_000;
/** The types that still exist; XML and flat files of listings ended in July 2025 and end as FATAL. */
const REMOVED = /^POST_(?:PRODUCT|INVENTORY|PRODUCT_PRICING|PRODUCT_IMAGE|PRODUCT_RELATIONSHIP)/;

/** Feeds have an error code of their own; an id nobody made is bad input. */
const invalid = (details: string): SandboxReply => failure(400, "400", "Invalid input", details);

export function feeds(request: SandboxRequest, state: State, parts: readonly string[]): SandboxReply {
  const [area, id] = parts;
  if (area === "documents") return id === undefined ? createDocument(request, state) : getDocument(state, id);
  if (area !== "feeds") return notFound("There is no such resource.");
  return id === undefined ? createFeed(request, state) : getFeed(state, id);
}

export const addressOf = (state: State, id: string): string =>
  `${state.storageUrl()}/storage/${id}?X-Amz-Expires=300&X-Amz-Signature=${secretOf(state, 24)}`;

function createDocument(request: SandboxRequest, state: State): SandboxReply {
  const { contentType } = (request.json() ?? {}) as { readonly contentType?: string };
  if (!contentType) return invalid("contentType is required.");
  const id = `amzn1.tortuga.4.${digits(state, 12)}`;
  state.documents.set(id, { contentType, madeAt: state.clock.now(), bytes: null, gzip: false });
  return ok({ feedDocumentId: id, url: addressOf(state, id) }, 201);
}

/** The storage's own host: it knows no token of the API and wants none. */
export function handleStorage(request: SandboxRequest, state: State): SandboxReply | null {
  const [, area, id = ""] = request.path.split("/");
  if (area !== "storage") return null;
  const refuse = (text: string): SandboxReply => ({ status: 403, text: `<Error><Code>${text}</Code></Error>` });
  const document = state.documents.get(id);
  if (!document) return { status: 404, text: "<Error><Code>NoSuchKey</Code></Error>" };
  if (request.headers["x-amz-access-token"] || request.headers.authorization) return refuse("InvalidArgument");
  if (!request.query.get("X-Amz-Signature")) return refuse("AccessDenied");
  if (request.method === "PUT") {
    if (state.clock.now() - document.madeAt > URL_LIFE_MS) return refuse("AccessDenied");
    if (request.headers["content-type"] !== document.contentType) return refuse("SignatureDoesNotMatch");
    document.bytes = request.body;
    return { status: 200, text: "" };
  }
  if (document.bytes === null) return { status: 404, text: "<Error><Code>NoSuchKey</Code></Error>" };
  const bytes = document.gzip ? gzipSync(document.bytes) : document.bytes;
  return { status: 200, bytes, headers: { "content-type": "binary/octet-stream" } };
}

function createFeed(request: SandboxRequest, state: State): SandboxReply {
  const body = (request.json() ?? {}) as Partial<
    Pick<StoredFeed, "feedType" | "marketplaceIds" | "inputFeedDocumentId">
  >;
  const { feedType = "", marketplaceIds = [], inputFeedDocumentId = "" } = body;
  if (!feedType || !marketplaceIds.includes(state.marketplaceId))
    return invalid("feedType and marketplaceIds are required.");
  if (!state.documents.get(inputFeedDocumentId)?.bytes) return invalid("The feed document has no contents.");
  const feedId = digits(state, 11);
  state.feeds.set(feedId, {
    feedId,
    feedType,
    marketplaceIds,
    inputFeedDocumentId,
    createdAt: state.clock.now(),
    result: null,
  });
  return ok({ feedId }, 202);
}

/** Works off what is due; called before anything is looked at. */
export function workOff(state: State): void {
  const at = state.clock.now();
  for (const feed of state.feeds.values())
    if (feed.result === null && at - feed.createdAt >= WORKED_MS) finish(state, feed);
}

function finish(state: State, feed: StoredFeed): void {
  const text = state.documents.get(feed.inputFeedDocumentId)?.bytes?.toString("utf8") ?? "";
  const report = reportOf(state, feed, text);
  const documentId = `amzn1.tortuga.4.${digits(state, 12)}`;
  state.documents.set(documentId, {
    contentType: "application/json",
    madeAt: state.clock.now(),
    bytes: Buffer.from(report.text, "utf8"),
    gzip: feed.feedType === "JSON_LISTINGS_FEED",
  });
  feed.result = { documentId, status: report.isFatal ? "FATAL" : "DONE" };
}

function reportOf(state: State, feed: StoredFeed, text: string): { readonly text: string; readonly isFatal: boolean } {
  if (REMOVED.test(feed.feedType)) return { text: "This feed type is no longer supported.", isFatal: true };
  switch (feed.feedType) {
    case "JSON_LISTINGS_FEED":
      return listingsReport(state, feed, text);
    case "POST_FLAT_FILE_ORDER_ACKNOWLEDGEMENT_DATA":
      return { text: acknowledge(state, text), isFatal: false };
    default:
      return { text: "The feed type is not known here.", isFatal: true };
  }
}

interface Message {
  readonly messageId: number;
  readonly sku: string;
  readonly operationType: string;
  readonly patches?: readonly Patch[];
}

function listingsReport(
  state: State,
  feed: StoredFeed,
  text: string,
): { readonly text: string; readonly isFatal: boolean } {
  const header = { sellerId: state.sellerId, version: "2.0", feedId: feed.feedId };
  let messages: readonly Message[];
  try {
    const body = JSON.parse(text) as {
      readonly header?: { readonly sellerId?: string };
      readonly messages?: Message[];
    };
    if (body.header?.sellerId !== state.sellerId || !body.messages?.length) throw new Error("no header");
    messages = body.messages;
  } catch {
    const issues = [{ code: "4000000", severity: "ERROR", message: "The feed is not a valid JSON listings feed." }];
    return { text: JSON.stringify({ header, issues, summary: summary(0, 0) }), isFatal: true };
  }
  const issues = messages.flatMap((message) => execute(state, message));
  return { text: JSON.stringify({ header, issues, summary: summary(messages.length, issues.length) }), isFatal: false };
}

const summary = (processed: number, errors: number) => ({
  errors,
  warnings: 0,
  messagesProcessed: processed,
  messagesAccepted: processed - errors,
  messagesInvalid: errors,
});

function execute(state: State, { messageId, sku, operationType, patches = [] }: Message): object[] {
  const listing = state.listings.get(sku);
  const refuse = (code: string, message: string) => [{ messageId, sku, code, severity: "ERROR", message }];
  if (!listing) return refuse("8541", `SKU '${sku}' does not exist.`);
  if (operationType !== "PATCH") return refuse("4000002", `The operation ${operationType} is not emulated.`);
  const problem = problemOf(patches, listing) as { readonly code: string; readonly message: string } | null;
  if (problem) return refuse(problem.code, problem.message);
  applyPatches(live(state, listing), patches);
  listing.lastUpdatedDate = iso(state.clock.now());
  return [];
}

/** Cancels orders by a tab-separated file; the report is text. */
function acknowledge(state: State, text: string): string {
  const [head = "", ...rows] = text.split("\n").filter(Boolean);
  const at = (name: string) => head.split("\t").indexOf(name);
  let errors = 0;
  for (const key of new Set(rows.map((row) => row.split("\t")[at("order-id")] ?? ""))) {
    const order = state.orders.get(key);
    if (!order || !cancelOrder(state, order)) errors += 1;
  }
  return `Feed Processing Summary:\n\tNumber of records processed\t\t${rows.length}\n\tNumber of records with errors\t\t${errors}\n`;
}

function getFeed(state: State, id: string): SandboxReply {
  const feed = state.feeds.get(id);
  if (!feed) return invalid(`Feed ${id} is not found.`);
  const age = state.clock.now() - feed.createdAt;
  const status = feed.result?.status ?? (age < QUEUED_MS ? "IN_QUEUE" : "IN_PROGRESS");
  return ok({
    feedId: feed.feedId,
    feedType: feed.feedType,
    marketplaceIds: feed.marketplaceIds,
    createdTime: iso(feed.createdAt),
    processingStatus: status,
    ...(age < QUEUED_MS ? {} : { processingStartTime: iso(feed.createdAt + QUEUED_MS) }),
    ...(feed.result === null
      ? {}
      : { processingEndTime: iso(feed.createdAt + WORKED_MS), resultFeedDocumentId: feed.result.documentId }),
  });
}

function getDocument(state: State, id: string): SandboxReply {
  const document = state.documents.get(id);
  if (!document) return invalid(`Document ${id} is not found.`);
  return ok({
    feedDocumentId: id,
    url: addressOf(state, id),
    ...(document.gzip ? { compressionAlgorithm: "GZIP" } : {}),
  });
}
