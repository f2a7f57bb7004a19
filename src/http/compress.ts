/** Answers of text are sent packed to whoever takes them so: a list is a tenth of its size. */
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { FastifyInstance, FastifyReply } from "fastify";

const pack = promisify(gzip);

// Below one packet nothing is won.
const LEAST_BYTES = 1_400;
const TEXT_TYPE = /^(?:application\/(?:problem\+)?json|text\/(?:html|css))\b/;

/** Packs answers of the interface. Files and event streams stream as they are; what sets a cookie is left alone. */
export function compressAnswers(app: FastifyInstance): void {
  app.addHook("onSend", async (request, reply, payload) => {
    if (typeof payload !== "string" || !TEXT_TYPE.test(String(reply.getHeader("content-type") ?? ""))) return payload;
    vary(reply);
    const isTaken = takes(request.headers["accept-encoding"], "gzip");
    const isPlain = reply.getHeader("content-encoding") === undefined && reply.getHeader("set-cookie") === undefined;
    if (!isTaken || !isPlain || Buffer.byteLength(payload) < LEAST_BYTES) return payload;
    const packed = await pack(payload);
    reply.header("content-encoding", "gzip").removeHeader("content-length");
    return packed;
  });
}

/** Whether the one who asks takes answers packed so. */
export function takes(accepted: string | string[] | undefined, encoding: string): boolean {
  return String(accepted ?? "")
    .split(",")
    .some((one) => {
      const [name = "", ...parameters] = one.split(";").map((part) => part.trim().toLowerCase());
      return name === encoding && !parameters.some((each) => /^q=0(?:\.0*)?$/.test(each));
    });
}

function vary(reply: FastifyReply): void {
  const before = reply.getHeader("vary");
  reply.header("vary", before === undefined ? "Accept-Encoding" : `${before}, Accept-Encoding`);
}
