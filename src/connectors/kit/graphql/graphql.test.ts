import { buildSchema, GraphQLError } from "graphql";
import { describe, expect, it } from "vitest";
import { message } from "../../../commerce/message.ts";
import type { ErrorKind } from "../contract/errors.ts";
import { type CodeOf, serveGraphql } from "../sandbox/graphql.ts";
import { connect, withConnections } from "../sandbox/relay.ts";
import { readCursorJson } from "./changed-sweep.ts";
import { costWaitMs, learnCost } from "./cost.ts";
import { classifyErrors, type ErrorRules } from "./errors.ts";
import { allNodes, wholeOf } from "./pages.ts";
import { userErrorText } from "./refusals.ts";

const request = { method: "POST", url: "/graphql", operation: "orders.list", safe: true } as const;
const none: ErrorRules = { kindOf: () => undefined };
const classified = (body: unknown, rules: ErrorRules = none, more: object = {}): ErrorKind | null =>
  classifyErrors(
    { status: 200, headers: {}, text: JSON.stringify(body), url: "https://shop.example/graphql" },
    { ...request, ...more },
    rules,
  );
const error = (code: string, path: readonly string[] = []) => ({ message: "No", path, extensions: { code } });

describe("errors of an answer", () => {
  it.each([
    ["UNAUTHENTICATED", "auth_expired"],
    ["FORBIDDEN", "forbidden"],
    ["INTERNAL_SERVER_ERROR", "transient"],
    ["GRAPHQL_VALIDATION_FAILED", "rejected"],
    ["", "rejected"],
  ])("%s is %s unless the platform says otherwise", (code, kind) => {
    expect(classified({ errors: [error(code)] })?.kind).toBe(kind);
    expect(classified({ errors: [error(code)] }, { kindOf: () => ({ kind: "suspended" }) })?.kind).toBe("suspended");
  });

  it("an answer whose data only contains the word has no errors", () => {
    expect(classified({ data: { note: '"errors":' } })).toBeNull();
  });

  it("an error of a write that broke off leaves its outcome unknown", () => {
    expect(classified({ errors: [error("INTERNAL_SERVER_ERROR")] }, none, { safe: false })?.kind).toBe("ambiguous");
  });

  it("an error beside data that only leaves out a hidden field is none", () => {
    const rules: ErrorRules = { ...none, leavesOut: ({ path }) => path.at(-1) === "email" };
    const data = { order: { email: null } };
    expect(classified({ data, errors: [error("FORBIDDEN", ["order", "email"])] }, rules)).toBeNull();
    expect(classified({ data, errors: [error("FORBIDDEN", ["order", "lines"])] }, rules)?.kind).toBe("forbidden");
    expect(classified({ data: null, errors: [error("FORBIDDEN", ["order", "email"])] }, rules)?.kind).toBe("forbidden");
    const both = [error("FORBIDDEN", ["order", "email"]), error("INTERNAL_SERVER_ERROR")];
    expect(classified({ data, errors: both }, rules)?.kind).toBe("transient");
  });
});

describe("cost in points", () => {
  const throttleStatus = { maximumAvailable: 1000, currentlyAvailable: 200, restoreRate: 50 };
  const body = { extensions: { cost: { requestedQueryCost: 752, throttleStatus } } };

  it("the cost in points is read from the end of an answer, with how long to wait", () => {
    expect(learnCost(JSON.stringify(body))).toEqual({ available: 200, burst: 1000, rate: 50 });
    expect(costWaitMs(body, 1)).toBe(12_000);
    expect(costWaitMs({}, 1)).toBe(1);
  });
});

describe("a connection", () => {
  const rows = Array.from({ length: 7 }, (_, at) => ({ row: { id: String(at) }, id: String(at), sort: "" }));
  const ask = async (after: string | null) =>
    connect(rows, { first: 3, after }, { most: 3, view: (row: { id: string }) => row.id });

  it("a connection is followed to its end, from the start or from a page at hand", async () => {
    const all = rows.map(({ id }) => id);
    expect(await allNodes(ask)).toEqual(all);
    expect(await wholeOf(await ask(null), ask)).toEqual(all);
  });

  it("a connection whose owner is gone is none; one that goes while it is read ends there", async () => {
    expect(await allNodes(async () => null)).toBeNull();
    expect(await wholeOf(await ask(null), async () => undefined)).toEqual(["0", "1", "2"]);
  });

  it("a connection refuses pages beyond the platform's largest", () => {
    expect(() => connect(rows, { first: 4 }, { most: 3, view: String })).toThrow("first cannot exceed 3");
    expect(() => connect(rows, {}, { most: 3, view: String })).toThrow("first or last");
  });
});

it("a text of user errors names the field of each refusal", () => {
  expect(userErrorText([{ field: ["variants", "0", "price"], message: "too low" }, { message: "no" }])).toBe(
    "variants.0.price: too low; no",
  );
});

describe("the sandbox's server", () => {
  const sdl = `type Query { items(first: Int): ItemConnection! broken: String denied: String }
    type Item { id: ID! } type PageInfo { hasNextPage: Boolean! endCursor: String }`;
  const schema = buildSchema(withConnections(sdl));
  const root = {
    items: () => ({ nodes: [{ id: "1" }], pageInfo: { hasNextPage: false } }),
    broken: () => {
      throw new Error("a fault of the sandbox");
    },
    denied: () => {
      throw new GraphQLError("no right", { extensions: { code: "FORBIDDEN" } });
    },
  };
  const codeOf: CodeOf = ({ message }) => (/^Cannot query/.test(message) ? "GRAPHQL_VALIDATION_FAILED" : undefined);
  const sendRequest = (query: unknown) =>
    serveGraphql(
      {
        method: "POST",
        path: "/graphql",
        query: new URLSearchParams(),
        headers: {},
        text: JSON.stringify({ query }),
        body: Buffer.from(""),
        json: () => ({ query }) as never,
      },
      { schema, root, codeOf },
    );

  it("the server answers what the schema has, and refuses what it has not", async () => {
    expect(await sendRequest("{ items { nodes { id } pageInfo { hasNextPage } } }")).toMatchObject({
      status: 200,
      json: { data: { items: { nodes: [{ id: "1" }] } } },
    });
    expect(await sendRequest("{ price }")).toMatchObject({
      status: 400,
      json: { errors: [{ extensions: { code: "GRAPHQL_VALIDATION_FAILED" } }] },
    });
    expect(await sendRequest(7)).toMatchObject({ status: 400 });
  });

  it("the server reports its own faults as the platform's, and passes on given codes", async () => {
    expect(await sendRequest("{ broken }")).toMatchObject({
      json: { errors: [{ extensions: { code: "INTERNAL_SERVER_ERROR" } }] },
    });
    expect(await sendRequest("{ denied }")).toMatchObject({
      json: { errors: [{ extensions: { code: "FORBIDDEN" } }] },
    });
  });
});

it("a stored position that is not ours is refused in words other languages know", () => {
  expect(() => readCursorJson("{")).toThrow(expect.objectContaining({ userMessage: message("platform.position") }));
});
