/** Stripe Terminal for tests: one reader, and a network to the hub that loses answers on request. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

interface Intent {
  readonly id: string;
  readonly amount: number;
  readonly currency: string;
  readonly key: string;
  status: string;
  received: number;
  tip: number;
}

interface Answer {
  readonly status: number;
  readonly json: object;
}

const refusal = (status: number, code: string, message: string): Answer => ({
  status,
  json: { error: { code, message } },
});

export async function stripeSandbox() {
  const intents: Intent[] = [];
  const refunds: { intent: string; amount: number; key: string }[] = [];
  const saved = new Map<string, Answer>();
  let action: { status: string; intent: string; message?: string; isCard?: boolean } | null = null;
  const network = {
    accepts: "sk_test",
    loses: "",
    holds: "",
    readerIs: "ready" as "ready" | "busy" | "offline" | "late",
    calls: [] as string[],
  };
  const held: ServerResponse[] = [];

  const viewOf = (intent: Intent) => ({
    id: intent.id,
    status: intent.status,
    amount_received: intent.received,
    amount_details: { tip: { amount: intent.tip } },
    latest_charge:
      intent.status === "succeeded"
        ? { payment_method_details: { card_present: { brand: "visa", last4: "4242" } } }
        : null,
  });
  const reader = () => ({
    id: "tmr_1",
    label: "Front desk",
    action: action && {
      type: "process_payment_intent",
      status: action.status,
      failure_message: action.message ?? null,
      api_error: action.isCard ? { type: "card_error" } : null,
      process_payment_intent: { payment_intent: action.intent },
    },
  });
  const find = (id: string | undefined) => intents.find((each) => each.id === id);

  function present(form: URLSearchParams): Answer {
    const intent = find(form.get("payment_intent") ?? "");
    if (network.readerIs === "offline") return refusal(400, "terminal_reader_offline", "The reader is offline.");
    if (network.readerIs === "busy" || action?.status === "in_progress")
      return refusal(400, "terminal_reader_busy", "The reader is busy.");
    if (intent?.status !== "requires_payment_method")
      return refusal(400, "intent_invalid_state", "The payment is in another state.");
    action = { status: "in_progress", intent: intent.id };
    // The reader has it, and its answer came too late.
    if (network.readerIs === "late") return refusal(400, "terminal_reader_timeout", "There was a timeout.");
    return { status: 200, json: reader() };
  }

  function cancelIntent(intent: Intent | undefined): Answer {
    if (!intent) return refusal(404, "resource_missing", "No such payment.");
    if (intent.status === "succeeded" || intent.status === "canceled")
      return refusal(400, "payment_intent_unexpected_state", "It cannot be canceled.");
    intent.status = "canceled";
    return { status: 200, json: viewOf(intent) };
  }

  function refund(form: URLSearchParams): Answer {
    const intent = form.get("payment_intent") ?? "";
    refunds.push({ intent, amount: Number(form.get("amount")), key: form.get("metadata[argosy_payment]") ?? "" });
    return { status: 200, json: { id: `re_${refunds.length}` } };
  }

  function open(form: URLSearchParams): Answer {
    const intent: Intent = {
      ...{ id: `pi_${intents.length + 1}`, amount: Number(form.get("amount")), currency: form.get("currency") ?? "" },
      ...{ key: form.get("metadata[argosy_payment]") ?? "", status: "requires_payment_method", received: 0, tip: 0 },
    };
    intents.push(intent);
    return { status: 200, json: viewOf(intent) };
  }

  function answer(call: string, form: URLSearchParams): Answer {
    const id = call.split("/")[3];
    if (call === "POST /v1/payment_intents") return open(form);
    if (call.endsWith("/process_payment_intent")) return present(form);
    if (call.endsWith("/cancel_action")) {
      action = null;
      return { status: 200, json: reader() };
    }
    if (call.startsWith("POST /v1/payment_intents/")) return cancelIntent(find(id));
    if (call.startsWith("GET /v1/payment_intents/")) {
      const intent = find(id);
      return intent ? { status: 200, json: viewOf(intent) } : refusal(404, "resource_missing", "No such payment.");
    }
    if (call === "GET /v1/refunds") {
      const of = refunds.filter(({ intent }) => intent === form.get("payment_intent"));
      return { status: 200, json: { data: of.map(({ key }) => ({ metadata: { argosy_payment: key } })) } };
    }
    if (call === "POST /v1/refunds") return refund(form);
    return { status: 200, json: reader() };
  }

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = (await incoming.toArray()).join("");
    const url = new URL(incoming.url ?? "/", "http://x");
    const call = `${incoming.method} ${url.pathname}`;
    network.calls.push(call);
    if (incoming.headers.authorization !== `Bearer ${network.accepts}`)
      return reply(outgoing, refusal(401, "", "Invalid API Key provided."));
    const key = incoming.headers["idempotency-key"];
    const repeated = typeof key === "string" ? saved.get(key) : undefined;
    const done = repeated ?? answer(call, body === "" ? url.searchParams : new URLSearchParams(body));
    if (typeof key === "string") saved.set(key, done);
    if (network.loses !== "" && call.endsWith(network.loses)) {
      network.loses = "";
      outgoing.destroy();
    } else if (network.holds !== "" && call.endsWith(network.holds)) {
      network.holds = "";
      held.push(outgoing);
    } else reply(outgoing, done);
  }

  const reply = (outgoing: ServerResponse, { status, json }: Answer): void => {
    outgoing.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(json));
  };
  const http = createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch((error: unknown) => outgoing.destroy(error instanceof Error ? error : undefined));
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const pending = () => {
    const intent = find(action?.intent);
    if (!action || !intent || action.status !== "in_progress") throw new Error("The reader asks for nothing.");
    return { intent, action };
  };
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    network,
    intents: intents as readonly Intent[],
    refunds: refunds as readonly { readonly intent: string; readonly amount: number; readonly key: string }[],
    asks: () => action?.status === "in_progress",
    /** The customer holds a card to the reader, with a tip typed there. */
    tap(tip = 0) {
      const { intent, action: done } = pending();
      Object.assign(intent, { status: "succeeded", received: intent.amount + tip, tip });
      done.status = "succeeded";
    },
    decline() {
      Object.assign(pending().action, { status: "failed", message: "Your card was declined.", isCard: true });
    },
    cancelAtReader() {
      Object.assign(pending().action, { status: "failed", message: "The customer canceled." });
    },
    /** What every card was charged, less what was given back. */
    charged: () =>
      intents.reduce((all, { received }) => all + received, 0) - refunds.reduce((all, { amount }) => all + amount, 0),
    async [Symbol.asyncDispose]() {
      for (const outgoing of held) outgoing.destroy();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}
