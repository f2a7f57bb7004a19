/** For tests: the interface on a real database, with a browser-like caller. */
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from "fastify";
import pino from "pino";
import { virtualClock } from "../commerce/clock.ts";
import type { OrganizationId } from "../commerce/ids.ts";
import { loadConfig } from "../config.ts";
import { type TestDatabase, testDatabase } from "../db/testing.ts";
import { signUpProofs } from "../hub/accounts/sign-up-proof.ts";
import { quickHashing } from "../hub/accounts/testing-hashing.ts";
import { HubError } from "../hub/errors.ts";
import { readHere } from "../hub/imports/reader.ts";
import { createApp } from "./app.ts";
import { type Deps, type Limits, signUpMode } from "./deps.ts";
import type { Engine } from "./engine-port.ts";

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of every shape
  readonly json: any;
  readonly headers: LightMyRequestResponse["headers"];
  readonly text: string;
}

export interface Caller {
  call(method: string, url: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

export interface TestApp extends AsyncDisposable {
  readonly app: FastifyInstance;
  readonly db: TestDatabase;
  readonly deps: Deps;
  readonly clock: ReturnType<typeof virtualClock>;
  /** Lines logged so far. */
  readonly logged: string[];
  anonymous: Caller;
  /** Signs up, and creates an organization when a slug is given. */
  signUp(
    email: string,
    slug?: string,
  ): Promise<Caller & { organization: OrganizationId; cookie: string; userId: string }>;
  withKey(key: string): Caller;
}

const START = Date.parse("2026-11-20T08:00:00Z");
const HOST = "hub.example.test";
/** Tests make more requests of a minute than people. */
const LIMITS: Partial<Limits> = {
  signIn: { most: 1_000, perMs: 60_000 },
  strangerAsks: { most: 100_000, perMs: 60_000 },
  api: { most: 100_000, perMs: 60_000 },
  organization: { most: 1_000_000, perMs: 60_000 },
};

/** Everything of the engine throws unless given: a test that needs it says so. */
export async function testApp(options: { engine?: Partial<Engine>; deps?: Partial<Deps> } = {}): Promise<TestApp> {
  const db = await testDatabase();
  const clock = virtualClock(Math.max(START, Date.now()));
  const logged: string[] = [];
  const absent = (name: string) =>
    new Proxy(
      {},
      { get: (_target, method) => () => Promise.reject(new Error(`The test gave no engine.${name}${String(method)}`)) },
    );
  const engine = {
    ...(absent("") as Engine),
    connect: absent("connect.") as Engine["connect"],
    connections: absent("connections.") as Engine["connections"],
    explore: {
      ...(absent("explore.") as Engine["explore"]),
      providers: () => [],
      running: async () => [],
      start: () => Promise.reject(new HubError("SANDBOXES_OFF", "forbidden", "Not offered.")),
    },
    runs: absent("runs.") as Engine["runs"],
    services: absent("services.") as Engine["services"],
    couriers: absent("couriers.") as Engine["couriers"],
    adSpend: absent("adSpend.") as Engine["adSpend"],
    listings: absent("listings.") as Engine["listings"],
    files: { ...(absent("files.") as Engine["files"]), importReader: () => readHere },
    inbox: absent("inbox.") as Engine["inbox"],
    awaitsDeliveries: async () => true,
    receive: async () => ({ status: 401, body: "Signature not accepted." }),
    push: async () => [],
    createProducts: async () => [],
    settleStock: async () => ({ settled: new Set<string>(), bundles: new Set<string>() }),
    orderOptions: async () => [],
    offeredStatuses: async () => new Map(),
    takeHold: async () => new Set<string>(),
    webhookEndpoints: { check: () => undefined },
    retryFailed: async () => ({ retried: 0 }),
    wake: () => undefined,
    ...options.engine,
  };
  const deps: Deps = {
    config: loadConfig({ APP_URL: `https://${HOST}` }),
    db: db.database,
    vault: db.vault,
    keys: db.keys,
    engine,
    clock,
    log: pino({ level: "debug" }, { write: (line: string) => void logged.push(line) }),
    connectors: new Map(),
    hashing: quickHashing,
    ...options.deps,
    limits: { refusalDelayMs: 0, ...(options.deps?.limits ?? LIMITS) },
  };
  const app = await createApp(deps);
  await app.ready();
  operations ??= await describe(app);
  const anonymous = callerOf(app, {});
  return {
    app,
    db,
    deps,
    clock,
    logged,
    anonymous,
    signUp: (email, slug) => signUp(app, deps, email, slug),
    withKey: (key) => callerOf(app, { authorization: `Bearer ${key}` }),
    async [Symbol.asyncDispose]() {
      await app.close();
      await db[Symbol.asyncDispose]();
    },
  };
}

function callerOf(app: FastifyInstance, headers: Record<string, string>): Caller {
  return {
    async call(method, url, body, extra = {}) {
      const request: InjectOptions = {
        method: method as "GET",
        url,
        headers: { host: HOST, ...headers, ...extra },
        ...(body !== undefined && { payload: body as object }),
      };
      const response = await app.inject(request);
      checkAnswer(request, response);
      const isJson = /json\b/.test(String(response.headers["content-type"] ?? ""));
      return {
        status: response.statusCode,
        json: isJson && response.body !== "" ? response.json() : undefined,
        headers: response.headers,
        text: response.body,
      };
    },
  };
}

interface DescribedAnswer {
  readonly content?: Record<string, { schema: object }>;
}

interface Described {
  readonly matches: RegExp;
  readonly method: string;
  /** As the document names it: the status itself, or 4XX; undefined where it is not described. */
  readonly statusOf: (status: number) => string | undefined;
  /** By status; compiled when the first answer of its kind comes: all of them would take a second. */
  readonly validatorOf: (status: string) => ValidateFunction | undefined;
  /** Media types by status. */
  readonly typesOf: (status: string) => readonly string[];
}

/** Of the first application in this process: every one is described alike, and drawing the document takes seconds. */
let operations: readonly Described[] | undefined;

/** Every answer a test gets has to be what the OpenAPI document says of it. */
function checkAnswer(request: InjectOptions, response: LightMyRequestResponse): void {
  const path = String(request.url).split("?")[0] ?? "";
  const operation = operations?.find((each) => each.method === String(request.method) && each.matches.test(path));
  if (!operation || response.statusCode >= 500) return;
  const status = operation.statusOf(response.statusCode);
  if (status === undefined)
    throw new Error(
      `${request.method} ${path} answered ${response.statusCode}, which is not described: ${response.body}`,
    );
  const type = String(response.headers["content-type"] ?? "").split(";")[0] ?? "";
  if (response.body !== "" && !type.endsWith("json")) {
    if (operation.typesOf(status).includes(type)) return;
    throw new Error(`${request.method} ${path} answered ${status} as ${type}, which is not described.`);
  }
  const validate = operation.validatorOf(status);
  if (!validate || response.body === "") return;
  if (!validate(response.json()))
    throw new Error(
      `${request.method} ${path} answered ${status} not as described: ${JSON.stringify(validate.errors?.slice(0, 3))} in ${response.body.slice(0, 600)}`,
    );
}

async function describe(app: FastifyInstance): Promise<Described[]> {
  const document = (await app.inject("/api/openapi.json")).json() as {
    paths?: Record<string, Record<string, { responses?: Record<string, DescribedAnswer & { $ref?: string }> }>>;
    components?: { responses?: Record<string, DescribedAnswer> };
  };
  // Each answer is checked a few times: making the code shorter first, and looking in each reference for what could stand
  // in its place, costs several times what it spares.
  const ajv = new Ajv2020({ strict: false, inlineRefs: false, code: { optimize: false } });
  addFormats.default(ajv);
  ajv.addSchema({ $id: "hub", components: document.components });
  // A refusal is described alike for every operation.
  const compiled = new Map<string, ValidateFunction>();
  const compile = (schema: object) => {
    const text = JSON.stringify(schema).replaceAll('"#/components', '"hub#/components');
    const validate = compiled.get(text) ?? ajv.compile(JSON.parse(text));
    compiled.set(text, validate);
    return validate;
  };
  // Fixed words of a path come before parameters, as in the router.
  const paths = Object.entries(document.paths ?? {}).sort(([a], [b]) => a.split("{").length - b.split("{").length);
  return paths.flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { responses = {} }]) => {
      const statusOf = (status: number) =>
        [String(status), `${String(status)[0]}XX`].find((each) => responses[each] !== undefined);
      const contentOf = (status: string) => {
        const { $ref, content } = responses[status] ?? {};
        return $ref === undefined ? content : document.components?.responses?.[$ref.split("/").at(-1) ?? ""]?.content;
      };
      const validatorOf = (status: string) => {
        const content = contentOf(status);
        const schema = (content?.["application/json"] ?? content?.["application/problem+json"])?.schema;
        return schema && compile(schema);
      };
      return {
        matches: new RegExp(`^${path.replace(/\{\w+\}/g, "[^/]+")}$`),
        method: method.toUpperCase(),
        statusOf,
        validatorOf,
        typesOf: (status: string) => Object.keys(contentOf(status) ?? {}),
      };
    }),
  );
}

