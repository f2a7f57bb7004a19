/** Apart from reading, whose process would load the library of schemas for nothing else. */
import { z } from "zod";
import { type Answered, typed } from "../answer-schemas.ts";
import { ENCODINGS } from "./text.ts";

/** How a file is read. */
export const shapeSchema = z.object({
  format: z.enum(["csv", "json"]),
  encoding: z.enum(ENCODINGS),
  isUnsure: z.literal(true).optional().describe("the encoding is a guess: it has to be confirmed before applying"),
  delimiter: z.string(),
  newline: typed<"\n" | "\r">(z.string()),
  header: z.boolean(),
  columns: z.array(z.string()),
});

export type Shape = Answered<typeof shapeSchema>;
