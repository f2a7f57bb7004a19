/** Lines of papers that cannot be kept. */
import { MOST_UNITS } from "../../commerce/inventory.ts";
import type { ProblemCode } from "../../commerce/problem-codes.ts";
import { type Sentence, say } from "../../commerce/sentence.ts";
import { type Detail, HubError } from "../errors.ts";

/** What is wrong with so many units; undefined: nothing. */
export function unitsRefused(quantity: number): Sentence | undefined {
  if (!Number.isSafeInteger(quantity)) return say("field.whole");
  if (quantity < 1) return say("field.atLeast", { least: 1 });
  return quantity > MOST_UNITS ? say("field.atMost", { most: MOST_UNITS }) : undefined;
}

/** The same of a change, which may take units away. */
export const changeRefused = (change: number): Sentence | undefined =>
  change === 0 ? say("field.required") : unitsRefused(Math.abs(change));

/** Says the first; every one is in the details. */
export function linesRefused(code: ProblemCode, wrong: readonly Detail[]): HubError {
  return new HubError(code, "validation", `Lines to correct: ${wrong.length}. ${wrong[0]?.message ?? ""}`, wrong);
}
