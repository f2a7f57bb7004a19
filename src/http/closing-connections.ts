/** A process that is going says so before it goes: to whoever asks whether it is ready, and with every answer. */
import type { Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import type { FastifyInstance } from "fastify";

export interface ClosingConnections {
  readonly hasBegun: boolean;
  /** Begins, and waits until `ms` are over or `hurry` says that nobody is waited for. Until then all is answered as ever. */
  drain(ms: number, hurry: AbortSignal): Promise<void>;
  begin(): void;
}

export function createClosingConnections(): ClosingConnections {
  let hasStarted = false;
  const begin = () => {
    hasStarted = true;
  };
  return {
    get hasBegun() {
      return hasStarted;
    },
    begin,
    async drain(ms, hurry) {
      begin();
      await pause(ms, undefined, { signal: hurry }).catch((error: unknown) => {
        if (!hurry.aborted) throw error;
      });
    },
  };
}

/**
 * Ends each connection with its next answer once this process is going. One that is closed while a client writes to it
 * costs that client its request: it cannot know whether it was taken.
 */
export function closeIdleOnShutdown(app: FastifyInstance, outgoing: ClosingConnections): void {
  // Requests under way when the address is closed; those that begin later Fastify itself tells.
  app.addHook("preClose", async () => outgoing.begin());
  app.addHook("onSend", (_request, reply, payload, done) => {
    if (outgoing.hasBegun) reply.header("connection", "close");
    done(null, payload);
  });
}

/**
 * Ends connections on which nobody has asked anything when the interface closes: browsers open some ahead and keep them,
 * and Node, which counts them as in use, would wait for them for ever. Whoever has begun to ask has `beginsWithinMs`.
 */
export function endUnused(app: FastifyInstance, beginsWithinMs: number): void {
  const unused = new Set<Socket>();
  let late: NodeJS.Timeout | undefined;
  app.server.on("connection", (socket) => {
    unused.add(socket);
    socket.once("close", () => unused.delete(socket));
  });
  app.server.on("request", ({ socket }) => unused.delete(socket));
  app.addHook("preClose", async () => {
    for (const socket of unused) if (socket.bytesRead === 0) socket.destroy();
    late = setTimeout(() => {
      for (const socket of unused) socket.destroy();
    }, beginsWithinMs).unref();
  });
  app.addHook("onClose", async () => clearTimeout(late));
}
