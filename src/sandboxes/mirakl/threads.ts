/** Threads between buyers and the shop (M10, M11, M12), and the incidents of orders. */
import type { ConversationControls, SandboxConversation } from "../../connectors/kit/sandbox/conversation-controls.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { bySeek, notFound, ok, problem } from "./replies.ts";
import { iso, type State, type StoredThread, touch } from "./state.ts";

const INCIDENT = "incident:";
const THREAD = "thread:";
const MOST_CHARACTERS = 50_000;
/** Messages of a thread that the list tells (M11). */
const LISTED = 100;

export function handleThreads(request: SandboxRequest, state: State): SandboxReply | null {
  const [, , area, subject, id, action] = request.path.split("/");
  if (area !== "inbox" || subject !== "threads") return null;
  if (id === undefined) return list(request, state);
  const thread = state.threads.get(decodeURIComponent(id));
  if (!thread) return notFound;
  if (action === undefined) return ok(view(thread, state, Number.POSITIVE_INFINITY));
  return action === "message" && request.method === "POST" ? reply(request, thread, state) : notFound;
}

function list(request: SandboxRequest, state: State): SandboxReply {
  const { page, next } = bySeek(request, (requested) => {
    const since = Date.parse(requested.get("updated_since") ?? "");
    return [...state.threads.values()].filter((one) => Number.isNaN(since) || one.updatedAt >= since);
  });
  return ok({ data: page.map((thread) => view(thread, state, LISTED)), ...next });
}

function reply(request: SandboxRequest, thread: StoredThread, state: State): SandboxReply {
  const [, part = ""] = /name="message_input"[\s\S]*?\r\n\r\n([\s\S]*?)\r\n--/.exec(request.text) ?? [];
  const { body = "", to = [] } = JSON.parse(part || "{}") as {
    body?: string;
    to?: readonly { type: string; id?: string }[];
  };
  if (body === "" || body.length > MOST_CHARACTERS) return problem(400, "The body is invalid");
  const isAuthorized = to.every(({ type, id }) => type === "CUSTOMER" && id === customerId(thread));
  if (to.length === 0 || !isAuthorized) return problem(400, "A recipient is not an authorized participant");
  return { ...ok({ message_id: add(thread, "SHOP_USER", body, state), thread_id: thread.id }), status: 201 };
}

function add(thread: StoredThread, from: StoredThread["messages"][number]["from"], body: string, state: State): string {
  const id = `message-${state.id()}`;
  thread.messages.push({ id, at: state.clock.now(), body, from });
  thread.updatedAt = state.clock.now();
  return id;
}

const customerId = ({ orderId }: StoredThread): string => `customer-${orderId}`;

function view(thread: StoredThread, state: State, most: number): object {
  const shop = { type: "SHOP", id: String(state.shopId), display_name: "Argosy mugs" };
  const customer = { type: "CUSTOMER", id: customerId(thread), display_name: thread.customer };
  const person = (type: "CUSTOMER_USER" | "SHOP_USER") => ({
    type,
    display_name: type === "SHOP_USER" ? "A colleague" : thread.customer,
    organization_details: type === "SHOP_USER" ? shop : customer,
  });
  const last = thread.messages.at(-1);
  const isAnswered = last?.from === "SHOP_USER";
  return {
    id: thread.id,
    date_created: iso(thread.createdAt),
    date_updated: iso(thread.updatedAt),
    topic: { type: "FREE_TEXT", value: thread.topic },
    entities: [{ type: "MMP_ORDER", id: thread.orderId, label: thread.orderId }],
    authorized_participants: [shop, customer],
    current_participants: [shop, customer],
    metadata: {
      total_count: thread.messages.length,
      last_message_date: iso(last?.at ?? thread.createdAt),
      last_sender: person(last?.from ?? "CUSTOMER_USER"),
      shop_reply_needed_since: isAnswered ? null : iso(last?.at ?? thread.createdAt),
    },
    no_store_reply_needed: [],
    messages: thread.messages.slice(-most).map((one) => ({
      id: one.id,
      date_created: iso(one.at),
      body: one.body,
      from: person(one.from),
      to: [one.from === "SHOP_USER" ? customer : shop],
    })),
  };
}

/** A buyer writes about an order, or reports that it has not come. */
function openConversation(state: State, { kind, orderKey, text }: SandboxConversation): string {
  const order = state.orders.get(orderKey);
  if (!order) throw new RangeError(`The sandbox has no order "${orderKey}".`);
  if (kind !== "message") {
    for (const line of order.lines) line.state = "INCIDENT_OPEN";
    touch(state, order);
    return `${INCIDENT}${orderKey}`;
  }
  const now = state.clock.now();
  const thread: StoredThread = {
    ...{ id: `thread-${state.id()}`, orderId: orderKey, createdAt: now, updatedAt: now, topic: "Question" },
    customer: order.buyer?.name ?? "A buyer",
    messages: [],
  };
  state.threads.set(thread.id, thread);
  add(thread, "CUSTOMER_USER", text, state);
  return `${THREAD}${thread.id}`;
}

const threadOf = (state: State, key: string): StoredThread => {
  const found = state.threads.get(key.slice(THREAD.length));
  if (!found) throw new RangeError(`The sandbox has no thread "${key}".`);
  return found;
};

function writeToSeller(state: State, key: string, text: string): void {
  add(threadOf(state, key), "CUSTOMER_USER", text, state);
}

const repliesIn = (state: State, key: string): readonly string[] =>
  threadOf(state, key).messages.flatMap(({ from, body }) => (from === "SHOP_USER" ? [body] : []));

export const conversationControls = (state: State): ConversationControls => ({
  openConversation: (conversation) => openConversation(state, conversation),
  writeToSeller: (key, text) => writeToSeller(state, key, text),
  closeConversation: (key) => {
    for (const line of state.orders.get(key.slice(INCIDENT.length))?.lines ?? [])
      if (line.state === "INCIDENT_OPEN") line.state = "SHIPPED";
  },
  repliesIn: (key) => repliesIn(state, key),
});
