/** What a check of a connector's package says at its end: each part in a line, then all there is to mend. */

export interface Part {
  readonly name: string;
  /** How it went, in some words. */
  readonly result: string;
  /** What has to be mended. */
  readonly problems: readonly string[];
  /** What to do about any of them. */
  readonly hint?: string | undefined;
  /** What there is beside, that may stay. */
  readonly notes?: readonly string[] | undefined;
}

export const leftOut = (name: string, why: string): Part => ({ name, result: `left out: ${why}`, problems: [] });

export function checkReport(parts: readonly Part[]): string {
  const width = Math.max(...parts.map(({ name }) => name.length));
  const lines = parts.map(({ name, result }) => `  ${name.padEnd(width)}  ${result}`);
  const notes = parts.flatMap(({ name, notes = [] }) => notes.map((note) => `  ${name.padEnd(width)}  ${note}`));
  const count = parts.reduce((sum, { problems }) => sum + problems.length, 0);
  const mend = parts.flatMap(({ name, problems, hint }) => [
    ...problems.map((problem) => `  ${name.padEnd(width)}  ${problem}`),
    ...(hint !== undefined && problems.length > 0 ? [`  ${"".padEnd(width)}  -> ${hint}`] : []),
  ]);
  return [
    ...lines,
    ...(notes.length > 0 ? ["", "May stay:", ...notes] : []),
    "",
    ...(count > 0 ? [`To mend (${count}):`, ...mend] : ["Nothing to mend."]),
    "",
  ].join("\n");
}
