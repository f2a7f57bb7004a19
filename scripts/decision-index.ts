/**
 * The decisions of docs/decisions: pages by subject, a section for each decision under an anchor with its number, and
 * README.md, which says where each number stands.
 */
import { globSync, readFileSync } from "node:fs";
import { basename } from "node:path";

export interface DecisionPage {
  /** Without its folder. */
  readonly name: string;
  readonly text: string;
}

const FOLDER = "docs/decisions";
export const INDEX = `${FOLDER}/README.md`;
const MAX_LINES = 400;
const PER_ROW = 10;
const BEGIN = "<!-- numbers: npm run decisions -->";
const END = "<!-- /numbers -->";
const ANCHOR = /<a id="(\d+)"><\/a>/g;
/** Anchors and the heading below them, which ends with the same numbers. */
const SECTION = /^((?:<a id="\d+"><\/a> ?)+)\n\n## .+ \(([\d, ]+)\)$/gm;
const REPLACED = /^- (\d+): replaced by \[(\d+)\]\(([\w-]+\.md)#(\d+)\)$/gm;
const ENTRY = /^- \[[^\]]+\]\(([\w-]+\.md)\): .+$/gm;

export const readDecisionPages = (): DecisionPage[] =>
  globSync(`${FOLDER}/*.md`)
    .map((file) => ({ name: basename(file), text: readFileSync(file, "utf8") }))
    .filter(({ name }) => name !== basename(INDEX))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));

const numbersOf = (text: string): number[] => [...text.matchAll(ANCHOR)].map(([, number]) => Number(number));

const replacedIn = (index: string): number[] => [...index.matchAll(REPLACED)].map(([, number]) => Number(number));

/** The numbers of all decisions, those that another replaced among them. */
export const decisionNumbers = (pages: readonly DecisionPage[], index: string): ReadonlySet<number> =>
  new Set([...pages.flatMap(({ text }) => numbersOf(text)), ...replacedIn(index)]);

/** `index` with the table of its numbers made from `pages`. */
export function withNumbers(index: string, pages: readonly DecisionPage[]): string {
  const places = pages.flatMap(({ name, text }) => numbersOf(text).map((number) => ({ number, name })));
  const rows = Map.groupBy(
    places.toSorted((a, b) => a.number - b.number),
    ({ number }) => number - (number % PER_ROW),
  );
  const lines = [...rows].map(([first, row]) => {
    const links = row.map(({ number, name }) => `[${number}](${name}#${number})`).join(" ");
    return `| ${first}-${first + PER_ROW - 1} | ${links} |`;
  });
  const table = ["| numbers | |", "| --- | --- |", ...lines].join("\n");
  const [before = "", rest = ""] = index.split(BEGIN);
  return `${before}${BEGIN}\n${table}\n${END}${rest.split(END)[1] ?? ""}`;
}

function pageProblems({ name, text }: DecisionPage): string[] {
  const [loose] = /^\d+/.exec(name) ?? [];
  if (loose !== undefined)
    return [
      `${FOLDER}/${name} is a file of its own: move it into the page of its subject, as a section with ` +
        `<a id="${Number(loose)}"></a> above "## What was decided (${Number(loose)})", and run npm run decisions`,
    ];
  const problems: string[] = [];
  const lines = text.split("\n").length - 1;
  if (lines > MAX_LINES) problems.push(`${FOLDER}/${name} has ${lines} lines; ${MAX_LINES} is the most`);
  const inSections = [...text.matchAll(SECTION)].flatMap(([, anchors = "", named = ""]) => {
    const numbers = numbersOf(anchors);
    if (numbers.join(", ") !== named)
      problems.push(`${FOLDER}/${name}: the heading of ${numbers.join(", ")} ends with (${named})`);
    return numbers;
  });
  for (const number of numbersOf(text))
    if (!inSections.includes(number)) problems.push(`${FOLDER}/${name}: ${number} stands above no heading`);
  for (const [, heading = ""] of text.matchAll(/^## (.+)$/gm))
    if (!/\([\d, ]+\)$/.test(heading)) problems.push(`${FOLDER}/${name}: "${heading}" has no number`);
  return problems;
}

/** What is wrong with the pages of decisions and their index. */
export function decisionProblems(pages: readonly DecisionPage[], index: string): string[] {
  const numbers = [...pages.flatMap(({ text }) => numbersOf(text)), ...replacedIn(index)];
  const doubled = [...new Set(numbers.filter((number, n) => numbers.indexOf(number) !== n))];
  const entries = [...index.matchAll(ENTRY)].map(([, name]) => name);
  return [
    ...pages.flatMap(pageProblems),
    ...doubled.map((number) => `decision ${number} stands in two places`),
    ...pages
      .filter(({ name }) => !/^\d/.test(name) && entries.filter((entry) => entry === name).length !== 1)
      .map(({ name }) => `${INDEX} lists ${name} not once`),
    ...(withNumbers(index, pages) === index ? [] : [`${INDEX} is not up to date: run npm run decisions`]),
  ];
}
