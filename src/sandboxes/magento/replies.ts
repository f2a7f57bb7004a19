import type { Json } from "../../commerce/product.ts";
import { Refusal, type SandboxReply, type SandboxRequest } from "../../connectors/kit/sandbox/server.ts";

const HEADERS = { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" };

export function ok(json: Json | object, status = 200): SandboxReply {
  return { status, headers: HEADERS, json };
}

type Parameters = readonly Json[] | { readonly [name: string]: Json };

export function refuse(status: number, message: string, parameters?: Parameters): Refusal {
  return new Refusal({
    status,
    headers: HEADERS,
    json: { message, ...(parameters === undefined ? {} : { parameters }) },
  });
}

export function notAllowed(resources: string): Refusal {
  return refuse(401, "The consumer isn't authorized to access %resources.", { resources });
}

export function noEntity(fieldName: string, fieldValue: string | number): Refusal {
  return refuse(404, "No such entity with %fieldName = %fieldValue", { fieldName, fieldValue });
}

export const noProduct = (): Refusal =>
  refuse(404, "The product that was requested doesn't exist. Verify the product and try again.");

export const noRoute = (): Refusal => refuse(404, "Request does not match any route.");

export const required = (fieldName: string): Refusal =>
  refuse(400, '"%fieldName" is required. Enter and try again.', { fieldName });

export const internal = (): Refusal =>
  refuse(500, "Internal Error. Details are available in Magento log file. Report ID: webapi-6735f2c1a1b2c");

/** The shop's code gave up: no JSON. */
export const brokenOff = (): Refusal =>
  new Refusal({ status: 500, text: "An error has happened during application run. See exception log for details.\n" });

export function wrongType(value: string): Refusal {
  return refuse(400, `The "${value}" value's type is invalid. The "int" type was expected. Verify and try again.`);
}

/** The web page a shop shows while it is being updated. */
export const maintenancePage = (): Refusal =>
  new Refusal({
    status: 503,
    headers: { "content-type": "text/html; charset=UTF-8" },
    text: "<!doctype html>\n<html><head><title>Error 503: Service Unavailable</title></head><body><h1>Service Temporarily Unavailable</h1></body></html>\n",
  });

/** The admin's sign-in page, with 200. */
export const adminPage = (): Refusal =>
  new Refusal({
    status: 200,
    headers: { "content-type": "text/html; charset=UTF-8" },
    text: "<!doctype html>\n<html><head><title>Magento Admin</title></head><body>Welcome, please sign in</body></html>\n",
  });

export type Doc = { readonly [key: string]: Json };

export function isDoc(value: Json | undefined): value is Doc {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** The object below this name of the body. */
export function bodyOf(request: SandboxRequest, name: string): Doc {
  const inner = bodyDoc(request)[name];
  if (!isDoc(inner)) throw required(name);
  return inner;
}

export function bodyDoc(request: SandboxRequest): Doc {
  const body = request.json();
  if (request.text.trim() !== "" && body === null) throw refuse(400, "Decoding error.");
  return isDoc(body) ? body : {};
}

export function listIn(doc: Doc, name: string): readonly Json[] {
  const value = doc[name];
  return Array.isArray(value) ? value : [];
}

export function docsIn(doc: Doc, name: string): Doc[] {
  return listIn(doc, name).filter(isDoc);
}

export function textIn(doc: Doc, name: string): string | undefined {
  const value = doc[name];
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : undefined;
}

export function numberIn(doc: Doc, name: string): number | undefined {
  const value = doc[name];
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}
