/** Who did something, as audit, timelines and the stock ledger record it. */
export interface Actor {
  readonly kind: "user" | "api_key" | "system" | "channel" | "automation";
  /** The user's, key's, connection's or automation's id; "system" for the hub itself. */
  readonly id: string;
  readonly name: string;
}

export const systemActor: Actor = { kind: "system", id: "system", name: "Argosy" };

/** One line for records: "user:ana@example.test", "channel:Cairo shop". */
export function actorText(actor: Actor): string {
  return actor.kind === "system" ? "system" : `${actor.kind}:${actor.name}`;
}

/** The actor a record names; the reverse of `actorText`, as far as a record tells. */
export function actorOf(text: string): Actor {
  const [, kind, name] = /^(user|api_key|channel|automation):(.*)$/s.exec(text) ?? [];
  return kind === "user" || kind === "api_key" || kind === "channel" || kind === "automation"
    ? { kind, id: "", name: name ?? "" }
    : systemActor;
}

/** Who does something, and when. */
export interface By {
  readonly actor: Actor;
  readonly now: Date;
}
