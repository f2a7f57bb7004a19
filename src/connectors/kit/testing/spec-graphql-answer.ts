/** Does an answer have exactly the shape its document asked for? */

import type { DocumentNode, FieldNode, GraphQLOutputType, GraphQLSchema, SelectionSetNode } from "graphql";
import {
  getNamedType,
  isAbstractType,
  isEnumType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  Kind,
} from "graphql";

interface Asked {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly problems: string[];
  readonly numberScalars: readonly string[];
}

interface RequestedField {
  readonly nodes: FieldNode[];
  /** False under a type condition whose outcome the answer does not tell. */
  readonly isCertain: boolean;
  readonly parent: string;
}

const MAX_PROBLEMS = 20;

/** Problems of a GraphQL answer; an answer without data (errors) only has to carry messages. */
export function checkAnswer(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
  answer: unknown,
  numberScalars: readonly string[] = [],
): string[] {
  if (!isRecord(answer)) return ["the answer is no JSON object"];
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (answer.data === undefined || answer.data === null) {
    const { errors } = answer;
    const isFine = Array.isArray(errors)
      ? errors.every((error) => isRecord(error) && typeof error.message === "string")
      : typeof errors === "string";
    return isFine ? [] : ["neither data nor errors with messages"];
  }
  const root = operation && schema.getRootType(operation.operation);
  if (!operation || !root) return ["no such kind of operation"];
  const requested: Asked = { schema, document, variables, problems: [], numberScalars };
  checkObject(requested, root.name, [operation.selectionSet], answer.data, "data");
  return requested.problems.slice(0, MAX_PROBLEMS);
}

function checkObject(
  requested: Asked,
  typeName: string,
  sets: readonly SelectionSetNode[],
  value: unknown,
  path: string,
): void {
  if (!isRecord(value)) return void requested.problems.push(`${path} should be an object`);
  const actual = typeof value.__typename === "string" ? value.__typename : typeName;
  const fields = new Map<string, RequestedField>();
  for (const set of sets) gather(requested, actual, set, fields, true);
  for (const [key, field] of fields) {
    if (!(key in value)) {
      if (field.isCertain) requested.problems.push(`${path}.${key} was asked for and is missing`);
      continue;
    }
    const name = field.nodes[0]?.name.value ?? "";
    if (name === "__typename") continue;
    const parent = requested.schema.getType(field.parent);
    const type = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name]?.type : undefined;
    if (!type) continue;
    const inner = field.nodes.flatMap((node) => node.selectionSet ?? []);
    checkValue(requested, type, inner, value[key], `${path}.${key}`);
  }
  for (const key of Object.keys(value))
    if (!fields.has(key)) requested.problems.push(`${path}.${key} was not asked for`);
}

function checkValue(
  requested: Asked,
  type: GraphQLOutputType,
  sets: readonly SelectionSetNode[],
  value: unknown,
  path: string,
): void {
  if (isNonNullType(type)) {
    if (value === null) requested.problems.push(`${path} may not be null`);
    else checkValue(requested, type.ofType, sets, value, path);
    return;
  }
  if (value === null) return;
  if (isListType(type)) {
    if (!Array.isArray(value)) return void requested.problems.push(`${path} should be a list`);
    for (const [index, item] of value.entries())
      checkValue(requested, type.ofType, sets, item, `${path}[${index > 0 ? "n" : 0}]`);
    return;
  }
  const named = getNamedType(type);
  if (isEnumType(named)) {
    if (typeof value !== "string" || !named.getValue(value))
      requested.problems.push(`${path}: ${JSON.stringify(value)} is no ${named.name}`);
  } else if (isScalarType(named)) {
    const isFit = requested.numberScalars.includes(named.name)
      ? typeof value === "number"
      : fitsScalar(named.name, value);
    if (!isFit) requested.problems.push(`${path}: ${JSON.stringify(value)?.slice(0, 60)} is no ${named.name}`);
  } else checkObject(requested, named.name, sets, value, path);
}

/** Text-like scalars of platforms (Decimal, Money, DateTime, URL, HTML) travel as strings. */
const TEXT_SCALARS = new Set([
  "String",
  "ID",
  "Decimal",
  "Money",
  "DateTime",
  "Date",
  "URL",
  "HTML",
  "FormattedString",
  "UnsignedInt64",
  "UtcOffset",
]);

function fitsScalar(name: string, value: unknown): boolean {
  if (name === "Int") return Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 31;
  if (name === "Float") return typeof value === "number";
  if (name === "Boolean") return typeof value === "boolean";
  if (name === "DateTime")
    return typeof value === "string" && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.test(value);
  return TEXT_SCALARS.has(name) ? typeof value === "string" : true;
}

/** Fields a selection asks of an object of type `actual`, by response key. */
function gather(
  requested: Asked,
  actual: string,
  set: SelectionSetNode,
  fields: Map<string, RequestedField>,
  isCertain: boolean,
): void {
  for (const selection of set.selections) {
    if (isLeftOut(requested, selection.directives ?? [])) continue;
    if (selection.kind === Kind.FIELD) {
      const key = selection.alias?.value ?? selection.name.value;
      const cached = fields.get(key);
      fields.set(key, {
        nodes: [...(cached?.nodes ?? []), selection],
        isCertain: isCertain || (cached?.isCertain ?? false),
        parent: cached?.parent ?? actual,
      });
      continue;
    }
    const fragment =
      selection.kind === Kind.INLINE_FRAGMENT
        ? selection
        : requested.document.definitions.find(
            (node) => node.kind === Kind.FRAGMENT_DEFINITION && node.name.value === selection.name.value,
          );
    if (!fragment || !("selectionSet" in fragment) || !("typeCondition" in fragment)) continue;
    const condition = fragment.typeCondition?.name.value ?? actual;
    const match = matches(requested.schema, actual, condition);
    if (match === "no") continue;
    gather(
      requested,
      match === "maybe" ? condition : actual,
      fragment.selectionSet,
      fields,
      isCertain && match === "yes",
    );
  }
}

function matches(schema: GraphQLSchema, actual: string, condition: string): "yes" | "no" | "maybe" {
  if (actual === condition) return "yes";
  const [type, expected] = [schema.getType(actual), schema.getType(condition)];
  if (isAbstractType(expected) && isObjectType(type)) return schema.isSubType(expected, type) ? "yes" : "no";
  if (isAbstractType(expected) && isInterfaceType(type) && schema.isSubType(expected, type)) return "yes";
  // The object's own type is not told: an interface or union may be anything it allows.
  return isAbstractType(type) ? "maybe" : "no";
}

function isLeftOut(
  requested: Asked,
  directives: readonly {
    readonly name: { readonly value: string };
    readonly arguments?: readonly { readonly value: { readonly kind: string } }[] | undefined;
  }[],
): boolean {
  return directives.some((directive) => {
    if (directive.name.value !== "skip" && directive.name.value !== "include") return false;
    const [argument] = directive.arguments ?? [];
    const node = argument?.value as { kind: string; value?: boolean; name?: { value: string } } | undefined;
    const isTrue =
      node?.kind === Kind.VARIABLE ? requested.variables[node.name?.value ?? ""] === true : node?.value === true;
    return directive.name.value === "skip" ? isTrue : !isTrue;
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
