/** Who did something, as audit, timelines and the stock ledger record it. */
export interface Actor {
  readonly kind: "user" | "api_key" | "system" | "channel";
  /** The user's, key's or connection's id; "system" for the hub itself. */
  readonly id: string;
  readonly name: string;
}

export const systemActor: Actor = { kind: "system", id: "system", name: "Argosy" };

/** One line for records: "user:ana@example.test", "channel:Cairo shop". */
export function actorText(actor: Actor): string {
  return actor.kind === "system" ? "system" : `${actor.kind}:${actor.name}`;
}
