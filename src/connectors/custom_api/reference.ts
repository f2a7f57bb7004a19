/** The reference of connection descriptions, as Markdown: made from the schema, so that it says what is read. */
import { INPUTS } from "./inputs.ts";
import { type Manifest, manifestJsonSchema } from "./manifest.ts";

/** No operation of a description is without its names. */
const inputs: Readonly<Record<keyof Manifest["lookups"] | keyof Manifest["writes"], readonly string[]>> = INPUTS;

interface Node {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly description?: string;
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Node | boolean;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Node>>;
}

const FUNCTIONS = [
  ["$money(minor, unit)", '`$money(1250, "EUR")` and `$money(1250, 2)` are `"12.50"`'],
  [
    "$decimal(text, separator)",
    '`$decimal("1.234,50")`, `$decimal("١٢٫٥٠")`; `$decimal("1,250", ".")` where one separator is ambiguous',
  ],
  ["$times(a, b), $plus(a, b)", "exact product and sum of two decimals"],
  ["$phone(text, country)", '`$phone("0100 123 4567", "EG")` is `"+201001234567"`; what is no number stays as it came'],
  [
    "$iso(text, format, zone)",
    '`$iso("20.11.2026 09:30", "dd.MM.yyyy HH:mm", "Africa/Cairo")` is UTC; formats also `iso`, `epoch`, `epoch_ms`',
  ],
  ["$slug(text)", "lower case with hyphens, in every script"],
] as const;

const LARGEST = 3;

/** Parts whose members all look alike: one of them is shown, and what others have beside it. */
const ALIKE: Readonly<Record<string, { readonly shown: readonly string[]; readonly words: string }>> = {
  reads: { shown: ["orders"], words: "The other lists look the same." },
  lookups: { shown: ["order.byId"], words: "The other lookups look the same." },
  writes: {
    shown: ["stock.set", "order.refund"],
    words:
      "The other writes look the same; `batch` is for `stock.set` and `price.set`, `movesMoney` for `order.refund`.",
  },
};

/** One table for each part, every field with what may stand there. */
export function manifestReference(): string {
  const schema = manifestJsonSchema() as Node;
  const parts = Object.entries(schema.properties ?? {}).filter(([name]) => name !== "$schema");
  const simple = parts.filter(([, node]) => !isNested(resolved(node, schema)));
  const nested = parts.filter(([, node]) => isNested(resolved(node, schema)));
  const rowsOf = (name: string, node: Node) => rows(name, node, { root: schema, required: schema.required ?? [] }, 0);
  return [
    "# Connection descriptions: every field",
    "",
    "Written from the schema (`UPDATE_SCHEMA=1 npm test -- src/connectors/custom_api/manifest.test.ts`); not edited by hand. What it is for: [Connect a shop of your own](custom_api.md). Your hub serves the schema itself at `/api/schemas/custom_api/manifest`.",
    "",
    "## The description itself",
    "",
    ...table(simple.flatMap(([name, node]) => rowsOf(name, node))),
    ...nested.flatMap(([name, node]) => [
      "",
      `## ${name}`,
      "",
      ...(ALIKE[name] ? [membersOf(name, resolved(node, schema)), ""] : []),
      ...table(rowsOf(name, node)),
    ]),
    "",
    "## What `input` holds",
    "",
    "| operation | names |",
    "| --- | --- |",
    ...Object.entries(inputs).map(
      ([name, names]) => `| \`${name}\` | ${names.map((one) => `\`${one}\``).join(", ")} |`,
    ),
    "",
    "## Functions beside JSONata's own",
    "",
    "| function | |",
    "| --- | --- |",
    ...FUNCTIONS.map(([name, text]) => `| \`${name}\` | ${text} |`),
    "",
    "Of JSONata, `$eval` and the transform operator `|…|…|` are not available; regular expressions have neither look-around nor back-references.",
    "",
  ].join("\n");
}

function membersOf(name: string, { properties = {} }: Node): string {
  const members = Object.keys(properties).map((one) => `\`${one}\``);
  return `${members.join(", ")}. ${ALIKE[name]?.words ?? ""}`;
}

