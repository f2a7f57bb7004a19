/** The parts of a check of a connector's package; each runs to its end whatever the others found. */
import { spawnSync } from "node:child_process";
import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import type { Connector } from "../../contract/contract.ts";
import type { Fidelity } from "../../testing/fidelity.ts";
import { countsOf, type Hunted, withoutReason } from "../mutants/report.ts";
import type { ConformanceSummary } from "../suite.ts";
import { described } from "./described.ts";
import { leftOut, type Part } from "./report.ts";
import { type PackageFolder, readReport, reportTo, runTests, sourcesOf, specsOf, withFolder } from "./tests.ts";
import {
  declaredTerms,
  doubledTerms,
  languagesOf,
  malformedMessages,
  messagesWithoutCode,
  missingMessages,
  reasonsWithoutCode,
  sentencesIn,
  unusedCodes,
} from "./texts.ts";

const MOST_LINES = 40;

/** The package's own build, which checks its types. */
export function typesPart({ folder }: PackageFolder): Part {
  if (!existsSync(join(folder, "src"))) return leftOut("types", "what is installed was built elsewhere");
  const { status, stdout, stderr } = spawnSync("npm", ["run", "--silent", "build"], {
    cwd: folder,
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  if (status === 0) return { name: "types", result: "passed", problems: [] };
  const problems = `${stdout}${stderr}`.trim().split("\n").slice(0, MOST_LINES);
  return { name: "types", result: "failed", problems };
}

/** What package.json and the logo say, and whether the connector that is built is the one they name. */
export async function packagePart({ folder }: PackageFolder): Promise<Part> {
  const { files, problems } = described(folder);
  const found = [...problems];
  const connector = files.connector === undefined ? undefined : await load(files.connector, "connector");
  const { argosy } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const id = connector?.meta.id;
  if (connector && id !== argosy?.id) found.push(`argosy.id is ${argosy?.id}, and the connector's own is ${id}`);
  return { name: "package", result: said(found), problems: found };
}

const said = (problems: readonly string[]): string => (problems.length > 0 ? "failed" : "passed");

async function load(file: string, name: "connector"): Promise<Connector | undefined> {
  const module: { readonly connector?: Connector } = await import(pathToFileURL(file).href);
  return module[name];
}

/** Not texts of the hub's answers: they are read by a till, a platform or the log. */
const TO_OTHERS = /discounts|promotions|gift-cards|webhooks|signatures|notifications|[\\/]?meta\.[jt]s$/;
const NO_SOURCE = /sandbox|testing|fidelity|\.test\.[jt]s$|\.d\.ts$|(?:^|[\\/])(?:words|spec)\.[jt]s$/;

export async function textsPart({ folder }: PackageFolder): Promise<Part> {
  const file = described(folder).files.connector;
  const connector = file === undefined ? undefined : await load(file, "connector");
  if (!connector) return leftOut("texts", "there is no connector that is built");
  const phrases = languagesOf(connector).flatMap((language) => [
    ...missingMessages(connector, language).map((text) => `${language}.json has no words for ${JSON.stringify(text)}`),
    ...malformedMessages(connector, language),
  ]);
  const read = (path: string) => (existsSync(path) ? readFileSync(path, "utf8") : "");
  const terms = declaredTerms(read(join(folder, "README.md")));
  const doubled = doubledTerms(connector, terms).found;
  const sources = globSync("**/*.{js,ts}", { cwd: sourcesOf(folder) })
    .filter((path) => !NO_SOURCE.test(path))
    .map((path) => ({ path, source: read(join(sourcesOf(folder), path)).replaceAll(/\\(["'])/g, "$1") }));
  const plain = sources
    .filter(({ path }) => !TO_OTHERS.test(path))
    .flatMap(({ path, source }) =>
      [...new Set([...messagesWithoutCode(source), ...sentencesIn(source)])].map((text) => `${path}: ${text}`),
    );
  const reasons = sources.flatMap(({ path, source }) => reasonsWithoutCode(source).map((text) => `${path}: ${text}`));
  const unused = unusedCodes([connector], sources.map(({ source }) => source).join("\n"));
  const problems = [
    ...phrases,
    ...doubled.map((text) => `no term of the hub: ${text}`),
    ...[...plain, ...reasons].map((text) => `without a code of words.ts: ${text}`),
    ...unused.map((code) => `words.ts: "${code}" is used nowhere`),
  ];
  const isEnglish = connector.reviewed === false ? ", in English alone: the connector says it is not reviewed" : "";
  const hint =
    doubled.length === 0
      ? "the guide: Words"
      : "say channel, or declare the platform's own word in README.md: Own terms: `shop` (why).";
  return { name: "texts", result: `${said(problems)}${isEnglish}`, problems, hint };
}

/** The suite and the package's other tests, and with SPECS_DIR the official description. */
export function suiteParts(position: PackageFolder): Part[] {
  return withFolder((out) => {
    const report = join(out, "report.json");
    const env = { ...process.env, ARGOSY_CONFORMANCE_OUT: join(out, "suite") };
    runTests(position, reportTo(report), env);
    const reported = readReport(report);
    if (reported === null)
      return [{ name: "suite", result: "failed", problems: ["the tests did not run to their end"] }];
    const [summary] = summariesIn<ConformanceSummary>(join(out, "suite"));
    const failed = reported.failed.map(({ title, why }) => `${title}: ${why}`);
    if (!summary) {
      const problems = [...failed, "no test calls describeConformance"];
      return [{ name: "suite", result: "failed", problems }];
    }
    const of = (result: string) => Object.values(summary.results).filter((one) => one.result === result).length;
    const suite: Part = {
      name: "suite",
      result: `${reported.passed} passed, ${failed.length} failed, ${of("unsupported")} of what the connector or its sandbox does not have`,
      problems: failed,
      notes: Object.entries(summary.results).flatMap(([name, { result, note }]) =>
        result === "skipped" ? [`skipped ${name}: ${note}`] : [],
      ),
    };
    return [suite, descriptionPart(position, summary)];
  });
}

function descriptionPart({ folder }: PackageFolder, { spec }: ConformanceSummary): Part {
  if (spec === null)
    return specsOf(folder) !== null
      ? leftOut("description", "the tests name no `spec` (the guide: official API description)")
      : leftOut("description", "there is no folder specs, and SPECS_DIR names none");
  const { validRequests, validResponses, uncovered, problems } = spec;
  const result = `${validRequests} requests and ${validResponses} answers valid, ${uncovered} exchanges not described`;
  // Each is a failure of the suite's own case besides, which shows the first thirty.
  return { name: "description", result, problems };
}

/** Bugs planted one at a time; `only`: those whose name holds it. */
export function mutantsPart(position: PackageFolder, only: string | undefined): Part {
  return withFolder((out) => {
    const env = { ...process.env, ARGOSY_MUTANTS_OUT: out, ...(only !== undefined && { ARGOSY_MUTANTS_ONLY: only }) };
    const status = runTests(position, ["--reporter=dot", "-t", "with a planted bug"], env);
    const [hunted] = summariesIn<Hunted>(out);
    if (!hunted || status !== 0) return { name: "mutants", result: "failed", problems: ["the hunt did not end"] };
    const { caught, survived, lacking, untouched } = countsOf(hunted.results);
    return {
      name: "mutants",
      result: `${caught} noticed, ${survived} survived, ${lacking} in fields the platform lacks, ${untouched} had nothing to change`,
      problems: withoutReason([hunted]).map((name) => `survived: ${name}`),
      hint: "a control of the sandbox may show it (the guide: What must it offer?), a word of `lacks` may say that the platform has no such thing, or `survivors` why it may stay",
      notes: hunted.results.flatMap(({ name, state, reason: why }) =>
        state === "survived" && why !== undefined ? [`survived ${name}: ${why}`] : [],
      ),
    };
  });
}

function summariesIn<T>(folder: string): T[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((file): T => JSON.parse(readFileSync(join(folder, file), "utf8")));
}

/** The sandbox against captures of a real shop. */
export async function capturesPart({ folder }: PackageFolder): Promise<Part> {
  const name = "captures";
  const file = ["fidelity.ts", "fidelity.js"].map((each) => join(sourcesOf(folder), each)).find(existsSync);
  if (file === undefined) return leftOut(name, "there is no fidelity.ts that compares the sandbox with captures");
  const specs = specsOf(folder);
  if (specs === null) return leftOut(name, "there is no folder specs, and SPECS_DIR names none");
  const { measureFidelity } = (await import(pathToFileURL(file).href)) as {
    measureFidelity(specsDir: string): Promise<Fidelity>;
  };
  const { same, compared, onPurpose, differences } = await measureFidelity(specs);
  return {
    name,
    result: `${same} of ${compared} exchanges are answered alike`,
    problems: differences.map(({ call, what }) => `${call} differs: ${what}`),
    notes: onPurpose.map(({ call, reason }) => `differs on purpose ${call}: ${reason}`),
  };
}

/** Worlds of a whole hub, which is no part of the kit: `hub` is a clone of it. */
export function simulationPart(
  { folder }: PackageFolder,
  { hub, seeds }: { readonly hub?: string; readonly seeds: string },
): Part {
  const name = "simulation";
  if (hub === undefined) return leftOut(name, "--hub <folder of a clone of the hub> runs it");
  const launch = join(hub, "scripts/launch.mjs");
  if (!existsSync(join(hub, "scripts/sim.ts")))
    return leftOut(name, `${hub} is no clone of the hub: no scripts/sim.ts`);
  const options = ["--package", folder, "--seeds", seeds, "--short"];
  const { status, stdout, stderr } = spawnSync(process.execPath, [launch, join(hub, "scripts/sim.ts"), ...options], {
    cwd: hub,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  const lines = `${stdout}${stderr}`.trim().split("\n");
  const problems = status === 0 ? [] : lines.slice(0, MOST_LINES);
  return { name, result: status === 0 ? (lines.at(-1) ?? "") : "failed", problems };
}
