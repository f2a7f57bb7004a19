/** Which operations have a version (src/http/versions.ts), told from their schemas. */
import { OWN_VERSIONS } from "../versions.ts";
import type { MediaType, PathItem, Schema } from "./openapi.ts";

type Resolve = (ref: string) => Schema;

/** What is shown at the address can be changed there, and the change does not say its version in its body. */
export function isVersioned({ get, ...others }: PathItem, resolve: Resolve): boolean {
  const answer = get?.responses["200"];
  const shown = answer && "content" in answer ? namesIn(answer.content?.["application/json"], resolve) : [];
  const edited = ["patch", "put"].flatMap((method) =>
    namesIn(others[method]?.requestBody?.content["application/json"], resolve),
  );
  return !edited.some((name) => OWN_VERSIONS.includes(name)) && edited.some((name) => shown.includes(name));
}

function namesIn(media: MediaType | undefined, resolve: Resolve): string[] {
  const { schema } = media ?? {};
  const whole = schema?.$ref === undefined ? schema : resolve(schema.$ref);
  return Object.keys(whole?.properties ?? {});
}
