import { setImmediate } from "node:timers/promises";
import { message } from "../../../commerce/message.ts";
import type { Json } from "../../../commerce/product.ts";
import type { Context } from "../contract/context.ts";
import { ConnectorError } from "../contract/errors.ts";
import type { PlatformHttp, PlatformRequest, PlatformResponse } from "../contract/platform-http.ts";
import { LONG_TEXT, longAnswerJson } from "./answer-json.ts";
import { scopesOf } from "./bucket-scopes.ts";
import type { Failure } from "./failures.ts";
import { failureError, transportFailure, wrongAddress } from "./failures.ts";
import type { Outcome, Success } from "./one-exchange.ts";
import { attempt, isWrite, limitOf } from "./one-exchange.ts";
import type { CallerOptions } from "./options.ts";
import type { BucketScope, Release } from "./platform-limiter.ts";
import { backoffMs, MAX_REPEATS, retryAfterMs, throttleWaitMs } from "./retry.ts";
import { TransportError } from "./transport.ts";
import { isSafe } from "./wire.ts";

/** How often one call has been tried, and why. */
interface Progress {
  readonly request: PlatformRequest;
  readonly scopes: readonly BucketScope[];
  attempts: number;
  repeats: number;
  throttles: number;
  /** The platform was asked for new tokens on its account: those count, not what was taken over from elsewhere. */
  renewed: boolean;
  /** Of the tokens the last attempt used. */
  generation: number;
  /** Where the platform's clock was thought to stand when the last attempt was signed. */
  aheadMs: number;
  /** It was signed once more, by the clock the platform's answer told. */
  dated: boolean;
}

/** Platforms refuse what is signed for another time than theirs by a few minutes. */
const CLOCKS_APART_MS = 60_000;
/** Of an answer that a proof is not believed. */
const REFUSED = new Set([400, 401, 403]);

/** "Slow down" answers waited out inside one call before it is handed back to the engine. */
const MAX_THROTTLES = 3;

/** The policies around a platform call, behind the ways connectors make one. */
export function createCaller(options: CallerOptions): PlatformHttp {
  return {
    request: async (request) => (await call(request, false, options)).success.response,
    async json(request) {
      const { response } = (await call(request, false, options)).success;
      const body = await readJson(response, request, options);
      // Those who wait for the thread are let in before what was read is worked through.
      if (response.text.length > LONG_TEXT) await setImmediate();
      return { body, response };
    },
    async stream(request) {
      const { success, release } = await call(request, true, options);
      return streamed(success, release, request, options);
    },
    waitMs: (operation) => options.limiter.waitMs(scopesOf(options, operation)),
  };
}

/** Breaker, renewal ahead of time, limits, one attempt; then again, later, or the error. */
async function call(
  request: PlatformRequest,
  asStream: boolean,
  options: CallerOptions,
): Promise<{ success: Success; release: Release }> {
  const scopes = scopesOf(options, request.operation);
  const progress: Progress = {
    request,
    scopes,
    attempts: 0,
    repeats: 0,
    throttles: 0,
    renewed: false,
    generation: 0,
    aheadMs: 0,
    dated: false,
  };
  for (;;) {
    options.signal.throwIfAborted();
    if (options.byHand) await options.limiter.thaw(scopes);
    else options.breaker.admit();
    if (request.authenticated !== false && options.renewing && options.tokens.isEnding())
      await renewEarly(options, options.renewing);
    await options.beforeCall?.();
    if (options.beforeWrite && request.method !== "GET") {
      await options.beforeWrite();
      options.signal.throwIfAborted();
    }
    const release = await options.limiter.acquire({
      scopes,
      cost: request.cost ?? 1,
      priority: options.priority ?? "bulk",
      maxWaitMs: options.allWaits.queueMs,
      signal: options.signal,
    });
    let failure: Failure;
    try {
      // The breaker may have opened while this call stood in line.
      if (!options.byHand && options.breaker.state().state === "open") options.breaker.admit();
      progress.generation = options.tokens.generation();
      progress.aheadMs = options.shopClock.aheadMs();
      progress.attempts += 1;
      if (options.beforeChange && isWrite(request)) {
        await options.beforeChange(limitOf(request, options.allWaits));
        options.signal.throwIfAborted();
      }
      const outcome = await attempt({ request, asStream, number: progress.attempts, scopes }, options);
      if (isMisdated(outcome, progress, options)) {
        progress.dated = true;
        release();
        continue;
      }
      if (!outcome.failure) {
        if (!outcome.bytes) release();
        return { success: outcome, release };
      }
      failure = outcome.failure;
    } catch (error) {
      release();
      throw error;
    }
    release();
    const pauseMs = await pauseAfter(failure, progress, options);
    if (pauseMs > 0) await options.clock.sleep(pauseMs, options.signal);
  }
}

