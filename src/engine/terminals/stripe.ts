/**
 * Stripe Terminal, driven by the server: a PaymentIntent a payment, handed to the reader and looked at until it ends.
 * A PaymentIntent charges once at most, and never after it was canceled: everything here rests on that.
 * Sources, read 2026-11-23: docs.stripe.com/terminal/payments/collect-card-payment (server-driven, with its parts on
 * busy, offline and late readers), /api/terminal/readers, /api/payment_intents/cancel, /terminal/features/refunds,
 * /terminal/features/collecting-tips, and the types of stripe/stripe-node.
 */
import { z } from "zod";
import {
  type Charge,
  type EndReason,
  type TerminalEvent,
  type TerminalPort,
  TerminalRefused,
  TerminalUnclear,
} from "./port.ts";
import { callStripe, type StripeAccess, StripeRefusal } from "./stripe-call.ts";

export const STRIPE_ADDRESS = "https://api.stripe.com";

/** Of the countries that guide to tips names for smart readers: their minor units are those of ISO 4217. */
export const STRIPE_CURRENCIES: ReadonlySet<string> = new Set(
  "AUD BGN CAD CHF CZK DKK EUR GBP HKD HUF JPY MXN MYR NOK NZD PLN RON SEK SGD USD".split(" "),
);

const idOf = z.union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)]);
const whole = z.int().transform((value) => BigInt(value));

const intent = z.object({
  id: z.string(),
  status: z.string(),
  amount_received: whole.optional(),
  amount_details: z.object({ tip: z.object({ amount: whole.nullish() }).nullish() }).nullish(),
  last_payment_error: z.object({ message: z.string().nullish() }).nullish(),
  latest_charge: z
    .union([
      z.string(),
      z.object({
        payment_method_details: z
          .object({ card_present: card().nullish(), interac_present: card().nullish() })
          .nullish(),
      }),
    ])
    .nullish(),
});
type Intent = z.output<typeof intent>;

function card() {
  return z.object({ brand: z.string().nullish(), last4: z.string().nullish() });
}

const reader = z.object({
  id: z.string(),
  label: z.string().nullish(),
  action: z
    .object({
      status: z.string(),
      type: z.string(),
      failure_message: z.string().nullish(),
      // Of readers with software 2.42 or later; null where the reader itself ended it.
      api_error: z.object({ type: z.string().nullish() }).nullish(),
      process_payment_intent: z.object({ payment_intent: idOf }).nullish(),
    })
    .nullish(),
});
type Action = NonNullable<z.output<typeof reader>["action"]>;

const WITH_CARD = { "expand[]": "latest_charge" };
const anything = z.object({ id: z.string() });
const refunds = z.object({ data: z.array(z.object({ metadata: z.record(z.string(), z.string()).nullish() })) });

/** The reader's address, and the key it is called with. */
export interface StripeReader extends StripeAccess {
  readonly reader: string;
}

