/** The client package's types, from the API's own description. */
import openapiTS, { astToString, type OpenAPI3 } from "openapi-typescript";

const HEAD = "// Written by `npm run sdk` from /api/openapi.json; not edited by hand.\n";

/** Examples and headers of answers: types need neither. */
function isLeftOut(key: string, value: unknown): boolean {
  if (key !== "headers") return key === "example";
  return typeof value === "object" && value !== null && Object.values(value).every((each) => "$ref" in Object(each));
}

/** What is told of the place it runs at is left out: the same code gives the same file. */
function portable({ servers: _servers, ...rest }: OpenAPI3): OpenAPI3 {
  const lean = JSON.stringify(rest, (key, value) => (isLeftOut(key, value) ? undefined : value));
  return { ...JSON.parse(lean), info: { title: rest.info.title, version: rest.info.version } };
}

export async function sdkTypes(description: OpenAPI3): Promise<string> {
  return HEAD + astToString(await openapiTS(portable(description), { alphabetize: true, rootTypes: false }));
}
