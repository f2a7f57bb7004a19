import type { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { Language } from "../connectors/kit/contract/contract.ts";
import type { TenantOptions, Tx } from "../db/database.ts";
import type { Access } from "../hub/accounts/access.ts";
import type { Permission, Person } from "./access.ts";
import { auditedAs } from "./audit-trail.ts";
import { shownAt, showsAt } from "./audit-values.ts";
import type { Deps } from "./deps.ts";
import type { RouteExample, Upload } from "./document/openapi.ts";
import { operationId } from "./document/operation-id.ts";
import { editSerially } from "./edit-serially.ts";
import type { HandlerAnswer } from "./handler-answer.ts";
import { withoutHidden } from "./hidden-fields.ts";
import { languageOf } from "./language.ts";
import { listTable } from "./list-file.ts";
import { ApiError } from "./problem.ts";
import { strict, withFile } from "./query-schema.ts";
import { hasNothingLeft, nothingDone, type Rows, takeOutRows, withRefused } from "./rows.ts";
import { idParams } from "./schemas.ts";
import { refuseUnstorable } from "./storable.ts";
import { STRANGERS_BODY } from "./strangers.ts";
import { tableAnswer, tableQuery, tableTypes } from "./table-answer.ts";
import { translateAnswer } from "./translate-answer.ts";
import { changesAt, ifUnchanged, sendVersion } from "./versions.ts";

type Changed = NonNullable<FastifyRequest["changed"]>;

/** A subject's routes are registered on this. */
export interface Api {
  readonly app: FastifyInstance;
  readonly deps: Deps;
  /** Mails a link that proves the address to be its reader's. */
  askForProof(email: string): Promise<void>;
}

export interface Call<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly now: Date;
  /** Who acts, in which organization. Throws on routes that need no organization. */
  readonly access: Access;
  /** Throws on routes an API key may use. */
  readonly person: Person;
  /** What connectors say is answered in it, as Accept-Language asks. */
  readonly language: Language;
  /** One transaction of the caller's organization. */
  tenant<T>(work: (tx: Tx) => Promise<T>, how?: TenantOptions): Promise<T>;
  /** The Idempotency-Key: hub functions that take a reference make a repeat harmless even after a crash. */
  readonly idempotencyKey: string | undefined;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly deps: Deps;
  readonly askForProof: Api["askForProof"];
}

type Schema = z.ZodType;
type Out<S extends Schema | undefined> = S extends Schema ? z.output<S> : undefined;

/** What a route says beside its method and address. */
export interface RouteTexts<
  P extends Schema | undefined,
  Q extends Schema | undefined,
  B extends Schema | undefined,
  R extends Schema | undefined = Schema | undefined,
> {
  /** Default: the subject's, for reads or for changes. */
  readonly permission?: Permission | undefined;
  /** Default: the subject's. */
  readonly tag?: string | undefined;
  readonly summary: string;
  /** What the summary does not say, as Markdown; who may and what lists and repeats do is added by itself. */
  readonly description?: string | undefined;
  /** Where the schemas give no good example, or one the hub would refuse. Ids come from `exampleId`. */
  readonly example?: RouteExample | undefined;
  /** The body is a file, which the handler reads itself (`uploads`). */
  readonly upload?: Upload | undefined;
  /** Default: the id, where the address has an `:id` and nothing else. */
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** What the answer holds; 204 when absent. */
  readonly response?: R;
  /** Media types of an answer that is no JSON; the handler answers a stream or text, and sets the type. */
  readonly produces?: readonly string[] | undefined;
  /** Of a paged list: with `?format=csv` (or jsonl) the whole of it is a file of this name. */
  readonly asFile?: string | undefined;
  /** Default 200, 204 without a response schema. */
  readonly status?: number | undefined;
  /** Where the same answer also comes with another status: 202 for what goes on elsewhere. */
  readonly otherStatus?: number | undefined;
  /** One outcome for each row is promised: one that does not fit refuses none of the others. */
  readonly rows?: Rows | undefined;
  readonly bodyLimit?: number | undefined;
  readonly secretAnswer?: boolean | undefined;
  /** It reads alone, and may read what is some seconds old: from the read replica, where there is one. */
  readonly isReport?: boolean | undefined;
  readonly audited?: boolean | undefined;
  readonly handler: (call: Call<Out<P>, Out<Q>, Out<B>>) => Promise<HandlerAnswer<R>>;
}

