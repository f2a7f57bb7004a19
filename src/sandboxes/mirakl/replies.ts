/** How Mirakl says no, and its pages. No error body is published: seen ones have a status and a message. */
import {
  Refusal,
  type SandboxReply,
  type SandboxRequest,
  withRetryAfter,
} from "../../connectors/kit/sandbox/server.ts";
import type { State } from "./state.ts";

export const ok = (json: object): SandboxReply => ({ status: 200, json });
export const nothing: SandboxReply = { status: 204 };

export const problem = (status: number, message: string): SandboxReply => ({ status, json: { status, message } });

export const notFound = problem(404, "Resource not found");

export function refuse(status: number, message: string): never {
  throw new Refusal(problem(status, message));
}

export const throttled = (seconds: number | undefined): SandboxReply =>
  withRetryAfter(problem(429, "Too many requests in the last hour"), seconds);

const HOUR_MS = 3_600_000;

/** Counts a use of an operation over the last hour, and how far apart two are. Throws the no of one too many. */
export function use(
  state: State,
  operation: string,
  most: { readonly anHour?: number; readonly apartMs?: number },
): void {
  const now = state.clock.now();
  const before = (state.asked.get(operation) ?? []).filter((at) => at > now - HOUR_MS);
  const last = before.at(-1);
  const isTooSoon = most.apartMs !== undefined && last !== undefined && now - last < most.apartMs;
  if (isTooSoon || before.length >= (most.anHour ?? Number.POSITIVE_INFINITY)) throw new Refusal(throttled(60));
  state.asked.set(operation, [...before, now]);
}

const MOST = 100;

/** A part of a list by offset: ten rows where nothing else is asked for. */
export function byOffset<T>(request: SandboxRequest, all: readonly T[]): readonly T[] {
  const max = Math.min(MOST, Number(request.query.get("max") ?? 10));
  const offset = Number(request.query.get("offset") ?? 0);
  return all.slice(offset, offset + max);
}

/** A page by token, which stands for the whole question. */
export function bySeek<T extends { readonly id: string }>(
  request: SandboxRequest,
  list: (requested: URLSearchParams) => readonly T[],
): { readonly page: readonly T[]; readonly next: { readonly next_page_token?: string } } {
  const token = request.query.get("page_token");
  const [requested = "", after = ""] = token === null ? [] : Buffer.from(token, "base64url").toString().split("\n");
  const question = token === null ? request.query : new URLSearchParams(requested);
  const all = list(question);
  const begin = after === "" ? 0 : all.findIndex(({ id }) => id === after) + 1;
  const page = all.slice(begin, begin + Math.min(MOST, Number(request.query.get("limit") ?? 10)));
  const last = page.at(-1);
  const isEnd = last === undefined || begin + page.length >= all.length;
  return {
    page,
    next: isEnd ? {} : { next_page_token: Buffer.from(`${question.toString()}\n${last.id}`).toString("base64url") },
  };
}
