/** Lines of papers that cannot be kept. */
import { MOST_UNITS } from "../../commerce/inventory.ts";
import { type Message, message } from "../../commerce/message.ts";
import type { ProblemCode } from "../../commerce/problem-codes.ts";
import { type Detail, HubError } from "../errors.ts";

/** What is wrong with so many units; undefined: nothing. */
export function unitsRefused(quantity: number): Message | undefined {
  if (!Number.isSafeInteger(quantity)) return message("field.whole");
  if (quantity < 1) return message("field.atLeast", { least: 1 });
  return quantity > MOST_UNITS ? message("field.atMost", { most: MOST_UNITS }) : undefined;
}

/** The same of a change, which may take units away. */
export const changeRefused = (change: number): Message | undefined =>
  change === 0 ? message("field.required") : unitsRefused(Math.abs(change));

/** Says the first; every one is in the details. */
export function linesRefused(code: ProblemCode, wrong: readonly Detail[]): HubError {
  return new HubError(code, "validation", `Lines to correct: ${wrong.length}. ${wrong[0]?.message ?? ""}`, wrong);
}
