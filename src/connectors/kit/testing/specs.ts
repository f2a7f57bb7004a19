/**
 * Validation against the platforms' official descriptions. A connector's tests may hand the conformance suite a
 * `spec` function (in its `spec.ts`); with SPECS_DIR set, every exchange of the suite is
 * shown to it. Ready-made validators: spec-graphql.ts and spec-json.ts.
 */
import { existsSync } from "node:fs";
import type { Exchanged } from "../http/call-log.ts";

/** "valid", "uncovered" (the description says nothing about it), or what is wrong. */
export type SpecCheck = "valid" | "uncovered" | readonly string[];

export interface SpecValidator {
  request(exchange: Exchanged): SpecCheck;
  response(exchange: Exchanged): SpecCheck;
}

/** Makes a connector's validator from the folder of all descriptions (`<dir>/<id>/...`). */
export type MakeSpecValidator = (dir: string) => SpecValidator;

/** The folder of official descriptions, or null when SPECS_DIR is not set. Throws when it names no folder. */
export function specsDir(): string | null {
  const dir = process.env.SPECS_DIR;
  if (!dir) return null;
  if (!existsSync(dir)) throw new Error(`SPECS_DIR names ${dir}, which does not exist.`);
  return dir;
}

export interface SpecCounts {
  validRequests: number;
  validResponses: number;
  uncovered: number;
  /** "operation: problem", each once. */
  readonly problems: Set<string>;
}

/** Feeds exchanges to a validator and counts. */
export function createSpecCounter(validator: SpecValidator): {
  readonly counts: SpecCounts;
  /** `damaged`: the answer says what no description knows, always or where it holds this word. */
  see(exchange: Exchanged, damaged?: true | string): void;
} {
  const counts: SpecCounts = { validRequests: 0, validResponses: 0, uncovered: 0, problems: new Set() };
  const note = (side: "request" | "response", exchange: Exchanged) => {
    const check = validator[side](exchange);
    if (check === "uncovered") counts.uncovered += 1;
    else if (check === "valid") counts[side === "request" ? "validRequests" : "validResponses"] += 1;
    else for (const problem of check) counts.problems.add(`${exchange.operation} ${side}: ${problem}`);
  };
  return {
    counts,
    see(exchange, damaged) {
      note("request", exchange);
      const isDamaged = typeof damaged === "string" ? exchange.responseBody.includes(damaged) : damaged === true;
      if (!isDamaged) note("response", exchange);
    },
  };
}
