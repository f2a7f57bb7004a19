/** docs/faults.md: which test holds what a fault must not break, and how the last run of them ended. */

export interface FaultRow {
  readonly fault: string;
  readonly injected: string;
  /** What must hold. */
  readonly asked: string;
  /** How much of the fault, and within which bounds it must hold. Each number is in the title of a test, or missing. */
  readonly figure: string;
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

/** How the tests of a fault ended, in the run it was last played in. */
export interface Ended {
  passed: number;
  failed: number;
  skipped: number;
  /** Date, commit and machine. */
  run: string;
}

const TITLE = /(["'`])((?:(?!\1)[^\\\n]|\\.)*?\[F\d\d\](?:(?!\1)[^\\\n]|\\.)*?)\1/g;
const ID = /\[(F\d\d)\]/g;

/** The faults a title names. */
export const faultsOf = (title: string): string[] => [...title.matchAll(ID)].map(([, id = ""]) => id);

/** A title with the numbers its file's constants have under these settings. */
function withNumbers(title: string, text: string, settings: Readonly<Record<string, string>>): string {
  return title.replace(/\$\{(\w+)\}/g, (whole, name: string) => {
    const found = new RegExp(`const ${name} = (?:Number\\(process\\.env\\.(\\w+) \\?\\? )?"?([\\d_]+)\\b`).exec(text);
    const [, setting = "", number] = found ?? [];
    return settings[setting] ?? number?.replaceAll("_", "") ?? whole;
  });
}

/** Tests of a file that say which faults they hold. */
export function holdersIn(file: string, text: string, settings: Readonly<Record<string, string>> = {}): Holder[] {
  return [...text.matchAll(TITLE)].map(([, , title = ""]) => ({
    file,
    title: withNumbers(title.replace(/(?: \[[^\]]*\])+$/, ""), text, settings),
    ids: faultsOf(title),
  }));
}

const TEXTS: Readonly<Record<string, number>> = {
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  ten: 10,
  fifty: 50,
  hundred: 100,
  thousand: 1_000,
};

/** The numbers of a text, also those in words. */
function numbersIn(text: string): number[] {
  const digits = [...text.matchAll(/(?<![\w.])\d[\d,]*(?:\.\d+)?/g)].map(([found]) =>
    Number(found.replaceAll(",", "")),
  );
  const texts = [...text.toLowerCase().matchAll(/[a-z]+/g)].flatMap(([word]) => TEXTS[word] ?? []);
  return [...digits, ...texts];
}

/** Numbers of a row's figure that these titles do not have. */
export function missingRows({ figure }: Pick<FaultRow, "figure">, titles: readonly string[]): number[] {
  const executed = new Set(titles.flatMap(numbersIn));
  return numbersIn(figure).filter((number) => !executed.has(number));
}

/**
 * Rows that no test holds, or whose figure none of their tests' titles carries, although nothing is said to be missing;
 * tests that name a fault nobody wrote down.
 */
export function faultProblems(rows: FaultRows, holders: readonly Holder[]): string[] {
  const titlesOf = (id: string) => holders.filter(({ ids }) => ids.includes(id)).map(({ title }) => title);
  return [
    ...Object.entries(rows).flatMap(([id, row]) => {
      if (row.lacks !== "") return [];
      if (titlesOf(id).length === 0) return [`${id} has no test, and nothing says what is missing`];
      const open = missingRows(row, titlesOf(id));
      return open.length === 0
        ? []
        : [`${id}: no test's title has ${open.join(", ")}, and nothing says what is missing`];
    }),
    ...holders.flatMap(({ file, title, ids }) =>
      ids.filter((id) => rows[id] === undefined).map((id) => `${file}: "${title}" names ${id}, which is no fault`),
    ),
  ];
}

const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("<", "&lt;");

const INTRO = `# Faults the hub survives, and the tests that prove it

Each row is a fault, how the tests cause it, what must still be true, and the tests that check it. \`npm run faults\` writes this page from \`scripts/fault-rows.ts\` and from the titles of tests, which name their faults in brackets. It runs the tests with the numbers shown; \`npm test -- --all\` runs them too, some with smaller numbers. A \`/\` in the last column means that a test's title carries every number of the figure and nothing is known to be missing.

| | fault | caused by | must hold | figure | tests | not tested yet |
| --- | --- | --- | --- | --- | --- | --- |
`;

/** The table of faults, without how the last run ended. */
export function faultsPage(rows: FaultRows, holders: readonly Holder[]): string {
  const lines = Object.entries(rows).map(([id, { fault, injected, asked, figure, lacks }]) => {
    const tests = holders.filter(({ ids }) => ids.includes(id));
    const held = tests.map(({ file, title }) => `${cell(title)} (\`${file}\`)`).join("; ") || "/";
    const says = [id, fault, cell(injected), cell(asked), cell(figure) || "/", held, cell(lacks) || "/"];
    return `| ${says.join(" | ")} |\n`;
  });
  return INTRO + lines.join("");
}

const RESULTS = "\n## Last run\n";
const STEPS = "\n## Where the process was killed\n";

/** How the tests of each fault ended, below the table. */
export function resultsPart(rows: FaultRows, results: ReadonlyMap<string, Ended>, steps: readonly string[]): string {
  const lines = Object.keys(rows).map((id) => {
    const { passed, failed, skipped, run } = results.get(id) ?? { passed: 0, failed: 0, skipped: 0, run: "/" };
    return `| ${id} | ${passed} | ${failed} | ${skipped} | ${cell(run)} |\n`;
  });
  const head = "| | passed | failed | skipped | run |\n| --- | --- | --- | --- | --- |\n";
  return `${RESULTS}\n${head}${lines.join("")}${stepsPart(steps)}`;
}

/** Every step of a sale and of a stock update, in the order of a run nobody disturbs. */
function stepsPart(steps: readonly string[]): string {
  if (steps.length === 0) return "";
  const intro =
    "These are the steps of importing one order and of sending one stock update. The process was killed before and after each step, and the result compared with an undisturbed run.";
  return `${STEPS}\n${intro}\n\n${steps.map((step, n) => `${n + 1}. \`${step}\`\n`).join("")}`;
}

/** What a page says of the last run; empty where there was none. */
export function resultsIn(page: string): string {
  const from = page.indexOf(RESULTS);
  return from < 0 ? "" : page.slice(from);
}

/** How the tests of each fault ended, as a page says of the last run. */
export function readResults(page: string): Map<string, Ended> {
  const rows = resultsIn(page).matchAll(/^\| (F\d\d) \| (\d+) \| (\d+) \| (\d+) \|(?: (.*) \|)?$/gm);
  return new Map(
    [...rows].map(([, id = "", passed, failed, skipped, run]) => [
      id,
      { passed: Number(passed), failed: Number(failed), skipped: Number(skipped), run: run ?? "not noted" },
    ]),
  );
}

/** The steps a process was killed at, as a page lists them. */
export function readSteps(page: string): string[] {
  const from = page.indexOf(STEPS);
  return from < 0 ? [] : [...page.slice(from).matchAll(/^\d+\. `(.*)`$/gm)].map(([, step = ""]) => step);
}
