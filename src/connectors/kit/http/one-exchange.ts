import { setImmediate } from "node:timers/promises";
import type { PlatformRequest, PlatformResponse } from "../contract/platform-http.ts";
import { MOST_VALUES } from "../parse/json.ts";
import { hasMoreValuesLong } from "../parse/long-json.ts";
import { LONG_TEXT, readAhead } from "./answer-json.ts";
import { recordedBody } from "./call-log.ts";
import { EgressError } from "./egress.ts";
import type { Failure } from "./failures.ts";
import { answerFailure, silentAddress, transportFailure, wrongAddress } from "./failures.ts";
import type { CallerOptions, Waits } from "./options.ts";
import type { BucketScope } from "./platform-limiter.ts";
import { isSecretHeader } from "./redact.ts";
import type { IncomingAnswer, OutgoingRequest } from "./transport.ts";
import { exchange, TransportError } from "./transport.ts";
import { absoluteUrl, isSafe, urlWithQuery, wireBody } from "./wire.ts";

export interface Success {
  readonly failure?: undefined;
  readonly response: PlatformResponse;
  /** Set when the body was asked for as a stream; `response.text` is then empty. */
  readonly bytes?: AsyncIterable<Uint8Array> | undefined;
}

export interface Failed {
  readonly failure: Failure;
  readonly response?: PlatformResponse | undefined;
}

export type Outcome = Success | Failed;

/** A request with its proof, as it goes on the wire. */
interface Prepared extends Pick<OutgoingRequest, "method" | "url" | "headers" | "body" | "hasCredentials"> {
  readonly request: PlatformRequest;
  /** It carries the connection's proof, so that it goes to the platform's own host. */
  readonly isProved: boolean;
  readonly asStream: boolean;
}

export interface AttemptInput {
  readonly request: PlatformRequest;
  readonly asStream: boolean;
  readonly number: number;
  readonly scopes: readonly BucketScope[];
}

/** Failures after which nobody knows what was done. */
const UNCLEAR = new Set(["ambiguous", "drift"]);

/** Operations that answer many records. */
const LIST = /\.(?:list|changed)$/;

const DEFAULT_MAX_BYTES = 20 * 1024 * 1024;
const STREAM_MAX_BYTES = 1024 * 1024 * 1024;
const STREAM_TOTAL_MS = 30 * 60_000;

/** The longest a call may take. */
export const limitOf = ({ timeoutMs }: PlatformRequest, { totalMs }: Waits): number => timeoutMs ?? totalMs;

/** One exchange: proved, sent, classified, recorded; breaker and buckets learn from it. */
export async function attempt(input: AttemptInput, options: CallerOptions): Promise<Outcome> {
  const startedAt = options.clock.now();
  const prepared = prepare(input.request, input.asStream, options);
  const { whileAsking = (ask) => ask() } = options;
  const outcome = await whileAsking(() => send(prepared, options));
  if (!input.request.foreign) await heed(outcome, input, { ms: options.clock.now() - startedAt, options });
  record(prepared, outcome, { number: input.number, ms: options.clock.now() - startedAt }, options);
  return outcome;
}

async function heed(
  outcome: Outcome,
  input: AttemptInput,
  { ms, options }: { readonly ms: number; readonly options: CallerOptions },
): Promise<void> {
  if (isDown(outcome, input.request)) options.breaker.failure();
  else if (outcome.response) options.breaker.success();
  if (outcome.response) await learn(outcome.response, input, options);
  await followPace(input, ms, options);
}

/** Puts the proof on, unless the request carries its own or goes to a foreign origin (links inside answers). */
function prepare(request: PlatformRequest, asStream: boolean, options: CallerOptions): Prepared {
  const { auth } = options.connector;
  const baseUrl = () => auth.baseUrl(options.base);
  const absolute = { ...request, url: absoluteUrl(request.url, baseUrl) };
  const isProved = request.authenticated !== false && isOfPlatform(absolute.url, baseUrl, options);
  const final = isProved ? auth.authorize(absolute, options.base) : absolute;
  const { body, headers } = wireBody(final);
  const hasCredentials = isProved || body !== undefined || Object.keys(headers).some(isSecretHeader);
  return { request, method: final.method, url: urlWithQuery(final), headers, body, hasCredentials, isProved, asStream };
}

/** True for the platform's own hosts; an address inside an answer leads elsewhere. */
function isOfPlatform(url: string, baseUrl: () => string, { connector: { auth }, base }: CallerOptions): boolean {
  const origin = URL.parse(url)?.origin;
  return [baseUrl(), ...(auth.origins?.(base) ?? [])].some((one) => URL.parse(one)?.origin === origin);
}

async function send(prepared: Prepared, options: CallerOptions): Promise<Outcome> {
  const { request, asStream } = prepared;
  const waits = options.allWaits;
  const requestedAt = options.clock.now();
  try {
    const answer = await exchange(options.egress, {
      ...prepared,
      headersMs: Math.max(LIST.test(request.operation) ? waits.listMs : waits.headersMs, request.timeoutMs ?? 0),
      bodyMs: waits.totalMs,
      totalMs: asStream && request.timeoutMs === undefined ? STREAM_TOTAL_MS : limitOf(request, waits),
      maxBytes: request.maxBytes ?? (asStream ? STREAM_MAX_BYTES : DEFAULT_MAX_BYTES),
      signal: options.signal,
    });
    // Files and tokens lie on other machines.
    if (prepared.isProved)
      options.shopClock.see({ headers: answer.headers, askedAt: requestedAt, cameAt: options.clock.now() });
    return await read(answer, prepared, options);
  } catch (error) {
    if (!(error instanceof TransportError) && !(error instanceof EgressError)) throw error;
    const silent = options.triesAddress ? silentAddress(options.connector, error) : null;
    return { failure: silent ?? transportFailure(error, request) };
  }
}

