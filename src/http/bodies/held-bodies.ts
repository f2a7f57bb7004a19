/**
 * How much of requests' bodies lies in memory. A body is read whole before anybody looks at whose it is, so a thousand
 * strangers who send 5 MB each and wait would fill the memory of all (decision 587).
 */
import { finished, type Readable, Transform, type TransformCallback } from "node:stream";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { addressKey } from "../address.ts";
import { ApiError } from "../problem.ts";

/** A form, and nearly every delivery: too small to be counted. */
const SMALL = 16 * 1024;

declare module "fastify" {
  interface FastifyContextConfig {
    /** Its body is handed on as it comes (upload.ts). */
    takesFile?: boolean;
  }
}

interface Held {
  readonly address: string;
  bytes: number;
  /** Refuses it; absent once it is here as a whole. */
  drop?: (() => void) | undefined;
}

export interface BodyLimits {
  /** In memory at once. */
  readonly bytes: number;
  /** A sender that sends nothing for so long has gone. */
  readonly silentMs: number;
}

/** Has to be asked for before routes are registered. */
export function boundBodies(app: FastifyInstance, { bytes: mostBytes, silentMs }: BodyLimits): void {
  const held = new Set<Held>();
  let total = 0;
  const add = (one: Held, bytes: number) => {
    one.bytes += bytes;
    total += bytes;
    for (let next = total > mostBytes && firstOfLargest(held); next; next = total > mostBytes && firstOfLargest(held))
      next.drop?.();
  };
  const release = (one: Held) => {
    if (held.delete(one)) total -= one.bytes;
  };
  app.addHook("preParsing", (request, reply, payload, done) => {
    const length = Number(request.headers["content-length"] ?? Number.POSITIVE_INFINITY);
    if (length <= SMALL || request.routeOptions.config?.takesFile || !hasBody(request)) return done(null, payload);
    const one: Held = { address: addressKey(request.ip), bytes: 0 };
    held.add(one);
    const body = countedBody(payload as Readable, (bytes) => add(one, bytes), silentMs);
    one.drop = () => {
      one.drop = undefined;
      release(one);
      // What still comes is read by nobody, and the connection ends behind the answer.
      reply.header("connection", "close");
      body.end(
        new ApiError(429, "rate_limit_error", "TOO_MANY_REQUESTS", "Too many large requests at once. Try again.", 5),
      );
    };
    body.stream.once("end", () => {
      one.drop = undefined;
    });
    finished(reply.raw, () => {
      release(one);
      body.end();
    });
    return done(null, body.stream);
  });
}

const hasBody = ({ headers }: FastifyRequest) => "content-length" in headers || "transfer-encoding" in headers;

/** The body as it comes, counted. `end`: nobody wants the rest, whoever still reads is told why. */
function countedBody(payload: Readable, count: (bytes: number) => void, silentMs: number) {
  const stream = new Transform({
    transform(chunk: Uint8Array, _encoding, next: TransformCallback) {
      silent.refresh();
      count(chunk.byteLength);
      next(null, chunk);
    },
  });
  const end = (why?: Error) => {
    clearTimeout(silent);
    payload.unpipe(stream);
    payload.resume();
    stream.destroy(why);
  };
  const silent = setTimeout(() => {
    end();
    payload.destroy();
  }, silentMs).unref();
  // Whoever refused the body by its length never listens, and what nobody hears would end the process.
  stream.on("error", () => undefined);
  finished(payload, { writable: false }, (error) => {
    clearTimeout(silent);
    if (error) stream.destroy(error);
  });
  return { stream: payload.pipe(stream), end };
}

/** Of the bodies that are still coming, the first of the address that holds the most. */
function firstOfLargest(held: ReadonlySet<Held>): Held | undefined {
  const sums = new Map<string, number>();
  for (const { address, bytes } of held) sums.set(address, (sums.get(address) ?? 0) + bytes);
  let first: Held | undefined;
  for (const one of held)
    if (one.drop && (!first || (sums.get(one.address) ?? 0) > (sums.get(first.address) ?? 0))) first = one;
  return first;
}
