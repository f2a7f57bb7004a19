/**
 * Traces: one for what a webhook sets off, over everything that is stored on the way (decision 450). Nothing is made and
 * nothing is written unless an exporter is set.
 */
import {
  type Attributes,
  context,
  isSpanContextValid,
  type Link,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from "@opentelemetry/api";
import type { PlatformCall } from "../commerce/platform-call.ts";

/** A span's place in its trace as it is stored and handed on: the header `traceparent` of W3C Trace Context. */
export type TraceContext = string;

const tracer = trace.getTracer("argosy");
let isOn = false;

/** Said once by whoever starts or ends the exporter of this process. */
export function setTracing(on: boolean): void {
  isOn = on;
}

/** Asked first on every hot path. */
export const isTracing = (): boolean => isOn;

/** Undefined where it is none. */
function contextOf(place: string | undefined): SpanContext | undefined {
  const [, traceId = "", spanId = "", flags = ""] =
    /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})/.exec(place ?? "") ?? [];
  const found = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED, isRemote: true };
  return isSpanContextValid(found) ? found : undefined;
}

/** Of the span that is under way here; undefined where there is none that is kept. */
export function currentTrace(span: Span | undefined = trace.getActiveSpan()): TraceContext | undefined {
  const at = span?.spanContext();
  return at && (at.traceFlags & TraceFlags.SAMPLED) === TraceFlags.SAMPLED
    ? `00-${at.traceId}-${at.spanId}-01`
    : undefined;
}

/** The ids of a place. */
export const idsOf = (place: TraceContext): { readonly traceId: string; readonly spanId: string } => ({
  traceId: place.slice(3, 35),
  spanId: place.slice(36, 52),
});

export interface TracedStep {
  readonly name: string;
  /** What it follows from: the first is its parent, it is linked with the others. None: whatever is under way here. */
  readonly from?: readonly TraceContext[] | undefined;
  readonly kind?: "server" | "consumer" | "internal" | undefined;
  readonly attributes?: Attributes | undefined;
}

const KINDS = { server: SpanKind.SERVER, consumer: SpanKind.CONSUMER, internal: SpanKind.INTERNAL };

/** Begins a step that is ended by hand. */
export function beginStep({ name, from = [], kind = "internal", attributes }: TracedStep): Span {
  const [parent, ...others] = from.flatMap((place) => contextOf(place) ?? []);
  const within = parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : context.active();
  const links: Link[] = others.map((other) => ({ context: other }));
  return tracer.startSpan(name, { kind: KINDS[kind], links, ...(attributes && { attributes }) }, within);
}

/** Runs a step; what it calls belongs to it. */
export async function traced<T>(step: TracedStep, work: (span: Span) => Promise<T>): Promise<T> {
  const span = beginStep(step);
  try {
    return await within(span, () => work(span));
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : "" });
    throw error;
  } finally {
    span.end();
  }
}

/** Runs something as part of a step that goes on. */
export const within = <T>(span: Span, work: () => T): T => context.with(trace.setSpan(context.active(), span), work);

/** Runs what begins here and belongs to nothing that is under way. */
export const apartFromTraces = <T>(work: () => T): T => context.with(ROOT_CONTEXT, work);

/** A call that was made to a platform, ended just now. */
export interface TracedCall extends PlatformCall {
  readonly error: string | null;
}

/** Tells of a call to a platform; unless tracing is on, nothing. */
export function traceCall(provider: string, call: TracedCall): void {
  if (!isOn) return;
  const endTime = Date.now();
  const attributes = {
    "argosy.provider": provider,
    "argosy.operation": call.operation,
    "http.request.method": call.method,
    "url.full": call.url,
    "http.request.resend_count": call.attempt - 1,
    ...(call.status !== null && { "http.response.status_code": call.status }),
    ...(call.error !== null && { "error.type": call.error }),
  };
  const span = tracer.startSpan(`call ${provider}`, {
    kind: SpanKind.CLIENT,
    attributes,
    startTime: endTime - call.ms,
  });
  if (call.error !== null) span.setStatus({ code: SpanStatusCode.ERROR, message: call.error });
  span.end(endTime);
}

/** What a line of the log says of the step it is written in. */
export function traceOfLog(): Record<string, string> {
  const at = trace.getActiveSpan()?.spanContext();
  return at ? { traceId: at.traceId, spanId: at.spanId } : {};
}
