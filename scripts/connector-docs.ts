/** Writes what the conformance run showed into the README's table of providers and docs/connectors.md. */
import type { ConformanceSummary } from "../src/connectors/kit/conformance/suite.ts";
import type { Fidelity } from "../src/connectors/kit/testing/fidelity.ts";

/** A connector's conformance and, where there are captures of a real shop, what comparing with them gave. */
export interface Shown {
  readonly summary: ConformanceSummary;
  readonly fidelity: Fidelity | null;
  /** Its guide below docs/providers exists. */
  readonly hasGuide: boolean;
  /** "3.7.3, 15 steps": the version installed and played by `npm run living`; absent: there is no living shop. */
  readonly living?: string | undefined;
}

const PORTS: Readonly<Record<string, string>> = {
  products: "products",
  prices: "prices",
  stock: "stock",
  orders: "orders",
  categories: "categories",
  customers: "customers",
  returns: "returns",
  fees: "fees",
  discounts: "discount codes",
  giftCards: "gift cards",
  serviceability: "where it goes",
  rates: "rates",
  shipments: "booking and cancelling",
  labels: "labels",
  tracking: "tracking",
  manifests: "handing over",
  pickups: "pickups",
  exceptions: "failed deliveries",
  remittance: "cash passed on",
  charges: "bills",
  files: "reports uploaded by the seller, stock file to carry back",
  queue: "notifications by queue",
  adSpend: "ad spend by day and campaign",
};

const count = ({ results }: ConformanceSummary, requested: string) =>
  Object.values(results).filter(({ result }) => result === requested).length;

function works({ ports, webhooks }: ConformanceSummary): string {
  const texts = ports.flatMap((port) => PORTS[port] ?? []);
  if (webhooks === "automatic") texts.push("webhooks registered by API");
  if (webhooks === "by_hand") texts.push("webhooks (pasted by the seller)");
  return texts.join(", ");
}

function verified({ summary, fidelity, living }: Shown): string {
  const { spec } = summary;
  const parts = [`${count(summary, "passed")} contract tests`];
  if (spec && spec.validRequests + spec.validResponses > 0)
    parts.push(`official description: ${spec.validRequests} requests and ${spec.validResponses} answers valid`);
  if (fidelity && fidelity.compared > 0)
    parts.push(`captures and samples: ${fidelity.same} of ${fidelity.compared} answered alike`);
  if (living !== undefined) parts.push(`living shop ${living}`);
  return parts.join("; ");
}

