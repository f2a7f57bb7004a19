/** What an automation compared, and what it found. */
import { z } from "zod";
import type { CheckedCondition } from "../../commerce/automations/evaluate.ts";
import { typed } from "../answer-schemas.ts";

export const result = z
  .enum(["yes", "no", "unknown"])
  .describe("unknown: a value is not known, or an amount has another currency; then it does not act");

const comparison = z
  .object({
    path: z.string().describe("where the comparison stands"),
    field: z.string(),
    is: z.string(),
    value: z.unknown(),
    found: z.unknown().describe("what the field held; null: not known, or not for you to see"),
    verdict: result,
  })
  .meta({ id: "AutomationComparison" });

export const checked = typed<readonly CheckedCondition[]>(z.array(comparison));
