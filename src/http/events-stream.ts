/** Server-sent events: what changed in the caller's organization, by ids only; the browser fetches what it may see. */
import type { ServerResponse } from "node:http";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { Access } from "../hub/accounts/access.ts";
import { EVENT_CHANNEL } from "../hub/events.ts";
import type { Deps } from "./deps.ts";
import { ApiError } from "./problem.ts";
import type { Api } from "./route.ts";

// Proxies close silent connections after 30 to 60 s (nginx proxy_read_timeout 60 s).
const HEARTBEAT_MS = 20_000;
const MOST_PER_ORGANIZATION = 200;

interface Client {
  readonly access: Access;
  readonly stream: ServerResponse;
  number: number;
}

export interface EventStreams {
  /** Opens the stream; the caller has been let in. */
  open(access: Access, stream: ServerResponse): void;
  close(): Promise<void>;
}

/** One listener for all streams of this process. `stillIn` is asked at every heartbeat: entry that ended ends the stream. */
export async function createEventStreams(
  deps: Pick<Deps, "db" | "log">,
  stillIn: (access: Access) => Promise<boolean>,
): Promise<EventStreams> {
  const byOrganization = new Map<string, Set<Client>>();
  const stopListening = await deps.db.listen(EVENT_CHANNEL, (payload) => {
    const event = readEvent(payload);
    if (!event) return deps.log.warn({ payload }, "an event could not be read");
    for (const client of byOrganization.get(event.organization) ?? []) send(client, event);
  });
  const everyone = () => [...byOrganization.values()].flatMap((clients) => [...clients]);
  const beat = setInterval(() => {
    for (const client of everyone())
      stillIn(client.access).then(
        (isIn) => (isIn ? client.stream.write(": still here\n\n") : client.stream.end()),
        (error: unknown) => deps.log.warn({ err: error }, "an event stream could not be checked"),
      );
  }, HEARTBEAT_MS);
  beat.unref();
  return {
    open(access, stream) {
      const clients = byOrganization.get(access.organization) ?? new Set();
      if (clients.size >= MOST_PER_ORGANIZATION)
        throw new ApiError(429, "rate_limit_error", "TOO_MANY_STREAMS", "Too many open event streams.", 60);
      const client: Client = { access, stream, number: 0 };
      byOrganization.set(access.organization, clients.add(client));
      stream.on("close", () => {
        clients.delete(client);
        if (clients.size === 0 && byOrganization.get(access.organization) === clients)
          byOrganization.delete(access.organization);
      });
      stream.writeHead(200, {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "x-accel-buffering": "no",
      });
      // Nothing is replayed after a gap: a client that reconnects reads its lists anew.
      stream.write("retry: 3000\nevent: hello\ndata: {}\n\n");
    },
    async close() {
      clearInterval(beat);
      for (const client of everyone()) client.stream.end();
      await stopListening();
    },
  };
}

interface Event {
  readonly organization: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const eventSchema = z.looseObject({ organizationId: z.string(), type: z.string().regex(/^[a-z_.-]+$/i) });

function readEvent(payload: string): Event | undefined {
  const json = payload.startsWith("{") ? eventSchema.safeParse(JSON.parse(payload)) : undefined;
  if (!json?.success) return undefined;
  const { organizationId, type, ...data } = json.data;
  return { organization: organizationId, type, data };
}

function send(client: Client, { type, data }: Event): void {
  client.number += 1;
  // A client that does not read must not fill our memory; it reconnects and reads its lists anew.
  if (client.stream.writableLength > 1_000_000) client.stream.destroy();
  else client.stream.write(`id: ${client.number}\nevent: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
}

export function eventRoutes({ app, deps }: Api, streams: EventStreams): void {
  app.get(
    "/events",
    {
      config: { permission: "view" },
      exposeHeadRoute: false,
      schema: {
        tags: ["events"],
        summary: "What changes in the organization, as server-sent events that carry ids only",
        operationId: "getEvents",
        "x-permission": "view",
        response: {
          200: { description: "A stream that stays open", content: { "text/event-stream": { schema: z.string() } } },
        },
      },
    },
    async (request, reply) => {
      if (!request.access) throw new Error("The events route needs an organization.");
      deps.log.debug({ organization: request.access.organization }, "event stream opened");
      reply.hijack();
      streams.open(request.access, reply.raw);
    },
  );
}

export function closeWithApp(app: FastifyInstance, streams: EventStreams): void {
  app.addHook("preClose", () => streams.close());
}
