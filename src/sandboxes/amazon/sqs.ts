/** A queue of SQS, small: AWS JSON 1.0 with Signature Version 4, visibility by the clock, at least once. */
import { createHash, createHmac } from "node:crypto";
import { equalText } from "../../connectors/kit/parse/signatures.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { type State, secretOf } from "./state.ts";

const VISIBILITY_MS = 30_000;
const MOST = 10;
const SKEW_MS = 5 * 60_000;

const refuse = (type: string, message: string, status = 400): SandboxReply => ({
  status,
  json: { __type: type.startsWith("Queue") ? `com.amazonaws.sqs#${type}` : type, message },
});

/** Null: no call to a queue. */
export function handleQueue(request: SandboxRequest, state: State): SandboxReply | null {
  const target = request.headers["x-amz-target"];
  if (request.path !== "/" || target === undefined) return null;
  const wrong = proofProblem(request, state);
  if (wrong) return wrong;
  const body = (request.json() ?? {}) as {
    readonly QueueUrl?: string;
    readonly MaxNumberOfMessages?: number;
    readonly Entries?: readonly { readonly Id: string; readonly ReceiptHandle: string }[];
  };
  const [, , , region = "", account = "", name = ""] = state.queueArn.split(":");
  if (body.QueueUrl !== `https://sqs.${region}.amazonaws.com/${account}/${name}`)
    return refuse("QueueDoesNotExist", "The specified queue does not exist.");
  switch (target) {
    case "AmazonSQS.GetQueueAttributes":
      return { status: 200, json: { Attributes: { QueueArn: state.queueArn } } };
    case "AmazonSQS.ReceiveMessage":
      return receive(state, body.MaxNumberOfMessages ?? 1);
    case "AmazonSQS.DeleteMessageBatch":
      return remove(state, body.Entries ?? []);
    default:
      return refuse("InvalidAction", "The action is not valid.");
  }
}

function receive(state: State, most: number): SandboxReply {
  if (most < 1 || most > MOST) return refuse("InvalidParameterValue", "MaxNumberOfMessages is 1 to 10.");
  const at = state.clock.now();
  const visible = state.messages.filter(({ visibleAt }) => visibleAt <= at).slice(0, most);
  for (const message of visible) {
    message.visibleAt = at + VISIBILITY_MS;
    message.receipt = secretOf(state, 40);
  }
  if (visible.length === 0) return { status: 200, json: {} };
  return {
    status: 200,
    json: {
      Messages: visible.map(({ id, body, receipt }) => ({
        MessageId: id,
        ReceiptHandle: receipt,
        MD5OfBody: createHash("md5").update(body).digest("hex"),
        Body: body,
      })),
    },
  };
}

function remove(
  state: State,
  entries: readonly { readonly Id: string; readonly ReceiptHandle: string }[],
): SandboxReply {
  if (entries.length < 1 || entries.length > MOST) return refuse("TooManyEntriesInBatchRequest", "1 to 10 entries.");
  for (const { ReceiptHandle } of entries) {
    const at = state.messages.findIndex(({ receipt }) => receipt !== "" && receipt === ReceiptHandle);
    if (at !== -1) state.messages.splice(at, 1);
  }
  return { status: 200, json: { Successful: entries.map(({ Id }) => ({ Id })), Failed: [] } };
}

const CREDENTIAL =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/sqs\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;

/** Recomputes the signature over what arrived. */
function proofProblem(request: SandboxRequest, state: State): SandboxReply | null {
  const [, key = "", day = "", region = "", names = "", signature = ""] =
    CREDENTIAL.exec(request.headers.authorization ?? "") ?? [];
  if (key === "") return refuse("MissingAuthenticationToken", "The request is not signed.", 403);
  if (key !== state.accessKeyId)
    return refuse("InvalidClientTokenId", "The security token included in the request is invalid.", 403);
  const time = request.headers["x-amz-date"] ?? "";
  const [, y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(time) ?? [];
  const at = Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`);
  if (!time.startsWith(day) || !(Math.abs(at - state.clock.now()) < SKEW_MS))
    return refuse("SignatureDoesNotMatch", "Signature expired.", 403);
  const lines = names.split(";").map((name) => `${name}:${request.headers[name] ?? ""}\n`);
  const hash = (text: string) => createHash("sha256").update(text).digest("hex");
  const canonical = `POST\n/\n\n${lines.join("")}\n${names}\n${hash(request.text)}`;
  const toSign = `AWS4-HMAC-SHA256\n${time}\n${day}/${region}/sqs/aws4_request\n${hash(canonical)}`;
  const mac = (secret: string | Buffer, text: string) => createHmac("sha256", secret).update(text).digest();
  const signing = mac(mac(mac(mac(`AWS4${state.secretAccessKey}`, day), region), "sqs"), "aws4_request");
  const isRight = names.split(";").includes("host") && equalText(mac(signing, toSign).toString("hex"), signature);
  return isRight ? null : refuse("SignatureDoesNotMatch", "The request signature we calculated does not match.", 403);
}
