export const CONNECTION_STATES = ["draft", "active", "paused", "inactive", "needs_reauth", "error", "deleted"] as const;
export type ConnectionState = (typeof CONNECTION_STATES)[number];

/** What the last answers say of a connection; unknown: nothing was asked yet. */
export const CONNECTION_HEALTH = ["healthy", "degraded", "failing", "unknown"] as const;
export type ConnectionHealth = (typeof CONNECTION_HEALTH)[number];

/**
 * Where a connection may go from where it is. needs_reauth and error are entered by the engine and left by reconnecting
 * (active) or by a person.
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

/**
 * What a connection does in each state; nobody lists states elsewhere.
 *
 * - `shown`: it stands in lists of connections.
 * - `sells`: buyers find its items, whether or not it can be called: they count for stock, prices and orders, and what its
 *   webhooks tell is applied.
 * - `read`: it is asked for what changed, by itself and by people.
 * - `written`: stock, prices, products and commands that are due are sent.
 * - `heals`: a call that goes well makes it healthy; what waits for new credentials is left by reconnecting alone.
 * - `broken`: the engine put it there, and it needs a person.
 */
const ALLOWS = {
  draft: ["heals"],
  active: ["shown", "sells", "read", "written", "heals"],
  paused: ["shown", "sells", "read", "heals"],
  error: ["shown", "sells", "read", "written", "heals", "broken"],
  needs_reauth: ["shown", "sells", "broken"],
  inactive: ["shown", "heals"],
  deleted: [],
} as const satisfies Readonly<Record<ConnectionState, readonly string[]>>;

export type StateAbility = (typeof ALLOWS)[ConnectionState][number];

/** The states that allow it. */
export function statesThat(ability: StateAbility): readonly ConnectionState[] {
  return CONNECTION_STATES.filter((state) => stateAllows(state, ability));
}

export function stateAllows(state: ConnectionState, ability: StateAbility): boolean {
  const allowed: readonly StateAbility[] = ALLOWS[state];
  return allowed.includes(ability);
}

/** What a platform can still have of a deleted connection: subscriptions to its events, and access to its data. */
export const LEFT_ON_PLATFORM = ["webhooks", "access"] as const;
export type LeftOnPlatform = (typeof LEFT_ON_PLATFORM)[number];
