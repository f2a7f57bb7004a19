import type { FastifyInstance } from "fastify";
import { Counter, Histogram, type Registry } from "prom-client";

/** Counts and times answers by route pattern; labels never hold ids or tenants. */
export function measureAnswers(app: FastifyInstance, registry: Registry): void {
  const labelNames = ["method", "route", "status"] as const;
  const answers = new Counter({
    name: "argosy_http_answers_total",
    help: "Answers by route",
    labelNames,
    registers: [registry],
  });
  const seconds = new Histogram({
    name: "argosy_http_answer_seconds",
    help: "Time to answer by route, without answers of status 429",
    labelNames: ["method", "route"] as const,
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  });
  app.addHook("onResponse", async (request, reply) => {
    const route = request.routeOptions.url ?? "unknown";
    answers.inc({ method: request.method, route, status: reply.statusCode });
    // Delayed on purpose.
    if (reply.statusCode !== 429) seconds.observe({ method: request.method, route }, reply.elapsedTime / 1000);
  });
}
