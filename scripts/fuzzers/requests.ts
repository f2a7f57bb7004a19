/** What a request may hold beside its body: cursors and filters, against the schema of every route. */
import fc from "fast-check";
import { z } from "zod";
import { loadConfig } from "../../src/config.ts";
import { RequestRefusal, requestCheck } from "../../src/http/request-check.ts";
import type { Api } from "../../src/http/route.ts";
import { allRoutes } from "../../src/http/routes/index.ts";
import { HubError } from "../../src/hub/errors.ts";
import { type CursorPart, decodeCursor, encodeCursor } from "../../src/hub/paging.ts";
import { type Fuzzer, refusing } from "./fuzzer.ts";
import { nastyJson, nastyRecord, nastyText } from "./text.ts";

interface Part {
  readonly url: string;
  readonly part: "querystring" | "params" | "body";
  readonly names: readonly string[];
  readonly check: (data: unknown) => unknown;
}

/** Every schema of every route, without a hub behind them. */
function partsOfRoutes(): Part[] {
  const parts: Part[] = [];
  const nothing: unknown = new Proxy(() => undefined, { get: () => nothing });
  const app = {
    route({ url, schema = {} }: { readonly url: string; readonly schema?: Readonly<Record<string, unknown>> }) {
      for (const part of ["querystring", "params", "body"] as const) {
        const existing = schema[part];
        if (!(existing instanceof z.ZodType)) continue;
        const check = requestCheck({ schema: existing, method: "GET", url, httpPart: part });
        parts.push({ url, part, check, names: existing instanceof z.ZodObject ? Object.keys(existing.shape) : [] });
      }
    },
    register: (plugin: (scope: unknown) => unknown) => plugin(app),
    removeAllContentTypeParsers: () => undefined,
    addContentTypeParser: () => undefined,
    addHook: () => undefined,
    decorateRequest: () => undefined,
  };
  const deps = new Proxy(
    { config: loadConfig({}), connectors: new Map() },
    {
      get: (existing, name) => Reflect.get(existing, name) ?? nothing,
    },
  );
  allRoutes({ app, deps, askForProof: async () => undefined } as unknown as Api);
  return parts;
}

const parts = partsOfRoutes();

const given = ({ part, names }: Part): fc.Arbitrary<unknown> =>
  part === "body"
    ? fc.oneof(nastyRecord(names), nastyJson(names))
    : fc
        .array(fc.tuple(fc.constantFrom("cursor", ...names), nastyText), { maxLength: 6 })
        .map((pairs) => Object.fromEntries(pairs));

export const filters: Fuzzer = {
  name: "filters",
  cases: fc.constantFrom(...parts).chain((one) =>
    given(one).map((data) => ({
      what: `${one.url} ${one.part} ${JSON.stringify(data)?.slice(0, 600)}`,
      run: () =>
        refusing(() => {
          const { error } = one.check(data) as { readonly error?: Error };
          if (error) throw error;
        }, RequestRefusal),
    })),
  ),
};

const kinds = fc.array(fc.constantFrom<CursorPart>("id", "time", "number", "integer"), { maxLength: 3 });
const cursor = fc.oneof(
  nastyText,
  fc.array(nastyText, { maxLength: 4 }).map(encodeCursor),
  nastyJson(["id"]).map((value) => Buffer.from(JSON.stringify(value) ?? "").toString("base64url")),
);

export const cursors: Fuzzer = {
  name: "cursors",
  cases: fc.tuple(cursor, kinds).map(([text, of]) => ({
    what: `${of.join(" ")} ${text.slice(0, 600)}`,
    run: () => refusing(() => decodeCursor(text, of), HubError),
  })),
};
