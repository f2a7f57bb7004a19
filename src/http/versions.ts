/**
 * A thing's version: an ETag over what people can change of it. Who edits an old copy says which by If-Match and is
 * refused (decision 609); what the hub itself writes into the thing makes no other version.
 */
import { createHash } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { TenantOptions, Tx } from "../db/database.ts";
import { EDITED_MEANWHILE } from "../hub/errors.ts";
import { held, shownAt } from "./audit-values.ts";
import { ApiError } from "./problem.ts";

type Work<T> = (tx: Tx) => Promise<T>;
type Shown = Readonly<Record<string, unknown>> | undefined;

/** Bodies that carry a version of their own: rules, products and variants. */
export const OWN_VERSIONS = ["ifVersion", "ifUpdatedAt"];

/** By the app: what a request may change at an address. */
const changes = new WeakMap<FastifyInstance, Map<string, Set<string>>>();

/** Remembers what a route changes, for the version of what its address shows. */
export function changesAt(app: FastifyInstance, url: string, body: z.ZodType | undefined): void {
  if (!(body instanceof z.ZodObject)) return;
  const ofApp = changes.get(app) ?? new Map<string, Set<string>>();
  changes.set(app, ofApp.set(url, new Set([...(ofApp.get(url) ?? []), ...Object.keys(body.shape)])));
}

/** Undefined where nothing of what is shown can be changed at its address, or a change says its version otherwise. */
function versionOf(app: FastifyInstance, url: string, shown: Shown): string | undefined {
  const names = [...(changes.get(app)?.get(url) ?? [])];
  if (!shown || names.some((name) => OWN_VERSIONS.includes(name))) return undefined;
  const edited = names.filter((name) => name in shown).toSorted();
  if (edited.length === 0) return undefined;
  const text = JSON.stringify(
    edited.map((name) => [name, shown[name]]),
    (_, value: unknown) => (typeof value === "bigint" ? `${value}` : value),
  );
  return `"${createHash("sha256").update(text).digest("base64url").slice(0, 22)}"`;
}

const saysVersion = (request: FastifyRequest): boolean => request.headers["if-match"] !== undefined;

/** Throws ApiError EDITED_MEANWHILE. A proxy that compresses makes a tag a weak one, `W/"..."`. */
function refuseOld(request: FastifyRequest, version: string | undefined): void {
  const requested = request.headers["if-match"];
  if (requested === undefined || version === undefined) return;
  const tags = requested.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  if (tags.includes("*") || tags.includes(version)) return;
  throw new ApiError(409, "validation_error", "EDITED_MEANWHILE", EDITED_MEANWHILE);
}

/**
 * Refuses what was edited meanwhile: at once by `before`, and once more in the first transaction that edits, where nobody
 * else edits the same thing any more.
 */
export function ifUnchanged(
  { app, url }: { readonly app: FastifyInstance; readonly url: string },
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  before: Shown,
): <T>(work: Work<T>, how: TenantOptions | undefined) => Work<T> {
  if (!saysVersion(request)) return (work) => work;
  refuseOld(request, versionOf(app, url, before));
  let isChecked = false;
  return (work, how) => {
    // What is sent as a whole reads and edits nothing.
    if (isChecked || how?.atOnce) return work;
    isChecked = true;
    return async (tx) => {
      refuseOld(request, versionOf(app, url, await shownAt(app, url, { request, reply, tx })));
      return work(tx);
    };
  };
}

/** The version of what is shown, and after a change that named one the next. */
export async function sendVersion(
  { app, url }: { readonly app: FastifyInstance; readonly url: string },
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  answer: unknown,
): Promise<void> {
  if (reply.sent) return;
  const isRead = request.method === "GET" && Object.keys(request.query ?? {}).length === 0;
  if (!isRead && !(saysVersion(request) && request.method !== "DELETE")) return;
  const version = versionOf(app, url, isRead ? held(answer) : await shownAt(app, url, { request, reply }));
  if (version !== undefined) reply.header("etag", version);
}
