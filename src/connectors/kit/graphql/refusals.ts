/** What a mutation refuses inside its own answer: `userErrors`, `errors`, or members of a union read as such. */

import { z } from "zod";
import { message } from "../../../commerce/message.ts";
import { ConnectorError } from "../contract/errors.ts";

const userError = z.object({
  field: z.array(z.string()).nullish(),
  message: z.string(),
  code: z.string().nullish(),
});
export type UserError = z.output<typeof userError>;
export const userErrors = z.array(userError);

/** "variants.0.price: must be positive", for people. */
export function userErrorText(errors: readonly UserError[]): string {
  return errors
    .slice(0, 5)
    .map((error) => (error.field?.length ? `${error.field.join(".")}: ${error.message}` : error.message))
    .join("; ");
}

/** Throws `rejected` with the platform's words when a mutation answered with refusals. */
export function refuseUserErrors(
  errors: readonly UserError[],
  { by, what }: { readonly by: string; readonly what: string },
): void {
  const [first] = errors;
  if (!first) return;
  throw new ConnectorError(
    { kind: "rejected", field: first.field?.join(".") ?? undefined, code: first.code ?? "USER_ERROR" },
    message("platform.refused", { platform: by, what, words: userErrorText(errors) }),
    {
      details: errors.map((error) => ({
        field: error.field?.join(".") ?? null,
        message: error.message,
        code: error.code ?? null,
      })),
    },
  );
}
