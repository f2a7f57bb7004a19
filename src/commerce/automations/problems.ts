/** Collects what is wrong with an input, each with where it stands, while reading it. */
import type { MessageCode, MessageRef } from "../message.ts";

export interface AutomationProblem extends MessageRef {
  /** Names and numbers with dots between them: "when.all.0.value". Empty: the whole. */
  readonly path: string;
}

type Gaps = Readonly<Record<string, string | number>>;
type Input = Readonly<Record<string, unknown>>;

/** A body of nothing else has a million faults. */
const MAX_REPORTED = 100;

export class Problems {
  readonly found: AutomationProblem[] = [];

  add(path: string, code: MessageCode, gaps: Gaps = {}): undefined {
    if (this.found.length < MAX_REPORTED) this.found.push({ path, code, gaps });
    return undefined;
  }

  /** An object with none but these names. */
  record(path: string, given: unknown, existing: readonly string[]): Input | undefined {
    if (typeof given !== "object" || given === null || Array.isArray(given)) return this.add(path, "field.shape");
    const names = Object.keys(given).filter((name) => !existing.includes(name));
    if (names.length > 0) this.add(path, "field.unknown", { names: names.slice(0, 10).join(", ").slice(0, 200) });
    return given as Input;
  }

  list(path: string, given: unknown, most: number): readonly unknown[] | undefined {
    if (given === undefined || given === null) return this.add(path, "field.required");
    if (!Array.isArray(given)) return this.add(path, "field.list");
    return given.length > most ? this.add(path, "field.tooMany", { count: most }) : given;
  }

  /** Not empty, without outer spaces. */
  text(path: string, given: unknown, most: number): string | undefined {
    if (given === undefined || given === null) return this.add(path, "field.required");
    if (typeof given !== "string") return this.add(path, "field.text");
    const text = given.trim();
    if (text === "") return this.add(path, "field.required");
    return text.length > most ? this.add(path, "field.tooLong", { count: most }) : text;
  }

  texts(
    path: string,
    given: unknown,
    { most, length }: { readonly most: number; readonly length: number },
  ): readonly string[] | undefined {
    const all = this.list(path, given, most);
    if (all?.length === 0) return this.add(path, "field.tooFew", { count: 1 });
    return all?.flatMap((each, n) => this.text(`${path}.${n}`, each, length) ?? []);
  }

  choice(path: string, given: unknown, choices: readonly string[]): string | undefined {
    if (given === undefined || given === null) return this.add(path, "field.required");
    return typeof given === "string" && choices.includes(given)
      ? given
      : this.add(path, "field.choice", { choices: choices.join(", ") });
  }

  flag(path: string, given: unknown): boolean | undefined {
    return typeof given === "boolean" ? given : this.add(path, "field.flag");
  }

  number(path: string, given: unknown): number | undefined {
    if (given === undefined || given === null) return this.add(path, "field.required");
    return typeof given === "number" && Number.isFinite(given) ? given : this.add(path, "field.number");
  }

  whole(path: string, given: unknown, within: { readonly least: number; readonly most: number }): number | undefined {
    const number = this.number(path, given);
    if (number === undefined) return undefined;
    if (!Number.isSafeInteger(number)) return this.add(path, "field.whole");
    if (number < within.least) return this.add(path, "field.atLeast", { least: within.least });
    return number > within.most ? this.add(path, "field.atMost", { most: within.most }) : number;
  }
}
