import type { CaseResult } from "../src/connectors/kit/conformance/record.ts";
import type { ConformanceSummary } from "../src/connectors/kit/conformance/suite.ts";

const SIGNS: Readonly<Record<CaseResult, string>> = {
  passed: "yes",
  failed: "FAILED",
  unsupported: "-",
  skipped: "left out",
};

/** The table of all contract tests by connector, with counts, figures, and what was compared with official descriptions. */
export function conformanceTable(summaries: readonly ConformanceSummary[]): string {
  const names = [...new Set(summaries.flatMap((summary) => Object.keys(summary.results)))];
  const figures = [...new Set(summaries.flatMap((summary) => Object.keys(summary.figures)))];
  const rows = [
    ["contract test", ...summaries.map((summary) => summary.connector)],
    ...names.map((name) => [name, ...summaries.map(({ results }) => signOf(results[name]?.result))]),
    [""],
    ...(["passed", "unsupported", "skipped", "failed"] as const).map((result) => [
      result,
      ...summaries.map(({ results }) => String(count(results, result))),
    ]),
    ...figures.map((figure) => [figure, ...summaries.map((summary) => String(summary.figures[figure] ?? "-"))]),
    ["requests valid by the official description", ...summaries.map(({ spec }) => String(spec?.validRequests ?? "-"))],
    ["answers valid by the official description", ...summaries.map(({ spec }) => String(spec?.validResponses ?? "-"))],
    ["exchanges the description does not cover", ...summaries.map(({ spec }) => String(spec?.uncovered ?? "-"))],
    ["differences from the description", ...summaries.map(({ spec }) => String(spec?.problems.length ?? "-"))],
  ];
  return [table(rows), ...notes(summaries)].join("\n");
}

function signOf(result: CaseResult | undefined): string {
  return result ? SIGNS[result] : "not run";
}

function count(results: ConformanceSummary["results"], requested: CaseResult): number {
  return Object.values(results).filter(({ result }) => result === requested).length;
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_cell, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function notes(summaries: readonly ConformanceSummary[]): string[] {
  return summaries.flatMap(({ connector, results, spec }) => [
    ...Object.entries(results)
      .filter(([, { result }]) => result === "skipped" || result === "failed")
      .map(([name, { result, note }]) => `${connector}: ${SIGNS[result]}: ${name}: ${note}`),
    ...(spec?.problems ?? []).map((problem) => `${connector}: ${problem}`),
  ]);
}
