/** Every exchange against the operation objects of the published documentation, used when SPECS_DIR is set. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Exchanged } from "../kit/http/call-log.ts";
import { openApiSpec } from "../kit/testing/spec-json.ts";
import type { MakeSpecValidator, SpecValidator } from "../kit/testing/specs.ts";

type Doc = { [key: string]: unknown };

/** Corrections of what SOURCES.md lists as wrong, and of bodies described for any media type. */
function corrected(text: string): Doc {
  const document = JSON.parse(text.replaceAll('"*/*"', '"application/json"')) as Doc;
  // Described as an object with the fields of one listing; the first page is asked for with null.
  set(
    document,
    [...search, "responses", "200", "content", "application/json", "schema", "properties", "listings"],
    (one) => ({
      type: "array",
      items: one,
    }),
  );
  const page = ["requestBody", "content", "application/json", "schema", "properties", "page_id"];
  set(document, [...search, ...page], (one) => ({ ...(one as Doc), nullable: true }));
  const answer = ["responses", "200", "content", "application/json", "schema", "properties", "next_page_id"];
  set(document, [...search, ...answer], (one) => ({ ...(one as Doc), nullable: true }));
  // The prose and every sample know a date alone.
  const invoices = ["properties", "shipments", "items", "properties", "invoices", "items", "properties", "invoiceDate"];
  set(document, [...pack, "requestBody", "content", "application/json", "schema", ...invoices], (one) => ({
    ...(one as Doc),
    format: "date",
  }));
  return document;
}

const search = ["paths", "/sellers/listings/v3/search", "post"];
const pack = ["paths", "/sellers/v3/shipments/labels", "post"];

function set(document: Doc, path: readonly string[], change: (value: unknown) => unknown): void {
  const [last = "", ...before] = [...path].reverse();
  let node: unknown = document;
  for (const step of before.reverse())
    node = node !== null && typeof node === "object" ? (node as Doc)[step] : undefined;
  if (node !== null && typeof node === "object" && last in node) (node as Doc)[last] = change((node as Doc)[last]);
}

export const spec: MakeSpecValidator = (dir) => {
  const read = (version: string) =>
    corrected(readFileSync(join(dir, "flipkart", `flipkart-marketplace-api-${version}.openapi.json`), "utf8"));
  const pathOf = ({ url }: Exchanged) => decodeURI(new URL(url).pathname);
  const current = openApiSpec({ document: read("3.0"), pathOf });
  // The paths of the older description begin below /sellers.
  const older = openApiSpec({
    document: read("2.0"),
    pathOf: (exchange) => pathOf(exchange).replace(/^\/sellers/, ""),
  });
  const of = (exchange: Exchanged): SpecValidator => (pathOf(exchange).startsWith("/sellers/v2/") ? older : current);
  return {
    request: (exchange) => (isRefusedListing(exchange) ? "uncovered" : of(exchange).request(exchange)),
    response: (exchange) => of(exchange).response(exchange),
  };
};

/** The suite sends listings that lack something on purpose: what Flipkart refuses need not be as it describes it. */
const isRefusedListing = ({ operation, responseBody }: Exchanged): boolean =>
  operation === "listings.create" && responseBody.includes('"FAILURE"');
