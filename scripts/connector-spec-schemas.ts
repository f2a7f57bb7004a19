/** Zod schemas of the answers of an OpenAPI 3 description, as lenient as a connector reads: what it does not need may be absent. */
import { type Doc, freeName, isDoc, type Operation, resolved } from "./connector-spec-operations.ts";

interface Made {
  readonly text: string;
  /** The name of the schema of an operation's answer; undefined where it has none. */
  nameOf(operation: Operation): string | undefined;
}

const KIT = ["anyJson", "decimal", "idText", "wholeNumber"];
const IS_ID = /(?:^id|_id|Id|ID)$/;

export function schemasOf(document: Doc, operations: readonly Operation[]): Made {
  const taken = new Set([...KIT, "z"]);
  const texts: string[] = [];
  const names = new Map<string, string>();
  const open = new Set<string>();
  const zod = (node: unknown, field = ""): string => {
    const schema = isDoc(node) ? node : {};
    return typeof schema.$ref === "string" ? named(schema.$ref) : plain(merged(document, schema), field);
  };
  /** A schema several answers share is written once; one that holds itself is any JSON there. */
  const named = (ref: string): string => {
    const cached = names.get(ref);
    if (cached !== undefined) return cached;
    if (open.has(ref)) return "anyJson";
    open.add(ref);
    const text = zod(resolved(document, { $ref: ref }));
    open.delete(ref);
    const name = freeName(`${ref.split("/").at(-1)} schema`, taken);
    names.set(ref, name);
    texts.push(`export const ${name} = ${text};`);
    return name;
  };
  const plain = (schema: Doc, field: string): string => {
    const type = Array.isArray(schema.type) ? schema.type.find((one) => one !== "null") : schema.type;
    if (isDoc(schema.properties)) return objectText(schema.properties, schema.required, zod);
    if (type === "array") return `z.array(${zod(schema.items)})`;
    if (type === "boolean") return "z.boolean()";
    if ((type === "string" || type === "integer") && IS_ID.test(field)) return "idText";
    if (type === "string") return "z.string()";
    if (type === "integer") return "wholeNumber";
    return type === "number" ? "decimal" : "anyJson";
  };
  const answers = new Map<Operation, string>();
  const same = new Map<string, string>();
  for (const operation of operations) {
    if (operation.schema === undefined) continue;
    const text = zod(operation.schema);
    // A schema of its own name, or one that another answer has word for word.
    const existing = [...names.values()].includes(text) ? text : same.get(text);
    const name = existing ?? freeName(`${operation.name} answer`, taken);
    if (existing === undefined) texts.push(`export const ${name} = ${text};`);
    same.set(text, name);
    answers.set(operation, name);
  }
  return { text: fileText(texts), nameOf: (operation) => answers.get(operation) };
}

function objectText(properties: Doc, required: unknown, zod: (node: unknown, field: string) => string): string {
  const isRequired = (name: string) => Array.isArray(required) && required.includes(name);
  const fields = Object.entries(properties).map(([name, node]) => {
    const isNullable =
      isDoc(node) && (node.nullable === true || (Array.isArray(node.type) && node.type.includes("null")));
    const rest = isRequired(name) ? (isNullable ? ".nullable()" : "") : ".nullish()";
    return `  ${/^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name)}: ${zod(node, name).replaceAll("\n", "\n  ")}${rest},`;
  });
  return `z.object({\n${fields.join("\n")}\n})`;
}

/** The fields of `allOf` together. */
function merged(document: Doc, schema: Doc): Doc {
  if (!Array.isArray(schema.allOf)) return schema;
  const { allOf, ...own } = schema;
  const parts = [...allOf.map((one) => merged(document, resolved(document, one))), own];
  const properties = Object.assign({}, ...parts.map((one) => one.properties).filter(isDoc));
  const required = parts.flatMap((one) => (Array.isArray(one.required) ? one.required : []));
  return Object.assign({}, ...parts, { required }, Object.keys(properties).length > 0 && { properties });
}

function fileText(texts: readonly string[]): string {
  const body = texts.join("\n\n");
  const used = KIT.filter((name) => new RegExp(`\\b${name}\\b`).test(body));
  const kit = used.length > 0 ? `import { ${used.join(", ")} } from "@argosy/connector-kit/parse/parse";\n` : "";
  return `/** Answers of the official description. Keep the fields you use; amounts stay exact text, words nobody has heard of pass. */
import { z } from "zod";
${kit}
${body}
`;
}
