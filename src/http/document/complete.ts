/** Finishes the document that the routes' schemas give: words, examples, headers, problems, and what has no schema of its own. */
import { message } from "../../commerce/message.ts";
import { type Action, actions, may, roles } from "../../hub/accounts/permissions.ts";
import { aliasesOf } from "../aliases.ts";
import { headers, parameters, refusalAnswers, refusals, refusalsOf, successHeaders } from "./answers.ts";
import { exampleId, exampleOf } from "./examples.ts";
import type { Answer, Document, MediaType, Operation, Parameter, PathItem, Reference, Schema } from "./openapi.ts";
import { outsidePaths } from "./outside.ts";
import { tagTexts } from "./tags.ts";
import { isVersioned } from "./versions.ts";

/** The finished document. `titleOf` gives the title of an error type. */
export function completeDocument(drawn: Document, titleOf: (errorType: string) => string): Document {
  const schemas = (drawn.components.schemas ?? {}) as Readonly<Record<string, Schema>>;
  const resolve = (ref: string): Schema => {
    const found = schemas[ref.replace("#/components/schemas/", "")];
    if (!found) throw new Error(`The document refers to ${ref}, which it does not hold.`);
    return found;
  };
  const described = Object.entries({ ...drawn.paths, ...outsidePaths }).map(([path, item]): [string, PathItem] => [
    path,
    Object.fromEntries(
      Object.entries(item).map(([method, operation]) => [
        method,
        completed(operation, { method, path, resolve, hasVersion: isVersioned(item, resolve) }),
      ]),
    ),
  ]);
  const paths = Object.fromEntries(described);
  const used = new Set(described.flatMap(([, item]) => Object.values(item).flatMap(({ tags }) => tags)));
  const document: Document = {
    ...drawn,
    info: { ...drawn.info, license: { name: "Apache-2.0", identifier: "Apache-2.0" } },
    tags: [...used].map((name) => ({ name, description: wordsOfTag(name) })),
    paths,
    components: { ...drawn.components, headers, parameters, responses: refusalAnswers(titleOf) },
  };
  return withoutUnused(document);
}

function wordsOfTag(name: string): string {
  const texts = tagTexts[name];
  if (texts === undefined) throw new Error(`The tag "${name}" has no words in src/http/document/tags.ts.`);
  return texts;
}

interface SchemaPosition {
  readonly method: string;
  readonly path: string;
  readonly resolve: (ref: string) => Schema;
  readonly hasVersion: boolean;
}

function completed(operation: Operation, place: SchemaPosition): Operation {
  const { "x-example": own, "x-upload": upload, "x-optional-body": isOptional, requestBody, ...rest } = operation;
  const isPublic = operation["x-permission"] === "public";
  const saysItsRefusals = Object.keys(operation.responses).includes("4XX");
  return {
    ...rest,
    description: [operation.description ?? "", rulesOf(operation, place)].join("\n\n").trim(),
    parameters: [...given(operation, place), ...requestedHeaders(operation, place)],
    ...(requestBody && {
      requestBody: {
        ...requestBody,
        ...(isOptional && { required: false }),
        content: withExamples(requestBody.content, place, "least", own?.body),
      },
    }),
    ...(upload && {
      requestBody: {
        required: true,
        content: { [upload.type]: { schema: { type: "string" }, example: upload.example } },
      },
    }),
    responses: {
      ...successes(operation, place),
      ...(saysItsRefusals ? {} : problemsOf(operation, place)),
    },
    ...(isPublic && { security: [] }),
  };
}

/** Who may, what a repeat does, and other names: the same of every route, said where it is read. */
function rulesOf(operation: Operation, { method, path }: SchemaPosition): string {
  const permission = operation["x-permission"];
  const lines = [who(permission)];
  if (isPaged(operation)) lines.push("A list: go on with `cursor` until `nextCursor` is null.");
  if (method === "post" && isAction(permission))
    lines.push("A repeat with the same `Idempotency-Key` has no second effect.");
  for (const alias of aliasesOf(method, path)) lines.push(`\`${alias}\` is another name of it.`);
  return lines.join(" ");
}

const isAction = (permission: string): permission is Action => actions.some((action) => action === permission);

function who(permission: string): string {
  if (permission === "public") return "Needs no session.";
  if (permission === "signed_in") return "For any signed-in person; API keys are refused.";
  if (permission === "operator") return "For whoever runs the hub, signed in; API keys are refused.";
  if (!isAction(permission)) return "";
  const allowed = roles.filter((role) => may(role, permission));
  return `For members and keys that may ${message(`action.${permission}`).text} (\`${permission}\`): ${allowed.join(", ")}.`;
}

