/** docs/faults.md: which test holds what a fault must not break, and how the last run of them ended. */

export interface FaultRow {
  readonly fault: string;
  readonly injected: string;
  /** What must hold. */
  readonly asked: string;
  /** What no test does yet; empty: nothing known. */
  readonly lacks: string;
}

export type FaultRows = Readonly<Record<string, FaultRow>>;

/** A test whose title names faults in brackets. */
export interface Holder {
  readonly file: string;
  readonly title: string;
  readonly ids: readonly string[];
}

/** How the tests of a fault ended. */
export interface Ended {
  passed: number;
  failed: number;
  skipped: number;
}

const TITLE = /(["'`])((?:(?!\1)[^\\\n]|\\.)*?\[F\d\d\](?:(?!\1)[^\\\n]|\\.)*?)\1/g;
const ID = /\[(F\d\d)\]/g;

/** The faults a title names. */
export const faultsOf = (title: string): string[] => [...title.matchAll(ID)].map(([, id = ""]) => id);

/** Tests of a file that say which faults they hold. */
export function holdersIn(file: string, text: string): Holder[] {
  return [...text.matchAll(TITLE)].map(([, , title = ""]) => ({
    file,
    title: title.replace(/(?: \[[^\]]*\])+$/, ""),
    ids: faultsOf(title),
  }));
}

/** Rows nothing holds although nothing is said to be missing, and tests that name a fault nobody wrote down. */
export function faultProblems(rows: FaultRows, holders: readonly Holder[]): string[] {
  const held = new Set(holders.flatMap(({ ids }) => ids));
  return [
    ...Object.keys(rows)
      .filter((id) => !held.has(id) && rows[id]?.lacks === "")
      .map((id) => `${id} has no test, and nothing says what is missing`),
    ...holders.flatMap(({ file, title, ids }) =>
      ids.filter((id) => rows[id] === undefined).map((id) => `${file}: "${title}" names ${id}, which is no fault`),
    ),
  ];
}

const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("<", "&lt;");

const INTRO = `# Faults, and which test holds what

Written by \`npm run faults\` from the rows in \`scripts/fault-rows.ts\` and the titles of tests, which name the faults they hold in brackets. \`/\` in the last column: nothing known is missing.

| | fault | made by | must hold | held by | missing |
| --- | --- | --- | --- | --- | --- |
`;

/** The table of faults, without how the last run ended. */
export function faultsPage(rows: FaultRows, holders: readonly Holder[]): string {
  const lines = Object.entries(rows).map(([id, { fault, injected, asked, lacks }]) => {
    const tests = holders.filter(({ ids }) => ids.includes(id));
    const held = tests.map(({ file, title }) => `${cell(title)} (\`${file}\`)`).join("; ") || "/";
    return `| ${id} | ${fault} | ${cell(injected)} | ${cell(asked)} | ${held} | ${cell(lacks) || "/"} |\n`;
  });
  return INTRO + lines.join("");
}

const RESULTS = "\n## The last run of the command\n";

/** How the tests of each fault ended, below the table. */
export function resultsPart(rows: FaultRows, results: ReadonlyMap<string, Ended>): string {
  const lines = Object.keys(rows).map((id) => {
    const { passed, failed, skipped } = results.get(id) ?? { passed: 0, failed: 0, skipped: 0 };
    return `| ${id} | ${passed} | ${failed} | ${skipped} |\n`;
  });
  return `${RESULTS}\n| | passed | failed | skipped |\n| --- | --- | --- | --- |\n${lines.join("")}`;
}

/** What a page says of the last run; empty where there was none. */
export function resultsIn(page: string): string {
  const from = page.indexOf(RESULTS);
  return from < 0 ? "" : page.slice(from);
}

/** How the tests of each fault ended, as a page says of the last run. */
export function readResults(page: string): Map<string, Ended> {
  const rows = resultsIn(page).matchAll(/^\| (F\d\d) \| (\d+) \| (\d+) \| (\d+) \|$/gm);
  return new Map(
    [...rows].map(([, id = "", passed, failed, skipped]) => [
      id,
      { passed: Number(passed), failed: Number(failed), skipped: Number(skipped) },
    ]),
  );
}
