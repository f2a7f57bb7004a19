/** The dashboard's files, built by scripts/build-web.ts, and the page that every address of it answers with. */
import { createHash, randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { serveFiles } from "./files.ts";

const DIST = join(import.meta.dirname, "../../web/dist");
const YEAR_S = 31_536_000;

/**
 * Serves the dashboard at the root. Answers what to do with a request no route knows: the page itself for a browser
 * that asks for one (the dashboard routes on its own), false for everything else.
 */
export function serveDashboard(app: FastifyInstance): (request: FastifyRequest, reply: FastifyReply) => boolean {
  const page = pageOf();
  if (page === undefined) return () => false;
  serveFiles(app, {
    root: DIST,
    // Only what is there has a route: everything else is an address of the dashboard, or nothing.
    isOffered: (name) => !name.endsWith(".html") && !/(?:^|\/)\./.test(name),
    cacheControl,
  });
  app.get("/", { schema: { hide: true } }, (_request, reply) => sendPage(reply, page));
  serveRegister(app);
  return (request, reply) => {
    const isPage = ["GET", "HEAD"].includes(request.method) && (request.headers.accept ?? "").includes("text/html");
    if (!isPage || /^\/(api|webhooks|problems|assets|logos)(\/|$)/.test(request.url)) return false;
    sendPage(reply, page);
    return true;
  };
}

// Names of built files change with their content; workers are looked at each time.
function cacheControl(name: string): string {
  if (/^(register\/)?assets\//.test(name)) return `public, max-age=${YEAR_S}, immutable`;
  return name.endsWith("worker.js") ? "no-cache" : "public, max-age=3600";
}

/** The register's page stands apart: it is kept on the device, so nothing in it is made for one answer. */
function serveRegister(app: FastifyInstance): void {
  const file = join(DIST, "register/register.html");
  if (!existsSync(file)) return;
  const html = readFileSync(file, "utf8");
  app.get("/register", { schema: { hide: true } }, (_request, reply) => reply.redirect("/register/"));
  app.get("/register/", { schema: { hide: true } }, (_request, reply) =>
    reply
      .type("text/html; charset=utf-8")
      .header("cache-control", "no-cache")
      .header("content-security-policy", REGISTER_POLICY)
      .header("x-content-type-options", "nosniff")
      .header("referrer-policy", "same-origin")
      .header("cross-origin-opener-policy", "same-origin")
      .header("permissions-policy", "camera=(self), geolocation=(), microphone=(), payment=()")
      .send(html),
  );
}

/** Pictures of products come from wherever the platforms keep them; nothing else comes from elsewhere. */
const PAGE_POLICY = [
  "default-src 'none'",
  "img-src 'self' data: https:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
];

/** Barcodes of the camera and PDFs for label printers are read by compiled libraries; text is never run. */
const SCRIPTS = "script-src 'self' 'wasm-unsafe-eval'";

const REGISTER_POLICY = [...PAGE_POLICY, SCRIPTS, "style-src 'self'"].join("; ");

interface DashboardPage {
  readonly html: string;
  /** Of the one script that stands in the page itself, as a content security policy names it. */
  readonly scripts: readonly string[];
}

/** Undefined where the dashboard was not built: a worker, a test of the interface alone. */
function pageOf(): DashboardPage | undefined {
  const file = join(DIST, "index.html");
  if (!existsSync(file)) return undefined;
  const html = readFileSync(file, "utf8");
  const inline = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, code = ""]) => code);
  return { html, scripts: inline.map((code) => `'sha256-${createHash("sha256").update(code).digest("base64")}'`) };
}

function sendPage(reply: FastifyReply, { html, scripts }: DashboardPage): FastifyReply {
  const nonce = randomBytes(16).toString("base64");
  return (
    reply
      .type("text/html; charset=utf-8")
      .header("cache-control", "no-store")
      .header("content-security-policy", policyWith(nonce, scripts))
      .header("x-content-type-options", "nosniff")
      .header("referrer-policy", "same-origin")
      .header("cross-origin-opener-policy", "same-origin")
      // The scan station's.
      .header("permissions-policy", "camera=(self), geolocation=(), microphone=(), payment=()")
      .send(html.replaceAll("__NONCE__", nonce))
  );
}

function policyWith(nonce: string, scripts: readonly string[]): string {
  return [...PAGE_POLICY, [SCRIPTS, ...scripts].join(" "), `style-src 'self' 'nonce-${nonce}'`].join("; ");
}
