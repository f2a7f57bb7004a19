/** Something outside the program keeps it from starting. The message is one sentence for the operator. */
export class StartError extends Error {
  override readonly name: string = "StartError";
}

/** The system's short code of an error (ENOENT, ECONNREFUSED, a SQLSTATE), when it has one. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
