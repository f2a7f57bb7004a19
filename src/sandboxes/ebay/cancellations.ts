/** Post-Order: whole orders, asked for by the seller or approved (sheet section 4). */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { askCancel, shippedOf } from "./order-life.ts";
import { failure, ok } from "./replies.ts";
import { signatureFault } from "./signatures.ts";
import type { State } from "./state.ts";

const DECIDED_MS = 5_000;
const REASONS = new Set(["BUYER_ASKED_CANCEL", "ADDRESS_ISSUES", "ORDER_UNPAID", "OUT_OF_STOCK_OR_CANNOT_FULFILL"]);

export function cancellations(
  request: SandboxRequest,
  state: State,
  [id = "", action = ""]: readonly string[],
): SandboxReply {
  if (request.method !== "POST") return failure(404, 2002, "Resource not found");
  const unsigned = signatureFault(request, state);
  if (unsigned) return unsigned;
  return id === "" ? create(request, state) : decide(state, id, action);
}

function create(request: SandboxRequest, state: State): SandboxReply {
  const { legacyOrderId, cancelReason } = request.json() as { legacyOrderId?: string; cancelReason?: string };
  const order = [...state.orders.values()].find((one) => `${one.id}-0` === legacyOrderId);
  if (!order || !REASONS.has(cancelReason ?? "")) return failure(400, 1505, "The request is not valid.");
  if (order.cancel) return failure(400, 1510, "A cancellation was requested already.");
  if (order.lines.some((line) => shippedOf(order, line.id) > 0)) return failure(400, 1511, "CANCEL_WINDOW_ELAPSED");
  const id = askCancel(state, order, "SELLER", DECIDED_MS);
  return ok({ cancelId: id }, 201);
}

function decide(state: State, id: string, action: string): SandboxReply {
  const order = [...state.orders.values()].find(({ cancel }) => cancel?.id === id);
  if (!order?.cancel) return failure(404, 1505, "There is no such cancellation.");
  if (order.cancel.by === "SELLER") return failure(400, 1512, "The seller cannot decide about a request of their own.");
  if (action === "reject") order.cancel = null;
  else order.cancel.doneAt ??= state.clock.now() + DECIDED_MS;
  return ok({});
}
