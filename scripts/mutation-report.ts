/** What `npm run mutation` keeps in docs/mutation.md: how much of the arithmetic's tests bite, and what survived. */

/** The part of Stryker's report that is read (mutation-testing-report-schema 2). */
export interface MutationReport {
  readonly files: Readonly<
    Record<
      string,
      {
        readonly source: string;
        readonly mutants: readonly {
          readonly mutatorName: string;
          readonly replacement?: string;
          readonly status: string;
          readonly location: { readonly start: { readonly line: number } };
        }[];
      }
    >
  >;
}

/** Why mutants of a line may survive. The line is its text, so that others may move around it. */
export interface Reason {
  readonly file: string;
  readonly line: string;
  readonly why: string;
}

export interface Survivor {
  readonly file: string;
  readonly line: string;
  readonly mutator: string;
  readonly replacement: string;
  /** Empty: nobody has given one yet. */
  readonly why: string;
}

const CAUGHT = ["Killed", "Timeout"];
const ALIVE = ["Survived", "NoCoverage"];

export interface FileScore {
  readonly file: string;
  readonly caught: number;
  readonly survived: number;
}

/** How many mutants of each file were caught; those that did not compile count nowhere. */
export function scores(report: MutationReport): FileScore[] {
  return Object.entries(report.files)
    .map(([file, { mutants }]) => ({
      file,
      caught: mutants.filter(({ status }) => CAUGHT.includes(status)).length,
      survived: mutants.filter(({ status }) => ALIVE.includes(status)).length,
    }))
    .sort((a, b) => a.file.localeCompare(b.file, "en"));
}

/** Every mutant that lived, with the reason written down for its line. */
export function survivors(report: MutationReport, reasons: readonly Reason[]): Survivor[] {
  return Object.entries(report.files).flatMap(([file, { source, mutants }]) => {
    const lines = source.split("\n");
    return mutants
      .filter(({ status }) => ALIVE.includes(status))
      .map(({ mutatorName, replacement = "", location }) => {
        const line = lines[location.start.line - 1]?.trim() ?? "";
        const why = reasons.find((reason) => reason.file === file && reason.line === line)?.why ?? "";
        return { file, line, mutator: mutatorName, replacement: replacement.replaceAll(/\s+/g, " ").trim(), why };
      });
  });
}

/** Of all mutants, how many of a hundred were caught. */
export function percentCaught(files: readonly FileScore[]): number {
  const sum = (of: (file: FileScore) => number) => files.reduce((total, file) => total + of(file), 0);
  const all = sum(({ caught, survived }) => caught + survived);
  return all === 0 ? 0 : (100 * sum(({ caught }) => caught)) / all;
}

const code = (text: string) => `\`${text.replaceAll("`", "'").replaceAll("|", "\\|").slice(0, 110)}\``;

/** docs/mutation.md. */
export function mutationPage(report: MutationReport, reasons: readonly Reason[]): string {
  const files = scores(report);
  const alive = survivors(report, reasons);
  return [
    "# Do the tests of the arithmetic bite",
    "",
    "Written by `npm run mutation`. It changes one operator, number or branch after the other in the files below and runs their tests; a change that no test notices is listed with the reason why it may live. The reasons stand in `mutation/survivors.json`. The connectors have a run of their own, `npm run mutants` (docs/connectors.md).",
    "",
    `${percentCaught(files).toFixed(1)} % of the changes were noticed; 90 % is the least.`,
    "",
    "| file | noticed | survived |",
    "| --- | --- | --- |",
    ...files.map(({ file, caught, survived }) => `| ${file} | ${caught} | ${survived} |`),
    "",
    "## What survived",
    "",
    "| file | line | became | why it may |",
    "| --- | --- | --- | --- |",
    ...alive.map(
      (one) => `| ${one.file} | ${code(one.line)} | ${code(one.replacement)} | ${one.why || "**no reason yet**"} |`,
    ),
    "",
  ].join("\n");
}
