/** For tests: how many random cases a property is tried with. */
import process from "node:process";

/** `npm run nightly` tries the many, every other run the few: what is random is tried anew in each of them. */
export const runsOf = ({ few, many }: { readonly few: number; readonly many: number }): number =>
  process.env.ARGOSY_RUNS === "many" ? many : few;
