/**
 * Answers given before the body was there end the connection. Node would go on to read the rest of it, as much as is sent,
 * to throw it away.
 */
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";

/** What is left of a body as long as this is read all the same: the connection can then be used again. */
export const LARGE_BODY = 64 * 1024;
/** A sender that is cut off at once may never see the answer (RFC 9112, 9.6): it has so long to read it and to end. */
const LINGER_MS = 1_000;
/** What these have sent waits in the kernel: more of them are cut off at once. */
const MOST_LINGERING = 100;

/** How long the body is, as its sender says. Undefined: it does not say. */
export function bodyLength({ headers }: Pick<IncomingMessage, "headers">): number | undefined {
  if (headers["transfer-encoding"] !== undefined) return undefined;
  return Number(headers["content-length"] ?? 0);
}

export const isLarge = (request: Pick<IncomingMessage, "headers">): boolean =>
  (bodyLength(request) ?? Number.POSITIVE_INFINITY) > LARGE_BODY;

/** A large body that has not come whole: its connection ends with the answer. */
export const isUnread = (request: Pick<IncomingMessage, "headers" | "complete">): boolean =>
  !request.complete && isLarge(request);

export function leaveUnread(app: FastifyInstance): void {
  const lingering = new Set<Socket>();
  app.addHook("onSend", (request, reply, payload, done) => {
    const { raw } = request;
    if (isUnread(raw)) {
      reply.header("connection", "close");
      endLater(raw.socket, lingering);
    }
    done(null, payload);
  });
  app.addHook("preClose", async () => {
    for (const socket of lingering) socket.destroy();
  });
}

/** Node calls `destroySoon` once the last answer of a connection is written. */
function endLater(socket: Socket, lingering: Set<Socket>): void {
  socket.destroySoon = () => {
    socket.end();
    // Node goes on reading within this turn of the loop, to throw away what comes.
    setImmediate(() => socket.pause());
    if (lingering.size >= MOST_LINGERING) {
      socket.destroy();
      return;
    }
    lingering.add(socket);
    const timer = setTimeout(() => socket.destroy(), LINGER_MS).unref();
    socket.once("close", () => {
      clearTimeout(timer);
      lingering.delete(socket);
    });
  };
}
