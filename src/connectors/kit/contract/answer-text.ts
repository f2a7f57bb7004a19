/** What a command answers: with a code, so that it can be said in every language, or in the platform's own words. */
import type { Message } from "../../../commerce/message.ts";

declare const platformMessage: unique symbol;

/** A text the platform wrote, or a person there: it stands as it is, whatever the reader's language. */
export type PlatformText = string & { readonly [platformMessage]: true };

/** A sentence of ours is no `AnswerText` until it stands in a catalog: a plain string is none of both. */
export type AnswerText = Message | PlatformText | readonly (Message | PlatformText)[];

/** What is told, part by part. */
export const answerTextParts = (text: AnswerText): readonly (Message | PlatformText)[] =>
  typeof text === "string" || "code" in text ? [text] : text;

/** Marks a text as the platform's own. */
export const platformText = (text: string): PlatformText => text as PlatformText;