const isPaged = ({ parameters: requested = [] }: Operation) =>
  requested.some((each) => "name" in each && each.in === "query" && each.name === "cursor");

/** The route's own parameters; those with an example make up the example of the request. */
function given({ parameters: requested = [], "x-example": own }: Operation, { path, resolve }: SchemaPosition) {
  return requested.map((parameter): Parameter | Reference => {
    if ("$ref" in parameter) return parameter;
    const { name, schema, required } = parameter;
    const example = own?.query?.[name] ?? (required ? exampleOfParameter(parameter, path, resolve) : undefined);
    return {
      ...parameter,
      description: parameter.description ?? schema.description ?? wordsOfParameter(name),
      ...(example !== undefined && { example }),
    };
  });
}

function exampleOfParameter({ name, schema, in: place }: Parameter, path: string, resolve: SchemaPosition["resolve"]) {
  if (place === "path" && name === "id") return exampleId(path.split("/")[2] ?? name);
  if (place === "path" && schema.pattern?.includes("[0-9a-f]{8}-")) return exampleId(name);
  return exampleOf(schema, { resolve, fields: "least" }, name);
}

function wordsOfParameter(name: string): string {
  // A store's id is the one of the channel connected with it.
  const text = name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return name === "id" ? "Its id." : text.replace(/^store\b/, "channel");
}

const isEdit = ({ method, hasVersion }: SchemaPosition): boolean =>
  hasVersion && (method === "patch" || method === "put");

function requestedHeaders({ "x-permission": permission }: Operation, place: SchemaPosition): Reference[] {
  const { method } = place;
  const names = [
    ...(isAction(permission) ? ["Organization"] : []),
    ...(method === "post" && permission !== "public" ? ["IdempotencyKey"] : []),
    ...(isEdit(place) ? ["IfMatch"] : []),
    ...(permission === "public" ? [] : ["AcceptLanguage"]),
  ];
  return names.map((name) => ({ $ref: `#/components/parameters/${name}` }));
}

function successes(
  { responses, "x-permission": permission, "x-example": own, summary }: Operation,
  place: SchemaPosition,
) {
  return Object.fromEntries(
    Object.entries(responses).map(([status, answer]): [string, Answer | Reference] => {
      if ("$ref" in answer) return [status, answer];
      const description = answer.description === "Default Response" ? `${summary}.` : answer.description;
      const hasVersion = isEdit(place) || (place.hasVersion && place.method === "get");
      const ofSuccess = /^2/.test(status)
        ? successHeaders(place.method, { isPublic: permission === "public", hasVersion })
        : {};
      return [
        status,
        {
          ...answer,
          description,
          headers: { ...ofSuccess, ...answer.headers },
          ...(answer.content && { content: withExamples(answer.content, place, "all", own?.answer) }),
        },
      ];
    }),
  );
}

function withExamples(
  content: Readonly<Record<string, MediaType>>,
  { resolve }: SchemaPosition,
  fields: "least" | "all",
  own: unknown,
): Record<string, MediaType> {
  return Object.fromEntries(
    Object.entries(content).map(([type, media]) => {
      if (media.example !== undefined || !media.schema || !type.endsWith("json")) return [type, media];
      return [type, { ...media, example: own ?? exampleOf(media.schema, { resolve, fields }) }];
    }),
  );
}

function problemsOf(operation: Operation, place: SchemaPosition): Record<string, Reference> {
  return Object.fromEntries(
    refusalsOf(operation, place).map((status) => [
      status,
      { $ref: `#/components/responses/${refusals[status]?.name ?? ""}` },
    ]),
  );
}

/** Schemas and other parts nobody refers to are left out: the tools that read schemas register every one twice. */
function withoutUnused(document: Document): Document {
  const { components } = document;
  const used = new Set<string>();
  const readNow = (part: unknown): void => {
    for (const [, ref] of JSON.stringify(part).matchAll(/"\$ref":"#\/components\/([^"]+)"/g)) {
      if (ref === undefined || used.has(ref)) continue;
      used.add(ref);
      const [kind = "", name = ""] = ref.split("/");
      readNow(components[kind]?.[name] ?? null);
    }
  };
  readNow(document.paths);
  const stored = Object.entries(components).map(([kind, parts]) => [
    kind,
    kind === "securitySchemes"
      ? parts
      : Object.fromEntries(Object.entries(parts).filter(([name]) => used.has(`${kind}/${name}`))),
  ]);
  return { ...document, components: Object.fromEntries(stored) };
}
