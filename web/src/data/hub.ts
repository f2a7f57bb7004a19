/** The one client of the hub's API, with the types of its description. */
import { body, type components, createHub, type operations, Problem, problemOf } from "../../../sdk/index.ts";
import { languageShown, tryFolder } from "../i18n/language.ts";
import { takeEarly } from "./preload.ts";
import { withSameKey } from "./repeated-requests.ts";
import { withVersion } from "./versions.ts";

export { body, Problem, problemOf };

/** A named shape of the interface: `Shape<"OrderSummary">`. */
export type Shape<Name extends keyof components["schemas"]> = components["schemas"][Name];

/** What an operation is sent: `Sent<"postOrdersBulk">`. */
export type Sent<Name extends keyof operations> = operations[Name] extends {
  requestBody?: { content: { "application/json": infer Body } };
}
  ? Body
  : never;

/** Refusals that may be about single fields. */
const NAMES_FIELDS = new Set([400, 409, 422]);

export const hub = createHub({
  async fetch(request) {
    // What connectors say is answered in it.
    request.headers.set("accept-language", languageShown());
    const send = (sent: Request) => takeEarly(sent) ?? withSameKey(sent, (same) => globalThis.fetch(same));
    const answer = await withVersion(request, send).catch((error: unknown) => {
      if (!request.signal.aborted) window.dispatchEvent(new Event("argosy:unreached"));
      throw error;
    });
    if (answer.status === 401) window.dispatchEvent(new Event("argosy:signed-out"));
    // What fields are called, for who words the refusal.
    if (NAMES_FIELDS.has(answer.status)) await tryFolder("hub-messages/fields");
    return answer;
  },
});

/** Somebody else changed what this page showed, and nothing was saved: the page reads it again. */
export const wasEdited = (error: unknown): boolean =>
  error instanceof Problem && ["EDITED_MEANWHILE", "FEE_RULES_CHANGED"].includes(error.code);

/** For an address that names one record: `hub.GET("/api/orders/{id}", ofId(id))`. */
export const ofId = (id: string) => ({ params: { path: { id } } }) as const;
