/** Notes the form of a shop's answers, one for each operation of a run; `npm run fidelity` holds the sandbox against them. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { plainJson } from "../../src/connectors/kit/parse/json.ts";
import {
  type AnswerShape,
  merged,
  operationOf,
  type ShopAnswers,
  shapeOf,
} from "../../src/connectors/kit/testing/answer-shapes.ts";
import type { Answered } from "./door.ts";

export interface Recording {
  note(answered: Answered): void;
  write(provider: string, version: string): void;
}

/** Where the answers of shops lie. */
export const answersFile = (provider: string): string => join(import.meta.dirname, "fixtures", `${provider}.json`);

export function createRecording(): Recording {
  const answers = new Map<string, AnswerShape>();
  return {
    note({ method, path, status, body }) {
      const value = plainJson(body);
      // Pages and files have no keys, and a shop that fails says what its server says.
      if (typeof value !== "object" || status >= 500) return;
      const operation = operationOf(method, path, status);
      const shape = shapeOf(value);
      const earlier = answers.get(operation);
      answers.set(operation, earlier ? merged(earlier, shape) : shape);
    },
    write(provider, version) {
      // A run that ended before the hub was connected leaves what an earlier one noted.
      if (answers.size === 0) return;
      const file = answersFile(provider);
      mkdirSync(join(file, ".."), { recursive: true });
      const sorted = [...answers].sort(([one], [other]) => (one < other ? -1 : 1));
      const written: ShopAnswers = { version, answers: Object.fromEntries(sorted) };
      writeFileSync(file, `${JSON.stringify(written, null, 2)}\n`);
    },
  };
}
