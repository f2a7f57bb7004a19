/** What a mutation refuses inside its own answer: members of a union with an `errorCode`. */
import { z } from "zod";
import { ConnectorError } from "../kit/contract/errors.ts";
import { message } from "./words.ts";

export const refusable = z.looseObject({
  __typename: z.string(),
  errorCode: z.string().optional(),
  message: z.string().optional(),
});

/** Throws `rejected` with the shop's words when the answer is a refusal. The message may be a bare key: the code says it. */
export function refuse(answer: z.output<typeof refusable>, what: string): void {
  if (answer.errorCode === undefined) return;
  const { transitionError } = answer;
  const texts = typeof transitionError === "string" && transitionError !== "" ? transitionError : answer.message;
  throw new ConnectorError(
    { kind: "rejected", code: answer.errorCode },
    message("error.refused", { what, words: texts ?? answer.errorCode }),
    { details: { code: answer.errorCode, message: answer.message ?? null } },
  );
}
