/** Problem details as the document describes them. */
import { z } from "zod";
import { problemCodes } from "../commerce/problem-codes.ts";
import { answer, schemaOf } from "../hub/answer-schemas.ts";
import { errorTypes, type Problem } from "./problem.ts";

const code = z.string().meta({
  description:
    "A fixed word for programs, the same for ever. Besides the known ones: PLATFORM_ with the kind of a platform's refusal, and those of signing in.",
  examples: ["REQUEST_INVALID"],
  "x-extensible-enum": problemCodes,
});

const problemSchema = schemaOf<Problem>()(
  z
    .object({
      type: z.string().describe("an address that says what the errorType means"),
      title: z.string(),
      status: z.int(),
      detail: z.string().describe("what is wrong, in a sentence"),
      said: answer
        .nullable()
        .describe("the detail's code and gaps, to be said in other languages; null where `code` says it all"),
      instance: z.string().describe("the path that was asked"),
      errorType: z.enum(errorTypes),
      code,
      details: z.unknown().describe("what is wrong field by field, where the hub knows"),
      retryable: z.boolean().describe("whether the same request may succeed later as it is"),
      timestamp: z.string(),
      requestId: z.string(),
    })
    .describe("RFC 9457 problem details"),
);

/** Problem details as JSON Schema; every refusal in the document refers to it. */
export function describedProblem(): Record<string, unknown> {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(problemSchema, { io: "output" });
  return schema;
}
