/** Answers in JSON are sent packed to whoever takes them so: a list is a tenth of its size. */
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { FastifyInstance, FastifyReply } from "fastify";

const pack = promisify(gzip);

// Below one packet nothing is won.
const LEAST_BYTES = 1_400;
const JSON_TYPE = /^application\/(?:problem\+)?json\b/;

/** Packs answers of the interface. Files and event streams stream as they are; what sets a cookie is left alone. */
export function compressAnswers(app: FastifyInstance): void {
  app.addHook("onSend", async (request, reply, payload) => {
    if (typeof payload !== "string" || !JSON_TYPE.test(String(reply.getHeader("content-type") ?? ""))) return payload;
    vary(reply);
    const isTaken = takesGzip(request.headers["accept-encoding"]);
    const isPlain = reply.getHeader("content-encoding") === undefined && reply.getHeader("set-cookie") === undefined;
    if (!isTaken || !isPlain || Buffer.byteLength(payload) < LEAST_BYTES) return payload;
    const packed = await pack(payload);
    reply.header("content-encoding", "gzip").removeHeader("content-length");
    return packed;
  });
}

function takesGzip(accepted: string | string[] | undefined): boolean {
  return String(accepted ?? "")
    .split(",")
    .some((one) => /^\s*gzip\s*(?:;\s*q=(?!0(?:\.0*)?\s*$).*)?$/i.test(one));
}

function vary(reply: FastifyReply): void {
  const before = reply.getHeader("vary");
  reply.header("vary", before === undefined ? "Accept-Encoding" : `${before}, Accept-Encoding`);
}
