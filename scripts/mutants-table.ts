/** What `npm run mutants` prints, and the section of docs/connectors.md it keeps. */
import type { MutantResult, MutantState } from "../src/connectors/kit/conformance-mutants.ts";

/** What ARGOSY_MUTANTS_OUT/<id>.json holds. */
export interface Hunted {
  readonly connector: string;
  readonly name: string;
  readonly results: readonly MutantResult[];
}

const START = "<!-- mutants: written by npm run mutants -->";
const END = "<!-- /mutants -->";
const HEADING = "## Bugs planted on purpose";
const HEAD = [
  "| connector | noticed | survived | no such field | nothing to change | which survived |",
  "| --- | --- | --- | --- | --- | --- |",
];

const STATES = ["caught", "survived", "lacking", "untouched"] as const;
const ofState = ({ results }: Hunted, wanted: MutantState) => results.filter(({ state }) => state === wanted);

/** Who noticed what, for a terminal. */
export function mutantsReport(hunted: readonly Hunted[]): string {
  return hunted
    .map((one) => {
      const [caught, survived, lacking, untouched] = STATES.map((state) => ofState(one, state));
      return [
        `${one.connector}: ${caught?.length} noticed, ${survived?.length} survived, ${lacking?.length} in fields the platform lacks, ${untouched?.length} had nothing to change`,
        ...(survived ?? []).map(({ name }) => `  survived           ${name}`),
        ...(lacking ?? []).map(({ name }) => `  no such field      ${name}`),
        ...(untouched ?? []).map(({ name }) => `  nothing to change  ${name}`),
      ].join("\n");
    })
    .join("\n\n");
}

function rowOf(one: Hunted): string {
  const [caught, survived, lacking, untouched] = STATES.map((state) => ofState(one, state));
  const names = (survived ?? []).map(({ name }) => name).join("; ");
  return `| ${one.name} | ${caught?.length} | ${survived?.length} | ${lacking?.length} | ${untouched?.length} | ${names} |`;
}

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

/** The page with the rows of these connectors renewed and those of all others kept. */
export function withMutants(page: string, hunted: readonly Hunted[]): string {
  const old = mutantsSection(page);
  const names = new Set(hunted.map(({ name }) => name));
  const kept = old
    .split("\n")
    .filter(
      (row) =>
        row.startsWith("| ") && !/^\| (connector|---) \|/.test(row) && !names.has(row.split(" | ")[0]?.slice(2) ?? ""),
    );
  const rows = [...kept, ...hunted.map(rowOf)].sort((a, b) => a.localeCompare(b, "en"));
  const section = [START, ...HEAD, ...rows, END].join("\n");
  return old ? page.replace(old, () => section) : `${page.trimEnd()}\n\n${HEADING}\n\n${section}\n`;
}
