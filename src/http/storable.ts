import type { FastifyRequest } from "fastify";
import { ApiError } from "./problem.ts";

/** PostgreSQL stores no U+0000 in a text: such a request is refused with words before anything is done. */
export async function refuseUnstorable(request: FastifyRequest): Promise<void> {
  if ([request.params, request.query, request.body].some(holdsNul))
    throw new ApiError(
      400,
      "validation_error",
      "TEXT_NUL",
      "A text holds the character U+0000, which cannot be stored.",
    );
}

function holdsNul(value: unknown): boolean {
  if (typeof value === "string") return value.includes("\0");
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(([name, each]) => name.includes("\0") || holdsNul(each));
}
