import { readFileSync } from "node:fs";
import type { GraphQLSchema } from "graphql";
import { buildSchema } from "graphql";

/** The part of the Admin schema this sandbox answers, with the Relay types the file leaves out. */
export function adminSdl(): string {
  const core = readFileSync(new URL("./admin-2026-10.graphql", import.meta.url), "utf8");
  const names = new Set([...core.matchAll(/\b(\w+)Connection!?/g)].map((match) => match[1] ?? ""));
  const relay = [...names].map((name) => {
    const edge = `type ${name}Edge {\n  cursor: String!\n  node: ${name}!\n}`;
    return `type ${name}Connection {\n  edges: [${name}Edge!]!\n  nodes: [${name}!]!\n  pageInfo: PageInfo!\n}\n${edge}`;
  });
  return `${core}\n${relay.join("\n")}`;
}

let built: GraphQLSchema | null = null;

export function adminSchema(): GraphQLSchema {
  built ??= buildSchema(adminSdl());
  return built;
}
