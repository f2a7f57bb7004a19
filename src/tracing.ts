/** Sends spans to an OTLP receiver over HTTP. Read only where one is set. */
import { context, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import type { Config, TraceTarget } from "./config.ts";
import { setTracing } from "./hub/traces.ts";

// Soon enough to be looked at while one waits, and one request for what is going on then.
const SENT_EVERY_MS = 1_000;

/** Answers what sends the last spans and ends it. */
export function startTracing(target: TraceTarget, { role }: Pick<Config, "role">): () => Promise<void> {
  const exporter = new OTLPTraceExporter({ url: `${target.endpoint}/v1/traces`, headers: { ...target.headers } });
  // By the trace's id: every process keeps the same ones, whatever a caller from outside says about its own.
  const share = new TraceIdRatioBasedSampler(target.share);
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ "service.name": target.serviceName, "argosy.role": role }),
    sampler: new ParentBasedSampler({ root: share, remoteParentSampled: share, remoteParentNotSampled: share }),
    spanProcessors: [new BatchSpanProcessor({ exporter, scheduledDelayMillis: SENT_EVERY_MS })],
  });
  trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  setTracing(true);
  return async () => {
    setTracing(false);
    trace.disable();
    context.disable();
    await provider.shutdown();
  };
}
