/** docs/living.md: what a living run found, in figures. */
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Driver } from "./driver.ts";

const FILE = resolve(import.meta.dirname, "../../docs/living.md");
const BEGIN = "<!-- written by npm run living -->";

export type Outcome =
  | { readonly driver: Pick<Driver, "name">; readonly refused: string }
  | {
      readonly driver: Pick<Driver, "name">;
      readonly version: string;
      readonly results: readonly {
        readonly name: string;
        readonly problems: readonly string[];
        /** Why it was not played. */
        readonly lacking?: string | undefined;
        readonly isRandom?: boolean | undefined;
        readonly seconds: number;
      }[];
      /** Steps there was no time left for. */
      readonly unplayed: readonly string[];
      readonly orders: number;
      readonly items: number;
      readonly acts: number;
      readonly seconds: number;
    };

export const minutesOf = (ms: number): string => {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  return `${minutes} minute${minutes === 1 ? "" : "s"}`;
};

/** Replaces the part of each shop that played all of it; another leaves its figures as they were. */
export function writeReport(outcomes: readonly Outcome[]): void {
  const text = readFileSync(FILE, "utf8");
  const [head = "", ...parts] = text.split(`${BEGIN}\n`);
  const sections = new Map(parts.map((part) => [/^## (.*?) /.exec(part)?.[1] ?? "", part.trim()]));
  for (const outcome of outcomes)
    if (!("refused" in outcome) && outcome.unplayed.length === 0) sections.set(outcome.driver.name, sectionOf(outcome));
  const body = [...sections.values()].map((section) => `${BEGIN}\n${section}\n`).join("\n");
  writeFileSync(FILE, `${head.trimEnd()}\n\n${body}`);
}

function sectionOf({
  driver,
  version,
  results,
  orders,
  items,
  acts,
  seconds,
}: Extract<Outcome, { version: string }>): string {
  const differences = results.reduce((sum, { problems }) => sum + problems.length, 0);
  const rows = results.map(
    ({ name, problems, lacking }) => `| ${name} | ${lacking ? `not played: ${lacking}` : problems.length} |`,
  );
  return [
    `## ${driver.name} ${version}`,
    "",
    `${orders} orders of ${items} items, ${acts} random actions, ${minutesOf(seconds * 1_000)}. Differences: ${differences}.`,
    "",
    "| step | differences |",
    "| --- | --- |",
    ...rows,
  ].join("\n");
}