async function signUp(app: FastifyInstance, deps: Deps, email: string, slug?: string) {
  const origin = `https://${HOST}`;
  // As the link mailed to them would prove it, where that is asked for.
  const proof =
    signUpMode(deps) === "proved"
      ? { proof: signUpProofs(deps.keys).tokenFor(email, new Date(deps.clock.now())) }
      : undefined;
  const answer = await callerOf(app, { origin }).call("POST", "/api/auth/sign-up/email", {
    email,
    password: "correct horse battery",
    name: email.split("@")[0],
    ...proof,
  });
  if (answer.status !== 200) throw new Error(`Sign-up failed: ${answer.status} ${answer.text}`);
  const cookie = cookieOf(answer.headers["set-cookie"]);
  const caller = callerOf(app, { origin, cookie });
  let organization = "";
  if (slug !== undefined) {
    const made = await caller.call("POST", "/api/organizations", {
      name: slug,
      slug,
      currency: "USD",
      zone: "UTC",
      language: "en",
    });
    if (made.status !== 201) throw new Error(`No organization: ${made.status} ${made.text}`);
    organization = made.json.id;
  }
  return { ...caller, organization: organization as OrganizationId, cookie, userId: String(answer.json.user.id) };
}

/** The Cookie header a browser would send after these Set-Cookie headers. */
function cookieOf(setCookie: string | string[] | undefined): string {
  return [setCookie ?? []]
    .flat()
    .map((line) => line.split(";")[0])
    .join("; ");
}
