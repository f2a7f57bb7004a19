/** Every exchange against the endpoint documents of the official reference (state of December 2025), when SPECS_DIR is set. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openApiSpec } from "../kit/testing/spec-json.ts";
import type { MakeSpecValidator } from "../kit/testing/specs.ts";

interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly required: string;
}

interface Endpoint {
  readonly interface_path: string;
  readonly method: number;
  readonly request_query_param?: readonly Parameter[] | null;
  readonly request_body_param?: readonly Parameter[] | null;
  readonly response_param?: readonly Parameter[] | null;
}

interface Schema {
  type?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: boolean;
  nullable?: boolean;
}

const METHODS: Readonly<Record<number, string>> = { 1: "post", 2: "get", 3: "put", 4: "delete" };
const TYPES: Readonly<Record<string, string>> = {
  string: "string",
  int: "integer",
  bool: "boolean",
  object: "object",
  float: "number",
};

/** The documents show refusals as code and message only. */
const REFUSAL: Schema = {
  type: "object",
  properties: { code: { type: "integer" }, message: { type: "string" }, request_id: { type: "string" } },
};

/** The flat lists of the documents (depth told by leading "^") as one OpenAPI document. */
export const spec: MakeSpecValidator = (dir) => {
  const paths: Record<string, Record<string, object>> = {};
  for (const endpoint of endpointsOf(join(dir, "tiktok_shop", "api"))) {
    const method = METHODS[endpoint.method];
    if (method === undefined) continue;
    paths[endpoint.interface_path] = { ...paths[endpoint.interface_path], [method]: operationOf(endpoint) };
  }
  return openApiSpec({
    document: { openapi: "3.0.0", paths },
    pathOf: ({ url, method, requestBody }) =>
      // Pictures travel as multipart, which has no JSON to compare.
      method === "POST" && requestBody.startsWith("--") ? null : new URL(url).pathname,
  });
};

function endpointsOf(folder: string): Endpoint[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".spec.json"))
    .map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")).document_api_meta);
}

function operationOf(endpoint: Endpoint): object {
  const body = endpoint.request_body_param ?? [];
  return {
    parameters: (endpoint.request_query_param ?? []).map(({ name, required }) => ({
      name,
      in: "query",
      required: required === "Y",
    })),
    ...(body.length === 0 ? {} : { requestBody: { content: content(schemaOf(body, true)) } }),
    responses: {
      "2XX": { content: content(schemaOf(endpoint.response_param ?? [], false)) },
      default: { content: content(REFUSAL) },
    },
  };
}

const content = (schema: Schema): object => ({ "application/json": { schema } });

/** A request must know no other fields; an answer may leave any out and send null for none. */
function schemaOf(parameters: readonly Parameter[], isRequest: boolean): Schema {
  const root: Schema = { type: "object", properties: {}, required: [], additionalProperties: false };
  const open: Schema[] = [root];
  for (const { name, type, required } of parameters) {
    const depth = /^\^*/.exec(name)?.[0].length ?? 0;
    const parent = open[depth];
    if (!parent) continue;
    const field = name.slice(depth);
    const isList = type.startsWith("[]");
    const inner: Schema = { type: TYPES[type.replace("[]", "")] ?? "string" };
    if (inner.type === "object") Object.assign(inner, { properties: {}, required: [], additionalProperties: false });
    const whole: Schema = isList ? { type: "array", items: inner } : inner;
    if (!isRequest) whole.nullable = true;
    parent.properties = { ...parent.properties, [field]: whole };
    if (isRequest && required === "Y") parent.required?.push(field);
    open[depth + 1] = inner;
    open.length = depth + 2;
  }
  return lenient(root);
}

/** An object whose fields are not told may hold anything. */
function lenient(schema: Schema): Schema {
  if (schema.items) lenient(schema.items);
  const inner = Object.values(schema.properties ?? {});
  for (const one of inner) lenient(one);
  if (schema.type === "object" && inner.length === 0) schema.additionalProperties = true;
  if (schema.required?.length === 0) delete schema.required;
  return schema;
}