/** What docs/living.md says of a shop by its name; nothing when it was never played, or had differences. */
export function livingOf(page: string, name: string): string | undefined {
  const section = page.split(/^## /m).find((one) => one.startsWith(`${name} `));
  if (!section?.includes("Differences: 0.")) return undefined;
  const [title = ""] = section.split("\n");
  const steps = section.split("\n").filter((line) => /\| 0 \|$/.test(line)).length;
  return `${title.slice(name.length + 1)}, ${steps} steps`;
}

/** The rows of the README's table, one a connector, by name. */
export function providersTable(shown: readonly Shown[]): string {
  const rows = [...shown]
    .sort((a, b) => a.summary.name.localeCompare(b.summary.name, "en"))
    .map(({ summary, ...rest }) => {
      const { name, connector } = summary;
      const title = rest.hasGuide ? `[${name}](docs/providers/${connector}.md)` : name;
      return `| ${title} | ${works(summary)} | ${verified({ summary, ...rest })} |`;
    });
  return ["| provider | works | verified by |", "| --- | --- | --- |", ...rows].join("\n");
}

/** docs/connectors.md: every contract test by connector, with what is left out and why. */
export function connectorsPage(shown: readonly Shown[]): string {
  const summaries = shown.map(({ summary }) => summary);
  const names = [...new Set(summaries.flatMap(({ results }) => Object.keys(results)))];
  const signs: Readonly<Record<string, string>> = {
    passed: "yes",
    failed: "FAILED",
    unsupported: "refused",
    skipped: "left out",
  };
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const row = (title: string, cell: (one: Shown) => string) => line([title, ...shown.map(cell)]);
  const reasons = shown.flatMap(({ summary, fidelity }) => [
    ...Object.entries(summary.results)
      .filter(([, { result }]) => result === "skipped")
      .map(([name, { note }]) => `- ${summary.name}, ${name}: ${note}`),
    ...(fidelity?.onPurpose ?? []).map(
      ({ call, reason }) => `- ${summary.name}, sandbox differs at ${call}: ${reason}`,
    ),
  ]);
  const lacks = summaries.flatMap((summary) =>
    Object.entries(summary.lacks).map(([fields, reason]) => `- ${summary.name}, ${fields}: ${reason}`),
  );
  return [
    "# Connectors and their contract tests",
    "",
    "One test suite runs against every connector and its sandbox, an emulation of the platform. `yes` means that the test passes, `refused` that the platform does not offer the function and the connector says so, `left out` that the test does not fit the platform (reasons below), and an empty cell that the test is for connectors of another kind. `npm run conformance` writes this page.",
    "",
    line(["contract test", ...summaries.map(({ name }) => name)]),
    line(["---", ...summaries.map(() => "---")]),
    ...names.map((name) => row(name, ({ summary }) => signs[summary.results[name]?.result ?? ""] ?? "")),
    row("**passed**", ({ summary }) => String(count(summary, "passed"))),
    row("**refused as unsupported**", ({ summary }) => String(count(summary, "unsupported"))),
    row("**left out with a reason**", ({ summary }) => String(count(summary, "skipped"))),
    row("requests valid by the official API description", ({ summary }) => String(summary.spec?.validRequests ?? "")),
    row("answers valid by the official API description", ({ summary }) => String(summary.spec?.validResponses ?? "")),
    row("requests and answers that the description does not cover", ({ summary }) =>
      String(summary.spec?.uncovered ?? ""),
    ),
    row("recorded and sample requests that the sandbox answers the same", ({ fidelity }) =>
      fidelity ? `${fidelity.same} of ${fidelity.compared}` : "",
    ),
    "",
    "## Left out, or different from the platform on purpose",
    "",
    ...reasons,
    "",
    "## Fields that a platform does not have or does not send",
    "",
    ...lacks,
    "",
  ].join("\n");
}

/** The table's rows as cells. */
const cellsOf = (line: string): string[] => line.slice(2, -2).split(" | ");

/**
 * docs/connectors.md with one connector's column renewed or added, all others kept: its author needs no descriptions of
 * the others' platforms. Contract tests no other connector has been asked are left empty for those.
 */
export function withColumn(page: string, shown: Shown): string {
  const fresh = new Map(tableOf(connectorsPage([shown])).map((cells) => [cells[0] ?? "", cells[1] ?? ""]));
  const old = tableOf(page);
  const head = old[0] ?? ["contract test"];
  const at = head.indexOf(shown.summary.name) < 0 ? head.length : head.indexOf(shown.summary.name);
  const width = Math.max(head.length, at + 1);
  const titles = old.map(([title = ""]) => title);
  const news = [...fresh.keys()].filter((title) => !titles.includes(title));
  const index = titles.findIndex((title) => title.startsWith("**"));
  const order = [
    ...titles.slice(0, index),
    ...news.filter((title) => title !== "contract test" && title !== "---"),
    ...titles.slice(index),
  ];
  const rows = order.map((title) => {
    const cells = [...(old.find(([existing]) => existing === title) ?? [title])];
    while (cells.length < width) cells.push("");
    cells[at] = title === "contract test" ? shown.summary.name : title === "---" ? "---" : (fresh.get(title) ?? "");
    return `| ${cells.join(" | ")} |`;
  });
  const lines = page.split("\n");
  const first = lines.findIndex((line) => line.startsWith("| contract test |"));
  return [...lines.slice(0, first), ...rows, ...lines.slice(first + old.length)].join("\n");
}

/** The README with one connector's row renewed or added. */
export function withRow(readme: string, shown: Shown): string {
  const [, , row = ""] = providersTable([shown]).split("\n");
  const start = readme.indexOf(START) + START.length;
  const table = readme.slice(start, readme.indexOf(END)).trim().split("\n");
  const isThis = (line: string) =>
    new RegExp(`^\\| \\[?${shown.summary.name.replaceAll(/[()]/g, "\\$&")}\\]?[ (]`).test(line);
  const [head = "", rule = "", ...others] = table.filter((line) => !isThis(line));
  const rows = [...others, row].sort((a, b) => a.replace("[", "").localeCompare(b.replace("[", ""), "en"));
  return withProviders(readme, [head, rule, ...rows].join("\n"));
}

/** The first table of a page. */
function tableOf(page: string): string[][] {
  const lines = page.split("\n");
  const first = lines.findIndex((line) => line.startsWith("| contract test |"));
  const end = lines.findIndex((line, index) => index > first && !line.startsWith("| "));
  return lines.slice(first, end < 0 ? lines.length : end).map(cellsOf);
}

const START = "<!-- providers: written by npm run conformance -->";
const END = "<!-- /providers -->";

/** The README with its table of providers replaced. Throws when it has no place for it. */
export function withProviders(readme: string, table: string): string {
  const start = readme.indexOf(START);
  const end = readme.indexOf(END);
  if (start < 0 || end < start) throw new Error(`README.md needs the lines "${START}" and "${END}".`);
  return `${readme.slice(0, start)}${START}\n${table}\n${readme.slice(end)}`;
}