/** A handler that reads or removes what the address names. */
export const byId =
  <T>(act: (tx: Tx, id: string) => Promise<T>) =>
  ({ tenant, params }: Pick<Call<{ readonly id: string }, unknown, unknown>, "tenant" | "params">): Promise<T> =>
    tenant((tx) => act(tx, params.id));

/** A handler that lists by what the query says. */
export const asRequested =
  <Query, T>(list: (tx: Tx, query: Query) => Promise<T>) =>
  ({ tenant, query }: Pick<Call<unknown, Query, unknown>, "tenant" | "query">): Promise<T> =>
    tenant((tx) => list(tx, query));

interface RouteSpec<P extends Schema | undefined, Q extends Schema | undefined, B extends Schema | undefined>
  extends Omit<RouteTexts<P, Q, B>, "handler"> {
  readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  /** Below /api. */
  readonly url: string;
  readonly permission: Permission;
  readonly tag: string;
  /** A method: a route's parameters are known where it is declared, not where it is registered. */
  handler(call: Call<Out<P>, Out<Q>, Out<B>>): Promise<unknown>;
}

/** A declared route: registers itself. */
export type Route = (api: Api) => void;

type IdAlone<Url extends string> = Url extends `${infer Before}/:id${infer After}`
  ? `${Before}${After}` extends `${string}:${string}`
    ? undefined
    : typeof idParams
  : undefined;

type Declare = <
  Url extends string,
  P extends Schema | undefined = IdAlone<Url>,
  Q extends Schema | undefined = undefined,
  B extends Schema | undefined = undefined,
  R extends Schema | undefined = undefined,
>(
  url: Url,
  texts: RouteTexts<P, Q, B, R>,
) => Route;

/** What the routes of a subject share; a route that differs says so itself. */
export interface Subject {
  readonly tag?: string;
  /** Who may GET. */
  readonly reads?: Permission;
  /** Who may do everything else. */
  readonly changes?: Permission;
}

/** Declares routes of a subject, one function a method. */
export function routes(subject: Subject): Record<"get" | "post" | "patch" | "put" | "delete", Declare> {
  const declare =
    (method: RouteSpec<undefined, undefined, undefined>["method"]): Declare =>
    (url, texts) => {
      const { tag = subject.tag, permission = method === "GET" ? subject.reads : subject.changes } = texts;
      if (permission === undefined) throw new Error(`${method} ${url} does not say who may use it.`);
      if (tag === undefined) throw new Error(`${method} ${url} does not say what it is about.`);
      const params = texts.params ?? (hasIdAlone(url) ? idParams : undefined);
      const spec = { ...texts, ...(params && { params }), method, url, permission, tag };
      return (api) => register(api, spec);
    };
  return {
    get: declare("GET"),
    post: declare("POST"),
    patch: declare("PATCH"),
    put: declare("PUT"),
    delete: declare("DELETE"),
  };
}

const hasIdAlone = (url: string): boolean => (url.match(/:\w+/g) ?? []).join() === ":id";

/** The name under which the audit trail keeps what the route does; nothing where it keeps none. */
function auditExtension({
  method,
  url,
  permission,
  audited,
  asFile,
}: Pick<RouteSpec<Schema, Schema, Schema>, "method" | "url" | "permission" | "audited" | "asFile">) {
  const action =
    permission === "public" || audited === false ? undefined : auditedAs(method, url, asFile !== undefined);
  return action === undefined ? {} : { "x-audit": action };
}

