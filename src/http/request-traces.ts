/** Requests as steps of traces, while traces are exported (decision 450). */
import type { Span } from "@opentelemetry/api";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { beginStep, isTracing, traced, within } from "../hub/traces.ts";

/** What the caller says its request follows from. */
const from = ({ headers }: FastifyRequest): string[] => [String(headers.traceparent ?? "")];

const steps = new WeakMap<FastifyRequest, Span>();

/** Every request of the interface is a step of its caller's trace, or begins one; its trace's id is the request's. */
export function traceRequests(app: FastifyInstance): void {
  if (!isTracing()) return;
  app.addHook("onRequest", async (request) => {
    const attributes = { "http.request.method": request.method, "http.route": request.routeOptions.url ?? "" };
    const step = beginStep({
      name: `${request.method} ${request.routeOptions.url}`,
      from: from(request),
      kind: "server",
      attributes,
    });
    steps.set(request, step);
    request.traceId = step.spanContext().traceId;
  });
  // Once the body is there: reading it goes on in the connection's own time.
  app.addHook("preHandler", (request, _reply, done) => {
    const step = steps.get(request);
    if (step) within(step, done);
    else done();
  });
  app.addHook("onResponse", async (request, reply) => {
    steps.get(request)?.setAttribute("http.response.status_code", reply.statusCode).end();
  });
}

/** A platform's delivery: what it sets off belongs to it. */
export function tracedDelivery<T extends { readonly status: number }>(
  request: FastifyRequest,
  provider: string,
  receive: () => Promise<T>,
): Promise<T> {
  const attributes = { "argosy.provider": provider, "http.request.method": request.method };
  return traced({ name: "webhook", from: from(request), kind: "server", attributes }, async (step) => {
    const answer = await receive();
    step.setAttribute("http.response.status_code", answer.status);
    return answer;
  });
}
