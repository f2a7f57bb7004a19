/** Routes whose body is a file: handed to them as it comes, never whole in memory. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { HubError } from "../../hub/errors.ts";
import { ApiError } from "../problem.ts";
import type { Route } from "../route.ts";

/** Routes that read their body themselves, through `uploadOf`. */
export function uploads(routes: readonly Route[]): Route {
  return (api) =>
    api.app.register(async (scope) => {
      scope.removeAllContentTypeParsers();
      scope.addHook("onRoute", (route) => {
        route.config = { ...route.config, takesFile: true };
      });
      scope.addContentTypeParser("*", (_request, _payload, done) => done(null));
      for (const route of routes) route({ ...api, app: scope });
    });
}

/** The body's bytes; what is wrong with the sending becomes a problem with words. */
export async function* uploadOf(raw: IncomingMessage): AsyncGenerator<Uint8Array> {
  try {
    // Whoever stops reading still has to answer on this connection.
    for await (const bytes of raw.iterator({ destroyOnReturn: false })) yield bytes as Uint8Array;
  } catch (error) {
    if (raw.complete) throw error;
    throw new ApiError(400, "validation_error", "UPLOAD_CUT", "The upload ended before the whole file was there.");
  } finally {
    // A sender whose file is refused goes on sending: what nobody reads would hold up the answer.
    raw.resume();
  }
}

/** Ends when the caller has gone before the answer was there: nobody waits for the file to be understood. */
export function leftBy(answer: ServerResponse): AbortSignal {
  const left = new AbortController();
  answer.once("close", () => {
    if (answer.writableFinished) return;
    left.abort(new ApiError(400, "validation_error", "UPLOAD_CUT", "The caller left before the file was read."));
  });
  return left.signal;
}

/** A file that is too large is told with the status HTTP has for it. */
export function tooLarge(error: unknown): unknown {
  return error instanceof HubError && error.code === "FILE_TOO_LARGE"
    ? new ApiError(413, "validation_error", error.code, error.message)
    : error;
}