/** Registers one route: schemas checked, described in OpenAPI, bound to an action and an organization. */
function register<P extends Schema | undefined, Q extends Schema | undefined, B extends Schema | undefined>(
  api: Api,
  declared: RouteSpec<P, Q, B>,
): void {
  const { app, deps } = api;
  const spec = inLanguage(declared, deps);
  const status = spec.status ?? (spec.response || spec.produces ? 200 : 204);
  if (showsOne(spec)) showIt(api, spec);
  if (spec.method === "PATCH" || spec.method === "PUT") changesAt(app, spec.url, spec.body);
  app.route({
    method: spec.method,
    url: spec.url,
    ...bodyLimitOf(spec),
    config: {
      permission: spec.permission,
      ...(spec.secretAnswer !== undefined && { secretAnswer: spec.secretAnswer }),
      ...(spec.audited !== undefined && { audited: spec.audited }),
      ...(spec.upload && { turn: "upload" as const }),
      ...(spec.produces && { turn: "file" as const }),
    },
    schema: describedAs(spec, status),
    preValidation: [
      refuseUnstorable,
      async (request, reply) => {
        if (!spec.rows || !spec.body) return;
        takeOutRows(request, spec.body, spec.rows);
        if (hasNothingLeft(request, spec.rows))
          return reply.code(status).send(withRefused(nothingDone(spec.response), request, spec.rows));
      },
    ],
    handler: async (request, reply) => {
      const file = spec.asFile === undefined ? undefined : await fileOf(spec, request, reply, api);
      const isChange = ["PATCH", "PUT", "DELETE"].includes(spec.method) && request.access !== undefined;
      const shown = () => shownAt(app, spec.url, { request, reply });
      const before = isChange ? await shown() : undefined;
      const inTurn = isChange ? ifUnchanged({ app, url: spec.url }, { request, reply }, before) : undefined;
      const answer = file ?? (await spec.handler(callOf(request, reply, api, { query: request.query, inTurn })));
      if (isChange) request.changed = { before, after: await afterOf(spec, before, answer, shown) };
      if (isChange || showsOne(spec)) await sendVersion({ app, url: spec.url }, { request, reply }, answer);
      const result = spec.rows ? withRefused(answer, request, spec.rows) : answer;
      if (reply.sent) return reply;
      if (reply.statusCode === 200) reply.code(status);
      return reply.send(reply.statusCode === 204 ? undefined : withoutHidden(result ?? null, request.access?.actions));
    },
  });
}

function bodyLimitOf({ bodyLimit, permission }: Pick<RouteSpec<Schema, Schema, Schema>, "bodyLimit" | "permission">) {
  const most = bodyLimit ?? (permission === "public" ? STRANGERS_BODY : undefined);
  return most === undefined ? {} : { bodyLimit: most };
}

/** Its schemas, and what the OpenAPI document says of it. */
function describedAs(spec: RouteSpec<Schema | undefined, Schema | undefined, Schema | undefined>, status: number) {
  return {
    tags: [spec.tag],
    summary: spec.summary,
    ...(spec.description !== undefined && { description: spec.description }),
    ...(spec.example && { "x-example": spec.example }),
    ...(spec.upload && { "x-upload": spec.upload }),
    operationId: operationId(spec.method, spec.url),
    ...(spec.params && { params: spec.params }),
    querystring: strict(spec.asFile === undefined ? spec.query : withFile(spec.query)),
    ...(spec.body && { body: spec.body }),
    ...(canBeAbsent(spec.body) && { "x-optional-body": true }),
    response: {
      [status]: answerOf(spec),
      ...(spec.otherStatus !== undefined && { [spec.otherStatus]: answerOf(spec) }),
    },
    ...(spec.permission === "public" && { security: [] }),
    "x-permission": spec.permission,
    ...auditExtension(spec),
  };
}

/** An object never can; what else there is says so when it is read. */
const canBeAbsent = (body: Schema | undefined): boolean =>
  body !== undefined && !(body instanceof z.ZodObject) && body.safeParse(undefined).success;

/** The route with what it answers said in the caller's language. */
function inLanguage<P extends Schema | undefined, Q extends Schema | undefined, B extends Schema | undefined>(
  spec: RouteSpec<P, Q, B>,
  deps: Deps,
): RouteSpec<P, Q, B> {
  const handler: typeof spec.handler = async (call) =>
    translateAnswer(deps.connectors, call.language, await spec.handler(spec.isReport ? fromReplica(call, deps) : call));
  return { ...spec, handler };
}

/** The call with its transactions on the read replica, where there is one that is not too far behind. */
const fromReplica = <P, Q, B>(call: Call<P, Q, B>, { db }: Deps): Call<P, Q, B> =>
  Object.assign(call, { tenant: <T>(work: (tx: Tx) => Promise<T>) => db.report(call.access.organization, work) });

