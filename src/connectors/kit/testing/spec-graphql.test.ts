import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSchema, introspectionFromSchema } from "graphql";
import { afterAll, describe, expect, it } from "vitest";
import type { Exchanged } from "../http/call-log.ts";
import { graphqlSpec } from "./spec-graphql.ts";

const folder = mkdtempSync(join(tmpdir(), "spec-"));
afterAll(() => rmSync(folder, { recursive: true }));
const schemaFile = join(folder, "schema.json");
const sdl = `
  scalar Decimal
  enum Status { OPEN CLOSED }
  interface Node { id: ID! }
  type Order implements Node { id: ID! total: Decimal! status: Status! note: String lines(first: Int!): [Line!]! }
  type Line { quantity: Int! }
  type Query { node(id: ID!): Node order(id: ID!): Order }
  input OrderInput { id: ID! note: String }
  type Mutation { orderUpdate(input: OrderInput!): Order bulkRun(query: String!): Boolean }
`;
writeFileSync(schemaFile, JSON.stringify({ data: introspectionFromSchema(buildSchema(sdl)) }));

const spec = graphqlSpec({
  schemaFile,
  isGraphql: (exchange) => exchange.url.endsWith("/graphql"),
  innerDocuments: ["query"],
});
const sdlFile = join(folder, "schema.graphql");
writeFileSync(sdlFile, sdl);
const exchange = (query: string, variables: object, answer: unknown, more: Partial<Exchanged> = {}): Exchanged => ({
  operation: "test",
  method: "POST",
  url: "https://x.example/graphql",
  requestHeaders: {},
  requestBody: JSON.stringify({ query, variables }),
  status: 200,
  responseHeaders: {},
  responseBody: JSON.stringify(answer),
  ...more,
});
const READ = "query ($id: ID!) { order(id: $id) { id total status note lines(first: 3) { quantity } } }";
const order = { id: "1", total: "12.50", status: "OPEN", note: null, lines: [{ quantity: 2 }] };

it("a schema in its own language is accepted as well", () => {
  const isGraphql = () => true;
  const check = graphqlSpec({ schemaFile: sdlFile, isGraphql });
  const requested = exchange("query ($id: ID!) { order(id: $id) { nothing } }", { id: "1" }, {});
  expect(check.request(requested)).toEqual(graphqlSpec({ schemaFile, isGraphql }).request(requested));
});

describe("GraphQL calls against their schema", () => {
  it("a call that fits its schema passes", () => {
    const good = exchange(READ, { id: "1" }, { data: { order } });
    expect([spec.request(good), spec.response(good)]).toEqual(["valid", "valid"]);
    expect(spec.request({ ...good, url: "https://x.example/rest" })).toBe("uncovered");
  });

  it("a wrong document or variable is found", () => {
    const problems = (query: string, variables: object) => spec.request(exchange(query, variables, {}));
    expect(problems("{ order(id: 1) { nope } }", {})).toEqual([expect.stringContaining("nope")]);
    expect(problems("{ order(id: 1) { id }", {})).toEqual([expect.stringContaining("Syntax Error")]);
    expect(problems(READ, {})).toEqual([expect.stringContaining("$id")]);
    expect(problems(READ, { id: "1", extra: 2 })).toEqual(["variable $extra is not declared"]);
    expect(problems("mutation ($i: OrderInput!) { orderUpdate(input: $i) { id } }", { i: { note: "x" } })).toEqual([
      expect.stringContaining("id"),
    ]);
    expect(problems('mutation { bulkRun(query: "{ order(id: 1) { nope } }") }', {})).toEqual([
      expect.stringContaining("inside query"),
    ]);
    expect(problems("mutation ($query: String!) { bulkRun(query: $query) }", { query: "{ orders }" })).toEqual([
      expect.stringContaining("inside query"),
    ]);
  });

  it("an answer of another shape is found", () => {
    const problems = (change: object) =>
      spec.response(exchange(READ, { id: "1" }, { data: { order: { ...order, ...change } } }));
    expect(problems({ total: 12.5 })).toEqual([expect.stringContaining("total")]);
    expect(problems({ status: "LOST" })).toEqual([expect.stringContaining("Status")]);
    expect(problems({ total: null })).toEqual([expect.stringContaining("may not be null")]);
    expect(problems({ surprise: 1 })).toEqual([expect.stringContaining("was not asked for")]);
    expect(problems({ lines: [{ quantity: 1 }, {}] })).toEqual([expect.stringContaining("missing")]);
    expect(problems({ note: undefined })).toEqual([expect.stringContaining("note was asked for")]);
    expect(spec.response(exchange(READ, { id: "1" }, { errors: [{ message: "no" }] }))).toBe("valid");
    expect(spec.response(exchange(READ, { id: "1" }, { oops: 1 }))).toEqual([
      expect.stringContaining("neither data nor errors"),
    ]);
  });

  it("a fragment on an interface follows the type the answer names", () => {
    const query = "{ node(id: 1) { __typename id ... on Order { total } } }";
    expect(spec.response(exchange(query, {}, { data: { node: { __typename: "Order", id: "1", total: "1" } } }))).toBe(
      "valid",
    );
    expect(spec.response(exchange(query, {}, { data: { node: { __typename: "Order", id: "1" } } }))).toEqual([
      expect.stringContaining("total"),
    ]);
    const silent = "{ node(id: 1) { id ... on Order { total } } }";
    for (const node of [{ id: "1" }, { id: "1", total: "1" }])
      expect(spec.response(exchange(silent, {}, { data: { node } }))).toBe("valid");
  });
});
