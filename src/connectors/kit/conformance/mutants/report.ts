/** What a hunt for planted bugs came to. */
import type { MutantResult, MutantState } from "./mutants.ts";

/** What ARGOSY_MUTANTS_OUT/<id>.json holds. */
export interface Hunted {
  readonly connector: string;
  readonly name: string;
  readonly results: readonly MutantResult[];
}

export type MutantCounts = Readonly<Record<MutantState, number>>;

export const countsOf = (results: readonly MutantResult[]): MutantCounts => {
  const count = (expected: MutantState) => results.filter(({ state }) => state === expected).length;
  return {
    caught: count("caught"),
    survived: count("survived"),
    lacking: count("lacking"),
    untouched: count("untouched"),
  };
};

/** Survivors nobody has given a reason for. */
export const withoutReason = (hunted: readonly Hunted[]): string[] =>
  hunted.flatMap(({ connector, results }) =>
    results
      .filter(({ state, reason }) => state === "survived" && reason === undefined)
      .map(({ name }) => `${connector}: ${name}`),
  );

/** Who noticed what, for a terminal. */
export function mutantsReport(hunted: readonly Hunted[]): string {
  return hunted
    .map(({ connector, results }) => {
      const { caught, survived, lacking, untouched } = countsOf(results);
      const listed = (expected: MutantState, title: string) =>
        results
          .filter(({ state }) => state === expected)
          .map(({ name, reason }) => `  ${title.padEnd(18)} ${name}${reason ? ` (${reason})` : ""}`);
      return [
        `${connector}: ${caught} noticed, ${survived} survived, ${lacking} in fields the platform lacks, ${untouched} had nothing to change`,
        ...listed("survived", "survived"),
        ...listed("lacking", "no such field"),
        ...listed("untouched", "nothing to change"),
      ].join("\n");
    })
    .join("\n\n");
}