/** Shows one thing, whose changes are told by how it was and is. */
const showsOne = (
  spec: Pick<RouteSpec<undefined, undefined, undefined>, "method" | "response" | "produces" | "asFile">,
) => spec.method === "GET" && spec.response !== undefined && !spec.produces && spec.asFile === undefined;

/** Lets the routes that change what this one shows tell the audit trail how it was. */
function showIt<P extends Schema | undefined, Q extends Schema | undefined, B extends Schema | undefined>(
  api: Api,
  spec: RouteSpec<P, Q, B>,
): void {
  // Asked when something there is changed: reading with each of hundreds of schemas would be a tenth of a hub's start.
  showsAt(api.app, spec.url, async ({ request, reply, tx }) => {
    const requested = (spec.query ?? z.object({})).safeParse({});
    return requested.success ? spec.handler(callOf(request, reply, api, { query: requested.data, tx })) : undefined;
  });
}

/** The thing after its change: what is answered, else what is shown where it was shown before. */
async function afterOf(
  { method, response }: { readonly method: string; readonly response?: Schema | undefined },
  before: unknown,
  answer: unknown,
  show: () => Promise<Changed["after"]>,
): Promise<Changed["after"]> {
  if (method === "DELETE") return undefined;
  if (response && typeof answer === "object" && answer !== null) return Object.fromEntries(Object.entries(answer));
  return before === undefined ? undefined : show();
}

/** Pages of this many rows are read for a file. */
const FILE_PAGE = 200;

/** The whole list as a file; undefined where a page of it is asked for. */
async function fileOf<P extends Schema | undefined, Q extends Schema | undefined, B extends Schema | undefined>(
  spec: RouteSpec<P, Q, B>,
  request: FastifyRequest,
  reply: FastifyReply,
  api: Api,
): Promise<Readable | undefined> {
  const { format, bom, total: _, ...requested } = request.query as z.output<typeof fileQuery>;
  if (format === undefined || !spec.response) return undefined;
  const table = listTable(spec.response, async (cursor) => {
    const page = callOf<Out<P>, Out<Q>, Out<B>>(request, reply, api, {
      query: { ...requested, cursor, limit: FILE_PAGE },
    });
    return withoutHidden(await spec.handler(fromReplica(page, api.deps)), request.access?.actions);
  });
  return tableAnswer(reply, { name: spec.asFile ?? "list", table, style: { format, bom } });
}

const fileQuery = z.looseObject(tableQuery);

function answerOf({
  response,
  produces,
  asFile,
  summary,
}: Pick<RouteSpec<undefined, undefined, undefined>, "response" | "produces" | "asFile" | "summary">) {
  if (response && asFile !== undefined)
    return { description: summary, content: { "application/json": { schema: response }, ...FILE_CONTENT } };
  if (!produces) return response ?? z.undefined();
  return { description: summary, content: Object.fromEntries(produces.map((type) => [type, { schema: z.string() }])) };
}

const FILE_CONTENT = Object.fromEntries(tableTypes.map((type) => [type, { schema: z.string() }]));

interface RequestContext {
  readonly query: unknown;
  /** All is read in it. */
  readonly tx?: Tx | undefined;
  readonly inTurn?: ReturnType<typeof ifUnchanged> | undefined;
}

function callOf<P, Q, B>(
  request: FastifyRequest,
  reply: FastifyReply,
  { deps, askForProof }: Api,
  { query, tx, inTurn = (work) => work }: RequestContext,
): Call<P, Q, B> {
  const key = request.headers["idempotency-key"];
  return {
    params: request.params as P,
    query: query as Q,
    body: request.body as B,
    now: new Date(deps.clock.now()),
    get access() {
      if (!request.access) throw new Error(`${request.url} asks for an organization and needs none.`);
      return request.access;
    },
    get person() {
      if (!request.person)
        throw new ApiError(
          403,
          "authorization_error",
          "PERSON_NEEDED",
          "This needs a signed-in person, not an API key.",
        );
      return request.person;
    },
    language: languageOf(request.headers["accept-language"]),
    tenant: (work, how) => {
      if (!request.access) throw new Error(`${request.url} asks for an organization and needs none.`);
      if (tx) return work(tx);
      return deps.db.tenant(request.access.organization, editSerially(request, inTurn(work, how)), how);
    },
    idempotencyKey: typeof key === "string" ? key : undefined,
    request,
    reply,
    deps,
    askForProof,
  };
}
