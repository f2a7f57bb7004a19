import type { Clock } from "../commerce/clock.ts";
import { HomeUnreachable } from "./home-unreachable.ts";

// Classes 08 (connection) and 53 (resources), shutdown and start of the server, a server that allows only reading for a
// while (25006: hosted ones do on a full disk), a transaction it ended because a machine that stood still sent nothing
// (25P03), and the socket's own errors.
const CODES = /^(08|53|57P0[123]|25006|25P03|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT)/;
// node-postgres gives these no code.
const MESSAGES =
  /^(Connection terminated|timeout exceeded when trying to connect|Client (was closed|has encountered a connection error))/;

/** Whether an error means that the database cannot be reached or is just starting: the same call may go well in a moment. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (MESSAGES.test(error.message)) return true;
  if (!("code" in error) || typeof error.code !== "string") return false;
  // ENOENT of a connect: the embedded server's socket is not there (yet).
  return CODES.test(error.code) || (error.code === "ENOENT" && "syscall" in error && error.syscall === "connect");
}

const TRIES = 60;
const PAUSE_MS = 500;

/**
 * Does again what failed because the database restarts, for half a minute; `signal` ends the patience. There is none with
 * one place of several: whoever waits for it is needed for the others.
 */
export async function whileAway<T>(clock: Clock, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      const isFinal = !isDatabaseAway(error) || error instanceof HomeUnreachable;
      if (isFinal || tries >= TRIES || signal?.aborted) throw error;
      await clock.sleep(PAUSE_MS, signal).catch(() => undefined);
    }
  }
}
