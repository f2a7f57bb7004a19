/** Before anything is kept: every expression compiles, the check answers, and a page of every list reads without a fault. */
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import { call } from "./client.ts";
import { checkExpressions } from "./expressions.ts";
import { unknownName } from "./inputs.ts";
import { fetchPage } from "./lists.ts";
import type { Manifest } from "./manifest.ts";
import { type Common, refuse } from "./manifest-common.ts";
import type { KindName } from "./records.ts";
import { firstState } from "./sweeps.ts";

/** Fields of the manifest that hold an expression, or several as an object. */
const EXPRESSION_FIELDS = new Set([
  "records",
  "record",
  "map",
  "field",
  "next",
  "totalPages",
  "success",
  "value",
  "result",
  "results",
  "body",
]);

/** Parts whose fields may have any name and hold none. */
const OTHER_FIELDS = new Set(["query", "headers", "idempotency", "errors"]);

export interface Placed {
  readonly path: string;
  readonly source: string;
}

/** Every expression of a manifest with its place. */
export function expressionsIn({ check, reads, lookups, writes, webhooks, auth }: Manifest): Placed[] {
  return placedOf({ auth }, { check, reads, lookups, writes, webhooks: webhooks?.events });
}

/** The expressions of a description's parts, by the field each stands under, and that of its sign-in. */
export function placedOf({ auth }: Pick<Common, "auth">, parts: Readonly<Record<string, unknown>>): Placed[] {
  const session = auth.kind === "session_login" ? [{ path: "auth.token", source: auth.token }] : [];
  return [...session, ...placedIn(parts, "")];
}

function placedIn(value: unknown, path: string): Placed[] {
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    if (OTHER_FIELDS.has(name)) return [];
    const where = path === "" ? name : `${path}.${name}`;
    return EXPRESSION_FIELDS.has(name) ? leavesOf(inner, where) : placedIn(inner, where);
  });
}

function leavesOf(value: unknown, path: string): Placed[] {
  if (typeof value === "string") return value.startsWith("@") ? [] : [{ path, source: value }];
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([name, inner]) => leavesOf(inner, `${path}.${name}`));
}

/** Throws ConnectorError that names every expression which does not compile. */
export async function requireExpressions(all: readonly Placed[], owner: string): Promise<void> {
  const answers = await checkExpressions(
    owner,
    all.map(({ source }) => source),
  );
  const problems = all.flatMap(({ path }, index) => {
    const answer = answers[index];
    if (!answer) return [];
    if ("problem" in answer) return [`${path}: ${answer.problem}`];
    return path.includes(".request.body") ? answer.names.flatMap((name) => unknownName(path, name) ?? []) : [];
  });
  if (problems.length > 0) throw refuse(problems);
}

export interface DryRun {
  /** What does not fit, each with its place. */
  readonly problems: readonly string[];
  /** What fits and should be known. */
  readonly warnings: readonly string[];
}

/** Asks the shop for one page of every declared list, maps and checks it. Throws what concerns the whole connection. */
export async function dryRun(manifest: Manifest, ctx: Context): Promise<DryRun> {
  const problems: string[] = [];
  const texts = new Map<string, string>();
  const watched: Context = {
    ...ctx,
    drift: ({ path, problem, value }) =>
      void texts.set(`${path} ${textOf(value)}`, `${path}: ${problem}: ${textOf(value)}`),
  };
  if (manifest.check) await call(manifest.check, { name: "check" }, ctx);
  for (const kind of Object.keys(manifest.reads) as KindName[]) {
    if (manifest.reads[kind] === undefined) continue;
    problems.push(...(await triedList(kind, watched)));
  }
  return { problems, warnings: [...texts.values()] };
}

async function triedList(kind: KindName, ctx: Context): Promise<string[]> {
  const name = `reads.${kind}`;
  try {
    const page = await fetchPage(kind, { place: "", state: firstState(kind, ctx) }, ctx);
    return page.bad.flatMap(({ index, problems }) =>
      problems.map((problem) => `${name}: record ${index + 1}: ${problem}`),
    );
  } catch (error) {
    if (!isConnectorError(error) || !["rejected", "forbidden", "not_found", "drift"].includes(error.kind)) throw error;
    return [`${name}: ${error.message}`];
  }
}

const textOf = (value: Json | undefined): string =>
  typeof value === "string" ? `"${value}"` : (JSON.stringify(value) ?? "").slice(0, 100);
