/** The queue: bodies are taken at once and worked off by a consumer, where one runs. */
import type { Json } from "../../commerce/product.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { isDoc, ok, refuse, required } from "./replies.ts";
import type { State } from "./state.ts";
import { dateText } from "./state.ts";

type Handle = (request: SandboxRequest) => SandboxReply;

const [DONE, FAILED, OPEN] = [1, 3, 4];

/** Takes a list of bodies; one that is malformed refuses all. */
export function takeBulk(state: State, request: SandboxRequest, path: string, needed: string): SandboxReply {
  const bodies = request.json();
  if (!Array.isArray(bodies)) throw refuse(400, "Request body should be an array.");
  for (const body of bodies) if (!isDoc(body) || body[needed] === undefined) throw required(needed);
  const digits = Array.from({ length: 32 }, () => Math.floor(state.random() * 16).toString(16)).join("");
  const uuid = digits.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, "$1-$2-4$3-a$4-$5");
  const operations = bodies.map((body: Json) => ({
    method: request.method,
    path,
    body: JSON.stringify(body),
    status: OPEN,
    message: null,
    errorCode: null,
  }));
  state.bulks.set(uuid, { topic: `async.${path.replaceAll("/", ".")}.post`, at: state.now(), operations });
  const request_items = operations.map((operation, id) => ({
    id,
    data_hash: digits.padEnd(64, String(operation.body.length)),
    status: "accepted",
  }));
  return ok({ bulk_uuid: uuid, request_items, errors: false }, 202);
}

/** The message of a refusal as the queue notes it. */
function messageOf({ json }: SandboxReply): string {
  return json !== null && typeof json === "object" && "message" in json ? String(json.message) : "Error";
}

/** What a running consumer does between two looks. */
export function workOff(state: State, request: SandboxRequest, handle: Handle): void {
  for (const { operations } of state.bulks.values())
    for (const operation of operations.filter((one) => one.status === OPEN)) {
      const text = operation.body;
      const reply = handle({ ...request, method: operation.method, text, json: () => JSON.parse(text) });
      const isDone = reply.status < 300;
      operation.status = isDone ? DONE : FAILED;
      operation.message = isDone ? "Service execution success" : messageOf(reply);
      operation.errorCode = isDone ? null : 0;
    }
}

export function bulkStatus(state: State, uuid: string): SandboxReply {
  const bulk = state.bulks.get(uuid);
  if (!bulk) throw refuse(404, "Bulk uuid %bulkUuid not exist", { bulkUuid: uuid });
  return ok({
    operations_list: bulk.operations.map(({ status, message, errorCode }, id) => ({
      id,
      status,
      result_message: message,
      error_code: errorCode,
    })),
    user_type: 1,
    bulk_id: uuid,
    description: `Topic ${bulk.topic}`,
    start_time: dateText(bulk.at),
    user_id: 1,
    operation_count: bulk.operations.length,
  });
}
