/** Calls that promise one outcome for each row: a row that does not fit is answered in its place, the others are done. */
import type { FastifyRequest } from "fastify";
import type { Logger } from "pino";
import { z } from "zod";
import { HubError } from "../hub/errors.ts";
import { failureOf } from "./problem.ts";
import { type RequestDetail, refusalOf } from "./request-check.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Rows taken out of the body before it was checked, by their index. */
    refusedRows: ReadonlyMap<number, RefusedRow> | null;
  }
}

export interface RefusedRow {
  readonly index: number;
  readonly row: unknown;
  readonly code: "REQUEST_INVALID";
  /** Of the row's own field, "" for the row itself. */
  readonly field: string;
  readonly message: string;
}

type Outcome = Readonly<Record<string, unknown>>;

/** How a call names its rows and answers for those that do not fit. */
export interface Rows {
  /** Names of the body's list of rows; it has one of them. */
  readonly in: readonly string[];
  readonly refused: (row: RefusedRow) => Outcome;
  /** An outcome that names its row by number, with the number the row was given under. */
  readonly placed?: (outcome: Outcome, index: number) => Outcome;
}

interface ItemError {
  readonly code: string;
  readonly message: string;
  readonly field: string;
}

/** What became of one item, so that the others are done all the same; thrown on where all would fail alike. */
export function itemFailure(
  error: unknown,
  { request, log }: { readonly request: FastifyRequest; readonly log: Pick<Logger, "error"> },
): ItemError {
  const { status, code, detail, retryable } = failureOf(error);
  if (retryable && !(error instanceof HubError)) throw error;
  if (status >= 500)
    log.error({ err: error, requestId: request.id, route: request.routeOptions.url }, "an item failed");
  return { code, message: detail, field: error instanceof HubError ? (error.field ?? "") : "" };
}

/** Outcomes without the number of their row. */
export const refusedItem = ({ code, field, message }: RefusedRow): Outcome => ({
  ok: false,
  error: { code, message, field },
});

/** Outcomes with the number of their row. */
export const numbered = {
  refused: (row: RefusedRow): Outcome => ({ index: row.index, ...refusedItem(row) }),
  placed: (outcome: Outcome, index: number): Outcome => ({ ...outcome, index }),
};

/** Takes the rows out that alone make the body wrong; whatever else is wrong is left to the check of the whole. */
export function takeOutRows(request: FastifyRequest, body: z.ZodType, rows: Rows): void {
  const given = request.body;
  if (typeof given !== "object" || given === null) return;
  const list = rows.in.find((name) => Array.isArray(Reflect.get(given, name)));
  const refusal = list === undefined ? undefined : refusalOf(body, given);
  if (list === undefined || !refusal) return;
  const items = Reflect.get(given, list) as readonly unknown[];
  const refused = new Map<number, RefusedRow>();
  for (const detail of refusal.details) {
    const index = indexIn(detail, list);
    if (index === undefined) return;
    if (refused.has(index)) continue;
    const field = detail.field.split(".").slice(2).join(".");
    refused.set(index, { index, row: items[index], code: "REQUEST_INVALID", field, message: detail.message });
  }
  request.refusedRows = refused;
  request.body = { ...given, [list]: items.filter((_, index) => !refused.has(index)) };
}

function indexIn({ field }: RequestDetail, list: string): number | undefined {
  const [name, index] = field.split(".");
  return name === list && index !== undefined && /^\d+$/.test(index) ? Number(index) : undefined;
}

interface Answered {
  readonly results: readonly Outcome[];
  readonly failed?: number;
}

/** Whether every row was refused: nothing is left to do. */
export function hasNothingLeft(request: FastifyRequest, rows: Rows): boolean {
  const list = rows.in.map((name) => Reflect.get(Object(request.body), name)).find(Array.isArray);
  return request.refusedRows !== null && list?.length === 0;
}

/** The answer with the refused rows in their places. */
export function withRefused(answer: unknown, request: FastifyRequest, rows: Rows): unknown {
  const refused = request.refusedRows;
  if (!refused) return answer;
  const { results, failed, ...rest } = answer as Answered;
  const left = [...results];
  const all: Outcome[] = [];
  for (let index = 0; index < results.length + refused.size; index += 1) {
    const row = refused.get(index);
    const outcome = row ? rows.refused(row) : left.shift();
    if (outcome) all.push(row ? outcome : (rows.placed?.(outcome, index) ?? outcome));
  }
  return { ...rest, ...(failed !== undefined && { failed: failed + refused.size }), results: all };
}

/** Of a call of which no row was left. */
export function nothingDone(response: z.ZodType | undefined) {
  const counts = response instanceof z.ZodObject && "failed" in response.shape;
  return { ...(counts && { succeeded: 0, failed: 0 }), results: [] };
}