/** How long to wait before the next attempt; throws the call's error when there is none. */
async function pauseAfter(failure: Failure, progress: Progress, options: CallerOptions): Promise<number> {
  const { request } = progress;
  const error = () => failureError(failure, options.connector, request, options.redactor);
  switch (failure.kind.kind) {
    case "transient":
      if (
        failure.kind.maintenance ||
        (failure.kind.slow && request.halves) ||
        !isSafe(request) ||
        progress.repeats >= MAX_REPEATS ||
        options.breaker.state().state !== "closed"
      )
        throw error();
      progress.repeats += 1;
      return backoffMs(progress.repeats, options.chance);
    case "throttled":
      return pauseAfterThrottle(failure, failure.kind.waitMs, progress, options);
    case "auth_expired":
      if (
        progress.renewed ||
        !options.renewing ||
        !options.connector.connect.refresh ||
        request.authenticated === false
      )
        throw error();
      progress.renewed = await renew(progress.generation, options, options.renewing);
      return 0;
    default:
      throw error();
  }
}

/** Refused, and by its answer the platform's clock is not where we thought: nothing was done, and it is signed anew. */
function isMisdated({ response }: Outcome, progress: Progress, { shopClock }: CallerOptions): boolean {
  const isRefused = response !== undefined && REFUSED.has(response.status);
  return isRefused && !progress.dated && Math.abs(shopClock.aheadMs() - progress.aheadMs) > CLOCKS_APART_MS;
}

/** A throttled call was not carried out, so that repeating it is safe for every method. */
async function pauseAfterThrottle(
  failure: Failure,
  reportedMs: number,
  progress: Progress,
  options: CallerOptions,
): Promise<number> {
  const header = failure.response
    ? retryAfterMs(failure.response, options.clock.now() + options.shopClock.aheadMs())
    : 0;
  const waitMs = throttleWaitMs(reportedMs, header, progress.throttles, options.chance);
  await options.limiter.freeze(progress.scopes, waitMs);
  progress.throttles += 1;
  // The line of the frozen bucket holds the repeat back; sleeping here as well would only wait twice.
  if (waitMs <= options.allWaits.throttleMs && progress.throttles <= MAX_THROTTLES) return 0;
  throw failureError(
    { ...failure, kind: { kind: "throttled", waitMs } },
    options.connector,
    progress.request,
    options.redactor,
  );
}

async function renew(seen: number, options: CallerOptions, renewing: Context): Promise<boolean> {
  const { connect, meta } = options.connector;
  return options.tokens.renew(seen, async () => {
    if (connect.refresh) return connect.refresh(renewing);
    throw new ConnectorError({ kind: "auth_revoked" }, message("platform.accessEnded", { platform: meta.name }));
  });
}

/** A platform that is briefly away must not spoil a call whose token still works for minutes. */
async function renewEarly(options: CallerOptions, renewing: Context): Promise<void> {
  if (!options.connector.connect.refresh) return;
  try {
    await renew(options.tokens.generation(), options, renewing);
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.kind === "auth_revoked") throw error;
    options.log.warn("renewal ahead of time failed; the present token is used", { kind: error.kind });
  }
}

async function readJson(response: PlatformResponse, request: PlatformRequest, options: CallerOptions): Promise<Json> {
  try {
    return await longAnswerJson(response);
  } catch {
    const problem = "the answer is not JSON";
    const fail = (kind: Failure["kind"]) =>
      failureError({ kind, response, problem }, options.connector, request, options.redactor);
    const wrong = options.triesAddress ? wrongAddress(options.connector, response) : null;
    if (wrong) throw failureError(wrong, options.connector, request, options.redactor);
    // A write was answered with something unreadable: it may well have been carried out.
    if (!isSafe(request)) throw fail({ kind: "ambiguous" });
    options.base.drift({
      path: "(whole)",
      problem: `${request.operation}: ${problem}`,
      value: response.text.slice(0, 500),
    });
    throw fail({ kind: "drift", path: "(whole)" });
  }
}

async function* streamed(
  success: Success,
  release: Release,
  request: PlatformRequest,
  options: CallerOptions,
): AsyncIterable<Uint8Array> {
  try {
    if (success.bytes) yield* success.bytes;
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    throw failureError(
      transportFailure(error, { ...request, safe: true }),
      options.connector,
      request,
      options.redactor,
    );
  } finally {
    release();
  }
}
