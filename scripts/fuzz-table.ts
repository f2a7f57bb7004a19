/** The table of docs/security.md that `npm run fuzz` keeps: the last whole run of each fuzzer. */
export interface FuzzRow {
  readonly name: string;
  readonly cases: number;
  readonly seed: number;
  /** Processor time of the hub's own thread. */
  readonly slowestMs: number;
  readonly faults: number;
  readonly hangs: number;
}

/** Cases of a run that is worth a row. */
export const WHOLE_RUN = 100_000;

const START = "<!-- fuzz: written by npm run fuzz -->";
const END = "<!-- /fuzz -->";
const HEAD = [
  "| what | cases | seed | slowest, ms | longer than 100 ms | faults |",
  "| --- | --- | --- | --- | --- | --- |",
];

const lineOf = ({ name, cases, seed, slowestMs, hangs, faults }: FuzzRow): string =>
  `| ${name} | ${cases} | ${seed} | ${Math.round(slowestMs)} | ${hangs} | ${faults} |`;

/** The page with these rows in place of those of the same names. Throws where the page has no such section. */
export function withFuzzRows(page: string, rows: readonly FuzzRow[]): string {
  const [start, end] = [page.indexOf(START), page.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`The page has no section "${START}".`);
  const stored = page
    .slice(start, end)
    .split("\n")
    .flatMap((line) => {
      const name = /^\| (\w+) \| \d/.exec(line)?.[1];
      return name === undefined ? [] : [[name, line] as const];
    });
  const lines = new Map([...stored, ...rows.map((row) => [row.name, lineOf(row)] as const)]);
  const sorted = [...lines].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line);
  return `${page.slice(0, start)}${[START, ...HEAD, ...sorted].join("\n")}\n${page.slice(end)}`;
}
