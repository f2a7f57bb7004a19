/** Drafts of many products: what was made, what was there, and what was refused, call by call. */
import type { operations } from "../../../sdk/index.ts";

type Results = operations["postListingDrafts"]["responses"]["200"]["content"]["application/json"]["results"];

export interface MadeDrafts {
  readonly made: number;
  /** Products that had a draft for the channel. */
  readonly existing: number;
  /** Why, for each product without a draft. */
  readonly refused: readonly string[];
}

/** The hub takes so many products a call. */
const A_CALL = 500;

/**
 * A call that fails is no end of the others: those before it have made their drafts. Throws the first failure where no
 * product has a draft.
 */
export async function makeInCalls(
  productIds: readonly string[],
  call: (some: string[]) => Promise<Results>,
  reasonOf: (error: unknown) => string,
): Promise<MadeDrafts> {
  let [made, existing] = [0, 0];
  const refused: string[] = [];
  const failures: unknown[] = [];
  for (let at = 0; at < productIds.length; at += A_CALL) {
    const some = productIds.slice(at, at + A_CALL);
    try {
      for (const { ok, error, warning } of await call(some)) {
        if (!ok) refused.push(error ?? "");
        else if (warning === undefined) made += 1;
        else existing += 1;
      }
    } catch (error) {
      failures.push(error);
      refused.push(...some.map(() => reasonOf(error)));
    }
  }
  if (refused.length === productIds.length) throw failures[0] ?? new Error(refused[0]);
  return { made, existing, refused };
}
