/**
 * Shopify's calculated query cost: scalars 0, objects 1, connections times their size, the dearest branch of a
 * fragment, mutations 10 more (shopify.dev rate limits). The bucket leaks on the sandbox's clock.
 */

import type {
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  GraphQLNamedType,
  GraphQLSchema,
  SelectionSetNode,
  ValueNode,
} from "graphql";
import { getNamedType, isInterfaceType, isLeafType, isObjectType, Kind } from "graphql";
import type { Clock } from "../../commerce/clock.ts";

const MUTATION_COST = 10;

interface Scope {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Points a document asks for before it runs. */
export function requestedCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
): number {
  const fragments = new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
    ),
  );
  const scope: Scope = { schema, fragments, variables };
  let cost = 0;
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const root = schema.getRootType(definition.operation);
    const isMutation = definition.operation === "mutation";
    if (root) cost += selectionCost(definition.selectionSet, root, scope);
    if (isMutation) cost += MUTATION_COST * definition.selectionSet.selections.length;
  }
  return cost;
}

function selectionCost(set: SelectionSetNode, type: GraphQLNamedType, scope: Scope): number {
  let own = 0;
  let branches = 0;
  for (const selection of set.selections) {
    if (isSkipped(selection, scope)) continue;
    if (selection.kind === Kind.FIELD) own += fieldCost(selection, type, scope);
    else {
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? scope.fragments.get(selection.name.value) : selection;
      const name = fragment?.typeCondition?.name.value;
      const target = name === undefined ? type : (scope.schema.getType(name) ?? type);
      const cost = fragment ? selectionCost(fragment.selectionSet, target, scope) : 0;
      if (isInterfaceType(type) || target !== type) branches = Math.max(branches, cost);
      else own += cost;
    }
  }
  return own + branches;
}

function isSkipped(selection: SelectionSetNode["selections"][number], scope: Scope): boolean {
  return (selection.directives ?? []).some((directive) => {
    const condition = directive.arguments?.find((argument) => argument.name.value === "if");
    const value = condition ? literal(condition.value, scope) : undefined;
    return (
      (directive.name.value === "include" && value === false) || (directive.name.value === "skip" && value === true)
    );
  });
}

function fieldCost(field: FieldNode, parent: GraphQLNamedType, scope: Scope): number {
  if (!isObjectType(parent) && !isInterfaceType(parent)) return 0;
  const definition = parent.getFields()[field.name.value];
  if (!definition || !field.selectionSet) return 0;
  const type = getNamedType(definition.type);
  if (isLeafType(type)) return 0;
  const inner = selectionCost(field.selectionSet, type, scope);
  if (type.name === "PageInfo") return 0;
  const size = sizeOf(field, scope);
  if (type.name.endsWith("Connection")) return size * inner;
  // The wrapper of an edge is free; its node counts.
  if (type.name.endsWith("Edge")) return inner;
  if (parent.name.endsWith("Connection") || parent.name.endsWith("Edge")) return 1 + inner;
  return size * (1 + inner);
}

function sizeOf(field: FieldNode, scope: Scope): number {
  const given = (name: string) => {
    const argument = field.arguments?.find((candidate) => candidate.name.value === name);
    return argument ? literal(argument.value, scope) : undefined;
  };
  const ids = given("ids");
  if (Array.isArray(ids)) return Math.max(1, ids.length);
  const first = given("first");
  return typeof first === "number" ? first : 1;
}

function literal(value: ValueNode, scope: Scope): unknown {
  if (value.kind === Kind.VARIABLE) return scope.variables[value.name.value];
  if (value.kind === Kind.INT) return Number(value.value);
  if (value.kind === Kind.BOOLEAN) return value.value;
  if (value.kind === Kind.LIST) return value.values;
  return undefined;
}

/** Points an answer really held: its objects, with 10 for each mutation. */
export function actualCost(data: unknown, mutations: number): number {
  return MUTATION_COST * mutations + Math.max(0, countObjects(data, "") - 1);
}

function countObjects(value: unknown, name: string): number {
  if (Array.isArray(value))
    return value.reduce<number>((sum, item) => sum + countObjects(item, name === "edges" ? "edge" : ""), 0);
  if (value === null || typeof value !== "object") return 0;
  const isWrapper =
    name === "pageInfo" || name === "edge" || "pageInfo" in value || "nodes" in value || "edges" in value;
  return Object.entries(value).reduce((sum, [key, inner]) => sum + countObjects(inner, key), isWrapper ? 0 : 1);
}

export interface LeakyBucket {
  status(): { maximumAvailable: number; currentlyAvailable: number; restoreRate: number };
  /** Takes points, or answers false and takes none. */
  take(points: number): boolean;
  give(points: number): void;
}

export function leakyBucket(clock: Clock, maximum: number, restoreRate: number): LeakyBucket {
  let available = maximum;
  let at = clock.now();
  const leak = () => {
    const now = clock.now();
    if (now > at) available = Math.min(maximum, available + ((now - at) / 1000) * restoreRate);
    at = Math.max(at, now);
  };
  return {
    status() {
      leak();
      return { maximumAvailable: maximum, currentlyAvailable: Math.floor(available), restoreRate };
    },
    take(points) {
      leak();
      if (points > available) return false;
      available -= points;
      return true;
    },
    give(points) {
      available = Math.min(maximum, available + points);
    },
  };
}
