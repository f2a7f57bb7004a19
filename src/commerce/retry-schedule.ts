/**
 * How long failed work of every kind waits before its next attempt, and from when on a person is alerted. What raises the
 * alerts is named alike: "alertExhausted..." where no attempt follows, "alertStillFailing..." where the attempts go on.
 * docs/architecture.md has the table.
 */

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/**
 * One operation (a quantity, price, product, command, event) that fails on its own account (decision 5): at once, then
 * 5 min, 15 min, 1 h and 3 h, each counted from the failure before it. Five attempts; after the last it is failed.
 */
export const OPERATION_RETRIES_MS = [5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 3 * HOUR_MS] as const;

/** When the next attempt is due after the `attempts`-th failure at `failedAt`; null when there is none left. */
export function nextAttempt(attempts: number, failedAt: Date): Date | null {
  const delay = OPERATION_RETRIES_MS[attempts - 1];
  return delay === undefined ? null : new Date(failedAt.getTime() + delay);
}

/** A record nobody can read is read again once a day for so long after its last attempt: an update may have mended it. */
export const UNREADABLE_REREAD_MS = 30 * DAY_MS;

/** How long a whole lane rests after its `failures`-th failure in a row: 15 s doubling to 5 min. */
export function laneBackoffMs(failures: number): number {
  return Math.min(15 * SECOND_MS * 2 ** Math.max(0, failures - 1), 5 * MINUTE_MS);
}

/** The same while the platform is being maintained, which takes seconds as a rule: 15 s doubling to 2 min. */
export function maintenanceBackoffMs(failures: number): number {
  return Math.min(laneBackoffMs(failures), 2 * MINUTE_MS);
}

/**
 * The least rest after the `failures`-th turn in a row that was throttled throughout: the wait a platform names is
 * enough for one turn, and too little where it throttles without end: 1 s, 6 s, 30 s.
 */
export function throttledBackoffMs(failures: number): number {
  return Math.min(SECOND_MS * 6 ** Math.max(0, failures - 1), 30 * SECOND_MS);
}

/** Turns throttled throughout that count as failures: more do not rest longer, and a later failure waits for each. */
export const THROTTLED_COUNTED = 2;

/** A channel that has failed for so long raises an alert: as long as it is shown as failing (hub/stores/health.ts). */
export const CHANNEL_ALERT_AFTER_MS = 15 * MINUTE_MS;

/** Orders requested and not read for so long raise an alert: quantities wait for them. */
export const UNREAD_ORDERS_ALERT_AFTER_MS = 15 * MINUTE_MS;

/** What a platform refuses rests so long after the `refusals`-th refusal in a row: most are over in a minute. */
const REFUSAL_WAITS_MS = [1, 2, 5, 15, 30, 60].map((minutes) => minutes * MINUTE_MS);

export function refusalWaitMs(refusals: number): number {
  return REFUSAL_WAITS_MS[Math.max(0, refusals - 1)] ?? HOUR_MS;
}

/** From this refusal in a row on an alert is raised: the first is often a key that is just being saved. */
export const REFUSAL_ALERT_FROM = 2;

/** Work of the hub's own that fails by itself and is set aside: 5 s, four times as long each time, an hour at most. */
export const PARKED_FIRST_WAIT_MS = 5 * SECOND_MS;
export const PARKED_WAIT_FACTOR = 4;
export const PARKED_LONGEST_WAIT_MS = HOUR_MS;

/** From this failure on it is no passing trouble. */
export const PARKED_ALERT_FROM = 3;

/**
 * A webhook to a seller's own endpoint, as Svix and the Standard Webhooks recommend: eight attempts over some 28 hours.
 * An endpoint's `Retry-After` counts up to a day.
 */
const WEBHOOK_RETRIES_MS = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  10 * HOUR_MS,
] as const;

/** When a webhook is sent again after the `attempts`-th failure; null when no attempt is left. */
export function nextWebhookAttempt(attempts: number, failedAt: Date, retryAfterMs: number): Date | null {
  const delay = WEBHOOK_RETRIES_MS[attempts - 1];
  return delay === undefined ? null : new Date(failedAt.getTime() + Math.max(delay, Math.min(retryAfterMs, DAY_MS)));
}

/** How long all webhooks of an endpoint rest after its `failures`-th failure in a row but one: 5 s doubling to 5 min. */
export function endpointBackoffMs(failures: number): number {
  return Math.min(5 * SECOND_MS * 2 ** failures, 5 * MINUTE_MS);
}

/** An endpoint at which nothing has succeeded for so long is switched off. */
export const ENDPOINT_DISABLED_AFTER_MS = 5 * DAY_MS;

/** A booking the courier does not have after so many calls is refused. */
export const MAX_BOOKING_CALLS = 5;

/** A courier that cannot say for so long whether it has a booking will not say any more. */
export const BOOKING_UNKNOWN_AFTER_MS = DAY_MS;

/**
 * A platform's batch without a result for so long is given up, and what the channel shows is read instead. Feeds and jobs
 * that platforms publish times for end within hours; a job nobody works off stays open for ever (Magento without a consumer).
 */
export const BATCH_GIVEN_UP_AFTER_MS = DAY_MS;

/** What a platform that does not answer still has of ours when its channel is removed: every hour, for a week. */
export const REMOVAL_RETRY_MS = HOUR_MS;
export const REMOVAL_GIVEN_UP_AFTER_MS = 7 * DAY_MS;

/** A run whose process died or that failed in the hub: 5 s doubling to 5 min, in the job queue's own unit. */
export const RUN_RETRIES = { limit: 50, delayS: 5, longestDelayS: 300 } as const;
