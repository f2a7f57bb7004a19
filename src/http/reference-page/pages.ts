/** The reference as pages drawn by this process: what there is with a search, and each operation by itself. */
import type { Answer, Document, MediaType, Operation, Parameter, Reference, Schema } from "../document/openapi.ts";
import { fieldsOf, kindOf, namesOf, rulesIn, type Schemas } from "./fields.ts";
import { framed, Html, html, inLine, plainTextOf } from "./html.ts";

/** Where the pages stand. */
const REFERENCE = "/api/reference";

interface Listed {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
  /** What a search looks through: words of the operation and the names of its fields. */
  readonly words: string;
}

export interface ReferencePages {
  /** Everything by subject, or what has all these words. */
  list(search: string): string;
  /** Undefined where there is no such operation. */
  operation(id: string): string | undefined;
}

/** Draws the pages of this document. */
export function referencePages(document: Document): ReferencePages {
  const listed = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(
      ([method, operation]): Listed => ({
        ...{ method, path, operation },
        words: searchedIn(document, { method, path, operation }),
      }),
    ),
  );
  const byId = new Map(listed.map((each) => [each.operation.operationId, each]));
  return {
    list: (search) => listPage(document, listed, search),
    operation: (id) => {
      const found = byId.get(id);
      return found && operationPage(document, found);
    },
  };
}

function searchedIn(document: Document, { method, path, operation }: Omit<Listed, "words">): string {
  const { summary, description = "", operationId, tags, parameters = [], requestBody, responses } = operation;
  const answers = Object.entries(responses).filter(([status]) => status.startsWith("2"));
  const contents = [requestBody?.content, ...answers.map(([, answer]) => resolved<Answer>(document, answer).content)];
  const schemas = contents.flatMap((content) => Object.values(content ?? {})).flatMap(({ schema }) => schema ?? []);
  const fields = [
    ...parameters.map((each) => resolved<Parameter>(document, each).name),
    ...schemas.flatMap((schema) => namesOf(schema, schemasOf(document))),
  ];
  return [method, path, summary, description, operationId, ...tags, ...new Set(fields)].join(" ").toLowerCase();
}

const schemasOf = ({ components }: Document) => (components.schemas ?? {}) as Schemas;

/** What a reference leads to. */
function resolved<T extends object>({ components }: Document, part: T | Reference): T {
  if (!("$ref" in part)) return part;
  const [kind = "", name = ""] = part.$ref.replace("#/components/", "").split("/");
  return components[kind]?.[name] as T;
}

function page(title: string, search: string, content: Html): string {
  const header = html`<a href="${REFERENCE}">Argosy API</a>
<form action="${REFERENCE}" role="search"><input type="search" name="q" value="${search}" placeholder="Words of an operation or a field" aria-label="Search the reference"><button>Search</button></form>
<a href="/api/openapi.json">OpenAPI document</a>`;
  return framed(title, `${REFERENCE}/style.css`, header, content);
}

function listPage(document: Document, listed: readonly Listed[], search: string): string {
  const requested = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const found = listed.filter(({ words }) => requested.every((word) => words.includes(word)));
  const isSearch = requested.length > 0;
  const groups = (document.tags ?? []).map(({ name, description }) => {
    const own = found.filter(({ operation }) => operation.tags[0] === name);
    if (own.length === 0) return undefined;
    return html`<details${new Html(isSearch ? " open" : "")}><summary><h2>${name}</h2> <span class="kind">${own.length}</span> <span>${inLine(description)}</span></summary><ul class="operations" id="${idOf(name)}">${own.map(lineOf)}</ul></details>`;
  });
  const head = isSearch
    ? html`<h1>${found.length === 1 ? "1 operation" : `${found.length} operations`} with “${search}”</h1>`
    : html`<h1>${String(document.info.title)} API</h1>${plainTextOf(String(document.info.description ?? ""))}`;
  return page(isSearch ? `${search} · Argosy API` : "Argosy API", search, html`${head}${groups}`);
}

const idOf = (tag: string) => tag.replaceAll(" ", "-");

