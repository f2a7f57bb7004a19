/** What `npm run mutants` prints, and the section of docs/connectors.md it keeps. */
import type { MutantResult, MutantState } from "../src/connectors/kit/conformance/mutants/mutants.ts";
import { countsOf, type Hunted, type MutantCounts } from "../src/connectors/kit/conformance/mutants/report.ts";

const START = "<!-- mutants: written by npm run mutants -->";
const END = "<!-- /mutants -->";
const HEADING = "## Bugs planted on purpose";
const HEAD = [
  "| connector | noticed | survived | no such field | nothing to change |",
  "| --- | --- | --- | --- | --- |",
];
const SURVIVORS = "What survived, and why it may:";
const NO_REASON = "**no reason yet**";

const STATES = ["caught", "survived", "lacking", "untouched"] as const;
/** A connector's part of the section. */
interface Row {
  readonly name: string;
  readonly counts: MutantCounts;
  /** Name of a survivor -> why it may. */
  readonly survivors: ReadonlyMap<string, string>;
}

const survivorsIn = (results: readonly MutantResult[]): Map<string, string> =>
  new Map(
    results.flatMap(({ name, state, reason }) => (state === "survived" ? [[name, reason ?? NO_REASON] as const] : [])),
  );

/** The section as it stands in a page; empty when there is none. */
export function mutantsSection(page: string): string {
  const start = page.indexOf(START);
  const end = page.indexOf(END);
  return start < 0 || end < start ? "" : page.slice(start, end + END.length);
}

/** The whole part of the page about planted bugs, from its heading on; empty when there is none. */
export function mutantsPart(page: string): string {
  const start = page.indexOf(HEADING);
  return start < 0 ? "" : page.slice(start).trimEnd();
}

function rowsOf(section: string): Row[] {
  const lines = section.split("\n");
  const listed = lines.flatMap((line) => {
    const [, name, mutant, why] = /^- (.+?), \*\*(.+?)\*\*: (.+)$/.exec(line) ?? [];
    return name && mutant && why ? [{ name, mutant, why }] : [];
  });
  return lines.flatMap((line) => {
    const [, name, ...counts] = /^\| (.+?) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$/.exec(line) ?? [];
    if (!name) return [];
    const [caught = 0, survived = 0, lacking = 0, untouched = 0] = counts.map(Number);
    const survivors = new Map(listed.filter((one) => one.name === name).map(({ mutant, why }) => [mutant, why]));
    return [{ name, counts: { caught, survived, lacking, untouched }, survivors }];
  });
}

/** By connector (as the page names it): what survived there the last time. */
export const survivorsOf = (page: string): Map<string, readonly string[]> =>
  new Map(rowsOf(mutantsSection(page)).map(({ name, survivors }) => [name, [...survivors.keys()]]));

/** The row with what became of its survivors; one that was run whole is renewed. */
function renewed({ name, results }: Hunted, old: Row | undefined, onlySurvivors: boolean): Row {
  const [counts, survivors] = [countsOf(results), survivorsIn(results)];
  if (!onlySurvivors || !old) return { name, counts, survivors };
  const sum = (state: MutantState) => old.counts[state] + counts[state];
  const again = results.filter((one) => old.survivors.has(one.name)).length;
  return {
    name,
    counts: {
      caught: sum("caught"),
      survived: sum("survived") - again,
      lacking: sum("lacking"),
      untouched: sum("untouched"),
    },
    survivors,
  };
}

const lineOf = ({ name, counts }: Row): string => `| ${name} | ${STATES.map((state) => counts[state]).join(" | ")} |`;

/** The page with the rows of these connectors renewed and those of all others kept. */
export function withMutants(page: string, hunted: readonly Hunted[], onlySurvivors = false): string {
  const old = mutantsSection(page);
  const existing = rowsOf(old);
  const retained = existing.filter(({ name }) => !hunted.some((one) => one.name === name));
  const rows = [
    ...retained,
    ...hunted.map((one) =>
      renewed(
        one,
        existing.find(({ name }) => name === one.name),
        onlySurvivors,
      ),
    ),
  ].sort((a, b) => a.name.localeCompare(b.name, "en"));
  const reasons = rows.flatMap(({ name, survivors }) =>
    [...survivors].map(([mutant, why]) => `- ${name}, **${mutant}**: ${why}`),
  );
  const section = [START, ...HEAD, ...rows.map(lineOf), "", SURVIVORS, "", ...reasons, END].join("\n");
  return old ? page.replace(old, () => section) : `${page.trimEnd()}\n\n${HEADING}\n\n${section}\n`;
}