async function read(answer: IncomingAnswer, prepared: Prepared, options: CallerOptions): Promise<Outcome> {
  const head = { status: answer.status, headers: answer.headers, url: answer.url };
  if (prepared.asStream && answer.status >= 200 && answer.status < 300) {
    return { response: { ...head, text: "" }, bytes: answer.bytes };
  }
  const response = { ...head, text: await textOf(answer) };
  await refuseMany(response.text, prepared.request);
  await readAhead(response);
  const reported = await answerFailure(options.connector, response, prepared.request);
  const isUnclear = reported !== null && (reported.kind.kind === "transient" || reported.kind.kind === "ambiguous");
  const failure = (isUnclear && options.triesAddress ? wrongAddress(options.connector, response) : null) ?? reported;
  return failure ? { failure, response } : { response };
}

/** What is read of an answer that says no: its words stand at the beginning, and are read in one turn. */
const MOST_OF_A_REFUSAL = 1024 * 1024;

async function textOf({ status, bytes }: IncomingAnswer): Promise<string> {
  const most = status >= 300 ? MOST_OF_A_REFUSAL : Number.POSITIVE_INFINITY;
  const decoder = new TextDecoder();
  const pieces: string[] = [];
  let letters = 0;
  for await (const chunk of bytes) {
    const piece = decoder.decode(chunk, { stream: true });
    pieces.push(piece);
    letters += piece.length;
    if (letters >= most) return pieces.join("").slice(0, most);
  }
  pieces.push(decoder.decode());
  return pieces.join("");
}

/** A shop may answer whatever it likes: many small values take longer than as many bytes of words. */
async function refuseMany(text: string, { maxBytes = DEFAULT_MAX_BYTES }: PlatformRequest): Promise<void> {
  if (text.length > LONG_TEXT) await setImmediate();
  const most = Math.round(MOST_VALUES * Math.max(1, maxBytes / DEFAULT_MAX_BYTES));
  if (await hasMoreValuesLong(text, most))
    throw new TransportError("too_large", true, `The answer has more than ${most} values.`);
}

/** No answer, or a crash's answer: what the breaker counts. */
function isDown({ failure, response }: Outcome, { halves = false }: PlatformRequest): boolean {
  if (!failure) return false;
  if (failure.kind.kind === "transient") return !failure.kind.maintenance && !(failure.kind.slow && halves);
  return failure.kind.kind === "ambiguous" && (response?.status ?? 500) >= 500;
}

async function learn(response: PlatformResponse, input: AttemptInput, options: CallerOptions): Promise<void> {
  for (const scope of input.scopes) {
    const reported = scope.bucket.learn?.(response);
    if (reported) await options.limiter.correct(scope, input.request.cost ?? 1, reported);
  }
}

/** A host that works for long on an answer is asked as seldom; one that gave none in time, too. */
async function followPace(input: AttemptInput, ms: number, options: CallerOptions): Promise<void> {
  for (const scope of input.scopes) {
    const { pace } = scope.bucket;
    if (!pace) continue;
    const rate = Math.min(pace.most, Math.max(pace.least, 1_000 / Math.max(1, ms)));
    await options.limiter.correct(scope, input.request.cost ?? 1, { rate });
  }
}

/** Requests that only ask may travel as POST; whoever sends them says that they are safe, and of a change that it is one. */
export const isWrite = (request: PlatformRequest): boolean =>
  request.changes ?? (!isSafe(request) || ["PUT", "PATCH", "DELETE"].includes(request.method));

/** An answer, or none, that says that nothing was done. Of a request that may be repeated no failure says so. */
function isRefused(failure: Failure | undefined, request: PlatformRequest): boolean {
  if (!failure || UNCLEAR.has(failure.kind.kind)) return false;
  return failure.kind.kind !== "transient" || !isSafe(request);
}

function record(
  prepared: Prepared,
  outcome: Outcome,
  facts: { number: number; ms: number },
  options: CallerOptions,
): void {
  const { failure, response } = outcome;
  const { request, method, url, headers, body } = prepared;
  const { redactor } = options;
  options.onCall?.({
    operation: request.operation,
    method,
    url: redactor.text(url),
    status: response?.status ?? null,
    ms: facts.ms,
    attempt: facts.number,
    requestBody: recordedBody(body, redactor),
    responseBody: response && prepared.asStream && !failure ? "(stream)" : recordedBody(response?.text, redactor),
    error: failure?.kind.kind ?? null,
    problem: redactor.text(failure?.problem ?? ""),
    // Tokens are fetched elsewhere and change nothing of the shop.
    mayHaveChanged: prepared.isProved && isWrite(request) && !isRefused(failure, request),
  });
  if (!response || prepared.asStream) return;
  options.onExchange?.({
    operation: request.operation,
    method,
    url,
    requestHeaders: headers,
    requestBody: typeof body === "string" ? body : Buffer.from(body ?? "").toString("utf8"),
    status: response.status,
    responseHeaders: response.headers,
    responseBody: response.text,
  });
}