export function stripeTerminal(access: StripeReader): TerminalPort {
  const readerPath = `/v1/terminal/readers/${encodeURIComponent(access.reader)}`;
  const intentPath = (remote: string) => `/v1/payment_intents/${encodeURIComponent(remote)}`;
  const readIntent = (remote: string) =>
    callStripe(access, { method: "GET", path: intentPath(remote), fields: WITH_CARD, answer: intent });
  const readReader = () => callStripe(access, { method: "GET", path: readerPath, answer: reader });

  const readState = async (remote: string): Promise<TerminalEvent> => {
    const read = await readIntent(remote);
    if (read.status === "succeeded") return paidBy(read);
    if (read.status === "canceled") return { state: "cancelled", reason: "gone", text: "" };
    if (read.status === "processing") return { state: "waiting" };
    const { action } = await readReader();
    if (action?.process_payment_intent?.payment_intent !== remote) return { state: "idle" };
    if (action.status !== "failed") return { state: "waiting" };
    return failed(action, read);
  };

  return {
    async nameOf() {
      const { id, label } = await readReader();
      return label || id;
    },
    open: (charge) => openIntent(access, charge),
    async present(remote, { amount, asksTip }) {
      const fields = {
        payment_intent: remote,
        "process_config[enable_customer_cancellation]": "true",
        ...(asksTip
          ? { "process_config[tipping][amount_eligible]": `${amount}` }
          : { "process_config[skip_tipping]": "true" }),
      };
      try {
        await callStripe(access, {
          method: "POST",
          path: `${readerPath}/process_payment_intent`,
          fields,
          answer: reader,
        });
      } catch (error) {
        throw error instanceof StripeRefusal ? presentRefusal(error) : error;
      }
    },
    poll: readState,
    async cancel(remote) {
      const { action } = await readReader();
      const isOurs = action?.process_payment_intent?.payment_intent === remote && action.status === "in_progress";
      // A reader in the middle of a card says no; the payment itself is what decides.
      if (isOurs)
        await callStripe(access, { method: "POST", path: `${readerPath}/cancel_action`, answer: reader }).catch(
          unlessRefused,
        );
      try {
        await callStripe(access, { method: "POST", path: `${intentPath(remote)}/cancel`, answer: anything });
      } catch (error) {
        if (!(error instanceof StripeRefusal)) throw error;
        // Not to be cancelled any more: it is paid, or is being paid.
        return readState(remote);
      }
      return { state: "cancelled", reason: "at_register", text: "" };
    },
    refund: (remote, refund) => giveBack(access, remote, refund),
  };
}

async function giveBack(
  access: StripeReader,
  remote: string,
  { key, amount }: { readonly key: string; readonly amount: bigint },
): Promise<void> {
  const readers = await callStripe(access, {
    method: "GET",
    path: "/v1/refunds",
    fields: { payment_intent: remote, limit: "100" },
    answer: refunds,
  });
  // Keys are forgotten after a day: what was given back is looked for first.
  if (readers.data.some(({ metadata }) => metadata?.["argosy_payment"] === key)) return;
  await callStripe(access, {
    method: "POST",
    path: "/v1/refunds",
    idempotencyKey: `argosy-${key}`,
    fields: { payment_intent: remote, amount: `${amount}`, "metadata[argosy_payment]": key },
    answer: anything,
  });
}

async function openIntent(access: StripeReader, { key, amount, currency }: Charge): Promise<string> {
  const made = await callStripe(access, {
    method: "POST",
    path: "/v1/payment_intents",
    idempotencyKey: `argosy-${key}`,
    fields: {
      amount: `${amount}`,
      currency: currency.toLowerCase(),
      "payment_method_types[]": "card_present",
      capture_method: "automatic",
      "metadata[argosy_payment]": key,
    },
    answer: anything,
  });
  return made.id;
}

function unlessRefused(error: unknown): void {
  if (!(error instanceof StripeRefusal)) throw error;
}

const REASONS: Readonly<Record<string, EndReason>> = { terminal_reader_busy: "busy", terminal_reader_offline: "away" };
// A late reader may have the payment all the same; a payment in another state says itself what became of it.
const UNCLEAR = new Set(["terminal_reader_timeout", "intent_invalid_state", "payment_intent_unexpected_state"]);

function presentRefusal(error: StripeRefusal): Error {
  if (UNCLEAR.has(error.code)) return new TerminalUnclear(error.message, { cause: error });
  return new TerminalRefused(REASONS[error.code] ?? "refused", error.message);
}

function paidBy({ amount_received = 0n, amount_details, latest_charge }: Intent): TerminalEvent {
  const tip = amount_details?.tip?.amount ?? 0n;
  const details = typeof latest_charge === "string" ? null : latest_charge?.payment_method_details;
  const { brand, last4 } = details?.card_present ?? details?.interac_present ?? {};
  return { state: "paid", amount: amount_received - tip, tip, card: [brand, last4].filter(Boolean).join(" ") };
}

function failed({ api_error, failure_message }: Action, { last_payment_error }: Intent): TerminalEvent {
  const isCard = api_error?.type === "card_error" || last_payment_error != null;
  const text = failure_message ?? last_payment_error?.message ?? "";
  return isCard ? { state: "declined", reason: "declined", text } : { state: "cancelled", reason: "at_terminal", text };
}
