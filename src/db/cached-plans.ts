/** The names under which connections keep the plans of statements. */
import { createHash } from "node:crypto";
import { errorCode } from "./start-error.ts";

/** So many statements keep their plans; beyond it those that come later are planned each time. */
const MAX_STORED = 1_000;
/** Texts met once, of which the oldest are forgotten: what is made for one call (filters of a list) takes nobody's place. */
const MOST_MET = 1_000;
const cachedValue = new Map<string, string>();
const met = new Set<string>();
let mostKept = MAX_STORED;
let generation = 0;

/** For tests: their process meets what a hub says, and what they arrange and look at. */
export function cachePlansOf(statements: number): void {
  mostKept = statements;
}

/**
 * The name under which a connection keeps a statement's plan. Most statements here cost more to plan than to run
 * (a webhook's INSERT: 0.25 of 0.4 ms); PostgreSQL itself goes on planning where the values matter. Texts met only
 * once are not kept.
 */
export function planNameOf(text: string): string | undefined {
  const cached = cachedValue.get(text);
  if (cached !== undefined) return cached;
  if (cachedValue.size >= mostKept) return undefined;
  if (met.delete(text)) {
    const name = `s${generation}_${createHash("sha256").update(text).digest("base64url").slice(0, 24)}`;
    cachedValue.set(text, name);
    return name;
  }
  met.add(text);
  for (const oldest of met) {
    if (met.size <= MOST_MET) break;
    met.delete(oldest);
  }
  return undefined;
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
  cachedValue.clear();
  met.clear();
}