const isNested = (node: Node): boolean =>
  node.properties !== undefined || (node.oneOf ?? []).length > 0 || node.items !== undefined;

const isExpression = ({ type, description = "" }: Node): boolean =>
  type === "string" && description.includes("JSONata expression");

function table(lines: readonly string[]): string[] {
  return ["| field | may be | |", "| --- | --- | --- |", ...lines];
}

function rows(
  path: string,
  given: Node,
  at: { readonly root: Node; readonly required: readonly string[] },
  depth: number,
): string[] {
  const node = resolved(given, at.root);
  const name = path.split(".").at(-1) ?? path;
  const isNeeded = at.required.includes(name) && node.default === undefined;
  const head = `| \`${path}\`${isNeeded ? " *" : ""} | ${kindOf(node, at.root)} | ${notes(given, node)} |`;
  if (depth > LARGEST) return [head];
  return [head, ...insideOf(path, node, at.root, depth)];
}

function insideOf(path: string, node: Node, root: Node, depth: number): string[] {
  const below = (name: string, inner: Node, required: readonly string[]) =>
    rows(`${path}.${name}`, inner, { root, required }, depth + 1);
  const shownAlone = ALIKE[path]?.shown;
  if (node.properties)
    return Object.entries(node.properties)
      .filter(([name]) => shownAlone === undefined || shownAlone.includes(name))
      .flatMap(([name, inner]) => below(name, inner, node.required ?? []));
  if (node.oneOf)
    return node.oneOf.flatMap((variant) => {
      const { properties = {}, required = [] } = resolved(variant, root);
      const [tag, word] = Object.entries(properties).find(([, one]) => resolved(one, root).const !== undefined) ?? [];
      if (tag === undefined || word === undefined) return [];
      const chosen = `${path} with \`${tag}\` ${shown(resolved(word, root).const)}`;
      return [
        `| ${chosen} | | |`,
        ...Object.entries(properties)
          .filter(([name]) => name !== tag)
          .flatMap(([name, inner]) => below(name, inner, required)),
      ];
    });
  if (node.items) return insideOf(`${path}[]`, resolved(node.items, root), root, depth + 1);
  const { additionalProperties } = node;
  if (typeof additionalProperties === "object") {
    const inner = resolved(additionalProperties, root);
    return inner.properties ? insideOf(`${path}.<name>`, inner, root, depth + 1) : [];
  }
  return [];
}

function resolved(node: Node, root: Node): Node {
  const name = node.$ref?.replace("#/$defs/", "");
  const target = name === undefined ? undefined : root.$defs?.[name];
  if (!target) return node;
  const { $ref: _ref, ...own } = node;
  return { ...resolved(target, root), ...own };
}

function kindOf(node: Node, root: Node): string {
  if (node.const !== undefined) return shown(node.const);
  if (node.enum) return node.enum.map(shown).join(", ");
  if (node.anyOf?.some((one) => isExpression(resolved(one, root)))) return "expression, or an object of them";
  if (node.anyOf) return [...new Set(node.anyOf.map((one) => kindOf(resolved(one, root), root)))].join(" or ");
  if (node.oneOf) return "one of the following";
  if (node.items) return `list of ${kindOf(resolved(node.items, root), root)}`;
  if (typeof node.additionalProperties === "object")
    return `object of ${kindOf(resolved(node.additionalProperties, root), root)}`;
  if (isExpression(node)) return "expression";
  const bounds = [
    node.minimum === undefined ? "" : `from ${node.minimum}`,
    node.maximum === undefined ? "" : `to ${node.maximum}`,
  ];
  return [node.type ?? "anything", ...(node.type === "integer" || node.type === "number" ? bounds : [])]
    .filter((word) => word !== "")
    .join(" ");
}

function notes(given: Node, node: Node): string {
  const text = given.description ?? node.description ?? "";
  const standard = given.default ?? node.default;
  const reported = standard === undefined || typeof standard === "object" ? "" : `default ${shown(standard)}`;
  return [text, reported]
    .filter((one) => one !== "")
    .join("; ")
    .replaceAll("|", "\\|");
}

const shown = (value: unknown): string => `\`${String(JSON.stringify(value)).replaceAll("|", "\\|")}\``;
