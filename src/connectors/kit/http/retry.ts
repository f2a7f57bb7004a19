/** How long to wait, and what a platform's Retry-After means. */
import type { PlatformResponse } from "../contract/platform-http.ts";

/** Longest pause we let a platform impose in one go; a longer demand is asked again after this. */
const MAX_REPORTED_WAIT_MS = 60 * 60_000;

/** Repeats of a safe request inside one call after a transient failure. */
export const MAX_REPEATS = 2;

const BASE_BACKOFF_MS = 500;
const MAX_BACKOFF_MS = 8_000;

/** Pause before repeat number `repeat` (from 1): exponential, times 0.5 to 1 (`random` is 0 <= n < 1). */
export function backoffMs(repeat: number, random: () => number): number {
  const full = Math.min(MAX_BACKOFF_MS, BASE_BACKOFF_MS * 2 ** (repeat - 1));
  return Math.round(full * (0.5 + random() / 2));
}

/**
 * Milliseconds of a Retry-After header: seconds or an HTTP date (measured from `nowMs`, else from the
 * answer's own Date header). 0 when it is absent or cannot be read; never more than an hour.
 */
export function retryAfterMs(response: Pick<PlatformResponse, "headers">, nowMs?: number): number {
  const text = response.headers["retry-after"]?.trim();
  if (!text) return 0;
  if (/^\d+(\.\d+)?$/.test(text)) return capped(Number(text) * 1000);
  const from = nowMs ?? Date.parse(response.headers.date ?? "");
  return capped(Date.parse(text) - from);
}

/**
 * The pause after a throttle answer: the longer of what the connector read and the header says, with up to
 * a tenth on top so that callers do not return together; a doubling second when nothing was told.
 */
export function throttleWaitMs(reported: number, header: number, repeat: number, random: () => number): number {
  const wait = Math.max(capped(reported), header);
  const base = wait > 0 ? wait : Math.min(60_000, 1_000 * 2 ** repeat);
  return Math.ceil(base * (1 + random() / 10));
}

function capped(ms: number): number {
  return Number.isFinite(ms) && ms > 0 ? Math.min(ms, MAX_REPORTED_WAIT_MS) : 0;
}

/** True when a body is a web page where JSON was due: firewalls, maintenance pages, login pages. */
export function looksLikeHtml(response: Pick<PlatformResponse, "headers" | "text">): boolean {
  return (
    /^\s*(?:<!doctype html|<html|<head|<body)/i.test(response.text.slice(0, 200)) ||
    (response.headers["content-type"] ?? "").startsWith("text/html")
  );
}
