/** Sellers' expressions, evaluated in processes of their own (expressions-pool.ts). */
import type { Json } from "../../commerce/product.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { Answer, Bindings, Job } from "./expressions-job.ts";
import { createPool, TooMany } from "./expressions-pool.ts";
import type { Mapping } from "./manifest-parts.ts";
import { message } from "./words.ts";

/** What an expression knows besides its input, and whose it is. */
export interface Scope {
  readonly owner: string;
  readonly bindings: Bindings;
}

export type Checked = { readonly problem: string } | { readonly names: readonly string[] };

const BUSY_WAIT_MS = 10_000;

const pool = createPool();

/** Runs a job; a description whose expressions do not end is the seller's to mend. */
async function run(owner: string, job: Job): Promise<Answer> {
  try {
    return await pool.run(owner, job);
  } catch (cause) {
    if (cause instanceof TooMany)
      throw new ConnectorError(
        { kind: "throttled", waitMs: BUSY_WAIT_MS },
        message("error.expressionsOrganizationConnectionDescriptionsBusy"),
        { cause },
      );
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ConnectorError(
      { kind: "rejected", field: "manifest", code: "expression" },
      message("error.expressionConnectionDescriptionStopped", { why }),
      { cause },
    );
  }
}

/** For each expression what is wrong with it, or the names it asks a request's input for ("input.sku"). */
export async function checkExpressions(owner: string, expressions: readonly string[]): Promise<Checked[]> {
  const answers = await run(owner, { kind: "check", expressions });
  return answers.map((one) =>
    "problem" in one ? one : { names: Array.isArray(one.value) ? one.value.map(String) : [] },
  );
}

/** The values of several mappings over one input. Throws ConnectorError rejected when one of them fails. */
export async function evaluateAll(
  mappings: readonly Mapping[],
  input: Json,
  { owner, bindings }: Scope,
  what: string,
): Promise<(Json | undefined)[]> {
  if (mappings.length === 0) return [];
  const answers = await run(owner, { kind: "values", mappings, input, bindings });
  return answers.map((one) => {
    if ("value" in one) return one.value;
    throw new ConnectorError(
      { kind: "drift", path: what },
      message("error.connectionDescriptionExpressionFailedApi", { what, problem: one.problem }),
    );
  });
}

/** Each record mapped, or what is wrong with it. */
export async function mapRecords(
  mapping: Mapping,
  records: readonly Json[],
  { owner, bindings }: Scope,
): Promise<Answer> {
  return records.length === 0 ? [] : run(owner, { kind: "records", mapping, records, bindings });
}
