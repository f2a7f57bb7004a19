/** One HTTP attempt of a delivery. Every outcome has a message; the response's body is not stored. */
import { request } from "undici";
import { type Message, message } from "../../commerce/message.ts";
import { type Egress, EgressError } from "../../connectors/kit/http/egress.ts";
import { retryAfterMs } from "../../connectors/kit/http/retry.ts";
import type { Outgoing } from "../../hub/outgoing-webhooks/sending.ts";
import { signedHeaders } from "./sign-webhook.ts";

// As the Standard Webhooks recommend (15 to 30 s): a receiver stores and answers.
const TIMEOUT_MS = 15_000;
const MAX_BODY = 64 * 1024;

export interface Answer {
  readonly status: number | null;
  /** Null when the endpoint took it. */
  readonly error: string | Message | null;
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
    await body.dump({ limit: MAX_BODY });
    const retryAfter = headers["retry-after"];
    return {
      status: statusCode,
      error: statusCode >= 200 && statusCode < 300 ? null : messageOf(statusCode),
      retryAfterMs:
        typeof retryAfter === "string" ? retryAfterMs({ headers: { "retry-after": retryAfter } }, at.getTime()) : 0,
    };
  } catch (error) {
    return { status: null, error: whyNot(error), retryAfterMs: 0 };
  }
}

function messageOf(status: number): Message {
  if (status >= 300 && status < 400) return message("webhook.redirect", { status: `${status}` });
  if (status === 401 || status === 403) return message("webhook.notLetIn", { status: `${status}` });
  if (status === 404) return message("webhook.nothing");
  if (status === 410) return message("webhook.gone");
  return message("webhook.refused", { status: `${status}` });
}

function whyNot(error: unknown): string | Message {
  if (error instanceof EgressError) return error.message;
  const cause = error instanceof Error ? error : new Error(String(error));
  if (cause.name === "TimeoutError" || /timeout/i.test(cause.name)) return message("webhook.late");
  const reason = "code" in cause && typeof cause.code === "string" ? cause.code : undefined;
  return reason === undefined ? message("webhook.away") : message("webhook.awayBecause", { reason });
}
