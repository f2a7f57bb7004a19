/** Validation of every exchange against the schema a running 3.7.3 tells of itself, used when SPECS_DIR is set. */
import { join } from "node:path";
import { graphqlSpec } from "../kit/testing/spec-graphql.ts";
import type { MakeSpecValidator } from "../kit/testing/specs.ts";

export const spec: MakeSpecValidator = (dir) =>
  graphqlSpec({
    schemaFile: join(dir, "vendure/admin-api.graphql"),
    numberScalars: ["Money"],
    isGraphql: ({ url }) => new URL(url).pathname === "/admin-api",
  });
