/** One call to Stripe's API. An answer that does not say what happened is told apart from a refusal. */
import { request } from "undici";
import { z } from "zod";
import { type Egress, EgressError } from "../../connectors/kit/http/egress.ts";
import { TerminalKeyRefused, TerminalRefused, TerminalUnclear } from "./port.ts";

export interface StripeAccess {
  readonly egress: Egress;
  readonly address: string;
  /** A secret or restricted key of the account. */
  readonly key: string;
  readonly patienceMs: number;
}

export interface StripeCall<T> {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly fields?: Readonly<Record<string, string | undefined>>;
  /** The same key is the same request for at least 24 hours (/api/idempotent_requests). */
  readonly idempotencyKey?: string;
  readonly answer: z.ZodType<T>;
}

const MAX_BODY = 1_000_000;
const refusal = z.object({ error: z.object({ code: z.string().optional(), message: z.string().optional() }) });

/** Stripe's own word for why; the calls that can do something about one catch it. */
export class StripeRefusal extends TerminalRefused {
  readonly code: string;

  constructor(code: string, text: string) {
    super("refused", text);
    this.code = code;
  }
}

/** Throws StripeRefusal where Stripe said no, TerminalKeyRefused where it was to the key, TerminalUnclear where its answer is lost, late or a fault of its own. */
export async function callStripe<T>(access: StripeAccess, call: StripeCall<T>): Promise<T> {
  const { status, text } = await sent(access, call);
  const parsed: unknown = jsonOf(text);
  if (status >= 200 && status < 300) {
    const read = call.answer.safeParse(parsed);
    if (read.success) return read.data;
    throw new TerminalUnclear("The provider's answer cannot be read.");
  }
  const { code = "", message = "" } = refusal.safeParse(parsed).data?.error ?? {};
  // 409: the same request is under way; 429: too many. Both, and the provider's own faults, are asked again.
  if (status === 409 || status === 429 || status >= 500) throw new TerminalUnclear(message || `Answered ${status}.`);
  // Revoked, or without the right (/api/errors).
  if (status === 401 || status === 403) throw new TerminalKeyRefused(message || `Answered ${status}.`);
  throw new StripeRefusal(code, message || `Answered ${status}.`);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

async function sent<T>(
  { egress, address, key, patienceMs }: StripeAccess,
  { method, path, fields = {}, idempotencyKey }: StripeCall<T>,
): Promise<{ readonly status: number; readonly text: string }> {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) form.set(name, value);
  const url = new URL(path, address);
  if (method === "GET") url.search = form.toString();
  try {
    const { statusCode, body } = await request(egress.check(url), {
      dispatcher: egress.dispatcher,
      method,
      headers: {
        authorization: `Bearer ${key}`,
        "user-agent": "Argosy/1",
        ...(method === "POST" && { "content-type": "application/x-www-form-urlencoded" }),
        ...(idempotencyKey !== undefined && { "idempotency-key": idempotencyKey }),
      },
      ...(method === "POST" && { body: form.toString() }),
      signal: AbortSignal.timeout(patienceMs),
    });
    const text = await body.text();
    if (text.length > MAX_BODY) throw new TerminalUnclear("The provider's answer is too long.");
    return { status: statusCode, text };
  } catch (error) {
    if (error instanceof TerminalUnclear) throw error;
    // Refused before anything was sent.
    if (error instanceof EgressError) throw new StripeRefusal("address", error.message);
    throw new TerminalUnclear("The provider did not answer.", { cause: error });
  }
}
