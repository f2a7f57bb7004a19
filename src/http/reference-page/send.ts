/** How the reference and the documentation go out: pages without a script. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { FastifyReply } from "fastify";

// A style of their own, and a form that searches.
const PAGE_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const STYLE = readFileSync(join(import.meta.dirname, "style.css"), "utf8");

export const sendPage = (reply: FastifyReply, page: string): FastifyReply =>
  reply.type("text/html; charset=utf-8").header("content-security-policy", PAGE_POLICY).send(page);

export const sendStyle = (reply: FastifyReply): FastifyReply =>
  reply.type("text/css; charset=utf-8").header("cache-control", "public, max-age=3600").send(STYLE);
