/** The seller's own SQS queue: the only way Amazon tells of changes by itself (sheet section 6). */
import { z } from "zod";
import type { Message } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import type { ConnectionInfo, Context } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import type { Queue, QueueMessage } from "../kit/contract/webhooks.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { stringifyJson } from "../kit/parse/json.ts";
import { listOf, parseResponse } from "../kit/parse/parse.ts";
import { isForeign } from "./notifications.ts";
import { textSetting } from "./settings.ts";
import { signatureHeaders } from "./sigv4.ts";
import { message } from "./words.ts";

/** The most SQS hands out in one call, and takes back in one. */
const BATCH = 10;
/** So many batches of other sellers' messages are passed over at a time; each is out of sight for a while then. */
const MOST_ROUNDS = 20;
const ARN = /^arn:aws[a-z-]*:sqs:([a-z0-9-]+):(\d+):([A-Za-z0-9_-]+)$/;

const receivedSchema = z.object({
  Messages: listOf(z.object({ ReceiptHandle: z.string().min(1), Body: z.string() })),
});
const deletedSchema = z.object({ Failed: z.array(z.object({ Id: z.string(), Code: z.string() })).nullish() });

export function hasQueue(connection: Pick<ConnectionInfo, "settings" | "facts">): boolean {
  return textSetting(connection, "sqsQueueArn") !== "";
}

/** Where the queue's account is, as an event bus in it is named; null for a queue whose ARN cannot be read. */
export function busOf(
  ctx: Pick<Context, "connection">,
): { readonly region: string; readonly accountId: string } | null {
  const [, region, accountId] = ARN.exec(textSetting(ctx.connection, "sqsQueueArn")) ?? [];
  return region === undefined || accountId === undefined ? null : { region, accountId };
}

export const queueArn = (ctx: Context): string => textSetting(ctx.connection, "sqsQueueArn");

export const queue: Queue = {
  everyMs: 60_000,
  async receive(ctx) {
    // Sellers may share a queue: what is another's stays in it, for the connection it belongs to, and is passed over.
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const body = await callQueue("ReceiveMessage", { MaxNumberOfMessages: BATCH }, ctx);
      const { Messages } = parseResponse(receivedSchema, body, { ctx, what: "messages of the queue" });
      const own = Messages.map(({ ReceiptHandle, Body }) => queueMessage(ReceiptHandle, Body)).filter(
        ({ body: bytes }) => !isForeign(bytes, ctx.connection),
      );
      if (own.length > 0 || Messages.length === 0) return own;
    }
    return [];
  },
  async acknowledge(receipts, ctx) {
    for (const some of chunks(receipts, BATCH)) {
      const entries = some.map((receipt, index) => ({ Id: String(index), ReceiptHandle: receipt }));
      const body = await callQueue("DeleteMessageBatch", { Entries: entries }, ctx);
      const { Failed } = parseResponse(deletedSchema, body, { ctx, what: "the queue's answer" });
      // Those come again and change nothing: their notification ids are known.
      if (Failed?.length) ctx.log.warn("messages could not be deleted from the queue", { count: Failed.length });
    }
  },
};

const queueMessage = (receipt: string, body: string): QueueMessage => ({
  receipt,
  headers: {},
  topic: "",
  body: Buffer.from(body, "utf8"),
});

/** Proves at connecting that the queue is there and the keys open it. */
export async function checkQueue(ctx: Context): Promise<void> {
  try {
    await callQueue("GetQueueAttributes", { AttributeNames: ["QueueArn"] }, ctx);
  } catch (error) {
    if (!isConnectorError(error) || (error.kind !== "rejected" && error.kind !== "not_found")) throw error;
    const code = error.info.kind === "rejected" ? (error.info.code ?? "") : "QueueDoesNotExist";
    throw new ConnectorError({ kind: "rejected", field: "sqsQueueArn", code }, queueTexts(code), {
      cause: error,
      details: error.details,
    });
  }
}

function queueTexts(code: string): Message {
  if (/Signature|UnrecognizedClient|InvalidClientTokenId|InvalidAccessKey/.test(code))
    return message("error.queueKeyRefused");
  if (/AccessDenied/.test(code)) return message("error.queueForbidden");
  return message("error.queueNotOpened", { code: code || "-" });
}

/** AWS JSON 1.0, as the SDKs speak it: the action stands in a header, the answer is JSON. */
async function callQueue(action: string, input: { readonly [key: string]: Json }, ctx: Context): Promise<Json> {
  const [, region = "", account = "", name = ""] = ARN.exec(queueArn(ctx)) ?? [];
  if (region === "")
    throw new ConnectorError({ kind: "rejected", field: "sqsQueueArn" }, message("error.queueArnNotWholeLooks"));
  const real = `https://sqs.${region}.amazonaws.com`;
  const url = `${ctx.connection.endpoint ?? real}/`;
  const body = stringifyJson({ QueueUrl: `${real}/${account}/${name}`, ...input });
  const headers = { "content-type": "application/x-amz-json-1.0", "x-amz-target": `AmazonSQS.${action}` };
  const keys = {
    accessKeyId: textSetting(ctx.connection, "awsAccessKeyId"),
    secretAccessKey: ctx.secret("awsSecretAccessKey"),
  };
  const at = new Date(ctx.shopNow());
  const proof = signatureHeaders({ method: "POST", url, headers, body }, keys, { region, service: "sqs", at });
  const { body: answer } = await ctx.http.json({
    method: "POST",
    url,
    headers: { ...headers, ...proof },
    body: { bytes: Buffer.from(body, "utf8"), contentType: headers["content-type"] },
    operation: `queue.${action}`,
    authenticated: false,
    // Receiving again hands out others or the same; deleting twice is deleting once.
    safe: true,
  });
  return answer;
}
