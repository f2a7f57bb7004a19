/** Bulk operations: a query run without page limits, written as JSONL with children after their parents. */
import { execute, GraphQLError, parse, validate } from "graphql";
import { queryRoot } from "./queries.ts";
import { adminSchema } from "./schema.ts";
import { newId, stamp } from "./state.ts";
import type { Scope } from "./views.ts";

type Line = Record<string, unknown>;

export function runBulk(scope: Scope) {
  return ({ query }: { query: string }) => {
    const { state } = scope;
    if (!state.bulkEnabled)
      throw new GraphQLError(
        "Access denied for bulkOperationRunQuery field. Required access: Bulk operations must be enabled for the app in the Partner Dashboard.",
        {
          extensions: { code: "ACCESS_DENIED", requiredAccess: "bulk operations enabled for the app" },
        },
      );
    const refuse = (message: string) => ({
      bulkOperation: null,
      userErrors: [{ field: ["query"], message, code: "INVALID" }],
    });
    const document = parse(query);
    const problems = validate(adminSchema(), document);
    if (problems.length > 0) return refuse(`Invalid bulk query: ${problems[0]?.message ?? ""}`);
    const result = execute({ schema: adminSchema(), document, rootValue: queryRoot({ ...scope, unlimited: true }) });
    if (result instanceof Promise || !result.data) return refuse("The bulk query could not be run.");
    const lines: Line[] = [];
    let roots = 0;
    for (const connection of Object.values(result.data))
      for (const node of nodesOf(connection)) {
        roots += 1;
        writeNode(node, null, lines);
      }
    const id = newId(state);
    state.bulks.set(id, {
      id,
      query,
      createdAt: stamp(state),
      status: "COMPLETED",
      rootCount: roots,
      objectCount: lines.length,
      lines: lines.map((line) => `${JSON.stringify(line)}\n`).join(""),
    });
    return { bulkOperation: { ...started(id), createdAt: stamp(state) }, userErrors: [] };
  };
}

function started(id: string): Line {
  return {
    __typename: "BulkOperation",
    id: `gid://shopify/BulkOperation/${id}`,
    status: "CREATED",
    type: "QUERY",
    objectCount: "0",
    rootObjectCount: "0",
  };
}

function nodesOf(value: unknown): Line[] {
  const edges = isObject(value) && Array.isArray(value.edges) ? value.edges : [];
  return edges.map((edge) => (isObject(edge) && isObject(edge.node) ? edge.node : {}));
}

function isObject(value: unknown): value is Line {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function writeNode(node: Line, parentId: string | null, lines: Line[]): void {
  const own: Line = {};
  const children: Line[] = [];
  for (const [name, value] of Object.entries(node)) {
    if (isObject(value) && "edges" in value) children.push(...nodesOf(value));
    else own[name] = withoutConnections(value, children);
  }
  if (parentId !== null) own.__parentId = parentId;
  lines.push(own);
  for (const child of children) writeNode(child, String(node.id), lines);
}

/** A connection inside a plain object (variant.inventoryItem.inventoryLevels) belongs to the nearest node. */
function withoutConnections(value: unknown, children: Line[]): unknown {
  if (!isObject(value)) return value;
  const plain: Line = {};
  for (const [name, inner] of Object.entries(value)) {
    if (isObject(inner) && "edges" in inner) children.push(...nodesOf(inner));
    else plain[name] = withoutConnections(inner, children);
  }
  return plain;
}
