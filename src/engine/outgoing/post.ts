/** One HTTP attempt of a delivery. Whatever happens is an answer in words; nothing of the response's body is kept. */
import { request } from "undici";
import { type Sentence, say } from "../../commerce/sentence.ts";
import { type Egress, EgressError } from "../../connectors/kit/http/egress.ts";
import { retryAfterMs } from "../../connectors/kit/http/retry.ts";
import type { Outgoing } from "../../hub/webhook-endpoints/sending.ts";
import { signedHeaders } from "./sign.ts";

// As the Standard Webhooks recommend (15 to 30 s): a receiver stores and answers.
const TIMEOUT_MS = 15_000;
const BODY_MOST = 64 * 1024;

export interface Answer {
  readonly status: number | null;
  /** Null when the endpoint took it. */
  readonly error: string | Sentence | null;
  readonly retryAfterMs: number;
}

/** Sends; redirects are failures, for they may lead anywhere. */
export async function post(egress: Egress, outgoing: Outgoing, at: Date, signal: AbortSignal): Promise<Answer> {
  try {
    const { statusCode, headers, body } = await request(egress.check(outgoing.url), {
      dispatcher: egress.dispatcher,
      method: "POST",
      headers: {
        "content-type": "application/json; charset=utf-8",
        "user-agent": "Argosy-Webhooks/1",
        ...signedHeaders({ id: outgoing.id, at, body: outgoing.body, secrets: outgoing.secrets }),
      },
      body: outgoing.body,
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    await body.dump({ limit: BODY_MOST });
    const retryAfter = headers["retry-after"];
    return {
      status: statusCode,
      error: statusCode >= 200 && statusCode < 300 ? null : words(statusCode),
      retryAfterMs:
        typeof retryAfter === "string" ? retryAfterMs({ headers: { "retry-after": retryAfter } }, at.getTime()) : 0,
    };
  } catch (error) {
    return { status: null, error: whyNot(error), retryAfterMs: 0 };
  }
}

function words(status: number): Sentence {
  if (status >= 300 && status < 400) return say("webhook.redirect", { status: `${status}` });
  if (status === 401 || status === 403) return say("webhook.notLetIn", { status: `${status}` });
  if (status === 404) return say("webhook.nothing");
  if (status === 410) return say("webhook.gone");
  return say("webhook.refused", { status: `${status}` });
}

function whyNot(error: unknown): string | Sentence {
  if (error instanceof EgressError) return error.message;
  const cause = error instanceof Error ? error : new Error(String(error));
  if (cause.name === "TimeoutError" || /timeout/i.test(cause.name)) return say("webhook.late");
  const reason = "code" in cause && typeof cause.code === "string" ? cause.code : undefined;
  return reason === undefined ? say("webhook.away") : say("webhook.awayBecause", { reason });
}
