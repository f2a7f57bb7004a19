/** docs/nightly.md: what the last nightly run played and how it ended. */
import type { Played } from "./check-play.ts";

export const NIGHTLY_HEAD = `# Nightly run

\`npm run nightly\` plays what a check of one change leaves to its rotation, one part after the other: every test, all 280 worlds after those of the tests, kills, both living shops, the version before, the image, the package of the command, the suites on a distributed database and the audit of packages. A part that fails does not stop the others. The command writes this page; how parts are chosen for a check is in [decision 505](decisions/tests.md#505).

`;

export interface NightlyRun {
  /** Day and time of its start, in UTC. */
  readonly at: string;
  readonly commit: string;
  readonly machine: string;
  readonly played: readonly Played[];
}

export function nightlyPage({ at, commit, machine, played }: NightlyRun): string {
  const rows = played.map(({ name, result, processorS, wallS }) => {
    const processor = processorS === null ? "not known" : processorS.toFixed(0);
    return `| ${name} | ${result} | ${processor} | ${wallS.toFixed(0)} |`;
  });
  return [
    `${NIGHTLY_HEAD}${at}, ${commit}, on ${machine}.`,
    "",
    "| part | result | processor seconds | wall seconds |",
    "| --- | --- | ---: | ---: |",
    ...rows,
    "",
  ].join("\n");
}
