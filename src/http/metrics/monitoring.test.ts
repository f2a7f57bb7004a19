/** The files for Prometheus and Grafana name figures and labels that the hub tells. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parser } from "@prometheus-io/lezer-promql";
import Fastify from "fastify";
import type { Registry } from "prom-client";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { measureAnswers } from "./answers.ts";
import { measureDerivedWork } from "./derived-work.ts";
import { measurePlatformCalls } from "./platform-calls.ts";
import { createRegistry } from "./registry.ts";
import { measureDeliveries } from "./webhooks.ts";
import { FIGURES } from "./work.ts";

const folder = join(import.meta.dirname, "../../../docs/monitoring");
const read = (name: string) => readFileSync(join(folder, name), "utf8");

interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: { readonly summary: string; readonly runbook: string };
}
const alerts: readonly Alert[] = parse(read("alerts.yaml")).groups.flatMap(
  (group: { rules: readonly Alert[] }) => group.rules,
);
const panels: readonly { readonly title: string; readonly targets: readonly { readonly expr: string }[] }[] =
  JSON.parse(read("grafana-dashboard.json")).panels;

/** Labels Prometheus itself sets. */
const SCRAPED = ["instance", "job"];

/** Every figure with its labels. */
function told(): ReadonlyMap<string, readonly string[]> {
  const registry: Registry = createRegistry();
  measureAnswers(Fastify(), registry);
  measurePlatformCalls(registry);
  measureDerivedWork(registry);
  measureDeliveries(registry, new Set());
  const figures = new Map<string, readonly string[]>(FIGURES.map(({ name, labels }) => [name, labels]));
  for (const metric of registry.getMetricsAsArray()) {
    const labels = "labelNames" in metric ? (metric.labelNames as readonly string[]) : [];
    figures.set(metric.name, labels);
    if (!("buckets" in metric)) continue;
    figures.set(`${metric.name}_bucket`, [...labels, "le"]);
    for (const end of ["_sum", "_count"]) figures.set(metric.name + end, labels);
  }
  return figures.set("up", []);
}

interface RecordedRequest {
  readonly metrics: readonly string[];
  readonly labels: readonly string[];
  readonly faults: readonly string[];
}

/** What an expression of PromQL asks for. */
function sendRequest(expr: string): RecordedRequest {
  const found = { metrics: new Set<string>(), labels: new Set<string>(), faults: [] as string[] };
  parser.parse(expr).iterate({
    enter({ type, from, to, node }) {
      const text = expr.slice(from, to);
      if (type.isError) found.faults.push(`${text || "something is missing"} at ${from}`);
      const isName = type.name === "Identifier" && node.parent?.name === "VectorSelector";
      if (isName) found.metrics.add(text);
      if (type.name === "LabelName") found.labels.add(text);
    },
  });
  return { metrics: [...found.metrics], labels: [...found.labels], faults: found.faults };
}

const expressions = [
  ...alerts.map(({ alert, expr }) => [alert, expr] as const),
  ...panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr] as const)),
];

test.each(expressions)("%s asks for figures and labels there are", (_name, expr) => {
  const figures = told();
  const { metrics, labels, faults } = sendRequest(expr);
  expect(faults).toEqual([]);
  expect(metrics.length).toBeGreaterThan(0);
  expect(metrics.filter((name) => !figures.has(name))).toEqual([]);
  const existing = new Set([...SCRAPED, ...metrics.flatMap((name) => figures.get(name) ?? [])]);
  expect(labels.filter((label) => !existing.has(label))).toEqual([]);
});

test("a figure or label that does not exist is found, and a broken expression", () => {
  expect(sendRequest("max(argosy_nothing{nowhere='x'})")).toEqual({
    metrics: ["argosy_nothing"],
    labels: ["nowhere"],
    faults: [],
  });
  expect(sendRequest("max(argosy_lanes").faults).not.toEqual([]);
});

test("every rule has a chapter of the runbook that names it, and every chapter's rule exists", () => {
  const runbook = read("runbook.md");
  const anchors = [...runbook.matchAll(/^## (.+)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replace(/[^\w -]/g, "")
      .replaceAll(" ", "-"),
  );
  for (const { alert, annotations } of alerts) {
    expect([alert, anchors.includes(annotations.runbook.replace("runbook.md#", ""))]).toEqual([alert, true]);
    expect(runbook).toContain(`\`${alert}\``);
  }
  const named = [...runbook.matchAll(/`(Argosy[A-Z]\w+)`/g)].map(([, name = ""]) => name);
  expect(named.filter((name) => !alerts.some(({ alert }) => alert === name))).toEqual([]);
});
