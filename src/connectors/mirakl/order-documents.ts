/** Documents of orders: those that lie with one (OR72, OR73), and the seller's invoices (OR74, with the types of DO01). */
import { z } from "zod";
import { MOST_DOCUMENT_BYTES } from "../../commerce/order-documents.ts";
import type { Json } from "../../commerce/product.ts";
import { platformText } from "../kit/contract/answer-text.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError, isKind, nullIfNotFound } from "../kit/contract/errors.ts";
import type { ChannelDocument } from "../kit/contract/order-documents.ts";
import type { CommandResult, DocumentRun, OrderDocuments } from "../kit/contract/ports.ts";
import { refusal, rejected } from "../kit/contract/results.ts";
import {
  idText,
  listOf,
  optionalText,
  optionalTime,
  parseOutcome,
  parseResponse,
  texts,
  wholeNumber,
  within,
} from "../kit/parse/parse.ts";
import { postParts, read } from "./client.ts";
import { documentTypeOf } from "./settings.ts";
import { message } from "./words.ts";

/** "An order can have a maximum of 50 documents" (OR74). */
const MOST_OF_ORDER = 50;
/** A call is given up after a minute: so long the marketplace may still be at work on one that has no answer. */
const UNDER_WAY_MS = 2 * 60_000;

const listSchema = z.object({
  order_documents: z.array(
    z.object({
      id: idText,
      order_id: idText,
      file_name: z.string(),
      file_size: wholeNumber.nullish(),
      type: z.string(),
      date_uploaded: optionalTime,
    }),
  ),
});
/** Without these nobody knows whether a document was sent before. */
const ESSENTIAL = within("order_documents.*", "id", "order_id", "file_name", "type");

async function list(orderKey: string, ctx: Context): Promise<readonly ChannelDocument[]> {
  const body = await read(ctx, "/orders/documents", "documents.list", [["order_ids", orderKey]]);
  const { order_documents: documents } = parseResponse(listSchema, body, {
    ctx,
    what: "documents",
    essential: ESSENTIAL,
  });
  return documents
    .filter(({ order_id: id }) => id === orderKey)
    .map(({ id, file_name: fileName, type, file_size: bytes, date_uploaded: at }) => ({
      key: id,
      fileName,
      type,
      bytes: bytes ?? undefined,
      addedAt: at === undefined ? undefined : new Date(at).toISOString(),
    }));
}

const WEB_PAGE = /^\s*<(?:!doctype\s+)?html\b/i;

/** Null: the order has no such document. OR73 itself takes the id of any order's. */
async function readOne(
  { orderKey, key }: { readonly orderKey: string; readonly key: string },
  ctx: Context,
): Promise<Uint8Array | null> {
  if (!(await list(orderKey, ctx)).some((document) => document.key === key)) return null;
  const content = await nullIfNotFound(readFile(key, ctx));
  // A marketplace under maintenance answers a page with 200 (sheet section 13), and takes no HTML as a document (OR74).
  if (content && WEB_PAGE.test(Buffer.from(content.subarray(0, 200)).toString("latin1")))
    throw new ConnectorError({ kind: "transient" }, message("refused.documentPage"));
  return content;
}

async function readFile(key: string, ctx: Context): Promise<Uint8Array> {
  const stream = await ctx.http.stream({
    method: "GET",
    url: "/orders/documents/download",
    query: [["document_ids", key]],
    headers: { accept: "application/octet-stream" },
    operation: "documents.read",
    maxBytes: MOST_DOCUMENT_BYTES,
  });
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return new Uint8Array(Buffer.concat(chunks));
}

const answerSchema = z.object({
  errors_count: wholeNumber.nullish(),
  order_documents: listOf(z.object({ errors: listOf(z.object(texts("code", "field", "message"))) })),
});

const savedSchema = z.object({ sentAt: z.number() });

/** Documents have roles of their own (OR72, OR74): without them the document is refused, and nothing waits for it. */
async function send(run: DocumentRun, ctx: Context): Promise<CommandResult> {
  try {
    return await sendOnce(run, ctx);
  } catch (error) {
    if (isKind(error, "forbidden")) return rejected("documents_role", message("refused.documentsRole"));
    throw error;
  }
}

