import { expect } from "vitest";
import { type HubText, textOf, toStoredText } from "../../../commerce/message.ts";
import { translateText } from "../connect/translate.ts";
import { type Connector, LANGUAGES } from "../contract/contract.ts";
import { ConnectorError } from "../contract/errors.ts";
import type { Bench } from "./bench.ts";

/** One contract test of every connector. Throws (assertions), or throws Unsupported when its ports lack the subject. */
export interface Case {
  readonly name: string;
  /**
   * It makes the platform say what no description knows: none is asked about its answers; with a word, about those that
   * hold the word. Requests are as good as any.
   */
  readonly damages?: true | string;
  /** Requirements this case proves for every connector, see docs/requirements.md. */
  readonly proves?: readonly string[];
  run(bench: Bench): Promise<void>;
}

/** What a seller is told at run time has words in every language the connector speaks. */
export function expectMessages(connector: Connector, text: readonly HubText[]): void {
  for (const language of LANGUAGES.filter((each) => connector.words?.[each] !== undefined))
    for (const one of text)
      expect(translateText(connector, language, toStoredText(one)), textOf(one)).not.toBe(textOf(one));
}

/** The ConnectorError a call ends with; anything else fails the case. */
export async function refusal(promise: Promise<unknown>): Promise<ConnectorError> {
  const error = await promise.then(
    () => new Error("it succeeded"),
    (reason: unknown) => reason,
  );
  if (error instanceof ConnectorError) return error;
  throw new Error(
    `expected a ConnectorError, but ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  );
}
