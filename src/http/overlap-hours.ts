/** How long a webhook secret that a person replaces still counts. */
import { z } from "zod";
import { MOST_OVERLAP_HOURS } from "../hub/stores/previous-secrets.ts";

export const overlapHours = z
  .int()
  .min(0)
  .max(MOST_OVERLAP_HOURS)
  .default(0)
  .describe("hours for which deliveries proved by the replaced webhook secret are accepted too; 0: none");
