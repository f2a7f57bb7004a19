/** How the query of a route is read. */
import { z } from "zod";
import { tableQuery } from "./table-answer.ts";

/** A misspelt parameter is refused by its name: passed over, a filter would answer everything. */
export function strict(query: z.ZodType = z.object({})): z.ZodType {
  return query instanceof z.ZodObject && query.def.catchall === undefined ? query.strict() : query;
}

/** The question of a list, which may ask for a file. */
export function withFile(query: z.ZodType | undefined): z.ZodType {
  if (!(query instanceof z.ZodObject)) throw new Error("A list that can be a file is asked by an object.");
  return query.extend(tableQuery);
}
