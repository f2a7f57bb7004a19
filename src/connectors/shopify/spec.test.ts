import { existsSync } from "node:fs";
import { join } from "node:path";
import type { GraphQLSchema } from "graphql";
import { buildSchema, isEnumType, isInputObjectType, isInterfaceType, isObjectType, parse, validate } from "graphql";
import { describe, expect, it } from "vitest";
import { requestedCost } from "../../sandboxes/shopify/cost.ts";
import { adminSdl } from "../../sandboxes/shopify/schema.ts";
import type { Document } from "../kit/graphql/graphql.ts";
import { loadSchema } from "../kit/testing/spec-graphql.ts";
import { specsDir } from "../kit/testing/specs.ts";
import * as documents from "./queries.ts";
import * as orderDocuments from "./queries-orders.ts";
import { SCHEMA_FILE } from "./spec.ts";

const dir = specsDir();
const file = dir ? join(dir, SCHEMA_FILE) : "";
const official = file && existsSync(file) ? loadSchema(file) : null;
const subset = buildSchema(adminSdl());

const all: readonly (readonly [string, Document])[] = [
  ...Object.entries(documents),
  ...Object.entries(orderDocuments),
].flatMap(([name, value]) => (typeof value === "object" && "text" in value ? [[name, value] as const] : []));

/** The largest variables the connector passes, as far as they change the cost. */
const LARGEST: Readonly<Record<string, Record<string, unknown>>> = {
  PRODUCTS_PAGE: { first: 11, variants: 5, levels: 1 },
  PRODUCT_GET: { variants: 50, levels: 1 },
  PRODUCT_VARIANTS: { variants: 100, levels: 1 },
  STOCK_READ: { ids: Array.from({ length: 225 }, (_, at) => `gid://shopify/InventoryItem/${at}`), levels: 1 },
  ORDERS_PAGE: {
    first: orderDocuments.ORDERS_IN_LIST,
    lines: orderDocuments.LINES_IN_LIST,
    transactions: 4,
    pickups: true,
  },
  ORDER_GET: { lines: 25, transactions: 30, pickups: true },
  ORDER_EVENTS: { events: 8, lines: 12, locations: true },
};

describe("documents", () => {
  it.each(all)("%s is valid against the schema of the sandbox", (_name, document) => {
    expect(validate(subset, parse(document.text)).map((error) => error.message)).toEqual([]);
  });

  it.runIf(official)("all are valid against the official 2026-10 schema, the bulk query too", () => {
    if (!official) return;
    for (const [name, { text }] of all) expect([name, ...messages(official, text)]).toEqual([name]);
    expect(messages(official, documents.BULK_PRODUCTS)).toEqual([]);
  });

  it.each(all)("%s costs no more than it says, and no more than a single query may", (name, document) => {
    const cost = requestedCost(subset, parse(document.text), LARGEST[name] ?? {});
    expect(cost).toBeLessThanOrEqual(document.cost);
    expect(document.cost).toBeLessThanOrEqual(documents.MAX_QUERY_COST);
  });

  it("the events of an order with many of them stay in the limit too", () => {
    const cost = requestedCost(subset, parse(orderDocuments.ORDER_EVENTS.text), {
      events: 40,
      lines: 1,
      locations: true,
    });
    expect(cost).toBeLessThanOrEqual(documents.MAX_QUERY_COST);
  });
});

describe.runIf(official)("the sandbox's schema", () => {
  it("the sandbox's schema has nothing that the official schema lacks, with the same types", () => {
    if (!official) return;
    const problems: string[] = [];
    for (const type of Object.values(subset.getTypeMap())) {
      if (type.name.startsWith("__")) continue;
      const real = official.getType(type.name);
      if (!real) problems.push(`${type.name} does not exist`);
      else if (isEnumType(type) && isEnumType(real)) {
        for (const value of type.getValues())
          if (!real.getValue(value.name)) problems.push(`${type.name}.${value.name}`);
      } else if (isObjectType(type) || isInterfaceType(type) || isInputObjectType(type))
        problems.push(...fieldProblems(type.name, subset, official));
    }
    expect(problems).toEqual([]);
  });
});

function messages(schema: GraphQLSchema, text: string): string[] {
  return validate(schema, parse(text)).map((error) => error.message);
}

function fieldsOf(
  schema: GraphQLSchema,
  name: string,
): Readonly<Record<string, { type: unknown; args?: readonly { name: string; type: unknown }[] }>> {
  const type = schema.getType(name);
  return isObjectType(type) || isInterfaceType(type) || isInputObjectType(type) ? type.getFields() : {};
}

function fieldProblems(name: string, ours: GraphQLSchema, theirs: GraphQLSchema): string[] {
  const real = fieldsOf(theirs, name);
  return Object.entries(fieldsOf(ours, name)).flatMap(([field, { type, args }]) => {
    const same = real[field];
    if (!same) return [`${name}.${field} does not exist`];
    const wrongArgs = (args ?? []).filter(
      (argument) => String(same.args?.find((other) => other.name === argument.name)?.type) !== String(argument.type),
    );
    return [
      ...(String(same.type) === String(type) ? [] : [`${name}.${field}: ${String(type)} is ${String(same.type)}`]),
      ...wrongArgs.map((argument) => `${name}.${field}(${argument.name})`),
    ];
  });
}
