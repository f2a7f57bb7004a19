/** bench/results.json for machines, bench/results.md for people. */
import { readFile, writeFile } from "node:fs/promises";
import { availableParallelism, cpus, totalmem } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { type DistributedResults, distributedSection, readDistributed } from "./distributed-results.ts";
import { type Measure, outcome } from "./measure.ts";
import { pinning } from "./processes.ts";

interface Stored {
  readonly at: string;
  readonly quick: boolean;
  readonly seed: number;
  readonly node: string;
  readonly postgres: string;
  readonly machine: string;
  readonly measures: readonly Measure[];
}

type Results = Readonly<Record<string, Stored>>;

const jsonFile = join(import.meta.dirname, "results.json");
const tableFile = join(import.meta.dirname, "results.md");

/** Adds figures to both files; those of other benchmarks stay, and where a part was measured, its other rows. */
export async function saveResults(
  measures: readonly Measure[],
  run: Pick<Stored, "quick" | "seed" | "postgres">,
  isPart = false,
): Promise<void> {
  const before = await readResults();
  const machine = `${availableParallelism()} cores (${cpus()[0]?.model ?? "unknown"}), ${Math.round(totalmem() / 2 ** 30)} GB`;
  const facts = { at: new Date().toISOString(), ...run, node: process.version, machine };
  const added: Record<string, Stored> = {};
  for (const { id } of measures) {
    const own = measures.filter((measure) => measure.id === id);
    const stored = isPart ? before[id] : undefined;
    added[id] = stored ? { ...stored, measures: withRows(stored.measures, own, facts.at) } : { ...facts, measures: own };
  }
  const results = Object.fromEntries(Object.entries({ ...before, ...added }).sort(([a], [b]) => a.localeCompare(b)));
  await writeFile(jsonFile, `${JSON.stringify(results, null, 1)}\n`);
  await writeFile(tableFile, resultsPage(results, readDistributed()));
}

/** Rows that were measured apart say when. */
function withRows(before: readonly Measure[], own: readonly Measure[], at: string): readonly Measure[] {
  const names = new Set(own.map(({ what }) => what));
  const when = `measured apart, ${at.slice(0, 10)}`;
  return [
    ...before.filter(({ what }) => !names.has(what)),
    ...own.map((one) => ({ ...one, beside: (one.beside ?? []).map((line) => `${line} (${when})`) })),
  ];
}

const readResults = (): Promise<Results> =>
  readFile(jsonFile, "utf8").then(
    (text) => JSON.parse(text) as Results,
    () => ({}) as Results,
  );

/** Writes the page again, for a benchmark whose figures have a section of their own. */
export async function writePage(distributed: DistributedResults): Promise<void> {
  await writeFile(tableFile, resultsPage(await readResults(), distributed));
}

const number = (value: number) => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2));

function resultsPage(results: Results, distributed: DistributedResults): string {
  const all = Object.values(results);
  const rows = all.flatMap(({ measures, quick }) =>
    measures.map((measure) => {
      const sign = measure.good === "below" ? "≤" : "≥";
      const cells = [
        measure.id,
        measure.what,
        measure.floor,
        measure.ours,
        number(measure.ratio),
        `${sign} ${measure.hold}`,
        `${sign} ${measure.aim}`,
        `${outcome(measure)}${quick ? " (quick run)" : ""}`,
      ];
      return `| ${cells.join(" | ")} |`;
    }),
  );
  const details = Object.entries(results).flatMap(([id, retained]) => [
    `### ${id}`,
    "",
    `Measured ${retained.at.slice(0, 16).replace("T", " ")} UTC, Node ${retained.node}, PostgreSQL ${retained.postgres}, ${retained.machine}, seed ${retained.seed}.`,
    "",
    ...retained.measures.flatMap((measure) => [
      ...(measure.beside ?? []).map((line) => `- ${line}`),
      ...(measure.bound && outcome(measure) !== "aim met"
        ? [`- **What bounds ${measure.what}**: ${measure.bound}`]
        : []),
    ]),
    "",
  ]);
  return `# Measured

\`npm run bench\` writes this page. Each figure has its floor beside it: the least a program doing the same could cost,
written for the purpose and run in the same run, interleaved (A B B A), after a warm-up, on fixed work. Processor time
(user and system, from /proc) is that of the process and of PostgreSQL together; log bytes and calls are counted exactly;
wall-clock time is given as well, although it varies on a shared machine. Medians, quartiles in brackets; ${pinning}.

\`hold\` is the limit that a change must not break, \`aim\` the goal. A row that \`holds\` is within the limit and not yet at the
goal.

| | what | floor | ours | ratio | hold | aim | verdict |
| --- | --- | --- | --- | --- | --- | --- | --- |
${rows.join("\n")}

${distributedSection(distributed)}
${details.join("\n")}`;
}
