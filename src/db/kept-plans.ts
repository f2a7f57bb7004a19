/** The names under which connections keep the plans of statements. */
import { createHash } from "node:crypto";
import { errorCode } from "./start-error.ts";

// More different texts than the program has; beyond it statements are planned each time.
const MAX_PREPARED = 1_000;
const prepared = new Map<string, string>();
let generation = 0;

/**
 * The name under which a connection keeps a statement's plan. Most statements here cost more to plan than to run
 * (a webhook's INSERT: 0.25 of 0.4 ms); PostgreSQL itself goes on planning where the values matter. Texts met only
 * once, made for one call, are not kept.
 */
export function planNameOf(text: string): string | undefined {
  const known = prepared.get(text);
  if (known === undefined) {
    if (prepared.size < MAX_PREPARED) prepared.set(text, "");
    return undefined;
  }
  if (known !== "") return known;
  const name = `s${generation}_${createHash("sha256").update(text).digest("base64url").slice(0, 24)}`;
  prepared.set(text, name);
  return name;
}

/**
 * A migration of a newer version, run beside this process, gave a table a column that a kept `select *` answers: the
 * statement fails on every connection that keeps it, for as long as the connection lives.
 */
export function isOutdatedPlan(error: unknown): boolean {
  return errorCode(error) === "0A000" && error instanceof Error && error.message.includes("cached plan");
}

/** Every connection plans every statement anew, under new names; the old ones end with their connections. */
export function forgetPlans(): void {
  generation += 1;
  prepared.clear();
}
