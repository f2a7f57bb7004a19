/**
 * What takes long is done one after the other for each organization, and beyond its allowance with a rest before each, so
 * that however much of it one asks for, others find the thread, the database and the connections free most of the time.
 */
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Clock } from "../commerce/clock.ts";
import { createWorkSlots } from "../hub/work-slots.ts";
import { isLarge } from "./bodies/unread.ts";
import { leftBy } from "./bodies/upload.ts";
import { createLongWork } from "./long-work.ts";
import { tooManyRequests } from "./problem.ts";

/** "file": the answer is one. "upload": the body is one. Large bodies and searches are seen by themselves. */
export type SlotKind = "file" | "upload" | "body" | "search";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Which turn the route's requests wait for, whatever they say; "none": they ask others, which wait for theirs. */
    turn?: SlotKind | "none";
  }
}

/** Of an organization and a kind; more are told to come again. */
const LINE = 40;
/** Whoever takes longer goes on beside the next: a slow line must not keep a colleague waiting for minutes. */
const LONGEST_MS = 10_000;

const tooMany = () => tooManyRequests(LONGEST_MS / 1_000);

/** Has to be asked for after callers are identified, and before anything of a body is read. */
export function limitConcurrency(app: FastifyInstance, clock: Clock): void {
  const work = createLongWork(clock);
  const closing = new AbortController();
  app.addHook("preClose", async () => closing.abort());
  const places = createWorkSlots({ most: Number.POSITIVE_INFINITY, line: LINE, busy: tooMany });
  app.addHook("onRequest", async (request, reply) => {
    const { access } = request;
    if (!access) return;
    const { organization } = access;
    work.asked(organization);
    const kind = kindOf(request);
    if (!kind) return;
    const leave = await passOf(organization, kind, leftBy(reply.raw));
    const startedAt = clock.now();
    const late = setTimeout(pass, LONGEST_MS).unref();
    const { raw } = reply;
    raw.once("finish", pass).once("close", pass);
    function pass() {
      clearTimeout(late);
      raw.off("finish", pass).off("close", pass);
      work.count(organization, clock.now() - startedAt);
      leave();
    }
  });

  /** Waits for the turn of this kind, and beyond the organization's allowance for the one of all kinds and a rest. */
  async function passOf(organization: string, kind: SlotKind, gone: AbortSignal): Promise<() => void> {
    const outgoing = [await places.take(`${organization} ${kind}`, gone)];
    const leave = () => {
      for (const one of outgoing) one();
    };
    // A search is somebody who looks at the screen.
    if (kind === "search" || work.restMs(organization) === 0) return leave;
    try {
      outgoing.push(await places.take(organization, gone));
      // A hub that closes lets go on who waits.
      const until = AbortSignal.any([gone, closing.signal]);
      await clock.sleep(work.restMs(organization), until).catch(() => gone.throwIfAborted());
      return leave;
    } catch (error) {
      leave();
      throw error;
    }
  }
}

function kindOf({ routeOptions, raw, query }: FastifyRequest): SlotKind | undefined {
  const { turn } = routeOptions.config;
  if (turn === "none") return undefined;
  if (turn !== undefined) return turn;
  if (isLarge(raw)) return "body";
  const { format, q } = query as { readonly format?: unknown; readonly q?: unknown };
  if (format !== undefined) return "file";
  return q === undefined || q === "" ? undefined : "search";
}
