/** The routes that change stock answer item by item; of one item its refusal is the whole answer's. */
import { Problem } from "../data/hub.ts";

interface Answer {
  readonly results: readonly { readonly error?: { readonly code: string; readonly message: string } }[];
}

/** Throws Problem where the one item was refused. */
export function requireDone({ results }: Answer): void {
  const error = results[0]?.error;
  if (error)
    throw new Problem({
      status: 422,
      code: error.code,
      detail: error.message,
      errorType: "validation_error",
      retryable: false,
    });
}