const lineOf = ({ method, path, operation }: Listed) =>
  html`<li><a href="${REFERENCE}/${operation.operationId}"><b class="method ${method}">${method.toUpperCase()}</b> <code>${path}</code></a> <span>${operation.summary}</span></li>`;

function operationPage(document: Document, { method, path, operation }: Listed): string {
  const schemas = schemasOf(document);
  const parameters = (operation.parameters ?? []).map((each) => resolved<Parameter>(document, each));
  const tag = operation.tags[0] ?? "";
  const answers = Object.entries(operation.responses).map(
    ([status, answer]) =>
      html`<details${new Html(/^[23]/.test(status) ? " open" : "")} class="answer"><summary><b>${status}</b> ${inLine(resolved<Answer>(document, answer).description)}</summary>${mediaOf(resolved<Answer>(document, answer).content, schemas)}</details>`,
  );
  return page(
    `${operation.summary} · Argosy API`,
    "",
    html`<nav><a href="${REFERENCE}#${idOf(tag)}">${tag}</a></nav>
<h1>${operation.summary}</h1>
<p class="address"><b class="method ${method}">${method.toUpperCase()}</b> <code>${path}</code></p>
${plainTextOf(operation.description ?? "")}
${parameters.length > 0 && html`<h2>Parameters</h2><ul class="fields">${parameters.map(parameterOf)}</ul>`}
${operation.requestBody && html`<h2>Request${operation.requestBody.required === false && html` <span class="kind">may be left out</span>`}</h2>${mediaOf(operation.requestBody.content, schemas)}`}
<h2>As a command</h2><pre tabindex="0">${commandOf(document, { method, path, operation }, parameters)}</pre>
<h2>Answers</h2>${answers}`,
  );
}

const parameterOf = ({ name, in: place, required, description, schema, example }: Parameter) =>
  html`<li><code class="name">${name}</code> <span class="kind">${place}, ${kindOf(schema)}</span>${required && html` <b>required</b>`}${rulesIn(schema)}${description && html`<div>${inLine(description)}</div>`}${example !== undefined && html`<div>for instance <code>${String(example)}</code></div>`}</li>`;

function mediaOf(content: Answer["content"] = {}, schemas: Schemas): Html {
  return html`${Object.entries(content).map(
    ([type, { schema, example }]: [string, MediaType]) =>
      html`<h3>${type}</h3>${fieldsIn(schema, schemas)}${example !== undefined && html`<p>For instance</p><pre tabindex="0">${typeof example === "string" ? example : JSON.stringify(example, null, 2)}</pre>`}`,
  )}`;
}

function fieldsIn(schema: Schema | undefined, schemas: Schemas): Html {
  if (schema === undefined) return html``;
  return html`<p class="kind">${kindOf(schema)}</p>${fieldsOf(schema, schemas)}`;
}

/** The example as it is sent with curl; the key is the caller's. */
function commandOf(
  document: Document,
  { method, path, operation }: Omit<Listed, "words">,
  parameters: readonly Parameter[],
): string {
  const filled = parameters.reduce(
    (text, { name, in: place, example }) =>
      place === "path" && example !== undefined ? text.replace(`{${name}}`, encodeURIComponent(String(example))) : text,
    path,
  );
  const query = parameters.filter(({ in: place, example }) => place === "query" && example !== undefined);
  const requested = new URLSearchParams(
    query.map(({ name, example }): [string, string] => [name, String(example)]),
  ).toString();
  const [type, media] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
  const body = typeof media?.example === "string" ? media.example : JSON.stringify(media?.example);
  const address = `${document.servers?.[0]?.url ?? ""}${filled}${requested && `?${requested}`}`;
  return [
    `curl ${method === "get" ? "" : `-X ${method.toUpperCase()} `}${quoted(address)}`,
    ...(operation["x-permission"] === "public" ? [] : [`-H 'Authorization: Bearer argosy_...'`]),
    ...(type ? [`-H ${quoted(`Content-Type: ${type}`)}`] : []),
    ...(type && body !== undefined ? [`--data ${quoted(body)}`] : []),
  ].join(" \\\n  ");
}

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
