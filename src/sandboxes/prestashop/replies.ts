/** Answers in the Webservice's two tongues. */
import { createHash } from "node:crypto";
import type { XmlNode } from "../../connectors/kit/parse/xml.ts";
import { element, xmlText } from "../../connectors/kit/parse/xml.ts";
import type { SandboxReply } from "../../connectors/kit/sandbox/server.ts";
import type { State } from "./state.ts";

export type Format = "json" | "xml";

/** A refusal as the shop words it: the first error is the real one. */
export class Refusal extends Error {
  override name = "Refusal";
  readonly status: number;
  readonly errors: readonly (readonly [code: number, message: string])[];

  constructor(status: number, ...errors: readonly (readonly [number, string])[]) {
    super(errors.map(([, message]) => message).join("; "));
    this.status = status;
    this.errors = errors;
  }
}

/** An uncaught exception of the shop: 500 with an empty body. */
export class Crash extends Error {
  override name = "Crash";
}

/** What a PHP warning inside the call adds. */
export const WARNING = (what: string) =>
  [3, `[PHP Warning #2] ${what} ({shop root}/classes/file.php, line 1)`] as const;

export function headersOf(state: State, version = state.version): Record<string, string> {
  return {
    "psws-version": version,
    "access-time": String(Math.floor(state.clock.now() / 1000)),
    "execution-time": "0.003",
    "x-powered-by": "PrestaShop Webservice",
  };
}

/** What debug mode prints before an answer, in JSON and in XML. */
const NOTICE = "<br />\n<b>Warning</b>:  Undefined index: tax in <b>/shop/classes/Tax.php</b> on line <b>7</b><br />\n";

export function jsonReply(state: State, status: number, json: object): SandboxReply {
  const headers = { ...headersOf(state), "content-sha1": sha1(JSON.stringify(json)) };
  if (!state.printsNotices) return { status, json, headers };
  return {
    status,
    text: NOTICE + JSON.stringify(json),
    headers: { ...headers, "content-type": "application/json" },
  };
}

export function xmlReply(state: State, status: number, inside: readonly XmlNode[]): SandboxReply {
  const root = element("prestashop", inside, { "xmlns:xlink": "http://www.w3.org/1999/xlink" });
  const text = (state.printsNotices ? NOTICE : "") + xmlText(root);
  const headers = { ...headersOf(state), "content-sha1": sha1(text), "content-type": "text/xml;charset=utf-8" };
  return { status, text, headers };
}

export function emptyReply(state: State, status: number): SandboxReply {
  return { status, text: "", headers: { ...headersOf(state), "content-type": "text/html; charset=utf-8" } };
}

export function errorReply(state: State, format: Format, refusal: Refusal, version = state.version): SandboxReply {
  const { status, errors } = refusal;
  const headers = headersOf(state, version);
  if (format === "json")
    return { status, headers, json: { errors: errors.map(([code, message]) => ({ code, message })) } };
  const nodes = errors.map(([code, message]) =>
    element("error", [element("code", String(code)), element("message", message)]),
  );
  return { ...xmlReply(state, status, [element("errors", nodes)]), headers: { ...headers, ...XML_TYPE } };
}

const XML_TYPE = { "content-type": "text/xml;charset=utf-8" };

function sha1(text: string): string {
  return createHash("sha1").update(text).digest("hex");
}
