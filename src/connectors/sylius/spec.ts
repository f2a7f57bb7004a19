/** What is sent and what the emulator answers, against the OpenAPI document a running 2.1.6 prints of itself. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Exchanged } from "../kit/http/call-log.ts";
import { openApiSpec } from "../kit/testing/spec-json.ts";
import type { MakeSpecValidator } from "../kit/testing/specs.ts";

type Tree = { readonly [key: string]: unknown };

export const makeSpecValidator: MakeSpecValidator = (dir) => {
  const text = readFileSync(join(dir, "sylius/live-2.1.6/openapi.json"), "utf8");
  return openApiSpec({ document: mended(JSON.parse(text) as Tree), pathOf });
};

function pathOf(exchange: Exchanged): string | null {
  const path = new URL(exchange.url).pathname;
  const at = path.indexOf("/api/v2/");
  return at < 0 ? null : path.slice(at);
}

/** A fault of the document, in the schemas it stands in: the property as running shops take and tell it. */
interface Fault {
  readonly schemas: RegExp;
  readonly property: string;
  readonly truth: object | "optional";
}

const FAULTS: readonly Fault[] = [
  // Called a list, and a map in every answer.
  { schemas: /./, property: "configuration", truth: {} },
  // A string with the default 0; a shop tells 0.21 (traffic/01, /admin/tax-rates).
  { schemas: /^TaxRate/, property: "amount", truth: { type: "number" } },
  // A change of a variant leaves the number alone (traffic/04).
  { schemas: /^ProductVariant\b.*\.update$/, property: "onHand", truth: "optional" },
];

const isTree = (node: unknown): node is Tree => node !== null && typeof node === "object" && !Array.isArray(node);

function mended({ components, ...rest }: Tree): Tree {
  const { schemas, ...others } = components as Tree;
  const sound = Object.entries(schemas as Tree).map(([name, schema]) => {
    const faults = FAULTS.filter((fault) => fault.schemas.test(name));
    return [name, withoutFaults(schema, faults)];
  });
  return { ...(withoutFaults(rest, []) as Tree), components: { ...others, schemas: Object.fromEntries(sound) } };
}

/** Without those faults, and without forms of text the shop does not keep to: its dates have no T and no offset. */
function withoutFaults(node: unknown, faults: readonly Fault[]): unknown {
  if (Array.isArray(node)) return node.map((inner) => withoutFaults(inner, faults));
  if (!isTree(node)) return node;
  const entries = Object.entries(node).flatMap(([key, value]): [string, unknown][] => {
    if (key === "format" && (value === "date-time" || value === "iri-reference")) return [];
    if (key === "properties" && isTree(value)) return [[key, propertiesOf(value, faults)]];
    if (key === "required" && Array.isArray(value)) return [[key, value.filter((name) => !isOptional(name, faults))]];
    return [[key, withoutFaults(value, faults)]];
  });
  return Object.fromEntries(entries);
}

const isOptional = (name: unknown, faults: readonly Fault[]): boolean =>
  faults.some(({ property, truth }) => truth === "optional" && property === name);

const propertiesOf = (properties: Tree, faults: readonly Fault[]): Tree =>
  Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => {
      const fault = faults.find(({ property, truth }) => property === name && truth !== "optional");
      return [name, fault ? fault.truth : withoutFaults(schema, faults)];
    }),
  );
