export const CONNECTION_STATES = ["draft", "active", "paused", "inactive", "needs_reauth", "error", "deleted"] as const;
export type ConnectionState = (typeof CONNECTION_STATES)[number];

/** What the last answers say of a connection; unknown: nothing was asked yet. */
export const CONNECTION_HEALTH = ["healthy", "degraded", "failing", "unknown"] as const;
export type ConnectionHealth = (typeof CONNECTION_HEALTH)[number];

/**
 * Where a connection may go from where it is. Paused: what comes in is applied, what goes out waits. Inactive:
 * deliveries are stored and not applied, nothing is polled or pushed. needs_reauth and error are entered by the
 * engine and left by reconnecting (active) or by a person.
 */
export const STATE_TRANSITIONS: Readonly<Record<ConnectionState, readonly ConnectionState[]>> = {
  draft: ["active", "deleted"],
  active: ["paused", "inactive", "needs_reauth", "error", "deleted"],
  paused: ["active", "inactive", "needs_reauth", "error", "deleted"],
  inactive: ["active", "needs_reauth", "deleted"],
  needs_reauth: ["active", "inactive", "deleted"],
  error: ["active", "paused", "inactive", "needs_reauth", "deleted"],
  deleted: [],
};

/** Staying where one is always is allowed. */
export function mayBecome(from: ConnectionState, to: ConnectionState): boolean {
  return from === to || STATE_TRANSITIONS[from].includes(to);
}

/** Polling and applying what came in. */
export function takesIn(state: ConnectionState): boolean {
  return state === "active" || state === "paused";
}

/** Pushing to the channel. */
export function sendsOut(state: ConnectionState): boolean {
  return state === "active";
}