async function sendOnce(
  { document, order, saved, save, uncertain }: DocumentRun,
  ctx: Context,
): Promise<CommandResult> {
  const existing = await list(order.key, ctx);
  if (existing.some(({ fileName }) => fileName === document.fileName))
    return { state: "done", text: message("done.documentThere", { number: document.number }) };
  const before = uncertain ? savedSchema.safeParse(saved).data : undefined;
  const waitMs = before === undefined ? 0 : before.sentAt + UNDER_WAY_MS - ctx.clock.now();
  if (waitMs > 0) return { state: "pending", saved, pollAfterMs: waitMs };
  if (existing.length >= MOST_OF_ORDER)
    return rejected("documents_full", message("refused.documentsFull", { most: MOST_OF_ORDER }));
  await save({ sentAt: ctx.clock.now() });
  try {
    return await upload(order.key, document, ctx);
  } catch (error) {
    if (isKind(error, "not_found")) return rejected("unknown_order", message("refused.unknownOrder"));
    return refusal(error);
  }
}

async function upload(orderKey: string, document: DocumentRun["document"], ctx: Context): Promise<CommandResult> {
  const type = documentTypeOf(ctx.connection.settings, document.kind);
  const body = await postParts(ctx, {
    url: `/orders/${encodeURIComponent(orderKey)}/documents`,
    operation: "documents.send",
    parts: [
      { name: "files", fileName: document.fileName, contentType: "application/pdf", content: document.pdf },
      {
        name: "order_documents",
        contentType: "application/json",
        content: JSON.stringify({ order_documents: [{ file_name: document.fileName, type_code: type }] }),
      },
    ],
  });
  return (
    (await failureOf(body, type, ctx)) ?? {
      state: "done",
      text: message("done.documentSent", { number: document.number }),
    }
  );
}

/** The answer names the documents that failed, and no others. */
async function failureOf(body: Json, type: string, ctx: Context): Promise<CommandResult | null> {
  const { errors_count: count, order_documents: failed } = parseOutcome(answerSchema, body, {
    ctx,
    what: "the answer to a document",
  });
  if (failed.length === 0 && (count ?? 0) === 0) return null;
  const errors = failed.flatMap((one) => one.errors);
  const ofType = errors.find(({ field }) => field === "type_code");
  if (ofType) return typeRefused(type, ofType.message, ctx);
  const reasons = errors.flatMap((one) => one.message ?? []).join(" ");
  return rejected("document", reasons === "" ? message("refused.document") : platformText(reasons));
}

/** Names the types the marketplace has, where it tells them. */
async function typeRefused(type: string, reason: string | undefined, ctx: Context): Promise<CommandResult> {
  const types = await typesOf(ctx);
  const text =
    types.length === 0
      ? message("refused.documentType", { type })
      : message("refused.documentTypeOneOf", { type, types: types.join(", ") });
  return rejected("document_type", reason === undefined ? text : [text, platformText(reason)]);
}

/** What other calls of the connection may take of the pace they share. */
const SOON_MS = 10_000;
/** Types of the system are the operator's, or cannot be uploaded (OR74). */
const SYSTEM = "SYSTEM_";

const typesSchema = z.object({ documents: listOf(z.object({ code: z.string(), entity: optionalText })) });

/** Once a day at most (DO01), and only with a role of its own: none where the marketplace does not tell them now. */
async function typesOf(ctx: Context): Promise<readonly string[]> {
  if ((await ctx.http.waitMs("documents.types")) > SOON_MS) return [];
  try {
    const body = await read(ctx, "/documents", "documents.types", [["entities", "ORDER"]]);
    const { documents } = parseResponse(typesSchema, body, { ctx, what: "types of documents" });
    return documents.flatMap(({ code, entity }) => (entity === "ORDER" && !code.startsWith(SYSTEM) ? code : []));
  } catch (error) {
    if (!isConnectorError(error)) throw error;
    // The refusal itself is told all the same.
    ctx.log.info("the types of documents are not told", { kind: error.kind });
    return [];
  }
}

export const documents: OrderDocuments = {
  list,
  read: readOne,
  send,
};
