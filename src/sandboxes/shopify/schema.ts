import { readFileSync } from "node:fs";
import type { GraphQLSchema } from "graphql";
import { buildSchema } from "graphql";
import { withConnections } from "../../connectors/kit/sandbox/relay.ts";

/** The part of the Admin schema this sandbox answers, with the Relay types the file leaves out. */
export function adminSdl(): string {
  const core = readFileSync(new URL("./admin-2026-10.graphql", import.meta.url), "utf8");
  return withConnections(core);
}

let built: GraphQLSchema | null = null;

export function adminSchema(): GraphQLSchema {
  built ??= buildSchema(adminSdl());
  return built;
}
