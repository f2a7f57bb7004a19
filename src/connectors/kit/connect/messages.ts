/**
 * A connector's messages by code: the English beside the code in its `words.ts`, the other languages in a file each under
 * the same codes. What is thrown keeps its code and its parameters; a text in the descriptor is the English alone.
 */
import { interpolate, type Message, type TextArgs } from "../../../commerce/message.ts";
import type { ConnectorMessages, Field, Language, SetupStep } from "../contract/contract.ts";
import { type CommonText, commonTranslations } from "./common-texts.ts";

type English = Readonly<Record<string, string>>;
type Translations<Texts extends English> = Readonly<
  Partial<
    Record<
      Exclude<Language, "en">,
      { readonly [Code in keyof Texts as Texts[Code] extends CommonText ? never : Code]: string }
    >
  >
>;

interface MessageCatalog<Texts extends English> {
  /** A message with its code, for what is thrown. */
  readonly message: <Code extends keyof Texts & string>(code: Code, ...args: TextArgs<Texts[Code]>) => Message;
  /** Its English alone. */
  readonly english: <Code extends keyof Texts & string>(code: Code, ...args: TextArgs<Texts[Code]>) => string;
  /** The English of each message in the other languages. */
  readonly words: Readonly<Partial<Record<Language, ConnectorMessages>>>;
  readonly messages: Texts;
}

/** The messages of one provider; a text without words in one of the languages is a type error. */
export function messageCatalog<const Texts extends English>(
  provider: string,
  texts: Texts,
  translations: Translations<Texts>,
): MessageCatalog<Texts> {
  const message: MessageCatalog<Texts>["message"] = (code, ...[params = {}]) => ({
    code: `${provider}:${code}`,
    gaps: params,
    text: interpolate(texts[code] ?? code, params),
  });
  return {
    message,
    english: (code, ...args) => message(code, ...args).text,
    messages: texts,
    words: Object.fromEntries(
      Object.entries(translations).map(([language, given]) => [
        language,
        Object.fromEntries(
          Object.entries(texts).map(([code, text]) => [
            text,
            commonTranslations[language as Language]?.get(text) ?? Reflect.get(given, code),
          ]),
        ),
      ]),
    ),
  };
}

type CodeBelow<Texts extends English, Head extends string> = {
  [Code in keyof Texts]: Code extends `${Head}.${infer Rest}` ? Rest : never;
}[keyof Texts];

/** A field as a connector declares it: what it is called, explained and offered stands in the words, by its id. */
type DeclaredField<Texts extends English> = Omit<Field, "id" | "label" | "required" | "options"> & {
  readonly id: CodeBelow<Texts, "field">;
  readonly required?: boolean;
  readonly options?: readonly (CodeBelow<Texts, "option"> | { readonly value: string; readonly label: string })[];
};

/** A field that brings its own name; the same may stand in several forms. */
type NamedField = Omit<Field, "required"> & { readonly required?: boolean };

/**
 * The fields of a form, of a connector whose words call them field.id, field.id.help, field.id.patternHint, and the
 * options of a choice option.value. What is not said to be required is not.
 */
export function fieldsOf<const Texts extends English>(
  messages: Texts,
  fields: readonly (DeclaredField<Texts> | NamedField)[],
): readonly Field[] {
  const texts: English = messages;
  const textOf = (code: string) => texts[code] ?? code;
  return fields.map(({ options, ...field }) => ({
    label: textOf(`field.${field.id}`),
    required: false,
    help: texts[`field.${field.id}.help`],
    patternHint: texts[`field.${field.id}.patternHint`],
    ...field,
    ...(options && {
      options: options.map((one) =>
        typeof one === "object" ? one : { value: one, label: textOf(`option.${String(one)}`) },
      ),
    }),
  }));
}

/** The steps a seller is led through, of a connector whose words call them step.1.title, step.1.text and so on. */
export function setupStepsOf(messages: English): SetupStep[] {
  const steps: SetupStep[] = [];
  for (;;) {
    const number = steps.length + 1;
    const [title, text] = [messages[`step.${number}.title`], messages[`step.${number}.text`]];
    if (title === undefined || text === undefined) return steps;
    steps.push({ title, text });
  }
}
