/** What is sent and what the emulator answers, against the description a running 9.1.4 prints of each resource. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Exchanged } from "../kit/http/call-log.ts";
import type { XmlNode } from "../kit/parse/xml.ts";
import { childOf, parseXml } from "../kit/parse/xml.ts";
import type { MakeSpecValidator, SpecCheck } from "../kit/testing/specs.ts";

interface Field {
  readonly required?: string;
  readonly format?: string;
  readonly maxSize?: string;
  readonly readOnly?: string;
  readonly notFilterable?: string;
  readonly per_language?: boolean;
}

interface Described {
  readonly node: string;
  readonly fields: Readonly<Record<string, Field>> & {
    readonly associations?: Readonly<Record<string, { readonly nodeType: string; readonly fields: readonly string[] }>>;
  };
}

type Synopsis = Readonly<Record<string, Described>>;

const FORMATS: Readonly<Record<string, RegExp>> = {
  isUnsignedId: /^\d*$/,
  isNullOrUnsignedId: /^\d*$/,
  isUnsignedInt: /^\d*$/,
  isPositiveInt: /^\d*$/,
  isInt: /^(-?\d+)?$/,
  isBool: /^[01]?$/,
  isPrice: /^(\d{1,10}(\.\d{1,9})?)?$/,
  isNegativePrice: /^(-?\d{1,10}(\.\d{1,9})?)?$/,
  isFloat: /^(-?\d+(\.\d+)?)?$/,
  isUnsignedFloat: /^(\d+(\.\d+)?)?$/,
  isCatalogName: /^[^<>;=#{}]*$/,
  isGenericName: /^[^<>={}]*$/,
  isReference: /^[^<>;={}]*$/,
};

export const makeSpecValidator: MakeSpecValidator = (dir) => {
  const synopsis: Synopsis = JSON.parse(readFileSync(join(dir, "prestashop/live-9.1.4/synopsis.json"), "utf8"));
  const described = (exchange: Exchanged) => {
    const resource = /\/api\/(\w+)/.exec(new URL(exchange.url).pathname)?.[1] ?? "";
    const found = resource === "images" ? undefined : synopsis[resource];
    return found ? { resource, ...found } : null;
  };
  return {
    request(exchange) {
      const found = described(exchange);
      if (!found) return "uncovered";
      const problems = [...queryProblems(exchange, found), ...bodyProblems(exchange, found)];
      return problems.length > 0 ? problems : "valid";
    },
    response(exchange) {
      const found = described(exchange);
      if (!found || exchange.status >= 300 || exchange.responseBody === "") return "uncovered";
      return answerCheck(exchange, found);
    },
  };
};

type Found = Described & { readonly resource: string };

function queryProblems(exchange: Exchanged, found: Found): string[] {
  const query = new URL(exchange.url).searchParams;
  const names = [...query.keys()].flatMap((name) => /^filter\[(\w+)\]$/.exec(name)?.[1] ?? []);
  const sorts = (query.get("sort") ?? "")
    .replace(/^\[|\]$/g, "")
    .split(",")
    .filter((one) => one !== "");
  const display = query.get("display") ?? "full";
  const shown = display === "full" ? [] : display.replace(/^\[|\]$/g, "").split(",");
  const exists = (name: string) => name === "id" || name in found.fields;
  const dates = [...names, ...sorts].some((name) => name.startsWith("date_"));
  return [
    ...names.filter((name) => !exists(name) || found.fields[name]?.notFilterable).map((name) => `filter ${name}`),
    ...sorts.filter((one) => !exists(one.replace(/_(ASC|DESC)$/, ""))).map((one) => `sort ${one}`),
    ...shown.filter((name) => !exists(name)).map((name) => `display ${name}`),
    ...(dates && query.get("date") !== "1" ? ["a date without date=1"] : []),
  ];
}

function bodyProblems({ method, requestBody }: Exchanged, found: Found): string[] {
  if (!["POST", "PUT", "PATCH"].includes(method)) return [];
  return parseXml(requestBody).children.flatMap((entity) => entityProblems(entity, method, found));
}

function entityProblems(entity: XmlNode, method: string, found: Found): string[] {
  const hasId = childOf(entity, "id") !== undefined;
  const required = Object.entries(found.fields).filter(([, field]) => field.required === "true");
  const lacking = method === "PATCH" ? [] : required.filter(([name]) => !childOf(entity, name));
  return [
    ...(entity.name === found.node ? [] : [`element ${entity.name} instead of ${found.node}`]),
    ...(hasId === (method !== "POST") ? [] : ["id"]),
    ...lacking.map(([name]) => `${name} is required`),
    ...entity.children.filter(({ name }) => name !== "id").flatMap((child) => fieldProblems(child, found)),
  ];
}

function fieldProblems(child: XmlNode, { fields }: Found): string[] {
  if (child.name === "associations") {
    const existing = fields.associations ?? {};
    return child.children.filter(({ name }) => !(name in existing)).map(({ name }) => `association ${name}`);
  }
  const field = fields[child.name];
  if (!field) return [`unknown field ${child.name}`];
  if (field.readOnly) return [`${child.name} is not writable`];
  const texts = field.per_language ? child.children.map((one) => one.text) : [child.text];
  return texts.flatMap((text) => [
    ...(field.maxSize && [...text].length > Number(field.maxSize) ? [`${child.name} is too long`] : []),
    ...(FORMATS[field.format ?? ""]?.test(text) === false ? [`${child.name} is not ${field.format}: ${text}`] : []),
  ]);
}

function answerCheck(exchange: Exchanged, found: Found): SpecCheck {
  const isXml = exchange.responseBody.startsWith("<?xml");
  const rows = isXml ? xmlRows(exchange.responseBody) : jsonRows(exchange.responseBody);
  if (rows === null) return ["no list in the answer"];
  const existing = new Set(["id", "associations", ...Object.keys(found.fields), ...requestedPrices(exchange)]);
  const unknown = new Set(rows.flat().filter((name) => !existing.has(name)));
  return unknown.size > 0 ? [...unknown].map((name) => `unknown field ${name}`) : "valid";
}

/** `price[mine][use_tax]=1` adds a field `mine` to a single entity. */
function requestedPrices({ url }: Exchanged): string[] {
  return [...new URL(url).searchParams.keys()].flatMap((name) => /^price\[(\w+)\]/.exec(name)?.[1] ?? []);
}

/** Names of the fields of each row, or of the single entity; null when there is neither. */
function jsonRows(text: string): string[][] | null {
  const body: unknown = JSON.parse(text);
  if (Array.isArray(body)) return body.length === 0 ? [] : null;
  const list = body !== null && typeof body === "object" ? Object.values(body)[0] : null;
  if (Array.isArray(list)) return list.map((row: object) => Object.keys(row));
  return list !== null && typeof list === "object" ? [Object.keys(list)] : null;
}

function xmlRows(text: string): string[][] {
  return parseXml(text).children.map((entity) => entity.children.map(({ name }) => name));
}
