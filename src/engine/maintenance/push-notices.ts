/** Sends notifications to members' browsers: once a minute, after that minute's work. */
import type { Logger } from "pino";
import { request } from "undici";
import type { Clock } from "../../commerce/clock.ts";
import type { OrganizationId } from "../../commerce/ids.ts";
import type { Egress } from "../../connectors/kit/http/egress.ts";
import type { Database } from "../../db/database.ts";
import {
  type DuePush,
  pushesDue,
  recordFailedPush,
  recordPush,
  skipHistory,
} from "../../hub/notifications/due-pushes.ts";
import { recipientsOf } from "../../hub/notifications/mails.ts";
import { encryptPush } from "../../hub/notifications/push-encryption.ts";
import { type VapidKeys, vapidHeader } from "../../hub/notifications/vapid.ts";

export interface PushDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly appUrl: string;
  readonly egress: Egress;
  readonly vapid: VapidKeys;
}

/** A browser that is off by then is not notified of it any more. */
const TTL_S = 12 * 60 * 60;
/** Of all messages of an organization in one minute: a service that is away keeps no other organization waiting. */
const DEADLINE_MS = 10_000;
const AT_ONCE = 10;

/** Sends what is due to an organization's browsers; what is not taken is tried again in a minute. */
export async function sendPushes(deps: PushDeps, organization: OrganizationId): Promise<void> {
  const { db } = deps;
  const now = new Date(deps.clock.now());
  const recipients = await recipientsOf(db.auth, organization);
  const due = await db.tenant(organization, async (tx) => {
    await skipHistory(tx, now);
    return pushesDue(tx, { recipients, now });
  });
  const signal = AbortSignal.timeout(DEADLINE_MS);
  for (let first = 0; first < due.length && !signal.aborted; first += AT_ONCE) {
    const some = due.slice(first, first + AT_ONCE);
    const answers = await Promise.all(some.map((push) => send(deps, push, { now, signal })));
    await db.tenant(organization, async (tx) => {
      for (const [n, push] of some.entries()) {
        const answer = answers[n] ?? "failed";
        if (answer === "taken") await recordPush(tx, push, now);
        else await recordFailedPush(tx, { deviceId: push.deviceId, isOver: answer === "over" }, now);
      }
    });
  }
}

type Answer = "taken" | "failed" | "over";

/** 404 and 410: the browser has ended the subscription; 401 and 403: it is for another hub's key (RFC 8030, RFC 8292). */
const OVER = new Set([401, 403, 404, 410]);

async function send(
  { egress, vapid, appUrl, log }: PushDeps,
  { subscription, message }: DuePush,
  { now, signal }: { readonly now: Date; readonly signal: AbortSignal },
): Promise<Answer> {
  const { endpoint } = subscription;
  try {
    const { statusCode, body } = await request(egress.check(endpoint), {
      dispatcher: egress.dispatcher,
      method: "POST",
      headers: {
        "content-type": "application/octet-stream",
        "content-encoding": "aes128gcm",
        ttl: `${TTL_S}`,
        urgency: "normal",
        authorization: vapidHeader(vapid, { endpoint, contact: appUrl, now }),
      },
      body: encryptPush(JSON.stringify(message), subscription),
      signal,
    });
    await body.dump({ limit: 64 * 1024 });
    if (statusCode >= 200 && statusCode < 300) return "taken";
    log.warn({ status: statusCode, service: new URL(endpoint).host }, "a push service did not take a message");
    return OVER.has(statusCode) ? "over" : "failed";
  } catch (error) {
    log.warn({ err: error, service: new URL(endpoint).host }, "a push service could not be reached");
    return "failed";
  }
}
