/** What each resource holds: the fields of a shop's own description, read from a short notation. */

import { missing } from "../../connectors/kit/sandbox/missing.ts";
import type { TableText } from "./table-text.ts";
import { CATALOG } from "./tables-catalog.ts";
import { ORDERS } from "./tables-orders.ts";
import { SHOP } from "./tables-shop.ts";

export interface Field {
  readonly name: string;
  readonly format: string;
  readonly maxSize: number;
  readonly isRequired: boolean;
  readonly isPerLanguage: boolean;
  readonly isReadOnly: boolean;
  readonly isFilterable: boolean;
}

export interface Association {
  readonly node: string;
  readonly fields: readonly string[];
}

export interface Table {
  readonly resource: string;
  readonly node: string;
  readonly list: string;
  readonly fields: ReadonlyMap<string, Field>;
  readonly associations: ReadonlyMap<string, Association>;
}

const FIELD = /^(\w+)(\*?)(?::(\w+))?(?:<(\d+))?(!?)(-?)(~?)$/;

function readField(text: string): Field {
  const match = FIELD.exec(text);
  if (!match) throw new Error(`The sandbox's table has a field it cannot read: ${text}`);
  const [, name = "", texts, format = "", size, required, readOnly, unfilterable] = match;
  return {
    name,
    format,
    maxSize: size === undefined ? Number.POSITIVE_INFINITY : Number(size),
    isRequired: required === "!",
    isPerLanguage: texts === "*",
    isReadOnly: readOnly === "-",
    isFilterable: unfilterable !== "~",
  };
}

function readAssociation(text: string): Association {
  const [node = "", fields = ""] = text.split(": ");
  return { node, fields: fields.split(" ") };
}

function readTable([resource, text]: readonly [string, TableText]): readonly [string, Table] {
  const fields = text.fields.trim().split(/\s+/).map(readField);
  const associations = Object.entries(text.associations ?? {}).map(
    ([name, written]) => [name, readAssociation(written)] as const,
  );
  return [
    resource,
    {
      resource,
      node: text.node,
      list: text.list ?? resource,
      fields: new Map(fields.map((field) => [field.name, field])),
      associations: new Map(associations),
    },
  ];
}

export const TABLES: ReadonlyMap<string, Table> = new Map(
  Object.entries({ ...CATALOG, ...ORDERS, ...SHOP }).map(readTable),
);

/** With what a module of the shop adds. */
export function withModuleFields(table: Table, names: readonly string[]): Table {
  const added = names.map((name) => [name, readField(name)] as const);
  return { ...table, fields: new Map([...table.fields, ...added]) };
}

export function tableOf(resource: string): Table {
  return TABLES.get(resource) ?? missing("table", resource);
}
