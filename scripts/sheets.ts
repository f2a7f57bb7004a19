/** Comments cite pages of this repository: a section of a platform's sheet has to be there, and papers that nobody has are refused. */
import { existsSync, readFileSync } from "node:fs";

const CITATION =
  /\bsheet(?:'s)?,? (?:sections? )?([0-9]+[a-z]?(?:\.[0-9]+)?(?:(?:, | and )[0-9]+[a-z]?(?:\.[0-9]+)?)*)/g;

/** Sections a text cites: `sheet sections 5, 8 and 10` are three. */
export const cited = (text: string): string[] =>
  [...text.matchAll(CITATION)].flatMap(([, list = ""]) => list.split(/, | and /));

/** Numbers of a sheet's headings. */
export const sections = (sheet: string): Set<string> =>
  new Set([...sheet.matchAll(/^#+ ([0-9]+[a-z]?(?:\.[0-9]+)?)\.? /gm)].map(([, number = ""]) => number));

/** A connector made for several couriers is written from the sheet of the one that was read. */
const SHEET_OF: Readonly<Record<string, string>> = { unicommerce: "selloship" };

/** What is wrong with the citations of one file of `src/connectors`, in words. */
export function sheetProblems(file: string, text: string): string[] {
  const [, provider] = /^src\/connectors\/([^/]+)\//.exec(file) ?? [];
  const requested = provider && provider !== "kit" ? cited(text) : [];
  if (requested.length === 0) return [];
  const sheet = `docs/platforms/${SHEET_OF[provider ?? ""] ?? provider}.md`;
  if (!existsSync(sheet)) return [`${file} cites a sheet, and there is no ${sheet}`];
  const there = sections(readFileSync(sheet, "utf8"));
  return requested
    .filter((section) => !there.has(section))
    .map((section) => `${file} cites ${sheet} section ${section}, which is not there`);
}

const PAPERS = /\b(?:DESIGN|TRUST|CONTRACT)(?:\.md)?,? (?:section |fact |and [A-Z]|F?\d)|(?<=[a-z,;] )\(A\d{1,2}\)/;

/** Lines that cite a paper which is not in the repository. */
export function documentProblems(file: string, text: string): string[] {
  return text
    .split("\n")
    .flatMap((line, index) =>
      PAPERS.test(line)
        ? [`${file}:${index + 1} cites a paper that is not here: name the page of docs or the decision`]
        : [],
    );
}
