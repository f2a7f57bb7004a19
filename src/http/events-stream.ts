/** Server-sent events: what changed in the caller's organization, by ids only; the browser fetches what it may see. */
import type { ServerResponse } from "node:http";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { Access } from "../hub/accounts/access.ts";
import { ENTRY_CHANNEL } from "../hub/accounts/entry.ts";
import { EVENT_CHANNEL } from "../hub/events.ts";
import type { Deps } from "./deps.ts";
import { ApiError } from "./problem.ts";
import { createRecentEvents, RETENTION_MS } from "./recent-events.ts";
import type { Api } from "./route.ts";

/** An event, not a comment: a browser's EventSource hears no comments, and a page that hears nothing knows it is cut off. */
const BEAT = "event: beat\ndata: {}\n\n";
/** Entry is asked for at every fourth beat: it costs a query a stream. */
const BEATS_A_CHECK = 4;

const HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "x-accel-buffering": "no",
} as const;

/** Who opened a stream, and by which session; null for an API key. */
export interface Entry {
  readonly access: Access;
  readonly sessionId: string | null;
}

interface Client extends Entry {
  readonly stream: ServerResponse;
  readonly hasNames: boolean;
  number: number;
}

export interface EventStreams {
  /** Refuses with 429 before anything is sent, where the organization has all the streams it may have. */
  requireRoom(organization: string): void;
  /**
   * Opens the stream; the caller has been let in. It begins with what happened in the last `agoMs`, the newest of each
   * type: between asking for its lists and opening its stream a page would miss it.
   */
  open(entry: Entry, stream: ServerResponse, how: Opening): void;
  /** Ends every stream whose entry ended. */
  check(): Promise<void>;
  close(): Promise<void>;
}

interface Opening {
  readonly agoMs: number;
  /** Each event is sent under its type, or all of them without a name. */
  readonly hasNames: boolean;
}

interface Options {
  readonly most: number;
  /** Between two beats. Proxies close silent connections after 30 to 60 s (nginx proxy_read_timeout 60 s). */
  readonly beatMs: number;
  /** Entry that ended ends the stream. */
  stillIn(entry: Entry): Promise<boolean>;
}

/** One listener for all streams of this process. */
export async function createEventStreams(
  deps: Pick<Deps, "db" | "log">,
  { most, beatMs, stillIn }: Options,
): Promise<EventStreams> {
  const byOrganization = new Map<string, Set<Client>>();
  const recent = createRecentEvents<Event>();
  const stopListening = await deps.db.listen(EVENT_CHANNEL, (payload) => {
    const event = readEvent(payload);
    if (!event) return deps.log.warn({ payload }, "an event could not be read");
    recent.note(event);
    for (const client of byOrganization.get(event.organization) ?? []) send(client, event);
  });
  const stopEnding = await deps.db.listen(ENTRY_CHANNEL, (whose) => {
    for (const { access, stream } of everyone())
      if ([access.memberId, access.userId, access.actor.id].includes(whose)) stream.end();
  });
  const everyone = () => [...byOrganization.values()].flatMap((clients) => [...clients]);
  const check = async () => {
    await Promise.all(
      everyone().map((client) =>
        stillIn(client).then(
          (isIn) => (isIn ? client.stream.write(BEAT) : client.stream.end()),
          (error: unknown) => deps.log.warn({ err: error }, "an event stream could not be checked"),
        ),
      ),
    );
  };
  let beats = 0;
  const beat = setInterval(() => {
    beats += 1;
    recent.forgetOld();
    if (beats % BEATS_A_CHECK === 0) void check();
    else for (const { stream } of everyone()) stream.write(BEAT);
  }, beatMs);
  beat.unref();
  return {
    check,
    requireRoom(organization) {
      if ((byOrganization.get(organization)?.size ?? 0) >= most)
        throw new ApiError(429, "rate_limit_error", "TOO_MANY_STREAMS", "Too many open event streams.", 60);
    },
    open({ access, sessionId }, stream, { agoMs, hasNames }) {
      const clients = byOrganization.get(access.organization) ?? new Set();
      const client: Client = { access, sessionId, stream, hasNames, number: 0 };
      byOrganization.set(access.organization, clients.add(client));
      stream.on("close", () => {
        clients.delete(client);
        if (clients.size === 0 && byOrganization.get(access.organization) === clients)
          byOrganization.delete(access.organization);
      });
      stream.writeHead(200, HEADERS);
      // After a gap a client that reconnects reads its lists anew.
      stream.write(`retry: 3000\nevent: hello\ndata: ${JSON.stringify({ beatMs })}\n\n`);
      for (const event of recent.since(access.organization, agoMs)) send(client, event);
    },
    async close() {
      clearInterval(beat);
      for (const client of everyone()) client.stream.end();
      await stopListening();
      await stopEnding();
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
  else {
    const name = client.hasNames ? `event: ${type}\n` : "";
    client.stream.write(`id: ${client.number}\n${name}data: ${JSON.stringify({ type, ...data })}\n\n`);
  }
}

const querystring = z.object({
  agoMs: z.coerce
    .number()
    .int()
    .min(0)
    .max(RETENTION_MS)
    .default(0)
    .describe("The stream begins with what happened in these milliseconds, the newest event of each type"),
  names: z
    .enum(["yes", "no"])
    .default("yes")
    .describe("no: events have no `event:` line, for browsers that listen to all of them"),
});

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
        querystring,
        response: {
          200: { description: "A stream that stays open", content: { "text/event-stream": { schema: z.string() } } },
        },
      },
    },
    async (request, reply) => {
      if (!request.access) throw new Error("The events route needs an organization.");
      streams.requireRoom(request.access.organization);
      deps.log.debug({ organization: request.access.organization }, "event stream opened");
      // From here on nobody else answers: what fails now would leave the socket open without a word.
      reply.hijack();
      const { agoMs, names } = querystring.parse(request.query);
      const entry = { access: request.access, sessionId: request.person?.sessionId ?? null };
      streams.open(entry, reply.raw, { agoMs, hasNames: names === "yes" });
    },
  );
}

export function closeWithApp(app: FastifyInstance, streams: EventStreams): void {
  app.addHook("preClose", () => streams.close());
}

const ENDS_SESSIONS = /^\/api\/auth\/(sign-out|revoke-|change-password|reset-password)/;

/** Whoever signs out, is switched off or loses a key hears nothing more, at once in this process. */
export function endWithEntry(app: FastifyInstance, streams: EventStreams): void {
  app.addHook("onResponse", async (request, reply) => {
    if (request.method === "GET" || reply.statusCode >= 400) return;
    const permission = request.routeOptions.config?.permission;
    const isByAdmin = permission === "manage_members" || permission === "operator";
    if (isByAdmin || ENDS_SESSIONS.test(request.url)) await streams.check();
  });
}
