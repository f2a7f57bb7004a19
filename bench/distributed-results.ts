/** What `npm run bench:distributed` measured: bench/distributed.json for machines, a section of bench/results.md for people. */
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";
import { join } from "node:path";
import process from "node:process";

export interface DistributedRun {
  readonly ordersPerCpuSecond: number;
  readonly hubMsPerOrder: number;
  readonly databaseMsPerOrder: number;
  /** Null where nothing counts them: the database is not distributed. */
  readonly statementsOverSeveralShards: number | null;
}

export interface DistributedFigures {
  /** When, as ISO 8601, or the day alone of figures that were written down without a time. */
  readonly at: string;
  readonly machine: string;
  readonly runs: readonly DistributedRun[];
}

/** By what the database was: "one server, not distributed". */
export type DistributedResults = Readonly<Record<string, DistributedFigures>>;

const jsonFile = join(import.meta.dirname, "distributed.json");

export const readDistributed = (): DistributedResults => JSON.parse(readFileSync(jsonFile, "utf8"));

const thisMachine = () =>
  `${availableParallelism()} cores (${cpus()[0]?.model ?? "unknown"}), ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}`;

/** Keeps the runs of one kind of database in place of its earlier ones. */
export function saveDistributed(database: string, runs: readonly DistributedRun[]): DistributedResults {
  const results = {
    ...readDistributed(),
    [database]: { at: new Date().toISOString(), machine: thisMachine(), runs },
  };
  writeFileSync(jsonFile, `${JSON.stringify(results, null, 1)}\n`);
  return results;
}

/** The middle one with the lowest and the highest beside it; a single run has no spread. */
function spread(values: readonly number[], digits: number): string {
  const sorted = [...values].sort((a, b) => a - b);
  const [lowest = 0] = sorted;
  const highest = sorted.at(-1) ?? lowest;
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? lowest;
  const middle = sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? upper) + upper) / 2;
  const text = (value: number) => value.toFixed(digits);
  return sorted.length === 1 ? text(middle) : `${text(middle)} (${text(lowest)} to ${text(highest)})`;
}

/** The section of bench/results.md. */
export function distributedSection(results: DistributedResults): string {
  const rows = Object.entries(results).map(([database, { at, machine, runs }]) => {
    const many = runs.map(({ statementsOverSeveralShards }) => statementsOverSeveralShards ?? 0);
    const isCounted = runs.some(({ statementsOverSeveralShards }) => statementsOverSeveralShards !== null);
    const cells = [
      database,
      spread(
        runs.map((run) => run.ordersPerCpuSecond),
        0,
      ),
      spread(
        runs.map((run) => run.hubMsPerOrder),
        1,
      ),
      spread(
        runs.map((run) => run.databaseMsPerOrder),
        1,
      ),
      isCounted ? String(Math.max(...many)) : "",
      String(runs.length),
      `${at.slice(0, 16).replace("T", " ")}${at.includes("T") ? " UTC" : ""}, ${machine}`,
    ];
    return `| ${cells.join(" | ")} |`;
  });
  return `## Distributed database

\`npm run bench:distributed\` writes this section: four sellers with two shops each, 600 orders by webhook, applied, and
their stock shown by the second shop, alone on the machine, servers without durability. Processor time is that of the hub
and of every database server. Medians, the lowest and highest run in brackets. What it means: docs/distributed.md.

| database | orders per processor second | hub, ms an order | database, ms an order | statements over several shards | runs | measured |
| --- | --- | --- | --- | --- | --- | --- |
${rows.join("\n")}
`;
}
