/** Which test proves which requirement: read from the titles of tests, which name the ids in brackets at their end. */

export interface Clause {
  readonly says: string;
  /** What of it is not there yet. */
  readonly lacks: string;
}

/** By id. A clause that is wholly there needs its words alone. */
export type Clauses = Readonly<Record<string, string | Clause>>;

/** A test that says it proves clauses, or whole requirements ("A4"). */
export interface Proof {
  readonly file: string;
  readonly title: string;
  readonly ids: readonly string[];
}

export const SECTIONS: Readonly<Record<string, string>> = {
  A: "Stores, organizations and the sync loop",
  B: "Providers",
  C: "Catalog and mapping",
  D: "Inventory",
  E: "Orders, customers, fulfilment",
  F: "Promotions and point of sale",
  G: "Logistics",
  H: "Marketing and profit",
  I: "Interface, programs and operations",
};

/** Faults are called F01 to F31, which are no requirements. */
const ID = "(?:[A-EG-I]\\d+|F[1-9](?!\\d))(?:\\.\\d+)?";
const IDS = `${ID}(?:, ?${ID})*`;
/** A text that ends in ids in brackets: the title of a test. */
const TITLE = new RegExp(`(["'\`])((?:(?!\\1)[^\\\\\\n]|\\\\.)*?) \\[(${IDS})\\]\\1`, "g");
/** A case of the connectors' suite, or the suite of one connector. */
const CASE = new RegExp(`(?:name:\\s*["\`]([^\\n]*)["\`],\\s*)?proves: \\[("${ID}"(?:, "${ID}")*)\\]`, "g");

/** What a test file says it proves. */
export function proofsIn(file: string, text: string): Proof[] {
  const titles = [...text.matchAll(TITLE)].map(
    ([, , title = "", ids = ""]): Proof => ({ file, title: title.replaceAll(/\\(.)/g, "$1"), ids: ids.split(/, ?/) }),
  );
  const cases = [...text.matchAll(CASE)].map(
    ([, title = "the contract tests of a connector", ids = ""]): Proof => ({
      file,
      title,
      ids: ids.split(", ").map((id) => id.slice(1, -1)),
    }),
  );
  return [...titles, ...cases];
}

const lacksOf = (clause: string | Clause) => (typeof clause === "string" ? "" : clause.lacks);
const saysOf = (clause: string | Clause) => (typeof clause === "string" ? clause : clause.says);
const requirementOf = (id: string) => id.split(".")[0] ?? id;

/** Clauses with neither a test nor a word on what is missing, and tests that name a clause nobody wrote down. */
export function requirementProblems(clauses: Clauses, proofs: readonly Proof[]): string[] {
  const proved = new Set(proofs.flatMap(({ ids }) => ids));
  const existing = new Set(Object.keys(clauses).flatMap((id) => [id, requirementOf(id)]));
  return [
    ...Object.keys(clauses)
      .filter((id) => !proved.has(id) && lacksOf(clauses[id] ?? "") === "")
      .map((id) => `${id} has no test, and nothing says that it is absent: ${saysOf(clauses[id] ?? "")}`),
    ...proofs.flatMap(({ file, title, ids }) =>
      ids.filter((id) => !existing.has(id)).map((id) => `${file}: "${title}" names ${id}, which is no requirement`),
    ),
  ];
}

const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("<", "&lt;");
const told = ({ file, title }: Proof) => `${cell(title)} (\`${file}\`)`;

function rowOf(id: string, clause: string | Clause, proofs: readonly Proof[]): string {
  const lacks = lacksOf(clause);
  const state = lacks === "" ? "" : proofs.length === 0 ? `**Absent.** ${lacks}. ` : `**In part.** ${lacks}. `;
  return `| ${id} | ${cell(saysOf(clause))} | ${cell(state)}${proofs.map(told).join("; ")} |`;
}

/** docs/requirements.md. */
export function requirementsPage(clauses: Clauses, proofs: readonly Proof[]): string {
  const entries = Object.entries(clauses);
  const of = (id: string) => proofs.filter(({ ids }) => ids.includes(id));
  const absent = entries.filter(([id, clause]) => lacksOf(clause) !== "" && of(id).length === 0).length;
  const partly = entries.filter(([id, clause]) => lacksOf(clause) !== "" && of(id).length > 0).length;
  const sections = Object.entries(SECTIONS).flatMap(([letter, heading]) => {
    const own = entries.filter(([id]) => id.startsWith(letter));
    const whole = [...new Set(own.map(([id]) => requirementOf(id)))]
      .filter((id) => clauses[id] === undefined && of(id).length > 0)
      .map((id) => `- ${id}: ${of(id).map(told).join("; ")}`);
    return [
      `## ${letter}. ${heading}`,
      "",
      "| id | requirement | proved by |",
      "| --- | --- | --- |",
      ...own.map(([id, clause]) => rowOf(id, clause, of(id))),
      "",
      ...(whole.length > 0 ? ["Tests that name a requirement as a whole:", "", ...whole, ""] : []),
    ];
  });
  return [
    "# Requirements and their proofs",
    "",
    "Each row is a requirement of the product and the tests that prove it. Titles of tests end with the ids they prove, in brackets. A test of the connector suite runs against every connector. `npm run requirements` writes this page from those titles and from `scripts/requirement-clauses-*.ts`; `npm run structure` fails for a requirement that has neither a test nor a reason why it is absent. In this page a store is a connected channel.",
    "",
    `${entries.length} requirements: ${entries.length - absent - partly} proved by tests, ${partly} in part, ${absent} absent.`,
    "",
    ...sections,
  ].join("\n");
}
